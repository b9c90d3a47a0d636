"""Cells that learn what is inside them: a network as the field, and a GRU or an LSTM as the step.

Data in the hundreds saturate a tanh (the article's follow-ups found so); every network here sees
states less their mean over their deviation, and answers in the same unit.
"""

from dataclasses import dataclass
from typing import Literal, final

import torch
from torch import Tensor, nn

from core.data.standard import standard


@dataclass(frozen=True)
class Normaliser:
    """Mean (D,) and deviation (D,) of the states, all above zero."""

    mean: Tensor
    deviation: Tensor


def normaliser(states: Tensor) -> Normaliser:
    """Mean and deviation of states (..., D); a state that never changes keeps its unit."""
    mean, deviation = standard(states.reshape(-1, states.shape[-1]).t())
    return Normaliser(mean.to(states), deviation.to(states))


Activation = Literal["tanh", "selu", "softplus"]
ACTIVATIONS: dict[Activation, type[nn.Module]] = {
    "tanh": nn.Tanh,
    "selu": nn.SELU,
    "softplus": nn.Softplus,
}


@final
class MLPField(nn.Module):
    """A field ``(t, y (N, D)) -> (N, D)`` that is a network of the state alone.

    ``rate`` is how many deviations a state may move in a unit of time when the network answers 1:
    ten over the span suits. All activations are smooth or nearly so; ReLU would give kinked curves.

    Reference: Chen, Rubanova, Bettencourt, Duvenaud, Neural ODEs, 2018, arXiv 1806.07366.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(
        self, known: Normaliser, width: int, rate: float, activation: Activation = "tanh"
    ) -> None:
        super().__init__()
        size, act = len(known.mean), ACTIVATIONS[activation]
        self.register_buffer("mean", known.mean.clone())
        self.register_buffer("deviation", known.deviation.clone())
        self.rate = rate
        self.network = nn.Sequential(
            nn.Linear(size, width), act(), nn.Linear(width, width), act(), nn.Linear(width, size)
        ).to(known.mean)

    def forward(self, t: float, y: Tensor) -> Tensor:
        slopes: Tensor = self.network((y - self.mean) / self.deviation)
        return slopes * (self.deviation * self.rate)


@final
class RecurrentStepper(nn.Module):
    """A GRU or an LSTM that steps: it reads its own last state and answers the increment.

    The hidden state starts at zero, so the first step knows the initial state only; later steps
    remember. Nothing says that it follows an equation: beyond its data it may do anything.

    Reference: Cho et al., 2014, arXiv 1406.1078 (GRU); Hochreiter, Schmidhuber, 1997 (LSTM).
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, kind: Literal["gru", "lstm"], known: Normaliser, width: int) -> None:
        super().__init__()
        size = len(known.mean)
        self.register_buffer("mean", known.mean.clone())
        self.register_buffer("deviation", known.deviation.clone())
        cell = nn.GRUCell if kind == "gru" else nn.LSTMCell
        self.cell: nn.GRUCell | nn.LSTMCell = cell(size, width).to(known.mean)
        self.readout = nn.Linear(width, size).to(known.mean)

    def forward(self, y0: Tensor, steps: int) -> Tensor:
        """Trajectory (T + 1, N, D) from the states y0 (N, D)."""
        y = (y0 - self.mean) / self.deviation
        hidden = y0.new_zeros(len(y0), self.cell.hidden_size)
        memory = hidden
        states = [y]
        for _ in range(steps):
            if isinstance(self.cell, nn.LSTMCell):
                hidden, memory = self.cell(y, (hidden, memory))
            else:
                hidden = self.cell(y, hidden)
            y = y + self.readout(hidden)
            states.append(y)
        return torch.stack(states) * self.deviation + self.mean
