"""A small network on digits with all that trains it, and the places where code goes wrong."""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn.utils import parameters_to_vector

from core.experiment import Part
from core.experiments.callback_bench import bugs
from core.experiments.callback_bench.knobs import BenchParams
from core.layers import (
    CentreRule,
    GaussianNoise,
    LinearWithCenterLoss,
    annealed_strength,
    center_loss,
    smoothed_cross_entropy,
)

PIXELS, HIDDEN, CLASSES = 64, 64, 10
BATCH, EPOCH = 64, 19
"""1,200 pictures in batches of 64; the last batch of an epoch has 48."""
# The average that the zoo shows is taken over about so many steps.
AVERAGED = 100
DECAY = 1 - 1 / AVERAGED
# What the bugs put in: how strongly a pixel tells the label, a bias that no picture overcomes,
# the share of the rate that a forgotten group is left with, and the graphs that may stay alive.
LEAKED, DEAD_BIAS, FORGOTTEN, MOST_ALIVE = 5.0, -50.0, 1e-3, 500


@dataclass(frozen=True)
class Digits:
    """Pictures (N, 64) and labels (N,) to train on, and such that training never sees."""

    pictures: Tensor
    labels: Tensor
    held: Tensor
    held_labels: Tensor


class Net(nn.Module):
    """64 pixels, 64 units with noise, two features, ten logits and a centre for each class."""

    def __init__(self, rule: CentreRule, generator: torch.Generator, noise: torch.Generator):
        super().__init__()
        self.hidden = nn.Linear(PIXELS, HIDDEN)
        self.noise = GaussianNoise(0.0, noise)
        self.plane = nn.Linear(HIDDEN, 2)
        self.head = LinearWithCenterLoss(2, CLASSES, rule, generator)

    def units(self, pictures: Tensor) -> Tensor:
        """Hidden units (N, 64), without noise."""
        return torch.relu(self.hidden(pictures))

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Features (N, 2) and logits (N, 10)."""
        features = self.plane(self.noise(self.units(pictures)))
        return features, self.head(features)


class Pupil:
    """A network, Adam, and what else a run of it needs; `bug` says what its code does wrong."""

    bug = bugs.NO_BUG

    def __init__(self, rule: CentreRule, digits: Digits, seeds: tuple[torch.Generator, ...]):
        weights, self.batches, self.noise = seeds
        self.digits, device = digits, digits.held.device
        self.net = Net(rule, weights, self.noise).to(device)
        body = [*self.net.hidden.parameters(), *self.net.plane.parameters()]
        groups = [
            {"params": body, "part": "body"},
            {"params": [*self.net.head.parameters()], "part": "head"},
        ]
        self.optimiser = torch.optim.Adam(groups)
        self._sizes = [parameter.numel() for parameter in self.net.parameters()]
        self.gradient, self.mean = torch.zeros(2, sum(self._sizes), device=device).unbind()
        self.order = torch.arange(len(digits.labels), device=device)
        self.age = torch.zeros((), dtype=torch.int64)
        self.alive: deque[Tensor] = deque(maxlen=MOST_ALIVE)
        self._start = {name: value.clone() for name, value in self.net.state_dict().items()}
        self._draws = [generator.get_state() for generator in (self.batches, self.noise)]

    @torch.no_grad()
    def begin(self, bug: str, twin: "Pupil | None" = None) -> None:
        """Start anew with a bug, from the first weights or from those of a twin."""
        self.bug = bug
        self.net.load_state_dict(twin._start if twin else self._start)
        if bug == bugs.DEAD_START:
            self.net.hidden.bias.fill_(DEAD_BIAS)
        self.optimiser.state.clear()
        for tensor in (self.gradient, self.mean, self.age):
            tensor.zero_()
        for generator, state in zip((self.batches, self.noise), self._draws, strict=True):
            generator.set_state(state)
        self.alive.clear()

    def parts(self, name: str) -> Mapping[str, Part]:
        """All that training changes, each under a name that begins with `name`."""
        own: dict[str, Part] = {
            "net": self.net, "optimiser": self.optimiser, "batches": self.batches,
            "noise": self.noise, "order": self.order, "age": self.age, "mean": self.mean,
            "gradient": self.gradient,
        }  # fmt: skip
        return {f"{name} {part}": value for part, value in own.items()}

    # --- a step ---------------------------------------------------------------------------------

    def step(self, p: BenchParams) -> dict[str, Tensor | float]:
        """One step of Adam, and what can be read off it."""
        x, y = self._batch()
        self.net.noise.strength = p.noise
        self.net.train()
        features, logits = self.net(x)
        loss = self._loss(p, features, logits, y)
        self.optimiser.zero_grad()
        loss.backward(retain_graph=self.bug == bugs.GRAPH_KEPT)  # type: ignore[no-untyped-call]
        if self.bug == bugs.NO_ZERO_GRAD:
            self._add_to_former()
        first = [*self.net.hidden.parameters()]
        slopes = [w.grad.norm() for w in first if w.grad is not None]
        before = parameters_to_vector(first).detach().clone()
        self.optimiser.step()
        self.net.head.move_centers(features.detach(), y)
        if self.bug == bugs.GRAPH_KEPT:
            self.alive.append(loss)
        self.age += 1
        self.mean.lerp_(parameters_to_vector(self.net.parameters()).detach(), 1 - DECAY)
        return {
            "loss": loss.detach(),
            "batch_right": (logits.argmax(1) == y).float().mean(),
            "slope": torch.stack(slopes).norm() if slopes else 0.0,
            "moved": (parameters_to_vector(first).detach() - before).norm(),
            "alive": float(max(1, len(self.alive))),
            **self._measured(p.twin),
        }

    def _batch(self) -> tuple[Tensor, Tensor]:
        d, place = self.digits, int(self.age) % EPOCH
        if place == 0:
            order = torch.randperm(len(d.labels), generator=self.batches).to(self.order)
            sort = self.bug == bugs.UNSHUFFLED
            self.order.copy_(d.labels.argsort(stable=True) if sort else order)
        first = place * BATCH % len(self.order)  # own pictures may be fewer than an epoch takes
        rows = self.order[first : first + BATCH]
        x, y = d.pictures[rows], d.labels[rows]
        if self.bug == bugs.SHIFTED:
            y = (y + 1) % CLASSES
        if self.bug == bugs.LEAK:
            x = x + LEAKED * nn.functional.one_hot(y, PIXELS)
        return x, y

    def _loss(self, p: BenchParams, features: Tensor, logits: Tensor, y: Tensor) -> Tensor:
        if self.bug == bugs.DETACHED:
            features = features.detach()
            logits = self.net.head(features)
        if self.bug == bugs.SOFTMAX_TWICE:
            logits = logits.softmax(1)
        epoch = int(self.age) // EPOCH
        strength = annealed_strength(epoch, p.smoothing, p.smoothing / 10, p.annealed_from)
        drawn = center_loss(features, self.net.head.centers, y)
        each = smoothed_cross_entropy(logits, y, strength) + p.pull * drawn
        return each.sum() if self.bug == bugs.SUM else each.mean()

    def _add_to_former(self) -> None:
        """Add to each gradient what the steps before have left there."""
        weights = [*self.net.parameters()]
        for weight, former in zip(weights, torch.split(self.gradient, self._sizes), strict=True):
            assert weight.grad is not None
            weight.grad += former.view_as(weight)
            former.copy_(weight.grad.flatten())

    # --- what it is measured by -----------------------------------------------------------------

    def _shown(self) -> dict[str, Tensor]:
        """The averaged weights by name; begun at nought, they are divided by 1 − d^t."""
        share = 1.0 if self.bug == bugs.NO_CORRECTION else 1 - math.pow(DECAY, int(self.age))
        names = [name for name, _ in self.net.named_parameters()]
        pieces = zip(names, self.net.parameters(), torch.split(self.mean, self._sizes), strict=True)
        return {name: mean.view_as(weight) / share for name, weight, mean in pieces}

    @torch.no_grad()
    def _measured(self, averaged: bool) -> dict[str, Tensor | float]:
        """Held-out pictures, asked twice."""
        d = self.digits
        self.net.train(self.bug == bugs.NO_EVAL)
        weights = self._shown() if averaged else {}
        one, two = (functional_call(self.net, weights, (d.held,))[1] for _ in "12")
        answers = one.argmax(1)
        return {
            "held": nn.functional.cross_entropy(one, d.held_labels),
            "right": (answers == d.held_labels).float().mean(),
            "next": (answers == (d.held_labels + 1) % CLASSES).float().mean(),
            "unsure": (answers != two.argmax(1)).float().mean(),
            "dead": (self.net.units(d.held) == 0).all(0).float().mean(),
        }
