"""The race on a real small network: the same weights to begin with, the same batches of digits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from core.data.images import small_digits
from core.experiment import Experiment, Part
from core.experiments.optimiser_race.knobs import TUNED, DigitsParams
from core.experiments.optimiser_race.runners import BEST_RATES, RUNNERS, set_rates
from core.experiments.optimiser_race.step_times import costs
from core.touches import Pick, Touch

BATCH, WIDTH = 32, 16
HELD_OUT = 397
"""Digits that nobody trains on, of 1,797."""
WORST = 1e6
"""The loss that is told of a runner that has left."""
PACE = 25.0


@dataclass(frozen=True)
class DigitsMade:
    """The runner that is picked out."""

    picked: str = ""


class DigitsRace(Experiment):
    """Seven copies of a network, each with its optimiser."""

    params: DigitsParams
    made: DigitsMade

    def __init__(self, params: DigitsParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self.made = DigitsMade()
        pictures, labels = small_digits()
        order = torch.randperm(len(labels), generator=self.generator(1))
        self.pictures = pictures.flatten(1)[order].to(device)
        self.labels = labels[order].to(device)
        first = _network().to(device)
        self.networks = {name: _network().to(device) for name in RUNNERS}
        for network in self.networks.values():
            network.load_state_dict(first.state_dict())
        self.runners = {
            name: make([*self.networks[name].parameters()], 1.0, params.momentum)
            for name, make in RUNNERS.items()
        }
        self._batches = self.generator(2)
        self.set_learning_rates()

    def rates(self) -> dict[str, float]:
        """The rate of each runner."""
        tuned = dict(zip(RUNNERS, BEST_RATES["digits"], strict=True))
        one = dict.fromkeys(RUNNERS, self.params.learning_rate)
        return tuned if self.params.rates == TUNED else one

    def set_learning_rates(self) -> None:
        """Give each runner its rate, and its momentum to those that have one."""
        set_rates(self.runners, self.rates(), self.params.momentum)

    def costs(self) -> Mapping[str, float]:
        """What a step of each costs, as the axis counts."""
        return costs(self.params.count, self.runners, DigitsRace, DigitsParams(), self.device)

    def strides(self) -> Mapping[str, Callable[[], object]]:
        """One step of each runner, on the same batch, which is drawn now."""
        count = len(self.labels) - HELD_OUT
        rows = torch.randint(count, (BATCH,), generator=self._batches).to(self.device)
        return {
            name: partial(optimiser.step, self._closure(name, rows))
            for name, optimiser in self.runners.items()
        }

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of every runner on the same batch; its loss before."""
        found = {}
        for name, stride in self.strides().items():
            loss: Any = stride()
            found[name] = loss.detach().nan_to_num(nan=WORST, posinf=WORST)
        return found

    def _closure(self, name: str, rows: Tensor) -> Callable[[], Any]:
        network, optimiser = self.networks[name], self.runners[name]

        def closure() -> Tensor:
            optimiser.zero_grad()
            logits = network(self.pictures[rows])
            loss = nn.functional.cross_entropy(logits, self.labels[rows])
            loss.backward()  # type: ignore[no-untyped-call]
            return loss

        return closure

    def max_steps_per_second(self) -> float:
        """So many that the race can be followed."""
        return PACE

    def touch(self, view: str, touch: Touch) -> None:
        """Pick a runner out."""
        match touch:
            case Pick(key=key):
                self.made = DigitsMade(key if key in RUNNERS else "")
            case _:
                pass

    def parts(self) -> Mapping[str, Part]:
        """The networks, their optimisers, and what draws the batches."""
        networks = {f"network of {name}": each for name, each in self.networks.items()}
        optimisers = {f"optimiser of {name}": each for name, each in self.runners.items()}
        return {**networks, **optimisers, "batches": self._batches}


def _network() -> nn.Sequential:
    return nn.Sequential(nn.Linear(64, WIDTH), nn.Tanh(), nn.Linear(WIDTH, 10))
