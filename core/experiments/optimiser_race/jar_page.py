"""The jar: small batches gathered into a large one, in the right order and in two wrong ones."""

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from core.data.images import small_digits
from core.experiment import Experiment, Part
from core.experiments.optimiser_race.knobs import JarParams
from core.optim import (
    SGD,
    Accumulation,
    Adam,
    LaggingAccumulation,
    Momentum,
    SwitchedAccumulation,
)
from core.touches import Drag, Touch

LARGE = 64
"""Pictures of a large batch."""
WIDTH = 24
ARMS = ("large batch", "right order", "one window late", "article's order")
PACE = 20.0


class GradientJar(Experiment):
    """Four copies of a small network on digits: a large batch, and the same in small batches."""

    params: JarParams

    def __init__(self, params: JarParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        pictures, labels = small_digits()
        self.pictures = pictures.flatten(1).double().to(device)
        self.labels = labels.to(device)
        first = self._network()
        self.networks = {name: self._network() for name in ARMS}
        for network in self.networks.values():
            network.load_state_dict(first.state_dict())
        self.runners = {name: self._optimiser(name) for name in ARMS}
        self._batches = self.generator(1)
        # Gradients (k, P) of the small batches of the last window, before any of them moved.
        count = sum(p.numel() for p in first.parameters())
        self.gathered = torch.zeros(params.micro_batches, count, dtype=torch.float64, device=device)

    def _network(self) -> nn.Sequential:
        middle = [nn.BatchNorm1d(WIDTH)] if self.params.batch_norm else []
        layers = [nn.Linear(64, WIDTH), *middle, nn.Tanh(), nn.Linear(WIDTH, 10)]
        return nn.Sequential(*layers).double().to(self.device)

    def _optimiser(self, name: str) -> Optimizer:
        weights, rate, k = [*self.networks[name].parameters()], 0.1, self.params.micro_batches
        inner: Optimizer = SGD(weights, rate)
        if self.params.inner == "momentum":
            inner = Momentum(weights, rate, 0.9)
        elif self.params.inner == "Adam":
            inner = Adam(weights, rate)
        match name:
            case "right order":
                inner = Accumulation(inner, k)
            case "one window late":
                inner = LaggingAccumulation(inner, k)
            case "article's order":
                inner = SwitchedAccumulation(inner, k)
        for group in inner.param_groups:
            group["lr"] = self.params.learning_rate
        return inner

    def step(self) -> Mapping[str, Tensor | float]:
        """One window: a large batch for the first, its parts one after the other for the others."""
        rows = torch.randperm(len(self.labels), generator=self._batches)[:LARGE].to(self.device)
        parts = rows.tensor_split(self.params.micro_batches)
        self._gather(parts)
        loss = self._move("large batch", rows)
        for name in ARMS[1:]:
            for part in parts:
                self._move(name, part, weight=len(part))
        return {"loss": loss, **{f"drift {i}": self.drift(name) for i, name in enumerate(ARMS)}}

    def _loss(self, name: str, rows: Tensor) -> Tensor:
        logits = self.networks[name](self.pictures[rows])
        return nn.functional.cross_entropy(logits, self.labels[rows])

    def _move(self, name: str, rows: Tensor, weight: int = 1) -> float:
        optimiser = self.runners[name]
        optimiser.zero_grad()
        loss = self._loss(name, rows)
        loss.backward()  # type: ignore[no-untyped-call]
        if isinstance(optimiser, Accumulation):
            optimiser.step(weight=float(weight))
        else:
            optimiser.step()
        return float(loss.detach())

    def _gather(self, parts: tuple[Tensor, ...]) -> None:
        """Note what each small batch says where the large one stands; BatchNorm sees nothing."""
        network = self.networks["large batch"].eval()
        weights = [*network.parameters()]
        for index, part in enumerate(parts):
            found = torch.autograd.grad(self._loss("large batch", part), weights)
            self.gathered[index] = torch.cat([g.flatten() for g in found])
        network.train()

    @torch.no_grad()
    def drift(self, name: str) -> float:
        """How far the weights are from those of the large batch, as a share of their length."""
        mine, large = (
            torch.cat([p.flatten() for p in self.networks[which].parameters()])
            for which in (name, "large batch")
        )
        return max(float((mine - large).norm() / large.norm()), 1e-18)

    def max_steps_per_second(self) -> float:
        """So many that the jar can be watched."""
        return PACE

    def touch(self, view: str, touch: Touch) -> None:
        """Drag the step: the learning rate."""
        match touch:
            case Drag(key="rate", x=x):
                knob = self.params.knobs()["learning_rate"]
                rate = min(max(rate_at(x), knob.low), knob.high)
                self.apply_params(self.params.changed({"learning_rate": rate}))
            case _:
                pass

    def parts(self) -> Mapping[str, Part]:
        """The networks, their optimisers, the last gradients, and what draws."""
        named = {f"weights of {name}": network for name, network in self.networks.items()}
        optimisers = {f"optimiser of {name}": each for name, each in self.runners.items()}
        return {**named, **optimisers, "gathered": self.gathered, "batches": self._batches}


def rate_at(place: float) -> float:
    """The learning rate for which a place from 0 to 1 stands: four decades."""
    return 10 ** (4 * min(max(place, 0.0), 1.0) - 4)


def place_of(rate: float) -> float:
    """Where a learning rate stands."""
    return (math.log10(rate) + 4) / 4
