"""Gradient penalty, certificates, attacks and distances: T7, T8, and that certificates hold."""

import functools
import itertools
import math

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from core.lipschitz.attack import (
    margin_and_direction,
    nearest_flip,
    projected_gradient_attack,
)
from core.lipschitz.certificate import certified_radius, margin
from core.lipschitz.constraints import Constraint, Kind
from core.lipschitz.critic import (
    critic_loss,
    critic_loss_of_all,
    critic_objective,
    generator_loss,
)
from core.lipschitz.gradient_penalty import gradient_penalty, interpolate, slope_penalty
from core.lipschitz.jensen_shannon import jensen_shannon
from core.lipschitz.mlp import Architecture
from core.lipschitz.network import Network, draw_initial_layers
from core.lipschitz.optimal_transport import (
    transport_by_assignment,
    transport_on_line,
)
from core.lipschitz.slopes import slope_map


def _generator() -> torch.Generator:
    return torch.Generator().manual_seed(5)


def _normal(generator: torch.Generator, *size: int) -> Tensor:
    return torch.randn(size, generator=generator, dtype=torch.float64)


def _length(x: Tensor) -> Tensor:
    result: Tensor = x.norm(dim=1)
    return result


@pytest.mark.parametrize("one_sided", [False, True])
def test_a_linear_critic_is_penalised_by_its_length_wherever_the_points_fall(
    one_sided: bool,
) -> None:
    generator = _generator()
    for scale in (0.3, 2.0):
        w = torch.tensor([0.6, 0.8], dtype=torch.float64) * scale
        points = interpolate(_normal(generator, 20, 2), _normal(generator, 20, 2), generator)
        expected = max(scale - 1, 0) ** 2 if one_sided else (scale - 1) ** 2
        critic = functools.partial(functional.linear, weight=w[None])
        found = gradient_penalty(critic, points, one_sided=one_sided)
        assert float(found) == pytest.approx(expected)


def test_the_distance_from_a_point_is_not_penalised() -> None:
    points = _normal(_generator(), 20, 3)
    assert float(gradient_penalty(_length, points).detach()) == pytest.approx(0, abs=1e-20)


def test_the_penalty_can_be_differentiated() -> None:
    generator = _generator()
    w, points = _normal(generator, 4, 2).requires_grad_(), _normal(generator, 6, 2)

    def penalty(w: Tensor) -> Tensor:
        return gradient_penalty(lambda x: torch.tanh(x @ w.t()).sum(1), points)

    assert torch.autograd.gradcheck(penalty, w)


def test_a_vanishing_gradient_gives_no_nan() -> None:
    w = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    loss = slope_penalty(w.expand(5, 2))
    (gradient,) = torch.autograd.grad(loss, w)
    assert loss.item() == 1
    assert torch.equal(gradient, torch.zeros_like(gradient))


def test_the_norm_is_taken_over_all_axes_of_a_sample() -> None:
    gradients = torch.full((3, 2, 4, 4), 0.5, dtype=torch.float64)
    assert float(slope_penalty(gradients)) == pytest.approx((math.sqrt(32 / 4) - 1) ** 2)


def test_points_between_lie_on_their_segments() -> None:
    generator = _generator()
    real, fake = _normal(generator, 50, 1, 3, 3), _normal(generator, 50, 1, 3, 3)
    epsilon = (interpolate(real, fake, generator) - fake) / (real - fake)
    flat = epsilon.flatten(1)
    torch.testing.assert_close(flat, flat[:, :1].expand_as(flat))
    assert 0 <= float(flat.min()) <= float(flat.max()) <= 1
    assert float(flat[:, 0].std()) > 0.2


def test_the_losses_of_a_critic_and_its_generator() -> None:
    real, fake = torch.tensor([1.0, 3.0]), torch.tensor([-1.0, 0.0, 1.0])
    assert float(critic_loss(real, fake)) == -2
    assert float(critic_loss_of_all(torch.cat([real, fake])[:, None], 2)) == pytest.approx(-2)
    assert float(generator_loss(fake)) == 0


def test_the_objective_is_the_loss_and_the_penalty_written_out() -> None:
    generator = _generator()
    constraint = Constraint(Kind.GRADIENT, strength=0.3, slope=0.8, one_sided=True)
    critic = Network(draw_initial_layers([2, 8, 8, 1], generator), constraint).double()
    real, fake = _normal(generator, 9, 2), _normal(generator, 9, 2)
    loss, estimate = critic_objective(critic, real, fake, torch.Generator().manual_seed(1))
    points = interpolate(real, fake, torch.Generator().manual_seed(1))
    value = critic_loss(critic(real), critic(fake))
    torch.testing.assert_close(estimate, -value.detach())
    torch.testing.assert_close(loss, value + 0.3 * gradient_penalty(critic, points, 0.8, True))


@pytest.mark.parametrize("kind", [Kind.GRADIENT, Kind.NORMALISED, Kind.ORTHOGONAL])
def test_a_critic_on_the_line_approaches_the_distance_from_below(kind: Kind) -> None:
    generator = _generator()
    real = torch.randn(64, 1, generator=generator)
    fake = torch.randn(64, 1, generator=generator) + 3
    truth = transport_on_line(real[:, 0], fake[:, 0]).cost
    shape = Architecture("group sort")
    critic = Network(draw_initial_layers([1, 16, 16, 1], generator), Constraint(kind, 1.0), shape)
    optimiser = torch.optim.Adam(critic.parameters(), 3e-3, betas=(0.5, 0.9))
    for _ in range(300):
        loss, _ = critic_objective(critic, real, fake, generator)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    critic.eval()
    estimate = float(-critic_objective(critic, real, fake, generator)[0].detach())
    line = torch.linspace(-4, 7, 20_000)[:, None]
    steepest = float(slope_map(critic, line).max())
    assert estimate <= truth * steepest * (1 + 1e-4)
    if kind is not Kind.GRADIENT:  # the penalty promises no slope of one
        assert steepest <= critic.product_bound() * (1 + 1e-5)
        assert estimate == pytest.approx(truth, rel=0.08)


def _classifier(outputs: int, kind: Kind) -> tuple[Network, Tensor, Tensor]:
    """A trained classifier of four blobs, with two thousand points and their labels."""
    generator = _generator()
    blob = torch.randint(4, (2000,), generator=generator)
    centre = 2 * torch.tensor([[1.0, 1], [-1, 1], [-1, -1], [1, -1]], dtype=torch.float64)
    points = centre[blob] + 0.6 * _normal(generator, 2000, 2)
    labels = 1.0 - 2 * (blob % 2) if outputs == 1 else blob
    shape = Architecture("group sort")
    network = Network(draw_initial_layers([2, 32, 32, outputs], generator), Constraint(kind), shape)
    network = network.double()
    optimiser = torch.optim.Adam(network.parameters(), 5e-3)
    for _ in range(150):
        loss = (1 - margin(network(points[:500]), labels[:500])).clamp_min(0).mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return network.eval(), points, labels


@pytest.mark.parametrize("outputs", [1, 4])
@pytest.mark.parametrize("kind", [Kind.NONE, Kind.NORMALISED, Kind.ORTHOGONAL])
def test_no_attack_beats_the_certified_radius(outputs: int, kind: Kind) -> None:
    network, points, labels = _classifier(outputs, kind)
    right = margin(network(points), labels) > 0
    points, labels = points[right], labels[right]
    assert len(points) > 1000
    radius = certified_radius(network(points), labels, network.product_bound()).detach()
    attacked = projected_gradient_attack(network, points, labels, radius * (1 - 1e-9), 10)
    assert float((attacked - points).norm(dim=1).max()) > 0
    assert bool(((attacked - points).norm(dim=1) <= radius).all())
    assert bool((margin(network(attacked), labels) > 0).all())
    assert bool(margin(network(attacked), labels).sum() < margin(network(points), labels).sum())
    wide = torch.full_like(radius, 4.0)
    place, flipped = nearest_flip(network, points[:200], labels[:200], wide[:200], 40)
    assert float(flipped.double().mean()) > 0.9
    distance = (place - points[:200]).norm(dim=1)
    assert bool((distance >= radius[:200] * (1 - 1e-9))[flipped].all())
    at_boundary = margin(network(place), labels[:200])[flipped]
    torch.testing.assert_close(at_boundary, torch.zeros_like(at_boundary), atol=1e-5, rtol=0)


def test_a_linear_score_is_certified_exactly() -> None:
    w = torch.tensor([[3.0], [4.0]], dtype=torch.float64)
    points = _normal(_generator(), 30, 2)
    labels = (points @ w)[:, 0].sign()
    radius = certified_radius(points @ w, labels, 5.0)
    place, flipped = nearest_flip(lambda x: x @ w, points, labels, 2 * radius, 20)
    assert bool(flipped.all())
    torch.testing.assert_close((place - points).norm(dim=1), radius)


def test_the_margin_is_the_lead_over_the_best_other() -> None:
    scores = torch.tensor([[1.0, 4.0, 2.5], [1.0, 4.0, 2.5]])
    torch.testing.assert_close(margin(scores, torch.tensor([1, 2])), torch.tensor([1.5, -1.5]))
    radius = certified_radius(scores, torch.tensor([1, 2]), 2.0)
    torch.testing.assert_close(radius, torch.tensor([1.5 / (2 * math.sqrt(2)), 0.0]))


def test_the_adversarial_direction_points_down_the_margin() -> None:
    w = torch.tensor([[3.0], [4.0]])
    signs = torch.tensor([1.0, -1.0])
    found, direction = margin_and_direction(lambda x: x @ w, torch.ones(2, 2), signs)
    torch.testing.assert_close(found, 7 * signs)
    torch.testing.assert_close(direction, torch.tensor([[-0.6, -0.8], [0.6, 0.8]]))
    _, flat = margin_and_direction(lambda x: 0 * x[:, :1], torch.ones(2, 2), torch.ones(2))
    assert torch.equal(flat, torch.zeros(2, 2))


def test_two_points_are_their_distance_apart() -> None:
    for theta in (-2.0, 0.0, 0.5):
        zero, other = torch.zeros(1), torch.full((1,), theta)
        assert transport_on_line(zero, other).cost == pytest.approx(abs(theta))


def test_the_line_agrees_with_sorting_and_with_assignment() -> None:
    generator = _generator()
    x, y = _normal(generator, 40), _normal(generator, 40) + 1
    truth = float((x.sort().values - y.sort().values).abs().mean())
    assert transport_on_line(x, y).cost == pytest.approx(truth)
    assert transport_by_assignment(x[:, None], y[:, None]).cost == pytest.approx(truth)


def test_unequal_samples_and_masses_agree_with_the_distance_between_distributions() -> None:
    stats = pytest.importorskip("scipy.stats")
    generator = _generator()
    x, y = _normal(generator, 13), _normal(generator, 29) + 1
    a = torch.rand(13, generator=generator, dtype=torch.float64)
    b = torch.rand(29, generator=generator, dtype=torch.float64)
    for x_mass, y_mass in ((None, None), (a, b), (a, None)):
        plan = transport_on_line(x, y, x_mass, y_mass)
        masses = [None if m is None else m.numpy() for m in (x_mass, y_mass)]
        expected = stats.wasserstein_distance(x.numpy(), y.numpy(), *masses)
        assert plan.cost == pytest.approx(expected)
        left = torch.zeros(13, dtype=torch.float64).index_add(0, plan.source, plan.mass)
        right = torch.zeros(29, dtype=torch.float64).index_add(0, plan.target, plan.mass)
        wanted = torch.ones(13, dtype=torch.float64) if x_mass is None else x_mass
        torch.testing.assert_close(left, wanted / wanted.sum())
        given = torch.ones(29, dtype=torch.float64) if y_mass is None else y_mass
        torch.testing.assert_close(right, given / given.sum())


def test_the_assignment_of_a_few_points_is_the_best_of_all() -> None:
    generator = _generator()
    x, y = _normal(generator, 6, 2), _normal(generator, 6, 2)
    best = min(
        float((x - y[list(order)]).norm(dim=1).mean()) for order in itertools.permutations(range(6))
    )
    plan = transport_by_assignment(x, y)
    assert plan.cost == pytest.approx(best)
    pairs = (x[plan.source] - y[plan.target]).norm(dim=1)
    assert float((plan.mass * pairs).sum()) == pytest.approx(best)


def test_clouds_of_unequal_size_are_refused() -> None:
    with pytest.raises(ValueError, match="equal size"):
        transport_by_assignment(torch.zeros(3, 2), torch.zeros(4, 2))


def _counts(points: Tensor) -> Tensor:
    """Points (N, 2) counted in 60 x 60 cells between -2 and 10."""
    cells = ((points + 2) / 12 * 60).long()
    return torch.bincount(cells[:, 0] + 60 * cells[:, 1], minlength=3600).double()


def test_jensen_shannon_saturates_where_the_distance_grows() -> None:
    generator = _generator()
    x = 0.1 * _normal(generator, 500, 2)
    for shift in (2.0, 4.0, 8.0):
        y = x + torch.tensor([shift, 0.0], dtype=torch.float64)
        assert jensen_shannon(_counts(x), _counts(y)) == pytest.approx(math.log(2))
        assert transport_by_assignment(x[:50], y[:50]).cost == pytest.approx(shift)
    assert jensen_shannon(_counts(x), _counts(x.flip(0))) == 0


def test_jensen_shannon_of_densities_is_their_integral() -> None:
    integrate = pytest.importorskip("scipy.integrate")
    grid = torch.linspace(-12, 13, 4001, dtype=torch.float64)
    p, q = torch.exp(-(grid**2) / 2), torch.exp(-((grid - 1) ** 2) / 2)
    root = math.sqrt(2 * math.pi)

    def integrand(t: float) -> float:
        a, b = math.exp(-t * t / 2) / root, math.exp(-((t - 1) ** 2) / 2) / root
        middle = (a + b) / 2
        return (a * math.log(a / middle) + b * math.log(b / middle)) / 2

    expected = integrate.quad(integrand, -12, 13)[0]
    assert jensen_shannon(p, q) == pytest.approx(expected, rel=1e-8)
    assert jensen_shannon(p, q) == pytest.approx(jensen_shannon(3 * q, p))
    with pytest.raises(ValueError, match="without mass"):
        jensen_shannon(p, torch.zeros_like(p))
