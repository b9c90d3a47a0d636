"""The page of surfaces held to a slope: what trains, what is looked at, what a hand does."""

from collections.abc import Callable, Mapping
from typing import ClassVar, Self

import torch
from torch import Tensor

from core.experiment import Curve, Drawer, Experiment, Part, State
from core.experiments.lipschitz_surface import knobs
from core.experiments.lipschitz_surface.contest import LINE, PLANE, SLOTS, Contest
from core.experiments.lipschitz_surface.knobs import SurfaceParams
from core.experiments.lipschitz_surface.line import LineScene
from core.experiments.lipschitz_surface.marks import role
from core.experiments.lipschitz_surface.microscope import MicroscopeScene
from core.experiments.lipschitz_surface.plane import PlaneScene
from core.experiments.lipschitz_surface.presets import PRESETS
from core.params import Params, Preset
from core.touches import Touch
from core.views import Layer, Rule

# Half rounds of power iteration a second: slow enough for the eye.
HALF_ROUNDS = 2.5
# Streams of random numbers: this many for each task.
STREAMS = 10


class LipschitzSurface(Experiment):
    """Networks under different constraints, trained on the same batches, and power iteration.

    Only what is looked at goes on.
    """

    name: ClassVar[str] = "lipschitz_surface"
    Params: ClassVar[type[Params]] = SurfaceParams
    presets: ClassVar[tuple[Preset, ...]] = PRESETS
    curves: ClassVar[tuple[Curve, ...]] = tuple(
        # The unit of the first is that of the axis; behind each number it would be a crowd.
        Curve(slot, str(index + 1), role(index), "" if index else "|∇f|", form=".4g")
        for index, slot in enumerate(SLOTS)
    )
    curve_title: ClassVar[str] = "Steepest slope at the data"
    curve_logarithmic: ClassVar[bool] = True
    hero: ClassVar[str] = "surface"
    side: ClassVar[tuple[str, ...]] = ("slopes", "bounds", "layers")

    params: SurfaceParams

    def __init__(self, params: SurfaceParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        plane = Contest(PLANE, params, self._streams(1), device)
        line = Contest(LINE, params, self._streams(2), device)
        self.plane, self.line = PlaneScene(plane, params), LineScene(line, params)
        self.microscope = MicroscopeScene(params, self.generator(0))

    def _streams(self, task: int) -> Callable[[int], torch.Generator]:
        return lambda stream: self.generator(STREAMS * task + stream)

    @property
    def _scene(self) -> PlaneScene | LineScene | MicroscopeScene:
        match self.params.look:
            case knobs.LINE:
                return self.line
            case knobs.MICROSCOPE:
                return self.microscope
        return self.plane

    def step(self) -> Mapping[str, Tensor | float]:
        """Train the networks that are looked at, or turn u and v by half a round."""
        scene = self._scene
        if isinstance(scene, MicroscopeScene):
            scene.step()
            return {}
        return scene.contest.step()

    def max_steps_per_second(self) -> float:
        """Half rounds are to be seen; training may run as fast as it can."""
        return HALF_ROUNDS if self.params.look == knobs.MICROSCOPE else 0.0

    def views(self) -> Mapping[str, Drawer]:
        """The views of what is looked at."""
        return self._scene.views()

    def parts(self) -> Mapping[str, Part]:
        """The networks of both tasks, and how far power iteration has come."""
        return {
            **self.plane.contest.parts(),
            **self.line.contest.parts(),
            "half rounds": self.microscope.done,
        }

    def restore(self, state: State) -> None:
        """Go back, and know that all portraits are out of date."""
        super().restore(state)
        for contest in (self.plane.contest, self.line.contest):
            contest.version += 1

    def apply_params(self, params: SurfaceParams) -> None:
        """Take new values of live knobs."""
        self.params = self.plane.params = self.line.params = params
        self.plane.contest.apply_params(params)
        self.line.contest.apply_params(params)
        self.microscope.apply_params(params)

    def carry_over(self, previous: Self) -> None:
        """Keep where a hand has put the point, the ring, the cone."""
        held, before = self.plane.held, previous.plane.held
        held.point, held.ring = before.point, before.ring
        self.line.tip = previous.line.tip

    def touch(self, view: str, touch: Touch) -> None:
        """Hand the gesture to what is looked at; the arm of the cone turns K."""
        self._scene.touch(view, touch)
        if self.line.turned is not None:
            knob = SurfaceParams.knobs()["slope"]
            slope = min(max(self.line.turned, knob.low), knob.high)
            self.line.turned = None
            self.apply_params(self.params.changed({"slope": slope}))

    def reference_lines(self) -> Mapping[str, Layer]:
        """The slope that is asked for."""
        return {"K": Rule(self.params.slope, label="K")}
