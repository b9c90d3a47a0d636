"""A small network in float64, its batches, and every optimiser of core.optim."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import Optimizer

from core.optim import (
    RK4,
    SGD,
    Accumulation,
    Adam,
    Heun,
    LaggingAccumulation,
    Lookahead,
    Momentum,
    Muon,
    Nesterov,
    SwitchedAccumulation,
)

Make = Callable[[Any], Optimizer]

ALL: dict[str, Make] = {
    "SGD": lambda p: SGD(p, 0.1, weight_decay=0.01),
    "momentum": lambda p: Momentum(p, 0.05, 0.8, weight_decay=0.01),
    "Nesterov": lambda p: Nesterov(p, 0.05, 0.8, weight_decay=0.01),
    "Adam": lambda p: Adam(p, 0.01, weight_decay=0.01),
    "Heun": lambda p: Heun(p, 0.1, weight_decay=0.01),
    "RK4": lambda p: RK4(p, 0.1, weight_decay=0.01),
    "Lookahead of Adam": lambda p: Lookahead(Adam(p, 0.01), k=5),
    "Lookahead of Heun": lambda p: Lookahead(Heun(p, 0.1), k=5),
    "accumulation of momentum": lambda p: Accumulation(Momentum(p, 0.05), k=4),
    "lagging accumulation of Adam": lambda p: LaggingAccumulation(Adam(p, 0.01), k=4),
    "switched accumulation of SGD": lambda p: SwitchedAccumulation(SGD(p, 0.05), k=4),
    "accumulation of Lookahead": lambda p: Accumulation(Lookahead(SGD(p, 0.1), k=2), k=3),
}
MATRICES: dict[str, Make] = {"Muon": lambda p: Muon(p, 0.01)}


def network(norm: bool = False, bias: bool = True) -> nn.Sequential:
    """Six features to three classes, the same weights at every call."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        middle = [nn.BatchNorm1d(8)] if norm else []
        layers = (nn.Linear(6, 8, bias), *middle, nn.Tanh(), nn.Linear(8, 3, bias))
        return nn.Sequential(*layers).double()


def batches(count: int, size: int = 16) -> list[tuple[Tensor, Tensor]]:
    """Features (size, 6) and labels (size,), `count` times."""
    generator = torch.Generator().manual_seed(1)
    features = torch.randn(count, size, 6, generator=generator, dtype=torch.float64)
    labels = torch.randint(3, (count, size), generator=generator)
    return list(zip(features, labels, strict=True))


def closure_of(
    optimizer: Optimizer, model: nn.Module, x: Tensor, y: Tensor, nothing: Tensor | None = None
) -> Callable[[], Any]:
    """Clear the gradients, take the loss, go backward; the sum of `nothing` is added to it."""

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        if nothing is not None:
            loss = loss + nothing.sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss.detach()

    return closure


def train(model: nn.Module, optimizer: Optimizer, tape: Iterable[tuple[Tensor, Tensor]]) -> None:
    """One step a batch."""
    for x, y in tape:
        optimizer.step(closure_of(optimizer, model, x, y))


def weights(model: nn.Module) -> Tensor:
    """All parameters in one vector."""
    return torch.cat([p.detach().reshape(-1) for p in model.parameters()])


def trained(make: Make, tape: Iterable[tuple[Tensor, Tensor]]) -> Tensor:
    """The weights to which `make`'s optimiser leads over the tape."""
    model = network()
    train(model, make(model.parameters()), tape)
    return weights(model)
