"""The page of the recurrent cells: solve an equation, and learn it, by the same chain."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import torch
from torch import Tensor

from core.experiment import Action, Curve, Drawer, Experiment, Part
from core.experiments.ode_cells.fitted import Fitted
from core.experiments.ode_cells.inferring import Inferring
from core.experiments.ode_cells.knobs import INFER, SOLVE, CellParams
from core.experiments.ode_cells.learning import Learning
from core.experiments.ode_cells.numbers import step_at
from core.experiments.ode_cells.observed import observations, observed_times, observed_values
from core.experiments.ode_cells.presets import PRESETS
from core.experiments.ode_cells.rope import Rope
from core.experiments.ode_cells.setting import setting
from core.experiments.ode_cells.solved import Solved
from core.experiments.ode_cells.solving import Solving
from core.message import InvalidInput
from core.params import Params, Preset
from core.touches import Drag, RunAction, Stroke, Touch
from core.views import Layer

# Steps of least squares that a drag of an observation is followed by, so that parameters follow.
FOLLOWING = 2


class OdeCells(Experiment):
    """A chain of cells that solves a system, or that learns it from seven observations."""

    name: ClassVar[str] = "ode_cells"
    Params: ClassVar[type[Params]] = CellParams
    presets: ClassVar[tuple[Preset, ...]] = PRESETS
    curves: ClassVar[tuple[Curve, ...]] = (
        Curve("loss", "error²", form=".2g"),
        Curve("gradient", "gradient", "accent", form=".2g"),
    )
    curve_title: ClassVar[str] = "Error"
    curve_logarithmic: ClassVar[bool] = True
    hero: ClassVar[str] = "phase"
    side: ClassVar[tuple[str, ...]] = ("series", "verdict")
    strip: ClassVar[tuple[str, ...]] = ("cells", "ledger")
    actions: ClassVar[tuple[Action, ...]] = (
        Action("forget", "Undo all drags", "Take back every start and observation that was moved."),
    )

    params: CellParams

    def __init__(self, params: CellParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self._noise = self.generator(1)
        self._setting = setting(params, device)
        self._rope = Rope(self._setting)
        self._forget()
        self._begin()

    def _forget(self) -> None:
        """Go back to the start and the observations that belong to the system."""
        self._start = self._setting.start
        self._times = observed_times(self._setting)
        self._values = observed_values(self._setting)
        self._shaken = torch.randn(
            self._values.shape, generator=self.generator(2), dtype=torch.float64
        )

    def _begin(self) -> None:
        """Make the task; a fit that cannot be made waits, and `step` says why."""
        self._task: Solving | Inferring | Learning | None = None
        self._refused: InvalidInput | None = None
        if self.params.task == SOLVE:
            ends = self._rope.starts(self.params.rope)
            self._task = Solving(self._setting, self._start, ends)
        else:
            self._try_fit()
        self._picture()

    def _try_fit(self) -> None:
        try:
            seen = observations(self._kept_times, self._seen(), self.params.h)
        except InvalidInput as invalid:
            self._refused = invalid
            return
        kind = Inferring if self.params.task == INFER else Learning
        self._task = kind(self._setting, self.params, seen)

    def _picture(self) -> None:
        match self._task:
            case Solving():
                self._pictures: Solved | Fitted = Solved(self._task)
            case _:
                self._pictures = Fitted(self._setting, self._task, self._kept_times, self._seen())

    @property
    def _kept_times(self) -> tuple[float, ...]:
        return self._times[: self.params.points]

    def _seen(self) -> Tensor:
        """The observations that are kept (M, D), with the noise."""
        sizes = [high - low for low, high in self._setting.system.view]
        spread = self.params.noise / 100 * self._setting.tensor(sizes)
        shaken = self._values + spread * self._shaken.to(self._values)
        return shaken[: self.params.points]

    # --- training -------------------------------------------------------------------------------

    def step(self) -> Mapping[str, Tensor | float]:
        """Light the next cell, or take one step of the optimiser."""
        if self._refused is not None:
            raise self._refused
        assert self._task is not None, "without a task there is a invalid"
        made = self._task.step()
        self._pictures.stale()
        return made

    def parts(self) -> Mapping[str, Part]:
        """What the task changes, and the generator of the run."""
        own = {} if self._task is None else self._task.parts()
        return {"noise": self._noise, **own}

    def restore(self, state: Any) -> None:
        """Go back, and know that all pictures are out of date."""
        super().restore(state)
        self._pictures.stale()

    def max_steps_per_second(self) -> float:
        """Cells a second while solving, so that each is seen to light."""
        return self._task.max_steps_per_second() if isinstance(self._task, Solving) else 0.0

    def apply_params(self, params: CellParams) -> None:
        """Take new values of live knobs. Raises InvalidInput where observations leave the grid."""
        self.params = params
        self._setting = setting(params, self.device)
        self._renew(rough=False)

    def _renew(self, rough: bool) -> None:
        """Solve or fit with what is turned and dragged now."""
        if isinstance(self._task, Solving):
            ends = self._rope.starts(self.params.rope)
            self._task.renew(self._setting, self._start, ends, rough)
            self._pictures.stale(anew=not rough)
            return
        try:
            seen = observations(self._kept_times, self._seen(), self.params.h)
        except InvalidInput as invalid:
            self._refused, self._pictures.waiting = invalid, True
            raise  # the last good picture stays
        self._refused, self._pictures.waiting = None, False
        if self._task is None:
            self._begin()
            return
        self._task.renew(self._setting, self.params, seen)
        self._pictures.dragged(self._setting, self._kept_times, self._seen())

    def reference_lines(self) -> Mapping[str, Layer]:
        """The error that the true parameters leave: rounding, and what the method adds."""
        return self._pictures.reference_lines()

    def carry_over(self, previous: Self) -> None:
        """Keep what a hand dragged, where the system is the same."""
        if previous.params.system == self.params.system:
            self._start, self._values = previous._start, previous._values
            self._rope = previous._rope
            self._begin()

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Drag the start or an observation, draw the rope, take the drags back."""
        match touch:
            case Drag(layer="start"):
                self._start = self._setting.state(touch.x, touch.y)
            case Drag(layer="observed") if 0 <= touch.index < len(self._kept_times):
                self._observe(touch.index, self._setting.state(touch.x, touch.y))
            case Drag() if touch.layer.startswith("seen "):
                self._observe_one(touch)
            case Drag(layer="h") if self.params.task == SOLVE:
                self._turn_h(touch.x, touch.y)
            case Stroke():
                self._rope.draw(touch.points, self._setting)
            case RunAction("forget"):
                self._rope = Rope(self._setting)
                self._forget()
            case _:
                return
        self._renew(rough=isinstance(touch, Drag | Stroke) and not touch.done)
        if isinstance(self._task, Inferring) and isinstance(touch, Drag):
            self._follow(self._task)

    def _turn_h(self, x: float, y: float) -> None:
        """Turn the knob h so that the eigenvalue lies where a hand put it."""
        knob = CellParams.knobs()["h"]
        h = min(max(step_at(self._setting, x, y), knob.low), knob.high)
        self.params = self.params.changed({"h": h})
        self._setting = setting(self.params, self.device)

    def _observe(self, index: int, state: Tensor) -> None:
        """Put an observation where a hand wants to see it; the noise stays on top of it."""
        self._values = self._values.clone()
        self._values[index] += state - self._seen()[index]

    def _observe_one(self, touch: Drag) -> None:
        """The same for one state of it."""
        number = touch.layer.removeprefix("seen ")
        state = int(number) if number.isdecimal() else self._setting.system.dimension
        if state < self._setting.system.dimension and 0 <= touch.index < len(self._kept_times):
            wanted = self._seen()[touch.index].clone()
            low, high = self._setting.system.view[state]
            wanted[state] = min(max(touch.y, low), high)
            self._observe(touch.index, wanted)

    def _follow(self, task: Inferring) -> None:
        if task.params.fit != "Adam":
            for _ in range(FOLLOWING):
                task.step()
            self._pictures.stale()

    # --- pictures -------------------------------------------------------------------------------

    def views(self) -> Mapping[str, Drawer]:
        """The phase plane, the states over time, and what the task has to say."""
        return self._pictures.drawers()
