"""Phase portraits, passed derivatives, and networks that are fitted."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from torch import Tensor

from core.odes.cells import OneStepCell, unroll
from core.odes.convergence import reference_path
from core.odes.least_squares import jacobian
from core.odes.linear import OSCILLATOR
from core.odes.methods import EULER, RK4
from core.odes.network_fit import NetworkFit, rollout
from core.odes.networks import MLPField, RecurrentStepper, normaliser
from core.odes.observations import article_observations
from core.odes.oscillators import PENDULUM, VAN_DER_POL
from core.odes.phase_portrait import (
    arrows,
    classify_equilibrium,
    eigenvalues,
    nullclines,
)
from core.odes.populations import COMPETITION
from core.odes.sensitivities import adjoints, sensitivity_norms
from core.odes.system import System


def _params(values: Sequence[float] | Sequence[Sequence[float]]) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)


def test_nullclines_cross_at_the_node() -> None:
    field = COMPETITION.bind(_params(COMPETITION.defaults))
    view = COMPETITION.view[0], COMPETITION.view[1]
    for state, curve in enumerate(nullclines(field, view)):
        points = torch.from_numpy(curve.astype(np.float64)[np.isfinite(curve).all(axis=1)])
        assert float(field(0.0, points)[:, state].abs().max()) < 0.05
        nearest = np.hypot(*(points.numpy() - [375.0, 250.0]).T).min()
        assert nearest < 15


@pytest.mark.parametrize(
    ("system", "kinds"),
    [
        (COMPETITION, ["unstable", "saddle", "saddle", "stable"]),
        (OSCILLATOR, ["centre"]),
        (PENDULUM, ["centre", "saddle", "saddle"]),
        (VAN_DER_POL, ["unstable"]),
    ],
)
def test_equilibria_are_of_the_known_kind(system: System, kinds: list[str]) -> None:
    places = _params(system.equilibria(system.defaults))
    found = eigenvalues(system, places, _params(system.defaults))
    assert [classify_equilibrium(values) for values in found] == kinds


def test_arrows_are_centred_and_fit_their_room() -> None:
    points = torch.rand(40, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    slopes = points.flip(1) * torch.tensor([100.0, -1.0])
    size = torch.tensor([3.0, 0.5], dtype=torch.float64)
    start, end = arrows(points, slopes, size)
    assert torch.allclose((start + end) / 2, points)
    lengths = ((end - start) / size).norm(dim=1)
    assert float(lengths.max()) == pytest.approx(1.0)
    turned = (end - start)[:, 0] * slopes[:, 1] - (end - start)[:, 1] * slopes[:, 0]
    assert float(turned.abs().max()) < 1e-9


def test_growth_is_the_derivative_by_the_start() -> None:
    field = VAN_DER_POL.bind(_params(VAN_DER_POL.defaults))
    cell = OneStepCell(RK4, field, 0.1)
    start = torch.tensor([0.5, 0.3], dtype=torch.float64)
    path = unroll(cell, start[None], 30, 0.1)[:, 0]
    for index in (0, 1, 30):

        def end(y: Tensor, steps: int = index) -> Tensor:
            return unroll(cell, y[None], steps, 0.1)[-1, 0]

        found = jacobian(end, start)
        expected = float(torch.linalg.matrix_norm(found, 2))
        assert sensitivity_norms(cell, path)[index] == pytest.approx(expected, rel=1e-10)


def test_adjoints_are_the_gradients_by_the_states() -> None:
    field = COMPETITION.bind(_params(COMPETITION.defaults))
    cell = OneStepCell(EULER, field, 2.0)
    states = [_params((100.0, 150.0)).requires_grad_()]
    for _ in range(8):
        states.append(cell(states[-1][None], 0.0)[0])
        states[-1].retain_grad()
    loss = (states[3] - 200).square().sum() + (states[8] - 300).square().sum()
    loss.backward()  # type: ignore[no-untyped-call]
    path = torch.stack(states).detach()
    sources = torch.zeros_like(path)
    sources[3], sources[8] = 2 * (path[3] - 200), 2 * (path[8] - 300)
    expected = [float(y.grad.norm()) for y in states if y.grad is not None]
    assert adjoints(cell, path, sources) == pytest.approx(np.array(expected), rel=1e-10)


def test_growth_that_explodes_stays_a_number() -> None:
    cell = OneStepCell(EULER, lambda t, y: 1e12 * y, 1.0)
    found = sensitivity_norms(cell, torch.ones(30, 1, dtype=torch.float64))
    assert np.isfinite(found).all()


def test_reference_path_is_the_closed_form() -> None:
    params = _params(OSCILLATOR.defaults)
    start = torch.tensor([1.0, 0.5], dtype=torch.float64)
    times = torch.linspace(0, 12, 25, dtype=torch.float64)
    found = reference_path(OSCILLATOR.bind(params), start, times)
    assert OSCILLATOR.solution is not None
    for time, state in zip(times.tolist(), found, strict=True):
        exact = OSCILLATOR.solution(time, start[None], params)[0]
        assert torch.allclose(state, exact, atol=1e-8)


@pytest.mark.parametrize("kind", ["field", "gru", "lstm"])
def test_networks_learn_the_seven_points(kind: str) -> None:
    seen = article_observations(torch.float64)
    known = normaliser(seen.values)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        network: MLPField | RecurrentStepper = (
            MLPField(known, 8, 10 / 42)
            if kind == "field"
            else RecurrentStepper("gru" if kind == "gru" else "lstm", known, 8)
        )
    forward = rollout(network, EULER, 2.0) if isinstance(network, MLPField) else network
    fit = NetworkFit(network, known, 1e-2)
    even = type(seen)((0.0, 10.0, 30.0, 36.0, 40.0, 42.0), seen.values[[0, 1, 3, 4, 5, 6]])
    losses = [fit.step(forward, even, 2.0).loss for _ in range(80)]
    assert losses[-1] < losses[0] / 20


def test_a_network_off_the_grid_gets_a_sentence() -> None:
    seen = article_observations(torch.float64)
    network = MLPField(normaliser(seen.values), 4, 0.1)
    fit = NetworkFit(network, normaliser(seen.values), 1e-2)
    with pytest.raises(ValueError, match="not a multiple"):
        fit.step(rollout(network, EULER, 4.0), seen, 4.0)
