"""The pictures of the page of flows on pictures."""

from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple, TypeVar

import torch
from torch import Tensor

from core.experiment import Drawer
from core.experiments.flow_images import plane, spectrum
from core.experiments.flow_images.hands import STEPS, Hands
from core.experiments.flow_images.sets import Pictures, PictureSet
from core.flows.bits import quantised
from core.flows.density import sample
from core.flows.flow import Composite
from core.flows.latents import LatentPlane, mixed, plane_through
from core.flows.multiscale import MultiScale
from core.flows.scale import Scale
from core.views import Array, Chart, Images, Plane, Reading, frozen

# Held-out pictures shown to pick from, and how many stand in a row.
SHOWN, SHOWN_COLUMNS = 40, 8
# While playing, each view is decoded anew at one look of so many: pictures change some ten times a
# second, and looking stays a fraction of training.
SAMPLES_EVERY, MORPH_EVERY, SPECTRUM_EVERY, ROUND_TRIP_EVERY = 3, 3, 4, 8
# What is infinite is drawn here, out of sight.
FAR = 99.0

T = TypeVar("T")


class Kept(NamedTuple):
    """Something drawn, what it was made for, the version of the run, and looks since then."""

    made_for: Hashable
    version: int
    age: int
    thing: object


class Morph(NamedTuple):
    """The latents of two ends (2, D), their plane, and what is decoded on it."""

    latents: Tensor
    plane: LatentPlane
    row: Array  # (STEPS, H, W), from end to end
    point: Array  # (H, W), at the point that a hand holds
    middle: Array  # (H, W), at no noise at all


class Drawers:
    """Draws the views; `aim` says what is to be seen, and keeps what is still true."""

    def __init__(
        self, flow: Composite, pictures: Pictures, chosen: PictureSet, noise: Tensor
    ) -> None:
        self._flow, self._chosen, self._noise = flow, chosen, noise
        self._real = frozen(quantised(pictures.held_out[:SHOWN, 0] / pictures.bins, pictures.bins))
        self._kept: dict[str, Kept] = {}

    def aim(
        self, version: int, temperature: float, held: Tensor, hands: Hands, saved: float | None
    ) -> None:
        """Take the version of the run, the temperature, the held-out pixels and the hands."""
        self._version, self._temperature = version, temperature
        self._held, self._hands, self._saved = held, hands, saved

    def views(self) -> Mapping[str, Drawer]:
        """One drawer per view."""
        return {
            "samples": self._samples,
            "pictures": self._pictures,
            "plane": self._plane,
            "interpolation": self._interpolation,
            "spectrum": self._spectrum,
        }

    def ends(self) -> Tensor:
        """The coordinates (2, 2) of the ends in the plane."""
        return self._places(self._morph(fine=True))

    def _keep(
        self, name: str, made_for: Hashable, fine: bool, every: int, make: Callable[[], T]
    ) -> T:
        """Return what is kept if it is still true, or if it is young enough while playing."""
        kept = self._kept.get(name)
        if kept is not None and kept.made_for == made_for:
            if kept.version == self._version:
                return kept.thing  # type: ignore[return-value]
            if not fine and kept.age + 1 < every:
                self._kept[name] = kept._replace(age=kept.age + 1)
                return kept.thing  # type: ignore[return-value]
        thing = make()
        self._kept[name] = Kept(made_for, self._version, 0, thing)
        return thing

    def _decoded(self, latents: Tensor) -> Array:
        """The pictures (N, H, W) of latents (N, D), in whole greys."""
        return frozen(quantised(self._flow.inverse(latents)[0][:, 0], self._chosen.bins))

    # --- sheets ---------------------------------------------------------------------------------

    def _samples(self, fine: bool) -> Images:
        def make() -> Array:
            x = sample(self._flow, self._noise, self._temperature)
            return frozen(quantised(x[:, 0], self._chosen.bins))

        readings = [Reading("T", self._temperature, ".2f")]
        if self._saved is not None:
            readings.append(Reading("saved", self._saved, ".2f", "bits/dim", "model"))
        return Images(
            title="Samples",
            note="pick an end",
            readings=tuple(readings),
            pictures=self._keep("samples", self._temperature, fine, SAMPLES_EVERY, make),
            columns=self._chosen.columns,
            picked=self._hands.lit("samples"),
            pickable=True,
        )

    def _pictures(self, fine: bool) -> Images:
        held = self._held[:STEPS]

        def make() -> float:
            back = self._flow.inverse(self._flow(held)[0])[0]
            return float((back - held).abs().max())

        error = self._keep("round trip", id(self._held), fine, ROUND_TRIP_EVERY, make)
        return Images(
            title="Held-out pictures",
            note="pick two",
            readings=(Reading("round trip", error, ".0e"),),
            pictures=self._real,
            columns=SHOWN_COLUMNS,
            picked=self._hands.lit("pictures"),
            pickable=True,
        )

    def _interpolation(self, fine: bool) -> Images:
        between = self._hands.between()
        return Images(
            title="From one to the other",
            pictures=self._morph(fine).row,
            columns=STEPS,
            picked=(between,) if between >= 0 else (),
            pickable=True,
        )

    # --- the plane of two latents ---------------------------------------------------------------

    def _morph(self, fine: bool) -> Morph:
        hands = self._hands
        made_for = (hands.ends, hands.weights, self._temperature, id(self._held))
        return self._keep("morph", made_for, fine, MORPH_EVERY, self._new_morph)

    def _new_morph(self) -> Morph:
        latents = torch.cat([self._latent(*end) for end in self._hands.ends])
        weights = torch.tensor([self._hands.weights]).to(latents)
        row = mixed(latents[0], latents[1], STEPS)
        decoded = self._decoded(torch.cat([row, weights @ latents, torch.zeros_like(row[:1])]))
        plane = plane_through(latents[0], latents[1])
        return Morph(latents, plane, frozen(decoded[:STEPS]), decoded[-2], decoded[-1])

    def _latent(self, view: str, index: int) -> Tensor:
        if view == "samples":
            return self._temperature * self._noise[index : index + 1]
        return self._flow(self._held[index : index + 1])[0]

    def _plane(self, fine: bool) -> Plane:
        morph = self._morph(fine)
        ends = self._places(morph)
        point = (torch.tensor([self._hands.weights]) @ ends).clamp(-FAR, FAR)
        return Plane(
            title="Plane of two latents",
            note="drag the point",
            readings=(Reading("T", float(torch.linalg.vector_norm(point)), ".2f"),),
            layers=plane.layers(ends, point, morph.row, morph.point, morph.middle),
            bounds=plane.BOUNDS,
        )

    def _places(self, morph: Morph) -> Tensor:
        return torch.nan_to_num(morph.plane.place(morph.latents)).cpu().clamp(-FAR, FAR)

    # --- spectrum -------------------------------------------------------------------------------

    def _spectrum(self, fine: bool) -> Chart:
        made_for = (self._hands.ends, self._hands.weights) if fine else None
        return self._keep("spectrum", made_for, fine, SPECTRUM_EVERY, self._new_spectrum)

    def _new_spectrum(self) -> Chart:
        last = list(self._flow)[-1]
        if isinstance(last, Scale):
            return spectrum.of_scale_layer(last.sigma)
        assert isinstance(last, MultiScale)
        latents = torch.cat([self._latent(*end) for end in self._hands.ends])
        z = torch.tensor(self._hands.weights).to(latents) @ latents
        return spectrum.of_latents(self._flow, z, last.shapes)
