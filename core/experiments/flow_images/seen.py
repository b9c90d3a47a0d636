"""What is looked at of a flow on pictures: samples, the way between two, and the spectrum."""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from core import figures
from core.experiments.flow_images.datasets import MNIST_LIKE
from core.experiments.flow_images.knobs import ImagesParams
from core.experiments.flow_images.page import SHOWN, STEPS, FlowImages, FlowImagesMade
from core.flows.bits import quantised
from core.flows.density import bits_per_dim, nll
from core.flows.latents import decoder_column_norms, effective_dimensions, mixed, plane_through
from core.flows.multiscale import MultiScale
from core.flows.scale import Scale
from core.seen import Seen, kept
from core.view_layers import Array, Layer, Rule, frozen

# Latent numbers whose pull on the picture is measured; of more, as many are taken at equal steps.
MEASURED = 64
# Published bits per dimension on MNIST: Dinh et al. 2014 (from 1980.50 nats), and Grathwohl et al.
# 2018 (arXiv:1810.01367) for RealNVP, 1.06, and Glow, 1.05.
NICE_ON_MNIST, GLOW_ON_MNIST = 4.36, 1.05


class Interpolation(NamedTuple):
    """What is decoded of two ends; `places` (2, 2) are their coordinates in their plane."""

    places: Tensor
    row: Array  # (STEPS, H, W), from end to end
    point: Array  # (H, W), at the point that a hand holds
    middle: Array  # (H, W), at no noise at all


class Spectrum(NamedTuple):
    """How much each of K latent numbers matters, sorted, and its level; there are `dimensions`."""

    sigma: Tensor  # (K,)
    levels: Tensor  # (K,)
    dimensions: int


class ImagesSeen(Seen[FlowImages, ImagesParams, FlowImagesMade]):
    """The flow, and what it decodes."""

    def reference_lines(self) -> dict[str, Layer]:
        """The bits of pixels coded apart; where the pictures are like MNIST, what was published."""
        found: dict[str, Layer] = {
            "apart": Rule(self.model.data.independent_bits, label="pixels apart")
        }
        if self.p.dataset == MNIST_LIKE:
            found["nice"] = Rule(NICE_ON_MNIST, label="NICE on MNIST", role="ghost")
            found["glow"] = Rule(GLOW_ON_MNIST, label="RealNVP, Glow on MNIST", role="ghost")
        return found

    # --- sheets ---------------------------------------------------------------------------------

    def _decoded(self, latents: Tensor) -> Array:
        """The pictures (N, H, W) of latents (N, D), in whole greys."""
        pixels = self.model.flow.inverse(latents)[0][:, 0]
        return frozen(quantised(pixels, self.model.spec.bins))

    def picked(self, view: str) -> tuple[int, ...]:
        """Which pictures of a view are ends."""
        return tuple(index for name, index in self.model.ends if name == view)

    @kept(waits=True)
    def samples(self) -> Array:
        """What the flow makes of fixed noise."""
        return self._decoded(self.p.temperature * self.model.noise)

    def temperature(self) -> float:
        """The spread of that noise."""
        return self.p.temperature

    def saved(self) -> float:
        """The bits that the flow saves of those of pixels coded apart; NaN before a step."""
        if not self.model.metrics.steps:
            return math.nan
        return self.model.data.independent_bits - self.model.metrics.held_out

    @kept
    def held_pictures(self) -> Array:
        """Held-out pictures to pick from."""
        bins = self.model.spec.bins
        return frozen(quantised(self.model.data.held_out[:SHOWN, 0] / bins, bins))

    @kept(waits=True)
    def round_trip(self) -> float:
        """How far pixels are from where they were, at most, when they come back as pictures."""
        held, flow = self.model.held_pixels()[:STEPS], self.model.flow
        return float((flow.inverse(flow(held)[0])[0] - held).abs().max())

    @kept(waits=True)
    def own_bits(self) -> float | None:
        """What the figure that a person brought costs, in bits a pixel."""
        if self.made.own is None:
            return None
        pixels = self.model.own_pixels()
        return float(
            bits_per_dim(nll(self.model.flow, pixels), pixels.numel(), self.model.spec.bins)
        )

    # --- between two latents --------------------------------------------------------------------

    @kept(waits=True)
    def latents(self) -> Tensor:
        """The latents (2, D) of the ends."""
        return self.model.latents()

    def _held(self, of: Tensor) -> Tensor:
        """The point (1, ...) that a hand holds, by its weights of two rows (2, ...)."""
        return torch.tensor([self.made.weights]).to(of) @ of

    @kept(waits=True)
    def interpolation(self) -> Interpolation:
        """The straight way from end to end, the point, and the middle of the plane."""
        latents = self.latents()
        row = mixed(latents[0], latents[1], STEPS)
        pictures = self._decoded(torch.cat([row, self._held(latents), torch.zeros_like(row[:1])]))
        places = figures.finite(plane_through(latents[0], latents[1]).place(latents)).cpu()
        return Interpolation(places, frozen(pictures[:STEPS]), pictures[-2], pictures[-1])

    def point(self) -> Tensor:
        """The place (1, 2) of the point in the plane."""
        return figures.finite(self._held(self.interpolation().places))

    def radius(self) -> float:
        """How far the point lies from the middle of the plane."""
        return float(torch.linalg.vector_norm(self.point()))

    def between(self) -> int:
        """The picture of the row that the point lies on, -1 where it lies beside it."""
        first, second = self.made.weights
        place = second * (STEPS - 1)
        near = abs(first + second - 1) < 0.05 and -0.4 < place < STEPS - 0.6
        return round(place) if near else -1

    # --- spectrum -------------------------------------------------------------------------------

    @kept(waits=True)
    def spectrum(self) -> Spectrum:
        """NICE's σ of each latent number, or how far the picture at the point moves with it."""
        last = list(self.model.flow)[-1]
        if isinstance(last, Scale):
            sigma, dimensions = last.sigma, len(last.sigma)
            levels = torch.zeros(dimensions, dtype=torch.long)
        else:
            assert isinstance(last, MultiScale)
            z = self._held(self.latents())[0]
            dimensions = len(z)
            chosen = torch.linspace(0, dimensions - 1, min(MEASURED, dimensions)).round().long()
            sizes = torch.tensor([channels * h * w for channels, h, w in last.shapes])
            levels = torch.searchsorted(sizes.cumsum(0), chosen, right=True)
            sigma = decoder_column_norms(self.model.flow, z, chosen.to(z.device))
        sigma, order = sigma.cpu().nan_to_num().sort(descending=True)
        return Spectrum(sigma, levels[order], dimensions)

    def effective(self) -> float:
        """How many latent numbers of equal weight would carry as much."""
        found = self.spectrum()
        return effective_dimensions(found.sigma) * found.dimensions / len(found.sigma)
