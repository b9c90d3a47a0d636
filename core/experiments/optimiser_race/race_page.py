"""The race: the same start and the same tape of batches for all runners, on a surface."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import log10
from typing import ClassVar

import torch
from torch import Tensor

from core.experiment import Experiment, Part, Scalars
from core.experiments.optimiser_race.knobs import ONE, OWN, TUNED, RaceParams
from core.experiments.optimiser_race.own_surface import OwnSurface, own_surface
from core.experiments.optimiser_race.runners import BEST_RATES, RUNNERS, forget, set_rates
from core.experiments.optimiser_race.step_times import costs
from core.optim import QUADRATIC, SURFACES, closure_on
from core.own_data import Takes, turning
from core.touches import Drag, Touch

LENGTH = 120
"""Steps of a race."""
PACE = 12.0
"""Steps a second, slow enough to be followed."""


@dataclass
class Clock(Scalars):
    """How many steps the race has made from where it started."""

    step: int = 0


@dataclass(frozen=True)
class RaceMade:
    """Where a hand has put the start; None where nobody has."""

    start: tuple[float, float] | None = None


class SurfaceRace(Experiment):
    """Seven optimisers, each stepping on a surface of its own copy of two parameters."""

    takes: ClassVar[tuple[Takes, ...]] = (
        Takes("table", "Table with columns x, y", own_surface, ("x", "y"), turning(surface=OWN)),
    )

    params: RaceParams
    made: RaceMade

    def __init__(self, params: RaceParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, torch.device("cpu"))
        self.made = RaceMade()
        own: OwnSurface | None = self.own.content if self.own else None
        self._brought = own if params.surface == OWN else None
        known = {each.name: each for each in SURFACES}
        self.surface = (
            self._brought.surface if self._brought else known.get(params.surface, QUADRATIC)
        )
        self.tape = torch.randn(LENGTH, 2, generator=self.generator(1), dtype=torch.float64)
        self.places = [self.start().requires_grad_() for _ in RUNNERS]
        self.optimisers_of = {
            name: make([place], 1.0, params.momentum)
            for (name, make), place in zip(RUNNERS.items(), self.places, strict=True)
        }
        self.trail = torch.full((len(RUNNERS), LENGTH + 1, 2), torch.nan, dtype=torch.float64)
        self.clock = Clock()
        self.set_learning_rates()
        self._begin()

    def start(self) -> Tensor:
        """Where all begin (2,)."""
        return torch.tensor(self.made.start or self.surface.start, dtype=torch.float64)

    def rates(self) -> dict[str, float]:
        """The rate of each runner."""
        p = self.params
        best = self._brought.rates if self._brought else BEST_RATES[self.surface.name]
        tuned = dict(zip(RUNNERS, best, strict=True))
        return tuned if p.rates == TUNED else dict.fromkeys(RUNNERS, p.learning_rate)

    def costs(self) -> Mapping[str, float]:
        """What a step of each costs, as the axis counts."""
        params = RaceParams(self.surface.name if not self._brought else QUADRATIC.name)
        return costs(self.params.count, self.optimisers_of, SurfaceRace, params, self.device)

    def set_learning_rates(self) -> None:
        """Give each runner its rate, and its momentum to those that have one."""
        set_rates(self.optimisers_of, self.rates(), self.params.momentum)

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of every runner, on the same batch; at the end of the tape all stand still."""
        if not self.is_over():
            self._advance()
        losses = self.surface.value(self.trail[:, self.clock.step]) - self.surface.lowest
        finite = losses.nan_to_num(nan=FAR, posinf=FAR).clamp(LEAST, FAR)
        return dict(zip(RUNNERS, finite.tolist(), strict=True))

    def is_over(self) -> bool:
        """Whether the tape is at its end."""
        return self.clock.step >= LENGTH

    def strides(self) -> Mapping[str, Callable[[], object]]:
        """One step of each runner, by the batch of the tape where the clock stands."""
        push = self.surface.noise * self.tape[self.clock.step]
        return {
            name: partial(optimiser.step, closure_on(self.surface, place, push))
            for place, (name, optimiser) in zip(
                self.places, self.optimisers_of.items(), strict=True
            )
        }

    def _advance(self) -> None:
        strides = self.strides().values()
        self.clock.step += 1
        for index, (place, stride) in enumerate(zip(self.places, strides, strict=True)):
            stride()
            self.trail[index, self.clock.step] = place.detach()

    @torch.no_grad()
    def _begin(self) -> None:
        """Put all at the start."""
        self.clock.step = 0
        self.trail.fill_(torch.nan)
        self.trail[:, 0] = self.start()
        for place, optimiser in zip(self.places, self.optimisers_of.values(), strict=True):
            place.copy_(self.start())
            forget(optimiser)

    def max_steps_per_second(self) -> float:
        """So many that the runners can be followed."""
        return PACE

    def parts(self) -> Mapping[str, Part]:
        """The places, their optimisers, their ways so far, and the clock."""
        places: dict[str, Part] = {
            f"place of {name}": place for name, place in zip(RUNNERS, self.places, strict=True)
        }
        return {**places, **self.optimisers_of, "trail": self.trail, "clock": self.clock}

    def touch(self, view: str, touch: Touch) -> None:
        """Drag the start, from where all run to where the clock stands; or the mark of the map."""
        match touch:
            case Drag(key="start", x=x, y=y):
                (left, right), (low, high) = self.surface.view
                at = min(max(x, left), right), min(max(y, low), high)
                steps = self.clock.step
                self.made = replace(self.made, start=at)
                self._begin()
                for _ in range(steps):
                    self._advance()
            case Drag(key="rate", x=x, y=y):
                rate, momentum = (self.params.knobs()[n] for n in ("learning_rate", "momentum"))
                self.apply_params(self.params.changed({
                    "rates": ONE,
                    "learning_rate": 10 ** min(max(x, log10(rate.low)), log10(rate.high)),
                    "momentum": min(max(y, momentum.low), momentum.high),
                }))  # fmt: skip
            case _:
                pass


LEAST, FAR = 1e-18, 1e12
"""Ends of the losses that are told, so that a runner that has left does not stop the others."""
