"""The pictures of solving: the trajectory grows cell by cell beside the exact one."""

from collections.abc import Mapping

import numpy as np

from core.experiment import Drawer
from core.experiments.ode_cells import hero, series
from core.experiments.ode_cells.diagram import unrolled
from core.experiments.ode_cells.numbers import Ledgers, stability
from core.experiments.ode_cells.solving import Run, Solving
from core.views import Chart, Handles, Layer, Lines, Plane, Points, Reading, frozen

# Ledgers that one quick and one fine picture may add: each costs tens of milliseconds.
QUICK_LEDGERS, FINE_LEDGERS = 1, 5
# Numbers beyond have no place beside a title.
MOST = 1e9


class Solved:
    """Draws a Solving; what does not move with the lit cell is made once per run."""

    def __init__(self, task: Solving) -> None:
        self.task = task
        self.waiting = False
        self._run: Run | None = None
        self._still: dict[str, Layer] = {}
        self._portrait: tuple[str, dict[str, Layer]] = ("", {})
        self._ledgers = Ledgers(task.setting, task.start)

    def stale(self, anew: bool = False) -> None:
        """Another cell is lit, or there is another start: `anew` counts errors again."""
        if anew and not bool((self._ledgers.start == self.task.start.cpu()).all()):
            self._ledgers = Ledgers(self.task.setting, self.task.start)

    def dragged(self, *_: object) -> None:
        """There are no observations here."""

    def reference_lines(self) -> Mapping[str, Layer]:
        """The exact solution has no error: there is no line to draw."""
        return {}

    def drawers(self) -> Mapping[str, Drawer]:
        """One drawer per view."""
        return {
            "phase": self._phase, "series": self._series, "verdict": self._stability,
            "cells": self._cells, "ledger": self._ledger,
        }  # fmt: skip

    # --- the phase plane ------------------------------------------------------------------------

    def _phase(self, fine: bool) -> Plane:
        task, setting = self.task, self.task.setting
        run, lit = task.run, task.lit
        y, t = run.path[lit], float(run.times[lit])
        layers = {**self._behind(), **self._rope(lit)}
        layers["path"] = Lines(
            setting.spot(run.path[: lit + 1], run.times[: lit + 1]), "model", 1.4
        )
        layers |= hero.stages(setting, run.cell, y, t)
        layers["lit"] = Points(setting.spot(y[None], t), "model", 9.0)
        layers["start"] = Handles(setting.spot(run.path[:1], 0.0), "model")
        note = "the state overflows here" if run.overflows else "drag the start, draw a rope"
        return hero.phase_plane(setting, layers, self._readings(lit), note, draws=True)

    def _behind(self) -> dict[str, Layer]:
        """The field, the equilibria, the exact and the coming trajectory."""
        task, setting = self.task, self.task.setting
        if self._portrait[0] != setting.system.name:
            behind = {"field": hero.field_layer(setting, setting.field())}
            portrait = hero.portrait(setting, setting.truth)
            self._portrait = (setting.system.name, {**behind, **portrait})
        if self._run is not task.run:
            self._run, run = task.run, task.run
            exact = setting.spot(run.exact, run.exact_times)
            self._still = {
                "coming": Lines(setting.spot(run.path, run.times[: len(run.path)]), "ghost"),
                "truth": Lines(exact, "truth", 1.0, dashed=True, label="exact"),
                **self._ropes(run),
            }
        return {**self._portrait[1], **self._still}

    def _ropes(self, run: Run) -> dict[str, Layer]:
        """The trajectories from the rope, parted by NaN."""
        rope = run.states[:, 1:]
        if rope.shape[1] == 0:
            return {}
        setting = run.setting
        pen_up = np.full((1, 2), np.nan)
        ways = [
            part
            for index in range(rope.shape[1])
            for part in (setting.place(rope[:, index], run.times), pen_up)
        ]
        return {"ways": Lines(frozen(np.concatenate(ways)), "ghost", 0.8)}

    def _rope(self, lit: int) -> dict[str, Layer]:
        """Where the rope has come."""
        run, setting = self.task.run, self.task.setting
        if run.states.shape[1] == 1:
            return {}
        front = setting.spot(run.states[lit, 1:], float(run.times[lit]))
        return {
            "rope": Lines(front, "accent", 1.4),
            "rope starts": Points(front, "accent", 6.0),
        }

    def _readings(self, lit: int) -> tuple[Reading, ...]:
        run, system = self.task.run, self.task.setting.system
        found = [Reading("t", float(run.times[lit]), ".4g")]
        if system.invariant is not None:
            ends = system.invariant(run.path[[0, lit]], self.task.setting.truth)
            change = float(np.clip(np.nan_to_num(float(ends[1] - ends[0])), -MOST, MOST))
            found.append(Reading("Δ invariant", change, ".2e"))
        return (*found, Reading("error", min(run.error(lit), MOST), ".2e", role="model"))

    # --- the others -----------------------------------------------------------------------------

    def _series(self, fine: bool) -> Plane:
        run, setting, lit = self.task.run, self.task.setting, self.task.lit
        times = run.times[: len(run.path)]
        layers = {
            **series.curves(setting, run.exact_times, run.exact, "exact", "truth"),
            **series.curves(setting, times, run.path, "coming", "ghost"),
            **series.curves(setting, times[: lit + 1], run.path[: lit + 1], "state", width=1.3),
            **series.marks(setting, float(run.times[lit]), run.path[lit]),
        }
        return series.series(setting, float(run.times[-1]), layers, (), "")

    def _stability(self, fine: bool) -> Plane:
        return stability(self.task.setting, self.task.run.path[self.task.lit])

    def _cells(self, fine: bool) -> Plane:
        run, setting = self.task.run, self.task.setting
        return unrolled(self.task.lit, run.count, setting.method.stages, "", setting.h)

    def _ledger(self, fine: bool) -> Chart:
        self._ledgers.setting = self.task.setting
        self._ledgers.complete(FINE_LEDGERS if fine else QUICK_LEDGERS)
        return self._ledgers.chart(self.task.setting)
