"""Networks inside the cell, and networks that are the cell."""

from typing import Literal

import pytest
import torch
from torch import Tensor, nn

from core.odes.cells import OneStepCell, solve, unroll
from core.odes.methods import RK4
from core.odes.networks import ACTIVATIONS, Activation, MLPField, RecurrentStepper, normaliser
from core.odes.populations import COMPETITION


def article_states() -> Tensor:
    field = COMPETITION.bind(torch.tensor(COMPETITION.defaults))
    return solve(RK4, field, torch.tensor([COMPETITION.start]), 3.0, 20)


def trained(network: nn.Module, steps: int) -> tuple[float, float]:
    """Loss before and after so many steps of Adam on the article's trajectory."""
    states = article_states()
    scale = normaliser(states).deviation
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-2)
    losses = []
    for _ in range(steps):
        if isinstance(network, MLPField):
            found = unroll(OneStepCell(RK4, network, 3.0), states[0], 20, 3.0)
        else:
            found = network(states[0], 20)
        loss = ((found - states) / scale).square().mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(float(loss.detach()))
    return losses[0], losses[-1]


def test_normaliser_centres_and_scales() -> None:
    states = article_states().double()
    known = normaliser(states)
    scaled = ((states - known.mean) / known.deviation).reshape(-1, 2)
    torch.testing.assert_close(scaled.mean(dim=0), torch.zeros(2, dtype=torch.float64))
    torch.testing.assert_close(scaled.square().mean(dim=0), torch.ones(2, dtype=torch.float64))
    assert normaliser(torch.ones(5, 2)).deviation.tolist() == [1, 1]


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
def test_field_inside_the_cell_learns_the_curve(activation: Activation) -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = MLPField(normaliser(article_states()), 32, 10 / 60, activation)
    before, after = trained(network, 50)
    assert after < 0.5 < 2 < before


def test_field_answers_in_the_unit_of_the_states() -> None:
    known = normaliser(article_states().double())
    network = MLPField(known, 8, 0.5).double()
    y = torch.tensor([[300.0, 200.0]], dtype=torch.float64)
    wanted = network.network((y - known.mean) / known.deviation) * known.deviation * 0.5
    torch.testing.assert_close(network(0.0, y), wanted)


@pytest.mark.parametrize("kind", ["gru", "lstm"])
def test_stepper_learns_the_curve(kind: Literal["gru", "lstm"]) -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = RecurrentStepper(kind, normaliser(article_states()), 32)
    before, after = trained(network, 100)
    assert after < 0.05 < before


@pytest.mark.parametrize("kind", ["gru", "lstm"])
def test_stepper_starts_at_the_start_and_knows_no_future(kind: Literal["gru", "lstm"]) -> None:
    known = normaliser(article_states().double())
    network = RecurrentStepper(kind, known, 8)
    y0 = torch.tensor([[100.0, 150.0], [300.0, 20.0]], dtype=torch.float64)
    found = network(y0, 10)
    assert found.shape == (11, 2, 2)
    torch.testing.assert_close(found[0], y0)
    torch.testing.assert_close(found[:6], network(y0, 5))
    torch.testing.assert_close(found[:, :1], network(y0[:1], 10))
