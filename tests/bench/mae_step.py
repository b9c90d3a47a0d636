"""A masked autoencoder's step: the visible quarter against the whole length, and a plain peer.

One step is: 64 pictures of 28×28 in patches of 4 (49 tokens and one for the class), the loss on
removed patches, backward, one fused AdamW for all. In turn, on one thread. Everywhere encoders are
128 wide and 4 deep with 4 heads and perceptrons twice as wide, decoders 64 wide and 1 deep.

The mask-token variant differs from ours in what its encoder reads, nothing else. The plain peer is
torch.nn.TransformerEncoder of the encoder's size on the whole length with mask tokens, GELU, norms
first, no dropout, linear maps in and out and no decoder at all: the same task without the idea.
"""

import statistics
import time
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.masking.mae import MaeConfig, MaskedAutoencoder
from core.masking.masks import random_mask
from core.masking.patches import patchify
from core.masking.targets import removed_loss
from core.masking.transformer import EXPANSION, Transformer

RATIO = 0.75
RATIOS = (0.0, 0.25, 0.5, 0.75, 0.9)
BATCH = 64
WARM_UP = 2
REPEATS = 15
STEPS = 3  # a repeat: long enough for the clock, short enough to share the machine's moods

Figure = dict[str, float | str]
Step = Callable[[], None]


class Plain(nn.Module):
    """PyTorch's own transformer on the whole length, the removed patches as mask tokens."""

    def __init__(self, shape: MaeConfig) -> None:
        super().__init__()
        width = shape.encoder_width
        layer = nn.TransformerEncoderLayer(
            width,
            shape.encoder_heads,
            EXPANSION * width,
            dropout=0.0,
            activation=F.gelu,
            batch_first=True,
            norm_first=True,
        )
        self.patch = shape.patch
        self.embed = nn.Linear(shape.pixels, width)
        self.mask_token = nn.Parameter(torch.zeros(width))
        self.position = nn.Parameter(torch.zeros(shape.length, width), requires_grad=False)
        norm = nn.LayerNorm(width)
        self.encoder = nn.TransformerEncoder(
            layer, shape.encoder_depth, norm, enable_nested_tensor=False
        )
        self.predict = nn.Linear(width, shape.pixels)

    def loss(self, images: Tensor, mask: Tensor) -> Tensor:
        """Mean squared error on the removed patches."""
        patches = patchify(images, self.patch)
        tokens = torch.where(mask.unsqueeze(-1), self.mask_token, self.embed(patches))
        return removed_loss(self.predict(self.encoder(tokens + self.position)), patches, mask)


def measure(repeats: int = REPEATS, batch: int = BATCH) -> dict[str, list[float]]:
    """Ratios of ours to others, repeat by repeat, by name; sets torch to one thread.

    "plain": ours to the plain peer at RATIO. "tokens at 0.75" and so on: ours to the variant with
    mask tokens at that share removed. "blocks": our blocks to PyTorch's on the same whole length.
    """
    torch.set_num_threads(1)
    pairs = _pairs(batch)
    ratios: dict[str, list[float]] = {name: [] for name in pairs}
    for turn in range(WARM_UP + repeats):
        for name, (ours, other) in pairs.items():
            first, second = (ours, other) if turn % 2 else (other, ours)
            seconds = {first: _seconds(first), second: _seconds(second)}
            if turn >= WARM_UP:
                ratios[name].append(seconds[ours] / seconds[other])
    return ratios


def figures(ratios: dict[str, list[float]]) -> dict[str, Figure]:
    """The bench's figures; `ratio` is our step to the plain peer's."""
    table = {name: _figure(values) for name, values in ratios.items()}
    table["ratio"] = table["plain"]
    return table


def _pairs(batch: int) -> dict[str, tuple[Step, Step]]:
    torch.manual_seed(0)
    sizes = (28, 28, 1, 4, 128, 4, 4, 64, 1, 4)
    images = torch.rand(batch, 1, 28, 28)
    ours, tokens = MaskedAutoencoder(MaeConfig(*sizes)), MaskedAutoencoder(MaeConfig(*sizes, True))
    plain = Plain(MaeConfig(*sizes))
    pairs = {"plain": (_step(ours, images, RATIO), _step(plain, images, RATIO))}
    for ratio in RATIOS:
        pair = _step(ours, images, ratio), _step(tokens, images, ratio)
        pairs[f"tokens at {ratio:g}"] = pair
    mine = Transformer(128, 4, 4)
    pairs["blocks"] = _blocks(mine, batch), _blocks(plain.encoder, batch)
    return pairs


def _step(model: MaskedAutoencoder | Plain, images: Tensor, ratio: float) -> Step:
    optimiser = torch.optim.AdamW(model.parameters(), 1e-4, fused=True)
    generator = torch.Generator().manual_seed(0)

    def step() -> None:
        optimiser.zero_grad()
        mask = random_mask(len(images), 7, 7, ratio, generator)
        model.loss(images, mask).backward()  # type: ignore[no-untyped-call]
        optimiser.step()

    return step


def _blocks(model: nn.Module, batch: int) -> Step:
    tokens = torch.randn(batch, 50, 128, generator=torch.Generator().manual_seed(0))
    optimiser = torch.optim.AdamW(model.parameters(), 1e-4, fused=True)

    def step() -> None:
        optimiser.zero_grad()
        model(tokens).square().mean().backward()
        optimiser.step()

    return step


def _seconds(step: Step) -> float:
    start = time.perf_counter()
    for _ in range(STEPS):
        step()
    return time.perf_counter() - start


def _figure(values: list[float]) -> Figure:
    return {
        "median": statistics.median(values),
        "min": min(values),
        "max": max(values),
        "unit": "ours / other",
    }
