"""Gradient accumulation, right and wrong. T1, T2, T6, T7."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from core.optim import (
    SGD,
    Accumulation,
    Adam,
    Heun,
    LaggingAccumulation,
    Momentum,
    SwitchedAccumulation,
)
from tests.core.optim.training import Make, batches, network, train, trained, weights
from tests.same import same

Tape = list[tuple[Tensor, Tensor]]

INNER: dict[str, Make] = {
    "SGD": lambda p: SGD(p, 0.2),
    "SGD with decay": lambda p: SGD(p, 0.2, weight_decay=0.05),
    "momentum": lambda p: Momentum(p, 0.1, 0.9),
    "Adam": lambda p: Adam(p, 0.01),
    "Adam with decay": lambda p: Adam(p, 0.01, weight_decay=0.05),
    "torch's AdamW": lambda p: torch.optim.AdamW(p, 0.01),
}


def micro(large: Tape, sizes: list[int]) -> Tape:
    """The same samples in the same order, in micro-batches of these sizes."""
    parts = ((torch.split(x, sizes), torch.split(y, sizes)) for x, y in large)
    return [pair for xs, ys in parts for pair in zip(xs, ys, strict=True)]


@pytest.mark.parametrize("k", [1, 2, 4, 16])
@pytest.mark.parametrize("name", INNER)
def test_small_batches_lie_on_the_large_one(name: str, k: int) -> None:
    """Over five epochs of eight batches."""
    large = batches(8, 64) * 5
    small = micro(large, [64 // k] * k)
    gathered = trained(lambda p: Accumulation(INNER[name](p), k), small)
    assert torch.allclose(gathered, trained(INNER[name], large), rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", ["SGD", "momentum", "Adam"])
def test_micro_batches_of_unequal_size_are_weighted(name: str) -> None:
    sizes, large = [30, 3, 24, 7], batches(20, 64)

    def gathered(weighted: bool) -> Tensor:
        model = network()
        optimizer = Accumulation(INNER[name](model.parameters()), 4)
        for x, y in micro(large, sizes):
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()  # type: ignore[no-untyped-call]
            optimizer.step(weight=len(x) if weighted else 1.0)
        return weights(model)

    whole = trained(INNER[name], large)
    assert torch.allclose(gathered(True), whole, rtol=0, atol=1e-12)
    assert (gathered(False) - whole).abs().max() > 1e-3


def test_an_epoch_that_is_no_multiple_ends_with_a_flush() -> None:
    """Two windows of four, and one of two, which is a batch of 32; nothing gathered, no step."""
    large, (last,) = batches(2, 64), batches(1, 32)
    model = network()
    optimizer = Accumulation(Momentum(model.parameters(), 0.1), 4)
    train(model, optimizer, micro(large, [16] * 4) + micro([last], [16, 16]))
    optimizer.flush()
    optimizer.flush()
    expected = trained(lambda p: Momentum(p, 0.1), [*large, last])
    assert torch.allclose(weights(model), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", INNER)
def test_one_micro_batch_is_the_optimiser_inside(name: str) -> None:
    tape = batches(30)
    assert same(
        trained(lambda p: Accumulation(INNER[name](p), 1), tape), trained(INNER[name], tape)
    )


def test_batch_norm_breaks_it() -> None:
    """T2: the statistics are those of each micro-batch."""
    large = batches(20, 64)

    def normed(make: Make, tape: Tape) -> Tensor:
        model = network(norm=True)
        train(model, make(model.parameters()), tape)
        return weights(model)

    gathered = normed(lambda p: Accumulation(SGD(p, 0.2), 16), micro(large, [4] * 16))
    assert (gathered - normed(lambda p: SGD(p, 0.2), large)).abs().max() > 1e-2


def test_clipping_belongs_to_the_optimiser_inside() -> None:
    large = batches(10, 64)

    def clip(optimizer: torch.optim.Optimizer, *_: object) -> None:
        torch.nn.utils.clip_grad_norm_(optimizer.param_groups[0]["params"], 0.05)

    def clipped(k: int, inside: bool = True) -> Tensor:
        model = network()
        inner = SGD(model.parameters(), 0.2)
        optimizer = Accumulation(inner, k)
        (inner if inside else optimizer).register_step_pre_hook(clip)
        for x, y in micro(large, [64 // k] * k):
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        return weights(model)

    assert torch.allclose(clipped(4), clipped(1), rtol=0, atol=1e-12)
    assert not torch.allclose(clipped(4, inside=False), clipped(1), atol=1e-4)


def test_a_gradient_that_comes_once_a_window_counts_as_the_mean() -> None:
    p = torch.nn.Parameter(torch.zeros(1))
    optimizer = Accumulation(SGD([p], 1.0), 4)
    for step in range(4):
        p.grad = torch.ones(1) if step == 2 else None
        optimizer.step()
    assert float(p.detach()) == -0.25


# --- the wrong orders, each against a loop of its own on a least-squares problem ------------------

K, RATE, EPOCHS = 16, 0.1, 5
GENERATOR = torch.Generator().manual_seed(2)
X = torch.randn(256, 5, generator=GENERATOR, dtype=torch.float64)
Y = X @ torch.randn(5, generator=GENERATOR, dtype=torch.float64) + 0.5 * torch.randn(
    256, generator=GENERATOR, dtype=torch.float64
)
PARTS = micro([(X, Y)], [4] * 64)


def gradient(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """Of the mean of (x w − y)²."""
    return 2 * x.T @ (x @ w - y) / len(y)


def right(parts: Tape) -> Tensor:
    w = torch.zeros(5, dtype=torch.float64)
    for i in range(0, len(parts), K):
        gradients = [gradient(w, x, y) for x, y in parts[i : i + K]]
        w = w - RATE * torch.stack(gradients).mean(0)
    return w


def lagging(parts: Tape) -> Tensor:
    w = total = torch.zeros(5, dtype=torch.float64)
    for i, (x, y) in enumerate(parts):
        fresh = gradient(w, x, y)
        if i % K == 0:
            w, total = w - RATE * total / K, fresh
        else:
            total = total + fresh
    return w


def switched(parts: Tape) -> Tensor:
    w = total = torch.zeros(5, dtype=torch.float64)
    for i, (x, y) in enumerate(parts):
        fresh = gradient(w, x, y)
        w, total = w - RATE * total / K, (fresh if i % K == 0 else total + fresh)
    return w


def wrapped(make: Callable[[SGD, int], torch.optim.Optimizer], parts: Tape) -> Tensor:
    w = torch.nn.Parameter(torch.zeros(5, dtype=torch.float64))
    optimizer = make(SGD([w], RATE), K)
    for x, y in parts:
        w.grad = gradient(w.detach(), x, y)
        optimizer.step()
    return w.detach()


ORDERS: dict[str, tuple[Callable[[SGD, int], torch.optim.Optimizer], Callable[[Tape], Tensor]]] = {
    "right": (Accumulation, right),
    "lagging": (LaggingAccumulation, lagging),
    "switched": (SwitchedAccumulation, switched),
}


@pytest.mark.parametrize("epochs", [1, EPOCHS])
@pytest.mark.parametrize("name", ORDERS)
def test_each_order_is_what_an_independent_loop_does(name: str, epochs: int) -> None:
    make, loop = ORDERS[name]
    assert torch.allclose(wrapped(make, PARTS * epochs), loop(PARTS * epochs), rtol=0, atol=1e-12)


def test_the_wrong_orders_drift_and_by_how_much() -> None:
    """After one epoch of four windows: the right one by nothing, both wrong ones far off."""
    large = torch.zeros(5, dtype=torch.float64)
    for x, y in micro([(X, Y)], [64] * 4):
        large = large - RATE * gradient(large, x, y)
    off = {name: float((wrapped(make, PARTS) - large).norm()) for name, (make, _) in ORDERS.items()}
    assert off["right"] < 1e-12
    assert off["lagging"] > 0.1
    assert off["switched"] > 0.1


def test_only_optimisers_of_one_gradient_can_be_gathered() -> None:
    with pytest.raises(ValueError, match="one gradient a step"):
        Accumulation(Heun(network().parameters()), 4)
    with pytest.raises(ValueError, match="at least one micro-batch"):
        Accumulation(SGD(network().parameters()), 0)
