"""Averaging: the pictures show a moving average of the weights (Polyak and Juditsky 1992)."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from core.callbacks.callback import Callback, Moment
from core.experiment import Experiment
from core.numbers import Number


def trained(experiment: Experiment) -> list[Tensor]:
    """What the optimisers of an experiment move."""
    groups = [group for optimiser in experiment.optimisers() for group in optimiser.param_groups]
    return [parameter for group in groups for parameter in group["params"]]


class Averaging(Callback):
    """An exponential moving average of decay d = 1 - 1/N over N steps, without bias.

    Begun at nought it would be m_t = d m_{t-1} + (1-d) w_t, to be divided by 1 - d^t (Adam's
    correction). Here m is kept divided, which is a step of (1-d) / (1 - d^t) towards w_t; the
    first one goes all the way. Buffers are not averaged, and what `step()` itself measures is
    measured on the weights that train.
    """

    name = "averaged weights"
    knobs = ("average",)
    numbers = (
        Number(
            "average",
            "averaged over",
            "N",
            "steps",
            "The pictures show this mean.",
            form=".0f",
        ),
    )

    def __init__(self) -> None:
        self.weights: list[Tensor] = []
        self.steps = 0

    def on_weights_moved(self, now: Moment) -> None:
        """A hand's move is to be seen at once."""
        self.weights, self.steps = [], 0

    @torch.no_grad()
    def on_batch_end(self, now: Moment) -> None:
        weights, decay = trained(now.experiment), 1 - 1 / now.params.average
        if not self.weights:
            self.weights = [weight.detach().clone() for weight in weights]
        self.steps += 1
        for mean, weight in zip(self.weights, weights, strict=True):
            mean.lerp_(weight, (1 - decay) / (1 - decay**self.steps))

    @contextmanager
    def shown(self, experiment: Experiment) -> Iterator[None]:
        """Within, the experiment has the averaged weights: the tensors change places, no value."""
        self._swap(experiment)
        try:
            yield
        finally:
            self._swap(experiment)

    def _swap(self, experiment: Experiment) -> None:
        for index, weight in enumerate(trained(experiment) if self.weights else []):
            weight.data, self.weights[index] = self.weights[index], weight.data

    def readings(self, now: Moment) -> dict[str, float]:
        return {"average": now.params.average}
