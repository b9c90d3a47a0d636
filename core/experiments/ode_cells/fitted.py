"""The pictures of a fit: its trajectory through the observations, and what it still gets wrong."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from core.experiment import Drawer
from core.experiments.ode_cells import hero, series, verdicts
from core.experiments.ode_cells.diagram import unrolled
from core.experiments.ode_cells.inferring import Inferring, first_guess
from core.experiments.ode_cells.knobs import GRU, LSTM, NETWORK
from core.experiments.ode_cells.learning import Learning
from core.experiments.ode_cells.setting import Floats, Setting
from core.odes.cells import solve
from core.odes.convergence import reference_path
from core.odes.networks import MLPField
from core.odes.shooting import residuals
from core.views import Chart, Handles, Layer, Lines, Plane, Reading, Rule, frozen

# While playing, the trajectory of a fit is unrolled anew at every so many looks, for it costs a
# third of a training step, and the field is drawn half way between.
TURNS = 4
# Points of the exact curve.
EXACT_POINTS = 120
LEAST, MOST = 1e-12, 1e15
WAITING = "cannot be fitted"


class Fitted:
    """Draws an Inferring or a Learning, or the observations alone where no fit can be made."""

    def __init__(
        self, setting: Setting, task: Inferring | Learning | None,
        times: tuple[float, ...], values: Tensor,
    ) -> None:  # fmt: skip
        self.task, self.waiting = task, task is None
        self._turn = 0
        self._path: Tensor | None = None
        self._moved = False
        self._rule: Rule | None = None
        self._last: tuple[object, ...] = ()
        self._portrait: dict[str, Layer] = {}
        self._sloppiness: verdicts.Sloppiness | None = None
        self.dragged(setting, times, values)

    def stale(self, anew: bool = False) -> None:
        """The fit has moved."""
        self._moved = True

    def dragged(self, setting: Setting, times: tuple[float, ...], values: Tensor) -> None:
        """There are other observations, or there is another cell.

        What follows from the initial state and the times alone is kept until they change.
        """
        last = (setting, times, tuple(values[:1].ravel().tolist()))
        self.setting, self.times, self.values = setting, times, values
        self._path, self._rule = None, None
        if last == self._last:
            return
        self._last = last
        self._truth: tuple[Floats, Tensor] | None = None
        self._sloppiness = None
        self._at_cells: Tensor | None = None
        self._tried: tuple[Tensor, Tensor] | None = None

    def reference_lines(self) -> Mapping[str, Layer]:
        """The loss of the true parameters, which a fit of rounded points passes below."""
        if not isinstance(self.task, Inferring):
            return {}
        if self._rule is None:
            missed = residuals(self.task.unknowns.problem, self.setting.truth)
            loss = float(missed.square().sum().clamp(LEAST, MOST))
            self._rule = Rule(loss, label="true parameters")
        return {"loss of the truth": self._rule}

    def drawers(self) -> Mapping[str, Drawer]:
        """One drawer per view."""
        return {
            "phase": self._phase, "series": self._series, "verdict": self._verdict,
            "cells": self._cells, "ledger": self._ledger,
        }  # fmt: skip

    # --- what is drawn --------------------------------------------------------------------------

    def path(self, anew: bool) -> Tensor:
        """The trajectory (T + 1, D) of the fit now if asked `anew`, or when it was last asked."""
        if self._path is None or (anew and self._moved):
            self._moved = False
            if self.task is None:
                start = self.values[:1] if len(self.values) else self.setting.start[None]
                field = self.setting.field(first_guess(self.setting))
                steps = self.setting.steps(self._span)
                self._path = solve(
                    self.setting.method, field, start, self.setting.h, steps
                )[:, 0]  # fmt: skip
            else:
                self._path = self.task.path()
        return self._path

    @property
    def _span(self) -> float:
        return self.times[-1] if len(self.times) > 1 else 0.4 * self.setting.system.span

    def truth(self) -> tuple[Floats, Tensor]:
        """Times and states of the true parameters from the first observation."""
        if self._truth is None:
            times = np.linspace(0.0, self.setting.h * (len(self.path(False)) - 1), EXACT_POINTS)
            start = self.values[0] if len(self.values) else self.setting.start
            found = reference_path(
                self.setting.exact_field, start, torch.from_numpy(times), tolerance=1e-7
            )
            self._truth = (times, found)
        return self._truth

    def _exact_path(self) -> Tensor:
        """The exact states (T + 1, D) at the times of the cells."""
        if self._at_cells is None:
            times = torch.from_numpy(self.setting.h * np.arange(len(self.path(False))))
            start = self.setting.start if self.task is None else self.task.seen.values[0]
            self._at_cells = reference_path(self.setting.exact_field, start, times)
        return self._at_cells

    def _phase(self, fine: bool) -> Plane:
        self._turn = (self._turn + 1) % TURNS
        setting, path = self.setting, self.path(fine or self._turn == 0)
        times = setting.h * np.arange(len(path))
        exact_times, exact = self.truth()
        layers: dict[str, Layer] = {
            **self._behind(fine),
            "truth": Lines(setting.spot(exact, exact_times), "truth", 1.0, True, "true parameters"),
            **self._pieces(),
            "path": Lines(setting.spot(path, times), "model", 1.6, label="fit"),
            "observed": Handles(setting.spot(self.values, np.array(self.times)), "data"),
        }
        note = WAITING if self.waiting else "drag an observation"
        return hero.phase_plane(setting, layers, self._readings(), note, draws=False)

    def _behind(self, fine: bool) -> dict[str, Layer]:
        """The field of the fit; where a network learns it, over the true one."""
        if self._portrait and not fine and self._turn != TURNS // 2:
            return self._portrait
        setting = self.setting
        if isinstance(self.task, Inferring):
            params = self.task.estimate
            self._portrait = {
                "field": hero.field_layer(setting, setting.field(params)),
                **(hero.portrait(setting, params, labels=False) if _ordinary(params) else {}),
            }
        else:
            self._portrait = {"field": hero.field_layer(setting, setting.field())}
        if isinstance(self.task, Learning) and isinstance(self.task.network, MLPField):
            learnt = hero.field_layer(setting, self.task.network, "accent")
            self._portrait["learnt"] = learnt
        return self._portrait

    def _pieces(self) -> dict[str, Layer]:
        """The pieces of multiple shooting, each from its node."""
        if not (isinstance(self.task, Inferring) and self.task.params.pieces):
            return {}
        pieces, gaps = self.task.pieces()
        pen_up = np.full((1, 2), np.nan)
        starts = self.times[:-1]
        drawn = []
        for index, (gap, start) in enumerate(zip(gaps, starts, strict=True)):
            times = start + self.setting.h * np.arange(gap + 1)
            drawn += [self.setting.place(pieces[: gap + 1, index], times), pen_up]
        return {"pieces": Lines(frozen(np.concatenate(drawn)), "accent", 1.6, label="pieces")}

    def _readings(self) -> tuple[Reading, ...]:
        if not isinstance(self.task, Inferring):
            return ()
        return (Reading("parameters wrong by", min(self.task.wrong, MOST), ".1%", role="model"),)

    def _series(self, fine: bool) -> Plane:
        setting, path = self.setting, self.path(fine)
        times = setting.h * np.arange(len(path))
        exact_times, exact = self.truth()
        layers = {
            **series.curves(setting, exact_times, exact, "exact", "truth"),
            **series.curves(setting, times, path, "state", width=1.3),
            **series.handles(setting, self.times, self.values),
        }
        return series.series(setting, float(times[-1]), layers, (), "drag an observation")

    def _verdict(self, fine: bool) -> Chart | Plane:
        match self.task:
            case Inferring():
                return verdicts.traces(self.task)
            case Learning():
                return verdicts.beyond(self.task, self.path(fine), self._exact_path())
            case _:
                return Chart(title="Parameters over their truth", layers={}, note=WAITING)

    def _cells(self, fine: bool) -> Chart | Plane:
        match self.task:
            case Inferring():
                return verdicts.gradients(self.task)
            case Learning():
                steps = self.setting.steps(self.task.seen.times[-1])
                lit = int(self.task.count) % (steps + 1)
                inside = {NETWORK: "f(y)", GRU: "GRU", LSTM: "LSTM"}[self.task.task]
                return unrolled(lit, steps, 1, inside, self.setting.h)
            case _:
                return Chart(title="Gradient back through the cells", layers={})

    def _ledger(self, fine: bool) -> Chart | Plane:
        match self.task:
            case Inferring():
                if self._sloppiness is None:
                    self._sloppiness = verdicts.Sloppiness(self.task)
                count = max(1, self.task.seen.values[1:].numel())
                r = self.task.unknowns.residuals(self.task.fit.vector.detach())
                return self._sloppiness.ellipse(float((r.square().sum() / count).sqrt()))
            case Learning():
                if self._tried is None:
                    starts = self.task.starts()
                    self._tried = (starts, self.task.exact_ends(starts))
                return verdicts.others(self.task, *self._tried)
            case _:
                return Chart(title="What the data cannot tell", layers={})


def _ordinary(params: Tensor) -> bool:
    """Whether a phase portrait of these parameters can be computed."""
    return bool((torch.isfinite(params) & (params.abs() < MOST)).all())
