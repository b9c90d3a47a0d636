"""Noise: what is drawn follows the density that is told; and gradients of the loss against it."""

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from core.nce import (
    Gaussian,
    Moved,
    Network,
    Noise,
    StudentT,
    Uniform,
    Unnormalised,
    gaussian,
    likelihood_loss,
    loss_of,
    loss_without_z,
    quartic,
    trapezoid,
    two_lumps,
)
from tests.core.nce.problems import LOG_P, NOISES, RULE, TWO_WELLS, Logit, population

FAMILIES: dict[str, Callable[[int], Noise]] = {
    "uniform": Uniform,
    "Gaussian": Gaussian,
    "heavy": StudentT,
    "mixture": two_lumps,
}
every_family = pytest.mark.parametrize("name", FAMILIES)
every_noise = pytest.mark.parametrize("name", NOISES)


def moved(name: str, dimension: int) -> Noise:
    return Moved(FAMILIES[name](dimension), (0.7, -0.4)[:dimension], 0.6)


@every_family
@pytest.mark.parametrize("dimension", [1, 2])
def test_samples_fall_where_the_density_says(name: str, dimension: int) -> None:
    noise, count = moved(name, dimension), 40_000
    points = noise.sample(count, torch.Generator().manual_seed(0))
    assert points.shape == (count, dimension)
    assert points.dtype == torch.float32
    rule = trapezoid(1.0, 801, dimension) if dimension == 1 else trapezoid(1.0, 401, 2)
    within = float(rule.integral(noise.log_prob(rule.nodes).exp()))
    share = float((points.abs() < 1).all(dim=1).double().mean())
    # Four deviations of a share, and the edges of the uniform density between two nodes.
    assert share == pytest.approx(within, abs=0.01 + 0.005 * dimension)


@every_family
def test_points_come_in_batches(name: str) -> None:
    x = torch.randn(3, 5, 2, generator=torch.Generator().manual_seed(1)).double()
    noise = moved(name, 2)
    assert noise.log_prob(x).shape == (3, 5)
    torch.testing.assert_close(noise.log_prob(x)[1], noise.log_prob(x[1]))
    assert noise.log_prob(x).dtype == torch.float64


def test_two_degrees_of_freedom_and_one() -> None:
    x = torch.tensor([[0.0], [2.0]], dtype=torch.float64)
    cauchy = [-math.log(math.pi * (1 + at**2)) for at in (0.0, 2.0)]
    assert StudentT(1).log_prob(x).tolist() == pytest.approx(cauchy)
    assert float(StudentT(1, 2).log_prob(x)[0]) == pytest.approx(math.log(1 / (2 * math.sqrt(2))))


# --- gradients -----------------------------------------------------------------------------------

ENERGIES: dict[str, Callable[[], nn.Module]] = {
    "gaussian": gaussian,
    "quartic": quartic,
    "network": lambda: Network(1, 5),
}


def _model(name: str) -> Unnormalised:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = Unnormalised(ENERGIES[name]()).double()
    with torch.no_grad():
        model.gamma.fill_(0.4)
    return model


@every_noise
@pytest.mark.parametrize("energy", ENERGIES)
@pytest.mark.parametrize("corrected", [True, False])
def test_gradients_are_those_of_finite_differences(name: str, energy: str, corrected: bool) -> None:
    model, noise, generator = _model(energy), NOISES[name], torch.Generator().manual_seed(2)
    data = TWO_WELLS.sample(40, generator).double()
    drawn = noise.sample(120, generator).double()

    def loss() -> Tensor:
        return loss_of(model, data, drawn, noise, 3.0, corrected)

    loss().backward()  # type: ignore[no-untyped-call]
    for parameter in model.parameters():
        flat = parameter.data.view(-1)
        for index in range(min(3, len(flat))):
            before, reach = float(flat[index]), 1e-6
            ends = []
            for sign in (1, -1):
                flat[index] = before + sign * reach
                ends.append(float(loss().detach()))
            flat[index] = before
            assert parameter.grad is not None
            slope = (ends[0] - ends[1]) / (2 * reach)
            assert float(parameter.grad.view(-1)[index]) == pytest.approx(slope, rel=1e-4, abs=1e-5)


@every_noise
def test_the_level_rests_where_misses_are_false_alarms(name: str) -> None:
    noise, generator, k = NOISES[name], torch.Generator().manual_seed(3), 3.0
    model = _model("quartic")
    data, drawn = TWO_WELLS.sample(50, generator).double(), noise.sample(150, generator).double()
    loss_of(model, data, drawn, noise, k).backward()  # type: ignore[no-untyped-call]
    with torch.no_grad():
        chances = [torch.sigmoid(model(x) - noise.log_prob(x) - math.log(k)) for x in (data, drawn)]
    misses, alarms = (1 - chances[0]).mean(), chances[1].mean()
    assert model.gamma.grad is not None
    assert float(model.gamma.grad) == pytest.approx(float(misses - k * alarms))


@every_noise
def test_at_the_optimum_both_rates_agree(name: str) -> None:
    problem = population(Logit(NOISES[name], 3.0))
    theta = torch.tensor([[2.0, -0.5, 2.6908118]], dtype=torch.float64)
    assert problem.slope(theta)[0].abs().max() < 1e-5


def test_held_at_0_the_level_takes_no_part() -> None:
    model = Unnormalised(quartic(), levelled=False)
    with torch.no_grad():
        model.gamma.fill_(3.0)
    x = torch.ones(1, 1)
    assert model(x).tolist() == pytest.approx(model.energy(x).tolist())
    loss_without_z(model, x).backward()  # type: ignore[no-untyped-call]
    assert not model.gamma.grad


def test_without_z_there_is_no_minimum_and_with_it_there_is() -> None:
    """Gutmann's two curves: the precision of a Gaussian, with its integral and without."""
    rule, data = trapezoid(40.0, 4001), torch.tensor([[-1.0], [1.0]]).double()
    energy = gaussian().double()
    whole, bare = [], []
    for theta in (0.25, 0.5, 1.0, 2.0, 4.0):
        energy.theta.data.fill_(theta)
        whole.append(float(likelihood_loss(energy, data, rule)))
        bare.append(float(loss_without_z(energy, data)))
        exact = 0.5 * math.log(2 * math.pi / theta) + theta / 2
        assert whole[-1] == pytest.approx(exact, abs=1e-6)
    assert min(whole) == whole[2]
    assert bare == sorted(bare)


def test_the_rule_of_the_plane_has_its_volume_and_runs_along_x() -> None:
    rule = trapezoid(2.0, 5, 2)
    assert float(rule.weights.sum()) == pytest.approx(16)
    assert rule.nodes[:2].tolist() == [[-2, -2], [-1, -2]]
    assert float(RULE.log_integral(LOG_P)) == pytest.approx(0, abs=1e-12)
