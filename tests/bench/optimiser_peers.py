"""Our optimisers' steps against torch.optim's foreach form, and its fused form beside it.

The step alone, with gradients at hand, on a small network (64, 32, 32, 10), one thread, in turn.
"""

import itertools
import statistics
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer

from core.optim import SGD, Adam, Momentum, Nesterov
from tests.bench.frame import Figures, figure, in_turn, ratios, seconds

WIDTHS = (64, 32, 32, 10)
REPEATS = 30
STEPS = 200  # a repeat: a step takes some ten microseconds

Make = Callable[[list[nn.Parameter], dict[str, Any]], Optimizer]

PAIRS: dict[str, tuple[Make, Make]] = {
    "SGD": (lambda p, _: SGD(p, 1e-4), lambda p, form: torch.optim.SGD(p, 1e-4, **form)),
    "momentum": (
        lambda p, _: Momentum(p, 1e-4),
        lambda p, form: torch.optim.SGD(p, 1e-4, 0.9, **form),
    ),
    "Nesterov": (
        lambda p, _: Nesterov(p, 1e-4),
        lambda p, form: torch.optim.SGD(p, 1e-4, 0.9, nesterov=True, **form),
    ),
    "Adam": (lambda p, _: Adam(p, 1e-4), lambda p, form: torch.optim.Adam(p, 1e-4, **form)),
}

Times = dict[str, dict[str, list[float]]]


def measure(repeats: int = REPEATS) -> Times:
    """Seconds of a step by optimiser and arm; sets torch to one thread."""
    torch.set_num_threads(1)
    return {name: _time(*pair, repeats) for name, pair in PAIRS.items()}


def figures(times: Times) -> Figures:
    """Ours to either form of the peer's, and the times; `ratio` is where we are least ahead."""
    table: Figures = {}
    for name, arms in times.items():
        for form in ("foreach", "fused"):
            against = ratios(arms["ours"], arms[form])
            table[f"{name} to {form}"] = figure(against, f"ours / {form}")
        for arm, values in arms.items():
            table[f"{name} {arm}"] = figure([1e6 * value for value in values], "µs")
    slowest = max(times.values(), key=lambda arms: statistics.median(_to_foreach(arms)))
    table["ratio"] = figure(_to_foreach(slowest), "ours / foreach")
    return table


def _to_foreach(arms: dict[str, list[float]]) -> list[float]:
    return ratios(arms["ours"], arms["foreach"])


def _time(ours: Make, theirs: Make, repeats: int) -> dict[str, list[float]]:
    arms = {
        "ours": _arm(ours, {}),
        "foreach": _arm(theirs, {"foreach": True}),
        "fused": _arm(theirs, {"fused": True}),
    }
    return in_turn(arms, repeats)


def _arm(make: Make, form: dict[str, bool]) -> Callable[[], float]:
    torch.manual_seed(0)
    layers = [nn.Linear(*widths) for widths in itertools.pairwise(WIDTHS)]
    network = nn.Sequential(*layers)
    params = list(network.parameters())
    for p in params:
        p.grad = torch.randn_like(p)
    optimizer = make(params, form)
    return lambda: seconds(optimizer.step, STEPS)
