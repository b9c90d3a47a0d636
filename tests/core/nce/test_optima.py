"""Where NCE ends: the table of TECHNIQUES 1.2, the least loss, spread, and maximum likelihood."""

import math

import pytest
import torch
from torch import Tensor

from core.nce import (
    Linear,
    Moved,
    Problem,
    Uniform,
    covariance,
    likelihood_loss,
    nce_loss,
    optimum,
    quartic,
    solve,
)
from tests.core.nce.problems import (
    FEATURES,
    LOG_P,
    LOG_Z,
    NOISES,
    RULE,
    TWO_WELLS,
    UNIFORM,
    WIDE,
    A,
    B,
    Logit,
    offsets,
    parameters,
    population,
)

START = torch.zeros(3, dtype=torch.float64)
TABLE = [
    (Logit(UNIFORM, 1, corrected=False), [2.0, -0.5, 0.38823]),
    (Logit(UNIFORM, 5, corrected=False), [2.0, -0.5, 1.99766]),
    (Logit(UNIFORM, 1), [2.0, -0.5, 2.69081]),
    (Logit(UNIFORM, 7), [2.0, -0.5, 2.69081]),
    (Logit(WIDE, 1, corrected=False), [2.25, -0.5, 1.4253]),
    (Logit(WIDE, 1), [2.0, -0.5, 2.69081]),
    (Logit(WIDE, 4), [2.0, -0.5, 2.69081]),
    (Logit(UNIFORM, 1, corrected=False, levelled=False), [1.627, -0.428]),
]


def test_the_partition_is_that_of_the_table() -> None:
    energy = quartic().double()
    energy.theta.data = torch.tensor([2.0, -0.5], dtype=torch.float64)
    assert float(RULE.log_partition(energy)) == pytest.approx(LOG_Z, abs=1e-6)
    assert float(RULE.integral(TWO_WELLS.log_density.exp())) == pytest.approx(1.0)


@pytest.mark.parametrize(("chosen", "expected"), TABLE)
def test_every_variant_has_the_optimum_of_the_table(chosen: Logit, expected: list[float]) -> None:
    found = solve(population(chosen), START[: len(expected)])
    digits = 5e-4 if not chosen.levelled else 6e-5
    assert bool(found.converged)
    assert found.theta[0].tolist() == pytest.approx(expected, abs=digits)


@pytest.mark.parametrize("ratio", [1.0, 3.0, 10.0])
@pytest.mark.parametrize("name", NOISES)
def test_corrected_the_level_is_log_z_whatever_the_noise(name: str, ratio: float) -> None:
    found = solve(population(Logit(NOISES[name], ratio)), START)
    assert found.theta[0].tolist() == pytest.approx([2.0, -0.5, LOG_Z], abs=1e-4)


# --- the least loss ------------------------------------------------------------------------------


@pytest.mark.parametrize("ratio", [1.0, 3.0, 32.0])
@pytest.mark.parametrize("name", NOISES)
def test_the_loss_at_the_optimum_is_that_of_the_formula(name: str, ratio: float) -> None:
    log_u = NOISES[name].log_prob(RULE.nodes)
    p, u = LOG_P.exp(), log_u.exp()
    mixed = (p + ratio * u) / (1 + ratio)
    # Only noise on the box counts here, so the mass of noise is that on the box.
    mass = float(RULE.integral(u))
    kl_p = RULE.integral(torch.xlogy(p, p) - torch.xlogy(p, mixed))
    kl_u = RULE.integral(torch.xlogy(u, u) - torch.xlogy(u, mixed))
    rest = math.log(1 + ratio) * (1 + ratio * mass) - ratio * mass * math.log(ratio)
    least = optimum(LOG_P, log_u, ratio, RULE)
    assert float(least) == pytest.approx(float(rest - kl_p - ratio * kl_u), abs=1e-9)
    chosen = Logit(NOISES[name], ratio)
    solved = solve(population(chosen), START)
    assert float(population(chosen).loss(solved.theta)) == pytest.approx(float(least), abs=1e-6)


def test_alike_it_is_2_log_2_and_apart_it_is_nought() -> None:
    assert float(optimum(LOG_P, LOG_P, 1.0, RULE)) == pytest.approx(2 * math.log(2), abs=1e-9)
    p = torch.where(RULE.nodes[:, 0] < 0, 0.2, 0.0).double().log()
    apart = Moved(Uniform(1), (2.5,), 2.4).log_prob(RULE.nodes)
    assert float(optimum(p, apart, 1.0, RULE)) == pytest.approx(0.0, abs=1e-9)


# --- the spread ----------------------------------------------------------------------------------


@pytest.mark.parametrize("ratio", [1.0, 4.0, 32.0])
@pytest.mark.parametrize("name", NOISES)
def test_the_covariance_is_that_of_theorem_3(name: str, ratio: float) -> None:
    chosen = Logit(NOISES[name], ratio)
    problem = population(chosen)
    theta = solve(problem, START).theta
    p, noise = problem.data[0], problem.noise[0]
    P = torch.where(p > 0, noise / (p + noise), 0.0)
    g = parameters(FEATURES)
    fisher = sum_outer(p * P, g)
    m = ((p * P)[:, None] * g).sum(dim=0)
    inverse = torch.linalg.inv(fisher)
    expected = inverse - (1 + 1 / ratio) * inverse @ torch.outer(m, m) @ inverse
    # The theorem's noise has all its mass on the box; Student's has some of it outside.
    room = 0.08 if name == "heavy" else 1e-3
    torch.testing.assert_close(covariance(problem, theta, ratio)[0], expected, rtol=room, atol=room)


def sum_outer(weights: Tensor, g: Tensor) -> Tensor:
    return torch.einsum("n,ni,nj->ij", weights, g, g)


def sampled(chosen: Logit, seeds: int, count: int, seed: int = 0) -> Problem:
    """Problems of `count` data points each and k times as many of noise."""
    generator = torch.Generator().manual_seed(seed)
    extra = round(chosen.ratio * count)
    data = TWO_WELLS.sample(seeds * count, generator).double().reshape(seeds, count, 1)
    noise = chosen.noise.sample(seeds * extra, generator).double().reshape(seeds, extra, 1)
    x = torch.cat([data, noise], dim=1)
    counted = torch.full(x.shape[:2], 1 / count, dtype=torch.float64)
    is_data = torch.arange(x.shape[1]) < count
    return Problem(
        parameters(quartic().features(x), chosen.levelled), offsets(chosen, x),
        counted * is_data, counted * ~is_data,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["Gaussian", "heavy"])
@pytest.mark.parametrize("ratio", [1.0, 8.0])
def test_the_funnel_is_as_wide_as_the_theory(name: str, ratio: float) -> None:
    chosen, seeds, count = Logit(NOISES[name], ratio), 120, 1000
    theta = solve(population(chosen), START).theta
    found = solve(sampled(chosen, seeds, count), theta[0])
    assert found.converged.all()
    expected = covariance(population(chosen), theta, ratio)[0].diagonal().sqrt()
    ratios = math.sqrt(count) * found.theta.std(dim=0) / expected
    # The spread of 120 values is known to 6.5 %; four such are allowed, and the first order.
    assert ratios.tolist() == pytest.approx([1.0, 1.0, 1.0], abs=0.3)
    assert found.theta.mean(dim=0).tolist() == pytest.approx(theta[0].tolist(), abs=0.05)


def test_more_noise_makes_the_spread_smaller_down_to_that_of_likelihood() -> None:
    spreads = []
    for ratio in (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 1e5):
        problem = population(Logit(NOISES["Gaussian"], ratio))
        spreads.append(covariance(problem, solve(problem, START).theta, ratio)[0, :2, :2])
    deviations = torch.stack([spread.diagonal() for spread in spreads])
    assert (deviations.diff(dim=0) < 0).all()
    weights = RULE.weights * LOG_P.exp()
    middle = FEATURES - weights @ FEATURES
    fisher = sum_outer(weights, middle)
    torch.testing.assert_close(spreads[-1], torch.linalg.inv(fisher), rtol=1e-3, atol=1e-3)


def maximum_likelihood(features: Tensor) -> Tensor:
    """Parameters (2,) of the quartic that maximum likelihood finds from features (T, 2)."""
    energy = Linear(quartic().features, (2.0, -0.5)).double()
    solver = torch.optim.LBFGS(energy.parameters(), max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        solver.zero_grad()
        loss = RULE.log_partition(energy) - (features @ energy.theta).mean()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    solver.step(closure)  # type: ignore[no-untyped-call]
    return energy.theta.detach()


def test_with_more_noise_the_estimate_comes_to_that_of_maximum_likelihood() -> None:
    seeds, count = 12, 300
    apart = []
    for ratio in (1.0, 8.0, 64.0):
        problem = sampled(Logit(NOISES["Gaussian"], ratio), seeds, count)
        found = solve(problem, torch.tensor([2.0, -0.5, LOG_Z], dtype=torch.float64))
        assert found.converged.all()
        data = problem.features[:, :count, :2]
        best = torch.stack([maximum_likelihood(each) for each in data])
        apart.append(float((found.theta[:, :2] - best).square().mean().sqrt()))
    # The distance falls like 1/√k, so by 2.8 each time; noise is drawn anew.
    assert apart[0] > 1.7 * apart[1] > 1.7**2 * apart[2]


def test_what_can_be_told_apart_has_no_solution() -> None:
    far = Logit(Moved(NOISES["Gaussian"], (20.0,), 0.3), 1.0)
    assert not solve(sampled(far, 3, 100), START).converged.any()


def test_the_loss_of_a_problem_is_that_of_nce() -> None:
    chosen = Logit(NOISES["mixture"], 3.0)
    problem = sampled(chosen, 2, 50)
    theta = torch.tensor([0.3, -0.2, 0.5], dtype=torch.float64)
    logits = problem.logits(theta.expand(2, -1))
    naive = [float(nce_loss(each[:50], each[50:], 3.0)) for each in logits]
    assert problem.loss(theta.expand(2, -1)).tolist() == pytest.approx(naive)


def test_likelihood_by_quadrature_is_the_likelihood() -> None:
    energy = quartic().double()
    energy.theta.data = torch.tensor([2.0, -0.5], dtype=torch.float64)
    data = TWO_WELLS.sample(500, torch.Generator().manual_seed(0)).double()
    exact = LOG_Z - float((A * data[:, 0] ** 2 + B * data[:, 0] ** 4).mean())
    assert float(likelihood_loss(energy, data, RULE)) == pytest.approx(exact, abs=1e-4)
