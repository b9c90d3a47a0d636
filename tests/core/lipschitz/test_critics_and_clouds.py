"""Contours, distances of moved clouds, the exact critic on the line, critics beside each other."""

import math

import pytest
import torch

from core.data import planes
from core.figures import nodes
from core.lipschitz import wgan
from core.lipschitz.clouds import Cloud, potential_on_line, wasserstein_of_shift
from core.lipschitz.frozen_network import FrozenNetwork
from core.lipschitz.optimal_transport import transport_by_assignment, transport_on_line
from core.lipschitz.wgan import share_at_ends, shares_of_weights

BLOB = planes.dots(torch.zeros(1, 2))
RULES = wgan.Rules(limit=0.05, strength=10.0, one_sided=False)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


# --- distances ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dimension", [1, 2])
@pytest.mark.parametrize("shape", [BLOB, planes.EIGHT_GAUSSIANS, planes.SHAPES["Swiss roll"]])
def test_the_divergence_rises_from_nought_to_log_2(shape: planes.Shape, dimension: int) -> None:
    cloud = Cloud(shape, 0.2, dimension)
    direction = torch.tensor([0.8, 0.6])[:dimension]
    direction = direction / direction.norm()
    found = [cloud.jensen_shannon_of_shift(direction * s) for s in (0.0, 0.1, 0.3, 30.0)]
    assert found[0] == pytest.approx(0, abs=1e-12)
    assert found == sorted(found)
    assert found[-1] == pytest.approx(math.log(2), abs=1e-12)


def test_the_divergence_of_a_blob_is_the_integral_and_does_not_know_directions() -> None:
    cloud, shift = Cloud(BLOB, 0.3), torch.tensor([0.4, 0.0], dtype=torch.float64)
    x = torch.linspace(-4, 4, 8001, dtype=torch.float64)
    p, q = torch.exp(-((x / 0.3) ** 2) / 2), torch.exp(-(((x - 0.4) / 0.3) ** 2) / 2)
    middle = (p + q) / 2
    naive = sum(float((r * (r / middle).log().nan_to_num()).sum() / r.sum()) for r in (p, q)) / 2
    assert cloud.jensen_shannon_of_shift(shift) == pytest.approx(naive, abs=1e-5)
    turned = torch.tensor([0.24, -0.32], dtype=torch.float64)
    assert cloud.jensen_shannon_of_shift(turned) == pytest.approx(naive, abs=1e-5)
    on_the_line = Cloud(BLOB, 0.3, 1).jensen_shannon_of_shift(shift[:1])
    assert on_the_line == pytest.approx(naive, abs=1e-5)


def test_samples_agree_with_both_exact_distances() -> None:
    cloud, shift = Cloud(BLOB, 0.3, 1), torch.tensor([0.5])
    x, y = cloud.sample(40_000, generator(1)), cloud.sample(40_000, generator(2)) + shift
    distance = transport_on_line(x[:, 0], y[:, 0]).cost
    assert distance == pytest.approx(wasserstein_of_shift(shift), abs=0.01)
    plane, shift = Cloud(planes.EIGHT_GAUSSIANS, 0.1), torch.tensor([1.5, -2.0])
    x, y = plane.sample(300, generator(1)), plane.sample(300, generator(2)) + shift
    assert transport_by_assignment(x, y).cost == pytest.approx(2.5, abs=0.15)


def test_the_exact_critic_on_the_line_attains_the_distance_with_slope_one() -> None:
    real = torch.randn(50, 1, generator=generator(1), dtype=torch.float64)[:, 0]
    fake = torch.rand(50, 1, generator=generator(2), dtype=torch.float64)[:, 0] * 3 - 1
    places = torch.cat([real, fake]).sort().values
    critic = potential_on_line(real, fake, places)
    slopes = critic.diff() / places.diff()
    assert slopes.abs().max() <= 1 + 1e-9
    at = [critic[torch.searchsorted(places, x.contiguous())] for x in (real, fake)]
    assert float(at[0].mean() - at[1].mean()) == pytest.approx(transport_on_line(real, fake).cost)


# --- critics --------------------------------------------------------------------------------------


def test_the_clipped_critic_begins_within_its_limit_and_is_driven_to_its_ends() -> None:
    critics = wgan.draw_critics([2, 32, 32, 1], "leaky relu", RULES, generator())
    clipped = critics[0]
    assert share_at_ends(clipped, 0.05) < 0.01
    parameters = [parameter for critic in critics for parameter in critic.parameters()]
    optimiser, batches = torch.optim.Adam(parameters, lr=5e-3, betas=(0.5, 0.9)), generator(1)
    cloud = Cloud(BLOB, 0.3)
    for _ in range(60):
        real, fake = cloud.sample(64, batches), cloud.sample(64, batches) + torch.tensor([2.0, 0.0])
        said = wgan.train_critics(critics, optimiser, real, [fake] * 4, batches)
    assert share_at_ends(clipped, 0.05) > 0.8
    shares = shares_of_weights(clipped, 0.05, 21)
    assert float(shares.sum()) == pytest.approx(1.0)
    assert float(shares[0] + shares[-1]) > 0.8
    assert min(float(estimate) for estimate in said[1:]) > 0.5
    assert 0 < float(said[0]) < 0.3


def test_looking_at_a_critic_leaves_it_as_it_is_and_sees_what_it_is() -> None:
    critics = wgan.draw_critics([2, 16, 16, 1], "relu", RULES, generator())
    points = nodes((-1.0, 2.0, 0.5, 2.0), 3, 2, torch.zeros(1))
    assert points.tolist()[:4] == [[-1, 0.5], [0.5, 0.5], [2, 0.5], [-1, 2]]
    for critic in critics:
        before = {name: value.clone() for name, value in critic.state_dict().items()}
        seen = FrozenNetwork(critic)
        assert critic.training
        assert all(torch.equal(before[name], value) for name, value in critic.state_dict().items())
        asked = points.clone().requires_grad_()
        heights = critic(asked, critic.frozen_weights(exact=True))[:, 0]
        heights.sum().backward()
        heights = heights.detach()
        assert torch.allclose(seen.values(points), heights, atol=1e-6)
        assert asked.grad is not None
        assert torch.allclose(seen.gradients(points), asked.grad, atol=1e-6)
        centred = seen.centred(points, points[:3], points[3:])
        assert float(centred.mean()) == pytest.approx(0.0, abs=1e-6)
        expected = float(heights[:3].mean() - heights[3:].mean())
        assert seen.wasserstein_estimate(points[:3], points[3:]) == pytest.approx(
            expected, abs=1e-6
        )


def test_a_generator_climbs_its_critic_which_stands_still() -> None:
    critics = wgan.draw_critics([2, 16, 1], "relu", RULES, generator(1))
    generators = wgan.draw_generators([wgan.NOISE_SIZE, 16, 2], 4, generator(2))
    parameters = [parameter for each in generators for parameter in each.parameters()]
    noise = torch.randn(64, wgan.NOISE_SIZE, generator=generator(3))
    before = [
        FrozenNetwork(c).values(g(noise)).mean().item()
        for c, g in zip(critics, generators, strict=True)
    ]
    kept = [{name: p.clone() for name, p in critic.state_dict().items()} for critic in critics]
    optimiser = torch.optim.Adam(parameters, lr=1e-2)
    for _ in range(10):
        wgan.train_generators(critics, generators, optimiser, noise)
    after = [
        FrozenNetwork(c).values(g(noise)).mean().item()
        for c, g in zip(critics, generators, strict=True)
    ]
    assert all(late > early for early, late in zip(before, after, strict=True))
    for critic, state in zip(critics, kept, strict=True):
        assert all(torch.equal(state[name], p) for name, p in critic.state_dict().items())


def test_running_critics_obey_other_rules() -> None:
    critics = wgan.draw_critics([2, 8, 1], "relu", RULES, generator())
    wgan.set_constraints(critics, wgan.Rules(limit=0.01, strength=3.0, one_sided=True))
    critics[0].after_step()
    assert max(float(p.detach().abs().max()) for p in critics[0].parameters()) <= 0.01 + 1e-9
    assert (critics[1].constraint.strength, critics[1].constraint.one_sided) == (3.0, True)
