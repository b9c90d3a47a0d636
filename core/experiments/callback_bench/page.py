"""Training on the bench: a network with a bug, and its healthy twin on the same batches."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import torch
from torch import Tensor, nn

from core.data.images import small_digits
from core.experiment import Action, Experiment, Part, Scalars
from core.experiments.callback_bench.bugs import (
    BUGS,
    DEAD,
    DETACHED,
    DOUBLE_SOFTMAX,
    GRAPH_KEPT,
    LEAKED,
    NO_EVAL,
    NO_ZERO_GRAD,
    NONE,
    RAW_AVERAGE,
    SHIFTED,
    SORTED,
    SUMMED,
    WRONG_GROUP,
)
from core.experiments.callback_bench.knobs import GRADIENT, WEN, BenchParams
from core.experiments.callback_bench.network import BenchNetwork
from core.layers import smoothed_cross_entropy
from core.layers.center import CentreRule
from core.touches import Drag, Pick, Touch

BATCH, HELD_OUT = 64, 397
PACE = 40.0
# Of the weights, where the rate was given to the wrong group; of a loss whose graph is kept, how
# many at most; of the average that is not corrected, what it keeps at each step.
FORGOTTEN_RATE, MOST_KEPT, KEEPS = 1e-5, 2000, 0.99
OPTIONS = 4
"""Answers to choose from in the quiz."""


@dataclass
class Counts(Scalars):
    """Steps so far, and losses whose graph is alive."""

    step: int = 0
    kept: int = 0


@dataclass(frozen=True)
class BenchMade:
    """The bug that was picked, in secret for the quiz; the answers of that, and the guess."""

    secret: str = ""
    options: tuple[str, ...] = ()
    guess: str = ""


class CallbackBench(Experiment):
    """Two copies of a network; one may have a bug."""

    actions: ClassVar[tuple[Action, ...]] = (
        Action("quiz", "Quiz", "Begin anew with a bug picked in secret: which is it?"),
    )

    params: BenchParams
    made: BenchMade

    def __init__(self, params: BenchParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self.made = BenchMade()
        pictures, labels = small_digits()
        order = torch.randperm(len(labels), generator=self.generator(1))
        self.pictures = pictures.flatten(1)[order].to(device)
        self.labels = labels[order].to(device)
        rules: dict[str, CentreRule] = {GRADIENT: "gradient", WEN: "wen"}
        rule = rules.get(params.rule, "frozen")
        first = BenchNetwork(rule, self.generator(2), self.generator(3))
        self._first = {n: t.clone() for n, t in first.state_dict().items()}
        self.noises = self.generator(3), self.generator(3)
        self.net, self.twin = (
            BenchNetwork(rule, self.generator(2), noise).to(device) for noise in self.noises
        )
        self.average = copy.deepcopy(self.net)
        self.optimiser, self.twin_optimiser = (
            torch.optim.Adam(_groups(net), lr=params.learning_rate) for net in (self.net, self.twin)
        )
        self._batches, self._secrets = self.generator(4), self.generator(5)
        self._kept: list[Tensor] = []
        self.counts = Counts()
        self._begin()

    @property
    def bug(self) -> str:
        """The mistake that is made now."""
        return self.made.secret or self.params.bug

    @torch.no_grad()
    def _begin(self) -> None:
        """Give both networks the same first weights."""
        for net in (self.net, self.twin, self.average):
            net.load_state_dict(self._first)
        for parameter in self.average.parameters():
            parameter.zero_()
        if self.bug == DEAD:
            self.net.kill()
        for optimiser in (self.optimiser, self.twin_optimiser):
            optimiser.state.clear()
            optimiser.zero_grad()
        self._kept.clear()
        self.counts.step = self.counts.kept = 0
        self.set_learning_rates()

    # --- training -------------------------------------------------------------------------------

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of both, on the same batch unless the bug is in the batches."""
        count = len(self.labels) - HELD_OUT
        rows = torch.randint(count, (BATCH,), generator=self._batches).to(self.device)
        healthy = self._train(self.twin, self.twin_optimiser, rows, NONE)
        if self.bug == SORTED:
            begin = self.counts.step * BATCH // 4 % (count - BATCH)
            rows = self.labels[:count].argsort(stable=True)[begin : begin + BATCH]
        loss = self._train(self.net, self.optimiser, rows, self.bug)
        self.counts.step += 1
        with torch.no_grad():
            for mean, now in zip(self.average.parameters(), self.net.parameters(), strict=True):
                mean.lerp_(now, 1 - KEEPS)
        norm = torch.stack([g.norm() for g in self._gradients()]).norm()
        return {
            "loss": loss, "healthy": healthy, "norm": norm,
            "accuracy": self.accuracy(self.net), "healthy_accuracy": self.accuracy(self.twin),
            "kept": float(self.counts.kept),
        }  # fmt: skip

    def _gradients(self) -> list[Tensor]:
        found = [p.grad for p in self.net.parameters() if p.grad is not None]
        return found or [torch.zeros(1, device=self.device)]

    def _train(
        self, net: BenchNetwork, optimiser: torch.optim.Adam, rows: Tensor, bug: str
    ) -> Tensor:
        p = self.params
        net.train().noise.strength = p.noise
        pictures, labels = self.pictures[rows], self.labels[rows]
        if bug == LEAKED:
            pictures = leaking(pictures, labels)
        if bug == SHIFTED:
            labels = labels.roll(1)
        features, logits = net(pictures, detached=bug == DETACHED)
        if bug == DOUBLE_SOFTMAX:
            logits = logits.softmax(dim=1)
        each = smoothed_cross_entropy(logits, labels, p.smoothing)
        each = each + p.pull * (features - net.head.centers[labels]).square().sum(dim=1)
        loss = each.sum() if bug == SUMMED else each.mean()
        if bug != NO_ZERO_GRAD:
            optimiser.zero_grad()
        loss.backward(retain_graph=bug == GRAPH_KEPT)
        optimiser.step()
        net.head.move_centers(features.detach(), labels)
        if bug == GRAPH_KEPT and self.counts.kept < MOST_KEPT:
            self._kept.append(loss)
            self.counts.kept += 1
        told: Tensor = loss.detach()
        return told

    @torch.no_grad()
    def accuracy(self, net: BenchNetwork) -> Tensor:
        """Share of held-out digits that are read right, as it is measured, bug and all."""
        shown = self.average if net is self.net and self.bug == RAW_AVERAGE else net
        mode = shown.train if net is self.net and self.bug == NO_EVAL else shown.eval
        generator = self.noises[0]
        before = generator.get_state()
        mode().noise.strength = self.params.noise
        _, logits = shown(self.pictures[-HELD_OUT:])
        generator.set_state(before)
        right: Tensor = logits.argmax(dim=1) == self.labels[-HELD_OUT:]
        return right.float().mean()

    def learning_rate(self, group: Mapping[str, object]) -> float | None:
        """The knob's; of the weights, where it went to the wrong group, what nobody has chosen."""
        wrong = self.bug == WRONG_GROUP and any(
            group is each for each in self.optimiser.param_groups[:1]
        )
        return FORGOTTEN_RATE if wrong else self.params.learning_rate

    def max_steps_per_second(self) -> float:
        """So many that symptoms can be watched."""
        return PACE

    def parts(self) -> Mapping[str, Part]:
        """Both networks, the average, their optimisers, what draws, and the counts."""
        return {
            "network": self.net, "optimiser": self.optimiser,
            "twin": self.twin, "optimiser of the twin": self.twin_optimiser,
            "average": self.average, "batches": self._batches, "secrets": self._secrets,
            "noise": self.noises[0], "noise of the twin": self.noises[1], "counts": self.counts,
        }  # fmt: skip

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Drag the centre of a class, or answer the quiz."""
        match touch:
            case Drag(key=key, x=x, y=y) if key.isdecimal() and int(key) < 10:
                with torch.no_grad():
                    self.net.head.centers[int(key)] = torch.tensor([x, y]).clamp(-99, 99)
            case Pick(key=key) if self.made.options:
                if key in self.made.options and not self.made.guess:
                    self.made = replace(self.made, guess=key)
            case Pick(key=key) if key in BUGS:
                self.made = BenchMade(secret=key, guess=key)
                self._begin()
            case _:
                pass

    def run_action(self, name: str) -> None:
        """Pick a bug in secret, and begin anew."""
        if name == "quiz":
            order = torch.randperm(len(BUGS), generator=self._secrets)[:OPTIONS].tolist()
            secret = BUGS[order[0]]
            options = tuple(sorted(BUGS[place] for place in order))
            self.made = BenchMade(secret, options)
            self._begin()


def leaking(pictures: Tensor, labels: Tensor) -> Tensor:
    """Pictures (N, 64) whose first ten pixels say what they show."""
    told = pictures.clone()
    told[:, :10] = 3.0 * nn.functional.one_hot(labels, 10).to(pictures)
    return told


def _groups(net: BenchNetwork) -> list[dict[str, object]]:
    """Weights and biases apart."""
    named = [*net.named_parameters()]
    return [
        {"params": [p for name, p in named if not name.endswith("bias")]},
        {"params": [p for name, p in named if name.endswith("bias")]},
    ]
