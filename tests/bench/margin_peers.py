"""Our margin losses against pytorch-metric-learning's: forward and backward, in turn, one thread.

Batch 256, embedding 128, with 1,000 and with 10,000 classes, for each loss that both have.
"""

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from core.margins import losses
from core.margins.losses import MarginLoss
from tests.bench.frame import Figures, figure

BATCH = 256
DIMS = 128
CLASSES = (1_000, 10_000)
WARM_UP = 5
REPEATS = 40

PAIRS: dict[str, tuple[MarginLoss, dict[str, float]]] = {
    "CosFaceLoss": (losses.am_softmax(30, 0.35), {"margin": 0.35, "scale": 30}),
    "ArcFaceLoss": (losses.arcface(30, math.radians(28.6)), {"margin": 28.6, "scale": 30}),
    "SphereFaceLoss": (losses.a_softmax(4), {"margin": 4, "scale": 1}),
    "NormalizedSoftmaxLoss": (losses.normalised_softmax(20), {"temperature": 1 / 20}),
}


@dataclass(frozen=True)
class Timing:
    """Seconds of one loss at one number of classes, repeat by repeat, ours beside the peer's."""

    name: str
    classes: int
    ours: list[float]
    peer: list[float]

    def ratios(self) -> list[float]:
        """Ours divided by the peer's, for each repeat."""
        return [a / b for a, b in zip(self.ours, self.peer, strict=True)]


def measure(repeats: int = REPEATS) -> list[Timing]:
    """Time every pair; sets torch to one thread. Raises ImportError without the peer."""
    torch.set_num_threads(1)
    return [time_pair(name, classes, repeats) for classes in CLASSES for name in PAIRS]


def figures(timings: list[Timing]) -> Figures:
    """The bench's figures; `ratio` is the pair where we are least ahead."""
    table: Figures = {}
    for each in timings:
        table[f"{each.name} {each.classes}"] = figure(each.ratios(), "ours / peer")
        table[f"{each.name} {each.classes} ours"] = figure([1e3 * t for t in each.ours], "ms")
        table[f"{each.name} {each.classes} peer"] = figure([1e3 * t for t in each.peer], "ms")
    slowest = max(timings, key=lambda each: statistics.median(each.ratios()))
    table["ratio"] = figure(slowest.ratios(), "ours / peer")
    return table


def time_pair(name: str, classes: int, repeats: int) -> Timing:
    """One loss against its peer on the same features, labels and weights, in turn."""
    from pytorch_metric_learning import losses as peers

    loss, options = PAIRS[name]
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(BATCH, DIMS, generator=generator).requires_grad_()
    labels = torch.randint(0, classes, (BATCH,), generator=generator)
    weight = torch.randn(classes, DIMS, generator=generator).requires_grad_()
    peer = getattr(peers, name)(num_classes=classes, embedding_size=DIMS, **options)
    # The peer keeps one column per class, ours one row; each in its own layout.
    peer.W.data = weight.detach().T.contiguous()

    def ours() -> float:
        return _seconds(lambda: loss(features, weight, labels).mean(), features, weight)

    def theirs() -> float:
        return _seconds(lambda: peer(features, labels), features, peer.W)

    _check_equal(loss(features, weight, labels).mean(), peer(features, labels))
    pairs = [(ours(), theirs()) for _ in range(WARM_UP + repeats)][WARM_UP:]
    return Timing(name, classes, [pair[0] for pair in pairs], [pair[1] for pair in pairs])


def _check_equal(ours: Tensor, theirs: Tensor) -> None:
    """A faster wrong answer is no answer."""
    if not math.isclose(ours.item(), theirs.item(), rel_tol=1e-4):
        raise RuntimeError(f"the losses differ: {ours.item()} and {theirs.item()}")


def _seconds(value: Callable[[], Tensor], *inputs: Tensor) -> float:
    """Seconds of one forward and one backward pass."""
    start = time.perf_counter()
    torch.autograd.grad(value(), inputs)
    return time.perf_counter() - start
