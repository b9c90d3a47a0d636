"""Lookahead. T5, and a peer."""

import pytest
import torch

from core.optim import SGD, Adam, Lookahead, Momentum
from tests.core.optim.training import Make, batches, network, trained, weights
from tests.same import same

INNER: dict[str, Make] = {"momentum": lambda p: Momentum(p, 0.05), "Adam": lambda p: Adam(p, 0.01)}


@pytest.mark.parametrize("name", INNER)
def test_alpha_one_is_the_optimiser_inside(name: str) -> None:
    tape = batches(23)
    looked = trained(lambda p: Lookahead(INNER[name](p), k=5, alpha=1.0), tape)
    assert same(looked, trained(INNER[name], tape))


@pytest.mark.parametrize("name", INNER)
def test_alpha_zero_leads_back(name: str) -> None:
    def looked(steps: int) -> torch.Tensor:
        return trained(lambda p: Lookahead(INNER[name](p), k=5, alpha=0.0), batches(steps))

    assert same(looked(20), weights(network()))
    assert not same(looked(19), weights(network()))


def test_slow_weights_step_towards_the_fast() -> None:
    tape = batches(4)
    start, fast = weights(network()), trained(lambda p: SGD(p, 0.1), tape)
    looked = trained(lambda p: Lookahead(SGD(p, 0.1), k=4, alpha=0.3), tape)
    assert torch.allclose(looked, start + 0.3 * (fast - start), rtol=0, atol=1e-15)


@pytest.mark.parametrize("name", INNER)
def test_equals_pytorch_optimizer_over_a_hundred_steps(name: str) -> None:
    peers = pytest.importorskip("pytorch_optimizer")
    ours = trained(lambda p: Lookahead(INNER[name](p), k=6, alpha=0.4), batches(100))
    theirs = trained(lambda p: peers.Lookahead(INNER[name](p), k=6, alpha=0.4), batches(100))
    assert torch.allclose(ours, theirs, rtol=0, atol=1e-6)


@pytest.mark.parametrize(("k", "alpha"), [(0, 0.5), (5, -0.1), (5, 1.1)])
def test_settings_without_sense_are_refused(k: int, alpha: float) -> None:
    with pytest.raises(ValueError, match="alpha lies in 0 to 1"):
        Lookahead(SGD(network().parameters()), k, alpha)
