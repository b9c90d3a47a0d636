"""Label smoothing. T3."""

import math

import pytest
import torch
from torch.nn import functional as F

from core.layers import annealed_strength, smoothed_cross_entropy


@pytest.mark.parametrize("strength", [0.0, 0.01, 0.1, 1.0])
def test_equals_torch(strength: float) -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(20, 7, generator=generator, dtype=torch.float64).requires_grad_()
    labels = torch.randint(7, (20,), generator=generator)
    ours = smoothed_cross_entropy(logits, labels, strength)
    theirs = F.cross_entropy(logits, labels, label_smoothing=strength, reduction="none")
    assert torch.allclose(ours, theirs, rtol=0, atol=1e-12)
    (gradient,) = torch.autograd.grad(ours.sum(), logits)
    (expected,) = torch.autograd.grad(theirs.sum(), logits)
    assert torch.allclose(gradient, expected, rtol=0, atol=1e-12)


def test_is_the_articles_mixture() -> None:
    logits, labels = torch.tensor([[2.0, 0.0, -1.0]]), torch.tensor([0])
    p = logits.softmax(1)[0]
    mixture = 0.9 * -math.log(p[0]) + 0.1 * -sum(math.log(each) / 3 for each in p)
    assert float(smoothed_cross_entropy(logits, labels, 0.1)) == pytest.approx(mixture, rel=1e-5)


def test_logits_without_bound_stay_numbers() -> None:
    logits = torch.tensor([[1e4, -1e4, 0.0]])
    assert torch.isfinite(smoothed_cross_entropy(logits, torch.tensor([1]), 0.1)).all()


def test_anneals_as_in_the_article() -> None:
    assert [annealed_strength(epoch) for epoch in (0, 99, 100, 300)] == [0.1, 0.1, 0.01, 0.01]
