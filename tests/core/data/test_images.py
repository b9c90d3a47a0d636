"""The shipped pictures: shapes, ranges, labels, and area averaging that keeps the mean."""

import gzip
from pathlib import Path

import numpy as np
import pytest
import torch

from core.data.images import LOADERS, load, read_idx, split
from core.data.resize import area_matrix, resize
from tests.texts import told

COUNTS = {"digits": 5000, "garments": 10000, "emoji": 1024, "small digits": 1797}
CHANNELS = {"digits": 1, "garments": 1, "emoji": 3, "small digits": 1}


@pytest.mark.parametrize("name", LOADERS)
def test_shapes_range_and_order(name: str) -> None:
    told("flow_images", ("of 5,000 pictures", "5,000 幅"))
    images, labels = load(name, 16)
    assert images.shape == (COUNTS[name], CHANNELS[name], 16, 16)
    assert images.dtype == torch.float32
    assert labels.shape == (COUNTS[name],)
    assert labels.dtype == torch.int64
    assert images.min() >= 0
    assert images.max() <= 1 + 1e-6
    assert images.std() > 0.1


@pytest.mark.parametrize("name", ["digits", "garments", "small digits"])
def test_labels_fit_the_pictures(name: str) -> None:
    """The nearest of the ten class means names most pictures rightly, so labels are not shifted."""
    images, labels = load(name, 8)
    flat = images.flatten(1)
    means = torch.stack([flat[labels == label].mean(0) for label in range(10)])
    guess = torch.cdist(flat, means).argmin(1)
    assert (guess == labels).float().mean() > 0.6


def test_area_matrix_by_counting_fine_pixels() -> None:
    """Cut every old pixel into `new` parts and average `old` parts at a time."""
    old, new = 20, 16
    row = torch.rand(old, dtype=torch.float64)
    fine = row.repeat_interleave(new)
    assert torch.allclose(area_matrix(old, new) @ row, fine.reshape(new, old).mean(1))


def test_resize_keeps_the_mean_and_the_identity() -> None:
    images = torch.rand(2, 3, 20, 14, dtype=torch.float64)
    smaller = resize(images, 7, 9)
    assert smaller.shape == (2, 3, 7, 9)
    assert torch.allclose(smaller.mean((2, 3)), images.mean((2, 3)))
    assert resize(images, 20, 14) is images


def test_split_is_a_partition_and_repeats() -> None:
    pictures = torch.arange(10.0).reshape(10, 1, 1, 1), torch.arange(10)
    (train, _), (_, held) = split(pictures, 3, torch.Generator().manual_seed(1))
    assert sorted([*train.flatten().int().tolist(), *held.tolist()]) == list(range(10))
    again = split(pictures, 3, torch.Generator().manual_seed(1))[1][1]
    assert torch.equal(held, again)


@pytest.mark.parametrize("data", [b"", b"\0\0\x08\x01\0\0\0\x09abc", b"\0\0\x0d\x01\0\0\0\x00"])
def test_damaged_idx_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.gz"
    path.write_bytes(gzip.compress(data))
    with pytest.raises(ValueError, match=r"broken\.gz"):
        read_idx(path)


def test_idx_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "small.gz"
    path.write_bytes(gzip.compress(b"\0\0\x08\x02\0\0\0\x02\0\0\0\x03" + bytes(range(6))))
    assert np.array_equal(read_idx(path), np.arange(6).reshape(2, 3))


def test_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="no picture set"):
        load("cats", 16)
    with pytest.raises(ValueError, match="hold out"):
        split((torch.zeros(3, 1, 1, 1), torch.zeros(3)), 3, torch.Generator())
