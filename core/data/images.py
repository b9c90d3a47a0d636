"""The pictures that are shipped: handwritten digits, garments, emoji, and 8×8 digits.

Every loader returns pictures (N, C, H, W), float32 in [0, 1], and labels (N,), int64, on the CPU,
always in the same order; a new copy each time.
"""

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np

# load_digits would import these two when it is called.
import sklearn.datasets.data
import sklearn.datasets.descr  # noqa: F401
import torch
from PIL import Image
from sklearn.datasets import load_digits
from torch import Tensor

from core.data.formats import FORMATS
from core.data.resize import resize

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "data"

Pictures = tuple[Tensor, Tensor]

GARMENT_NAMES = (
    "T-shirt",
    "trousers",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)


def digits(size: int = 20) -> Pictures:
    """5,000 handwritten digits (5000, 1, size, size), white on black, in order of their label.

    20×20 in the file; derived from MNIST (LeCun, Cortes, Burges), five rows of 100 per digit.
    """
    tiles = _tiles(ASSETS / "digits.png", 20)
    labels = torch.arange(len(tiles)) // 500
    return _finished(tiles, size), labels


def garments(size: int = 28) -> Pictures:
    """10,000 garments (10000, 1, size, size), light on black; labels index GARMENT_NAMES.

    The test set of Fashion-MNIST (Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747), 28×28 in the file.
    """
    pixels = read_idx(ASSETS / "fmnist-t10k-images.gz")
    labels = read_idx(ASSETS / "fmnist-t10k-labels.gz")
    return _finished(pixels[:, None], size), torch.from_numpy(labels.astype(np.int64))


def emoji(size: int = 32) -> Pictures:
    """1,024 emoji (1024, 3, size, size) in code-point order, 32×32 in the file.

    They have no classes: a label is the picture's own number.
    """
    tiles = _tiles(ASSETS / "emoji.png", 32)
    return _finished(tiles, size), torch.arange(len(tiles))


def small_digits(size: int = 8) -> Pictures:
    """1,797 digits (1797, 1, size, size) of 8×8 pixels in 17 greys, from scikit-learn."""
    bunch = load_digits()
    images = torch.from_numpy(bunch.images[:, None] / 16).float()
    return resize(images, size, size), torch.from_numpy(bunch.target.astype(np.int64))


LOADERS: dict[str, Callable[[int], Pictures]] = {
    "digits": digits,
    "garments": garments,
    "emoji": emoji,
    "small digits": small_digits,
}


def load(name: str, size: int) -> Pictures:
    """Load a set by its name in LOADERS, `size` pixels a side; raises ValueError for others."""
    if name not in LOADERS:
        raise ValueError(f"There is no picture set “{name}”; there are {', '.join(LOADERS)}.")
    return LOADERS[name](size)


def split(
    pictures: Pictures, held_out: int, generator: torch.Generator
) -> tuple[Pictures, Pictures]:
    """Shuffle and part into (training, held out), the latter with `held_out` pictures."""
    images, labels = pictures
    if not 0 < held_out < len(images):
        raise ValueError(f"Of {len(images)} pictures one cannot hold out {held_out}.")
    order = torch.randperm(len(images), generator=generator, device=generator.device)
    order = order.to(images.device)
    rest, held = order[held_out:], order[:held_out]
    return (images[rest], labels[rest]), (images[held], labels[held])


def read_idx(path: Path) -> np.ndarray:
    """Read a gzipped idx file of bytes as uint8 (N, ...); raises ValueError when it is damaged.

    Format: two zero bytes, type 8, the number of axes, each axis as big-endian int32, the bytes.
    """
    data = gzip.decompress(path.read_bytes())
    if len(data) < 4 or data[:3] != b"\0\0\x08":
        raise ValueError(f"{path.name} is not an idx file of bytes.")
    axes = data[3]
    shape = np.frombuffer(data, ">i4", axes, offset=4)
    body = np.frombuffer(data, np.uint8, offset=4 + 4 * axes)
    if body.size != shape.prod():
        raise ValueError(f"{path.name} announces {shape.prod()} bytes and holds {body.size}.")
    return body.reshape(shape)


def _tiles(path: Path, side: int) -> np.ndarray:
    """Cut a sheet into square tiles (N, C, side, side), row by row, uint8."""
    with Image.open(path, formats=FORMATS) as sheet:
        pixels = np.asarray(sheet)
    rows, columns = pixels.shape[0] // side, pixels.shape[1] // side
    grid = pixels.reshape(rows, side, columns, side, -1)
    return grid.transpose(0, 2, 4, 1, 3).reshape(rows * columns, -1, side, side)


def _finished(pixels: np.ndarray, size: int) -> Tensor:
    """Bytes (N, C, H, W) as float32 in [0, 1], `size` pixels a side."""
    images = torch.from_numpy(pixels.copy()).float() / 255
    return resize(images, size, size)
