"""The multi-scale architecture: half of the channels leave after each level."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from core.flows.actnorm import ActNorm
from core.flows.conditional_gaussian import ConditionalGaussian
from core.flows.flow import Composite, Flow


class Level(Flow):
    """Layers at full resolution, a squeeze by two, layers on the squeezed channels.

    In part t both groups of layers are taken in part t; the squeeze is always whole, so that
    the shape does not depend on t.
    """

    def __init__(self, before: Composite, after: Composite) -> None:
        super().__init__()
        self.before, self.after = before, after

    def forward(self, x: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Map (N, C, H, W) to (N, 4 C, H / 2, W / 2)."""
        x, first = self.before(x, t)
        x, second = self.after(squeezed(x), t)
        return x, first + second

    def inverse(self, z: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Map (N, 4 C, H / 2, W / 2) back to (N, C, H, W)."""
        z, second = self.after.inverse(z, t)
        z, first = self.before.inverse(unsqueezed(z), t)
        return z, first + second

    @torch.no_grad()
    def initialise(self, x: Tensor) -> Tensor:
        """Initialise both groups of layers, one after the other."""
        return self.after.initialise(squeezed(self.before.initialise(x)))


class MultiScale(Flow):
    """Levels between which half of the channels leave, with conditional Gaussian priors.

    p(z_1, z_2, z_3) = p(z_1 | z_2, z_3) p(z_2 | z_3) p(z_3): what leaves is standardised given
    what stays, and the last by a learnt mean and deviation per channel. So the latents are one
    flat vector (N, C H W) with a standard prior, nothing is resampled, and the round trip is
    exact. `latents` gives the same numbers level by level. Without `split` nothing leaves early.
    At t = 0 the map is the identity up to the order of the pixels.
    Reference: Dinh et al. 2016, arXiv:1605.08803, section 3.6; Kingma, Dhariwal 2018.
    """

    def __init__(
        self, shape: tuple[int, int, int], levels: Sequence[Level], split: bool = True
    ) -> None:
        """Take the shape (C, H, W) of an image, and the levels with the channels they expect."""
        super().__init__()
        self.shape, self.split = shape, split
        self.shapes = latent_shapes(shape, len(levels), split)
        self.levels = nn.ModuleList(levels)
        leaving = [channels for channels, _, _ in self.shapes[:-1]]
        self.priors = nn.ModuleList(ConditionalGaussian(c, c) for c in leaving)
        self.last = ActNorm(self.shapes[-1][0], from_data=False)

    def forward(self, x: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Map images (N, C, H, W) to flat latents (N, C H W), what leaves first in front."""
        latents: list[Tensor] = []
        log_dets: list[Tensor] = []
        for i, level in enumerate(self.levels):
            x, log_det = level(x, t)
            log_dets.append(log_det)
            if i < len(self.priors):
                kept, out = x.chunk(2, dim=1)
                out, log_det = self._prior(i).standardise(out, kept, t)
                log_dets.append(log_det)
                latents.append(out)
                x = kept
        x, log_det = self.last(x, t)
        total = sum(log_dets, log_det)
        return torch.cat([part.flatten(1) for part in [*latents, x]], dim=1), total

    def inverse(self, z: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Map flat latents (N, C H W) back to images (N, C, H, W)."""
        latents = self.latents(z)
        x, total = self.last.inverse(latents[-1], t)
        for i in reversed(range(len(self.levels))):
            if i < len(self.priors):
                out, log_det = self._prior(i).restore(latents[i], x, t)
                x, total = torch.cat([x, out], dim=1), total + log_det
            level = self.levels[i]
            assert isinstance(level, Level)
            x, log_det = level.inverse(x, t)
            total = total + log_det
        return x, total

    def latents(self, z: Tensor) -> list[Tensor]:
        """Cut flat latents (N, C H W) into those of each level, (N, C_i, H_i, W_i)."""
        pieces = torch.split_with_sizes(z, [math.prod(s) for s in self.shapes], dim=1)
        return [p.reshape(len(p), *shape) for p, shape in zip(pieces, self.shapes, strict=True)]

    @torch.no_grad()
    def initialise(self, x: Tensor) -> Tensor:
        """Initialise level after level on what stays; return the flat latents of x."""
        images = x
        for i, level in enumerate(self.levels):
            assert isinstance(level, Level)
            images = level.initialise(images)
            if i < len(self.priors):
                images = images.chunk(2, dim=1)[0]
        return self.forward(x)[0]

    def _prior(self, i: int) -> ConditionalGaussian:
        prior = self.priors[i]
        assert isinstance(prior, ConditionalGaussian)
        return prior


def squeezed(x: Tensor) -> Tensor:
    """Return images (N, C, H, W), squares of four pixels as channels: (N, 4 C, H / 2, W / 2)."""
    count, channels, height, width = x.shape
    squares = x.reshape(count, channels, height // 2, 2, width // 2, 2)
    return squares.permute(0, 1, 3, 5, 2, 4).reshape(count, 4 * channels, height // 2, width // 2)


def unsqueezed(x: Tensor) -> Tensor:
    """Undo `squeezed`: (N, 4 C, H, W) to (N, C, 2 H, 2 W)."""
    count, channels, height, width = x.shape
    squares = x.reshape(count, channels // 4, 2, 2, height, width)
    return squares.permute(0, 1, 4, 2, 5, 3).reshape(count, channels // 4, 2 * height, 2 * width)


def latent_shapes(
    shape: tuple[int, int, int], levels: int, split: bool = True
) -> list[tuple[int, int, int]]:
    """Return the shapes (C, H, W) of what leaves after each level; the last is what stays.

    Raises ValueError where the sides cannot be halved that often.
    """
    channels, height, width = shape
    if levels < 1 or height % 2**levels or width % 2**levels:
        raise ValueError(f"an image of {height} x {width} cannot be halved {levels} times")
    found: list[tuple[int, int, int]] = []
    for level in range(levels):
        channels, height, width = 4 * channels, height // 2, width // 2
        if split and level < levels - 1:
            channels //= 2
            found.append((channels, height, width))
    return [*found, (channels, height, width)]
