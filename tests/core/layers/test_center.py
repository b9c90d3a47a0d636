"""Center loss and what moves its centres. T2."""

import copy

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from core.layers import CentreRule, LinearWithCenterLoss, center_loss, wen_step

N, D, C = 12, 4, 5


def seeded() -> torch.Generator:
    return torch.Generator().manual_seed(6)


def draw() -> tuple[Tensor, Tensor, Tensor]:
    """Features (N, D), centres (C, D) and labels (N,) of which class C − 1 has none."""
    generator = seeded()
    features = torch.randn(N, D, generator=generator, dtype=torch.float64).requires_grad_()
    centers = torch.randn(C, D, generator=generator, dtype=torch.float64).requires_grad_()
    return features, centers, torch.randint(0, C - 1, (N,), generator=generator)


def layer(rule: CentreRule) -> LinearWithCenterLoss:
    return LinearWithCenterLoss(D, C, rule, seeded()).double()


def test_gradients() -> None:
    """2 (x − c_y) to the features and minus their sum to each centre."""
    features, centers, labels = draw()
    loss = center_loss(features, centers, labels).sum()
    to_features, to_centers = torch.autograd.grad(loss, (features, centers))
    want = 2 * (features - centers[labels])
    assert torch.allclose(to_features, want)
    for j in range(C):
        assert torch.allclose(to_centers[j], -want[labels == j].sum(dim=0))


def test_wen_step_is_the_papers_sum() -> None:
    features, centers, labels = draw()
    moved = wen_step(features, centers, labels, 0.5)
    for j in range(C):
        own = [features[i] for i in range(N) if labels[i] == j]
        total = sum((centers[j] - x for x in own), torch.zeros(D))
        assert torch.allclose(moved[j], centers[j] - 0.5 * total / (1 + len(own)))
    assert torch.equal(moved[C - 1], centers[C - 1])


def test_wen_steps_lead_to_the_means() -> None:
    features, centers, labels = draw()
    for _ in range(200):
        centers = wen_step(features, centers, labels, 0.5).detach()
    for j in range(C - 1):
        assert torch.allclose(centers[j], features[labels == j].mean(0))


def test_the_loss_of_the_layer_is_the_articles() -> None:
    features, _, labels = draw()
    tried = layer("gradient")
    logits = features @ tried.weight.T + tried.bias
    assert torch.allclose(tried(features), logits)
    pull = torch.stack([(features[i] - tried.centers[labels[i]]).square().sum() for i in range(N)])
    expected = F.cross_entropy(logits, labels) + 0.3 * pull.mean()
    assert torch.allclose(tried.loss(features, labels, 0.3), expected)


@pytest.mark.parametrize("rule", ["gradient", "wen", "frozen"])
def test_what_moves_the_centres(rule: CentreRule) -> None:
    """The gradient alone, the rule alone, or nothing; in each case they are saved."""
    features, _, labels = draw()
    tried = layer(rule)
    begin = tried.centers.detach().clone()
    optimizer = torch.optim.SGD(tried.parameters(), 0.1)
    tried.loss(features, labels).backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    assert torch.equal(tried.centers, begin) == (rule != "gradient")
    stepped = tried.centers.detach().clone()
    tried.move_centers(features, labels)
    wanted = wen_step(features, begin, labels, 0.5) if rule == "wen" else stepped
    assert torch.equal(tried.centers, wanted)
    other = LinearWithCenterLoss(D, C, rule, torch.Generator()).double()
    other.load_state_dict(copy.deepcopy(tried.state_dict()))
    assert torch.equal(other.centers, tried.centers)


@pytest.mark.parametrize("rule", ["gradient", "wen"])
def test_a_heavier_loss_makes_narrower_classes(rule: CentreRule) -> None:
    """Features that are free to move; spread within classes against the whole."""

    def spread(weight: float) -> float:
        x, _, labels = draw()
        tried, x = layer(rule), x.detach().requires_grad_()
        optimizer = torch.optim.Adam([x, *tried.parameters()], 0.02)
        for _ in range(300):
            optimizer.zero_grad()
            tried.loss(x, labels, weight).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            tried.move_centers(x.detach(), labels)
        means = torch.stack([x[labels == j].mean(0) for j in range(C - 1)])
        return float((x - means[labels]).square().sum().detach())

    free, light, heavy = (spread(weight) for weight in (0.0, 0.05, 0.5))
    assert heavy < light < free
    assert heavy < 0.1 * free


def test_used_twice_it_remembers_nothing() -> None:
    features, _, labels = draw()
    tried = layer("gradient")
    before = tried.loss(features, labels)
    tried(features * 5)
    assert torch.equal(tried.loss(features, labels), before)
