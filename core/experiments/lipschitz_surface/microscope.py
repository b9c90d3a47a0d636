"""Power iteration under the microscope: u and v turn, or stall, or never find what they seek."""

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import torch

from core.experiment import Drawer
from core.experiments.lipschitz_surface import knobs
from core.experiments.lipschitz_surface.knobs import SurfaceParams
from core.lipschitz import power_in_plane
from core.lipschitz.norms import ellipse
from core.lipschitz.power_in_plane import (
    HalfStep,
    PlanarMatrix,
    eigen_directions,
    half_steps,
    sine_to,
)
from core.touches import Drag, Touch
from core.views import (
    Array,
    Arrows,
    Bars,
    Chart,
    Handles,
    Layer,
    Lines,
    Plane,
    Points,
    Reading,
    Rule,
    frozen,
)

Numbers = npt.NDArray[np.floating]
ROUNDS = 16
# Half the side of the picture, and the longest axis that a hand can pull: the trap's norm is 3.
SIDE, TRAP_SIDE = 2.7, 3.3
LONGEST, SHORTEST = 0.92, 0.05
CORNERS = 181
# Where the long axes of the free matrix lie, in degrees: u₁ and v₁.
LEFT, RIGHT = 35, -20
SMALLEST_SINE = 1e-6


class MicroscopeScene:
    """A matrix of the plane, a start, and how many half rounds were done."""

    def __init__(self, params: SurfaceParams, generator: torch.Generator) -> None:
        self.params = params
        # Nearly at a right angle to the top vector, so that there is something to see.
        drawn = float(torch.rand((), generator=generator))
        self._free_angle = math.radians(LEFT + 68 + 16 * drawn)
        self.done = torch.zeros((), dtype=torch.int64)
        """Half rounds done: the only thing here that a step changes."""
        self.axes, self.u = self._matrix(), torch.zeros(2, dtype=torch.float64)
        self.begin()

    def _matrix(self) -> PlanarMatrix:
        match self.params.matrix:
            case knobs.SHEAR:
                return PlanarMatrix.from_rows(power_in_plane.SHEAR)
            case knobs.TRAP:
                return PlanarMatrix.from_rows(power_in_plane.TRAP)
        return PlanarMatrix.from_angles((2.0, 1.2), math.radians(LEFT), math.radians(RIGHT))

    def begin(self) -> None:
        """Take the matrix and the start that the knobs name, and no round yet."""
        self.axes = self._matrix()
        self.u = power_in_plane.starts(self.axes.weight, self._free_angle)[self.params.start]
        self.done.zero_()

    def step(self) -> None:
        """Half a round."""
        self.done += int(self.done < 2 * ROUNDS)

    def apply_params(self, params: SurfaceParams) -> None:
        """Begin again where the matrix or the start is another."""
        before, self.params = self.params, params
        if (before.matrix, before.start) != (params.matrix, params.start):
            self.begin()

    def touch(self, view: str, touch: Touch) -> None:
        """Drag the axes of the ellipse, the start, or the round."""
        match touch:
            case Drag(layer="axes", index=0 | 1 as index) if view == "surface":
                place = torch.tensor([touch.x, touch.y], dtype=torch.float64)
                along = abs(float(place @ self.axes.left[:, index]))
                most = LONGEST * self._side
                self.axes = self.axes.stretched(index, min(max(along, SHORTEST), most))
            case Drag(layer="start") if view == "surface" and math.hypot(touch.x, touch.y) > 1e-3:
                place = torch.tensor([touch.x, touch.y], dtype=torch.float64)
                self.u = place / place.norm()
                self.done.zero_()
            case Drag(layer="round") if view == "bounds":
                self.done.fill_(round(2 * min(max(touch.x, 0.0), ROUNDS)))

    def views(self) -> Mapping[str, Drawer]:
        """The ellipse, the angle, the estimate, and what it is compared with."""
        return {
            "surface": self._ellipse,
            "slopes": self._angle,
            "bounds": self._estimate,
            "layers": self._numbers,
        }

    def path(self) -> list[HalfStep]:
        """The states of all rounds that the charts show, also those to come."""
        return half_steps(self.axes.weight, self.u, 2 * ROUNDS)

    @property
    def _side(self) -> float:
        return TRAP_SIDE if self.params.matrix == knobs.TRAP else SIDE

    # --- pictures -------------------------------------------------------------------------------

    def _ellipse(self, _fine: bool) -> Plane:
        weight, now = self.axes.weight, int(self.done)
        states = self.path()[: now + 1]
        state = states[-1]
        image = weight @ state.v
        layers: dict[str, Layer] = {
            "circle": Lines(frozen(ellipse(torch.eye(2).double(), CORNERS)), "ghost", 1.4),
            "ellipse": Lines(frozen(ellipse(weight, CORNERS)), "accent", 1.8),
            **self._truths(),
            "trail": Points(frozen(np.stack([s.v.numpy() for s in states])), "data", 4.5),
            "images": Points(
                frozen(np.stack([(weight @ s.v).numpy() for s in states])), "muted", 4.5
            ),
            "Wv": Arrows(*_from_origin(image.numpy()), "muted", "Wv"),
            "v": Arrows(*_from_origin(state.v.numpy()), "data", "v"),
            "u": Arrows(*_from_origin(state.u.numpy()), "model", "u"),
            "start": Handles(frozen([self.u.numpy()]), "ink", ("u₀",)),
            "axes": Handles(frozen((self.axes.left * self.axes.values).t().numpy()), "accent"),
        }
        return Plane(
            title="Circle to ellipse",
            readings=(
                Reading("round", now / 2, ".1f"),
                Reading("|Wv|", float(image.norm()), ".3f"),
                Reading("σ₁", float(self.axes.values.max()), ".3f"),
            ),
            layers=layers,
            bounds=(-self._side, self._side, -self._side, self._side),
        )

    def _truths(self) -> dict[str, Layer]:
        """The singular vectors, dashed, and the eigenvectors, which are another thing."""
        top = self.axes.top
        long = (self.axes.left[:, top] * self.axes.values[top]).numpy()
        right = self.axes.right[:, top].numpy()
        layers: dict[str, Layer] = {
            "v₁": Lines(_across(right), "data", 1.0, True, "v₁"),
            "u₁": Lines(_across(long), "model", 1.0, True, "σ₁u₁"),
        }
        values, vectors = eigen_directions(self.axes.weight)
        if self.params.matrix != knobs.FREE and values:
            index = int(np.argmax(np.abs(values)))
            direction = vectors[:, index].numpy()
            layers["eigenvector"] = Arrows(
                *_from_origin(values[index] * direction), "class 3", "eigenvector"
            )
        return layers

    def _angle(self, _fine: bool) -> Chart:
        """How far v is from v₁, with the exact law: its tangent shrinks by (σ₂/σ₁)² a round."""
        top, states = self.axes.right[:, self.axes.top], self.path()
        rounds = np.arange(ROUNDS)
        sines = np.array([sine_to(top, s.v) for s in states[1::2]])
        tangents = _tangent(sines[0]) * self.axes.ratio**rounds
        law = np.sin(np.arctan(tangents))
        done = rounds <= (int(self.done) - 1) / 2
        return Chart(
            title="Angle of v to v₁",
            readings=(Reading("(σ₂/σ₁)²", self.axes.ratio, ".3f"),),
            layers={
                "law": Lines(_curve(rounds + 0.5, law), "truth", dashed=True),
                "found": Points(_curve((rounds + 0.5)[done], sines[done]), "data", 6.0),
            },
            bounds=(0.0, float(ROUNDS), SMALLEST_SINE, 2.0),
            x_label="round",
            y_label="sine",
            log_y=True,
        )

    def _estimate(self, _fine: bool) -> Chart:
        """u·Wv by round, with σ₁ as truth and a handle at the round that is shown."""
        states, now = self.path(), int(self.done)
        rounds = np.arange(len(states)) / 2
        estimates = np.array([s.estimate for s in states])
        norm = float(self.axes.values.max())
        return Chart(
            title="Estimate u·Wv",
            readings=(Reading("u·Wv", states[now].estimate, ".3f", role="model"),),
            note="drag the round",
            layers={
                "to come": Lines(_curve(rounds, estimates), "ghost"),
                "done": Lines(_curve(rounds[: now + 1], estimates[: now + 1]), "model", 1.6),
                "norm": Rule(norm, label="σ₁"),
                "round": Handles(frozen([[rounds[now], estimates[now]]]), "model"),
            },
            bounds=(0.0, float(ROUNDS), 0.0, TRAP_SIDE),
            x_label="round",
            y_label="u·Wv",
        )

    def _numbers(self, _fine: bool) -> Bars:
        """The estimate beside the singular values, ‖W‖_F and the largest |eigenvalue|."""
        values = self.axes.values.sort(descending=True).values
        estimate = self.path()[int(self.done)].estimate
        eigenvalue = float(torch.linalg.eigvals(self.axes.weight).abs().max())
        norm = float(values[0])
        return Bars(
            title="Norms and eigenvalue",
            values=frozen([estimate, norm, float(values[1]), float(values.norm()), eigenvalue]),
            truth=frozen([norm, math.nan, math.nan, math.nan, norm]),
            labels=("u·Wv", "σ₁", "σ₂", "‖W‖F", "|λ|"),
            roles=("model", "accent", "accent", "ghost", "class 3"),
            limits=(0.0, 4.5),
        )


def _from_origin(tip: Numbers) -> tuple[Array, Array]:
    return frozen(np.zeros((1, 2))), frozen(np.reshape(tip, (1, 2)))


def _across(tip: Numbers) -> Array:
    """A line through the origin from one end to the other."""
    return frozen(np.stack([-tip, tip]))


def _curve(x: Numbers, y: Numbers) -> Array:
    return frozen(np.stack([x, np.maximum(y, SMALLEST_SINE / 10)], axis=1))


def _tangent(sine: float) -> float:
    return math.tan(math.asin(min(sine, 1.0))) if sine < 1 else 1e16
