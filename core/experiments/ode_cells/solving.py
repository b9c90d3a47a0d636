"""Solve: the cells run forwards, and each step of the page lights the next one."""

from collections.abc import Mapping
from functools import cached_property
from typing import final

import numpy as np
import torch
from torch import Tensor

from core.experiment import Part
from core.experiments.ode_cells.setting import Floats, Setting
from core.odes.cells import first_non_finite, solve, unroll
from core.odes.convergence import reference_path
from core.odes.methods import RK4
from core.odes.sensitivities import sensitivity_norms

# A whole trajectory takes about so many seconds, at so many cells a second at least and at most.
SECONDS, SLOWEST, QUICKEST = 8.0, 3.0, 240.0
# The finished trajectory stays for this share of its cells before the first one is lit again.
HOLD = 0.2
# Points of the exact curve at least.
SMOOTH = 200
# Cells of the quick truth while a hand drags: with the method of order 4 its error is not seen.
QUICK_CELLS = 100
# A logarithmic axis has no zero, and squares of enormous numbers no float.
LEAST, MOST = 1e-30, 1e30


@final
class Run:
    """A trajectory of cells from a start (D,), with the rope (R, D) beside it."""

    def __init__(self, setting: Setting, start: Tensor, rope: Tensor, rough: bool) -> None:
        self.setting, self.rough = setting, rough
        steps = setting.steps(setting.system.span)
        self.cell = setting.cell(setting.field(), clip=False)
        starts = torch.cat((start[None], rope))
        with torch.no_grad():
            self.states = unroll(self.cell, starts, steps, setting.h)  # (T + 1, 1 + R, D)
        self.times = setting.h * np.arange(steps + 1)
        broken = first_non_finite(self.states[:, :1])
        self.overflows = broken is not None
        self.count = steps if broken is None else broken - 1
        self.path = self.states[: self.count + 1, 0]  # (T + 1, D)

    @cached_property
    def truth(self) -> Tensor:
        """The exact states (T + 1, D) at the times of the cells."""
        return self.exact[:: self._finer]

    @property
    def _finer(self) -> int:
        """Exact states for each cell: the exact curve is smooth where the cells are few."""
        return -(-SMOOTH // (len(self.times) - 1))

    @property
    def exact_times(self) -> Floats:
        """The times (K,) of the exact curve."""
        count = (len(self.times) - 1) * self._finer
        return self.setting.h / self._finer * np.arange(count + 1)

    @cached_property
    def exact(self) -> Tensor:
        """The exact curve (K, D)."""
        setting = self.setting
        field = setting.field()
        times = self.exact_times
        if not self.rough:
            return reference_path(setting.exact_field, self.states[0, 0], torch.from_numpy(times))
        h = float(times[-1]) / QUICK_CELLS
        found = solve(RK4, field, self.states[:1, 0], h, QUICK_CELLS)[:, 0]
        coarse = h * np.arange(QUICK_CELLS + 1)
        columns = [np.interp(times, coarse, x) for x in found.cpu().double().numpy().T]
        return torch.from_numpy(np.stack(columns, axis=1))

    @cached_property
    def growth(self) -> Floats:
        """How much a small change of the start has grown at each cell, (T + 1,)."""
        return sensitivity_norms(self.cell, self.path)

    def error(self, index: int) -> float:
        """Distance to the exact state at the cell ``index``."""
        missed = self.path[index].double().cpu() - self.truth[index]
        return float(np.clip(np.nan_to_num(float(missed.norm()), nan=0.0), 0.0, MOST))


@final
class Solving:
    """The run, and which of its cells is lit."""

    def __init__(self, setting: Setting, start: Tensor, rope: Tensor) -> None:
        self.setting, self.start, self.rope = setting, start, rope
        self.position = torch.zeros((), dtype=torch.int64)
        self.run = Run(setting, start, rope, rough=False)

    def renew(self, setting: Setting, start: Tensor, rope: Tensor, rough: bool) -> None:
        """Run again from another start or with another cell."""
        self.setting, self.start, self.rope = setting, start, rope
        self.run = Run(setting, start, rope, rough)

    @property
    def lit(self) -> int:
        """The cell whose state was reached last; 0 is the start."""
        return min(int(self.position), self.run.count)

    def parts(self) -> Mapping[str, Part]:
        """The position along the chain."""
        return {"position": self.position}

    def max_steps_per_second(self) -> float:
        """Cells a second."""
        return min(QUICKEST, max(SLOWEST, self.run.count / SECONDS))

    def step(self) -> Mapping[str, float]:
        """Light the next cell; after the last one, and a pause, begin anew."""
        whole = self.run.count + max(2, round(HOLD * self.run.count))
        self.position.copy_((self.position + 1) % (whole + 1))
        error = self.run.error(self.lit)
        grown = float(np.clip(self.run.growth[self.lit], LEAST, MOST))
        return {"loss": float(np.clip(error**2, LEAST, MOST)), "gradient": grown}
