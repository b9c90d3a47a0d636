"""Runs of the toy experiment with callbacks, for the tests of the callbacks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from torch import Tensor

from core.experiment import build
from core.params import number
from core.run import Run
from core.scene import Scene
from tests.rig import FakeClock
from tests.toy import TOY, Toy, ToyParams

EPOCH = 5


@dataclass(frozen=True)
class MoodyParams(ToyParams):
    """Of the toy, and a live knob besides the rate."""

    weight: float = number(2.0, 1.0, 4.0, "Weight", "How much.", live=True)


class Moody(Toy):
    """The toy with short epochs, whose scalars a test dictates."""

    epoch = EPOCH
    dictated: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()
    """The weight knob at each step, as the experiment had it."""
    rates: tuple[float, ...] = ()

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of the toy; its loss is what is dictated, while there is some."""
        self.rates += (self.optimiser.param_groups[0]["lr"],)
        self.weights += (getattr(self.params, "weight", 0.0),)
        made = len(self.rates) - 1
        scalars = super().step()
        return {"loss": self.dictated[made]} if made < len(self.dictated) else scalars


MOODY = replace(TOY, experiment=Moody, params=MoodyParams)


def moody(scene: Scene = MOODY, **values: Any) -> tuple[Run, Moody]:
    """A run of Moody with these knobs, and its experiment."""
    experiment = build(scene.experiment, MoodyParams().changed(values), 1)
    assert isinstance(experiment, Moody)
    return Run(scene, experiment, FakeClock(tick=1e-4)), experiment


def train(run: Run, steps: int) -> Run:
    """The run after so many further steps, or where a callback ends it."""
    for _ in range(steps):
        run.train()
        if run.stopped:
            break
    return run


def events(run: Run) -> list[tuple[int, str]]:
    """Step and words of what callbacks did."""
    return [(event.step, str(event.said)) for event in run.record.history.events]
