"""Learn: a network is the right-hand side inside the cell, or the whole cell."""

from collections.abc import Mapping
from typing import ClassVar, cast

import torch
from torch import Tensor

from core.experiment import Experiment, Part
from core.experiments.ode_cells.brought import OBSERVATIONS, learnt
from core.experiments.ode_cells.knobs import GRU, NETWORK, LearnParams, NetworkParams
from core.experiments.ode_cells.made import (
    RESET_DRAGS,
    CellsMade,
    observable,
    observe,
    observed_times,
    standard_noise,
)
from core.experiments.ode_cells.problem import method_of, problem_of
from core.message import InvalidInput
from core.odes.network_fit import Forward, NetworkFit, rollout
from core.odes.networks import MLPField, RecurrentStepper, normaliser
from core.own_data import Takes
from core.touches import Drag, Touch

# Deviations that a state may move over the span when the network answers 1.
MOVES = 10.0


class Learn(Experiment):
    """A network learns to make the trajectory of the observations."""

    actions = (RESET_DRAGS,)
    takes: ClassVar[tuple[Takes, ...]] = OBSERVATIONS

    params: LearnParams
    made: CellsMade

    def __init__(self, params: LearnParams, seed: int, device: torch.device) -> None:
        own = learnt(self.own, params)
        if own is not None:
            params = params.changed({"system": own.fitting(params.system)})
        super().__init__(params, seed, device)
        self.problem = problem_of(params.system, params.equation, str(device), own)
        self.made = observable(self.problem)
        self.noise = standard_noise(self.problem, self.generator(2))
        # The unit of the network is that of all seven observations, whichever it is given.
        known = normaliser(self.problem.tensor(self.made.observed))
        self.network: MLPField | RecurrentStepper = (
            MLPField(known, params.width, MOVES / observed_times(self.problem)[-1])
            if params.network == NETWORK
            else RecurrentStepper("gru" if params.network == GRU else "lstm", known, params.width)
        )
        self.fit = NetworkFit(self.network, known, params.learning_rate)
        self.count = torch.zeros((), dtype=torch.int64)
        self.take_data()

    def take_data(self) -> None:
        """Take the observations that are kept; where no fit can be made of them, note why."""
        self.observed, self.refused = observe(self.problem, self.made, self.params, self.noise)

    def apply_params(self, params: LearnParams) -> None:
        """Take new values of live knobs; the network stays."""
        super().apply_params(params)
        self.take_data()

    def forward(self) -> Forward:
        """What makes a trajectory (T + 1, N, D) of states (N, D)."""
        if isinstance(self.network, MLPField):
            method = method_of(cast(NetworkParams, self.params).method)
            return rollout(self.network, method, self.params.h)
        return self.network

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of Adam. Raises InvalidInput where no fit can be made."""
        if self.observed.usable is None:
            assert self.refused is not None
            raise InvalidInput(self.refused.text, **self.refused.values)
        made = self.fit.step(self.forward(), self.observed.usable, self.params.h)
        self.count += 1
        return {"loss": made.loss, "gradient": made.gradient_norm}

    def parts(self) -> Mapping[str, Part]:
        """The network, Adam, and the steps so far, one of which lights a cell."""
        return {"network": self.network, "optimiser": self.fit.optimiser, "count": self.count}

    def carry_over(self, previous: Experiment) -> None:
        """Keep what a hand made, where the system is the same."""
        if self.problem.observes_as(previous):
            super().carry_over(previous)

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Drag an observation."""
        if isinstance(touch, Drag):
            self.made = self.observed.dragged(self.made, touch)
            self.take_data()

    def run_action(self, name: str) -> None:
        """Take all drags back."""
        if name == RESET_DRAGS.name:
            self.made = observable(self.problem)
            self.take_data()
