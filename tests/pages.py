"""The pages in the list, made and looked at, for the tests that hold for every one of them."""

import random
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

from core.experiment import Experiment, build
from core.experiments import ENTRIES, find
from core.params import Knob, Params, Value
from core.touches import Drag, Hover, Paint, Pick, RunAction, Stroke, Touch, Type
from core.views import AnyView, Globe

NAMES = [entry.name for entry in ENTRIES]
STEPS = 6
"""Steps of a run that is compared; enough for every branch of a step, few enough for all pages."""

every_page = pytest.mark.parametrize("page", NAMES)


@cache
def kind(page: str) -> type[Experiment]:
    """The class of the experiment."""
    return find(page).load()


def made(page: str, seed: int = 1, params: Params | None = None) -> Experiment:
    """A new experiment."""
    return build(kind(page), params or kind(page).Params(), seed)


def trained(page: str, steps: int = STEPS, seed: int = 1) -> Experiment:
    """An experiment after `steps` that nobody looked at."""
    experiment = made(page, seed)
    for _ in range(steps):
        experiment.step()
    return experiment


@cache
def headless(page: str) -> Any:
    """The state after STEPS steps that nobody looked at."""
    return trained(page).state()


def look(experiment: Experiment, fine: bool = False) -> dict[str, AnyView]:
    """All its views."""
    with torch.no_grad():
        return {name: draw(fine) for name, draw in experiment.views().items()}


def ends(knob: Knob) -> list[Value]:
    """The values at the limits of a knob, or all there are."""
    if knob.choices:
        return list(knob.choices)
    if isinstance(knob.default, bool):
        return [True, False]
    return [] if isinstance(knob.default, str) else [knob.low, knob.high]


def random_touch(draw: random.Random, experiment: Experiment, view: AnyView) -> Touch:
    """What a hand may do, and what it could only do to an older picture."""
    layers = [*getattr(view, "layers", {}), "", "absent"]
    layer, index = draw.choice(layers), draw.choice([-1, 0, 1, 7, 10_000])
    x, y = (draw.choice([0.0, 1.0, -3.0, 1e6, draw.uniform(-3, 3)]) for _ in "xy")
    count = draw.choice([0, 1, 2, 40])
    points = np.array([[draw.gauss(0, 2) for _ in "xy"] for _ in range(count)], dtype=np.float32)
    cells = tuple((draw.randrange(-1, 9), draw.randrange(-1, 9)) for _ in range(count))
    actions = [*(action.name for action in experiment.actions), "absent"]
    touches: list[Touch] = [
        Drag(layer, index, x, y, 0.5 if isinstance(view, Globe) else 0.0, draw.random() < 0.3),
        Stroke(points.reshape(count, 2), draw.random() < 0.5),
        Paint(index, cells, draw.random() < 0.5),
        Pick(layer, index, draw.choice([0, 3, 999])),
        Hover(x, y),
        Type(draw.choice(["", "a", "turn on the light", "打开灯", "\u0000\U0001f600" * 400])),
        RunAction(draw.choice(actions)),
    ]
    return draw.choice(touches)
