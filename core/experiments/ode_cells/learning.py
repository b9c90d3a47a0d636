"""Learn: a network is the right-hand side inside the cell, or the whole cell."""

from collections.abc import Mapping
from typing import Literal, final

import torch
from torch import Tensor

from core.experiment import Part
from core.experiments.ode_cells.knobs import GRU, NETWORK, CellParams
from core.experiments.ode_cells.setting import Setting
from core.odes.cells import solve
from core.odes.methods import RK4
from core.odes.network_fit import Forward, NetworkFit, rollout
from core.odes.networks import MLPField, RecurrentStepper, normaliser
from core.odes.observations import Observations

# Deviations that a state may move over the span when the network answers 1.
MOVES = 10.0
# The trajectory goes on past the last observation by this factor.
PAST = 1.8
# Starts on which a network is tried that it never saw: a square of so many each way.
TRIED = 5
# The exact end of a start is reached in so many cells of the method of order 4.
EXACT_CELLS = 200


@final
class Learning:
    """The network, its optimiser, and how it makes trajectories."""

    def __init__(self, setting: Setting, params: CellParams, seen: Observations) -> None:
        self.setting, self.seen = setting, seen
        self.count = torch.zeros((), dtype=torch.int64)
        known = normaliser(seen.values)
        kind: Literal["gru", "lstm"] = "gru" if params.task == GRU else "lstm"
        self.network: MLPField | RecurrentStepper = (
            MLPField(known, params.width, MOVES / seen.times[-1])
            if params.task == NETWORK
            else RecurrentStepper(kind, known, params.width)
        )
        self.task = params.task
        self.fit = NetworkFit(self.network, known, params.learning_rate)

    def renew(self, setting: Setting, params: CellParams, seen: Observations) -> None:
        """Take another cell or other observations; the network stays."""
        self.setting, self.seen = setting, seen
        for group in self.fit.optimiser.param_groups:
            group["lr"] = params.learning_rate

    @property
    def forward(self) -> Forward:
        """What makes a trajectory (T + 1, N, D) of states (N, D)."""
        if isinstance(self.network, MLPField):
            return rollout(self.network, self.setting.method, self.setting.h)
        return self.network

    def parts(self) -> Mapping[str, Part]:
        """The network and Adam."""
        return {"network": self.network, "optimiser": self.fit.optimiser, "count": self.count}

    def step(self) -> Mapping[str, float]:
        """One step of Adam."""
        made = self.fit.step(self.forward, self.seen, self.setting.h)
        self.count += 1
        return {"loss": made.loss, "gradient": made.gradient_norm}

    def path(self) -> Tensor:
        """The trajectory (T + 1, D) of the network, past the last observation."""
        steps = self.setting.steps(PAST * self.seen.times[-1])
        with torch.no_grad():
            return self.forward(self.seen.values[:1], steps)[:, 0]

    def starts(self) -> Tensor:
        """Starts (N, D) that it never saw, over the whole view."""
        sides = [
            torch.linspace(0.1, 0.9, TRIED, dtype=torch.float64) * (high - low) + low
            for low, high in self.setting.system.view
        ]
        return self.setting.tensor(torch.cartesian_prod(*sides).view(-1, len(sides)))

    def ends(self, starts: Tensor) -> Tensor:
        """Where the network takes them (N, D) by the time of the last observation."""
        with torch.no_grad():
            found: Tensor = self.forward(starts, self.setting.steps(self.seen.times[-1]))[-1]
        return found

    def exact_ends(self, starts: Tensor) -> Tensor:
        """Where they truly end, (N, D)."""
        h = self.seen.times[-1] / EXACT_CELLS
        return solve(RK4, self.setting.field(), starts, h, EXACT_CELLS)[-1]
