"""The pages in the list, made and looked at, for the tests that hold for every one of them."""

import random
from collections.abc import Container, Iterable
from functools import cache
from typing import Any

import numpy as np
import pytest

from core.callback_knobs import CALLBACKS
from core.experiment import build
from core.experiments import ENTRIES
from core.own_data import Own
from core.params import Knob, Params, Value
from core.run import Run
from core.scene import Scene
from core.touches import Drag, Hover, Leave, Paint, Pick, RunAction, Stroke, Touch, Type
from core.views import (
    AnyView,
    Bars,
    Globe,
    Handles,
    Images,
    Matrix,
    Points,
    Search,
    Tokens,
)
from tests.rig import FakeClock

STEPS = 6
"""Steps of a run that is compared; enough for every branch of a step, few enough for all pages."""

SCENES = {
    f"{entry.name}/{scene.name}".rstrip("/"): scene for entry in ENTRIES for scene in entry.scenes()
}
every_scene = pytest.mark.parametrize("page", SCENES)
FEW_SCENES = {
    "flow_plane", "lipschitz_surface/power iteration", "mlm_text", "nce_density/two dimensions",
    "ode_cells/infer parameters", "optimiser_race/jar", "wasserstein_critic/generator",
}  # fmt: skip
"""Of each kind one: optimisers none, one and two, texts, planes, hands that add and that draw."""


def few(names: Iterable[Any], quick: Container[Any]) -> list[Any]:
    """Those in `quick` belong to the suite, the others to the wide tests."""
    return [n if n in quick else pytest.param(n, marks=pytest.mark.wide) for n in names]


few_scenes = pytest.mark.parametrize("page", few(SCENES, FEW_SCENES))
PAGES = [entry.name for entry in ENTRIES]
FEW_PAGES = ("flow_plane", "ode_cells", "sentence_search")
few_pages = pytest.mark.parametrize("name", few(PAGES, FEW_PAGES))
in_both_languages = pytest.mark.parametrize(
    ("name", "code"),
    [
        *(pytest.param(n, "en", marks=() if n in FEW_PAGES else pytest.mark.wide) for n in PAGES),
        *(pytest.param(n, "zh", marks=pytest.mark.wide) for n in FEW_PAGES),
    ],
)


def made(page: str, seed: int = 1, params: Params | None = None) -> Run:
    """A new run of a scene."""
    return run_of(SCENES[page], seed, params)


def run_of(
    scene: Scene, seed: int = 1, params: Params | None = None, own: Own | None = None
) -> Run:
    """A new run, on a clock of its own, of data that a person may have brought."""
    experiment = build(scene.experiment, params or scene.params(), seed, own=own)
    return Run(scene, experiment, FakeClock(tick=1e-4))


def trained(page: str, steps: int = STEPS, seed: int = 1) -> Run:
    """A run after `steps` that nobody looked at."""
    run = made(page, seed)
    for _ in range(steps):
        run.train()
    return run


@cache
def headless(page: str) -> Any:
    """The state after STEPS steps that nobody looked at."""
    return trained(page).state()


def ends(knob: Knob) -> list[Value]:
    """The values at the limits of a knob, or all there are."""
    if knob.choices:
        return list(knob.choices)
    if isinstance(knob.default, bool):
        return [True, False]
    return [] if isinstance(knob.default, str) else [knob.low, knob.high]


def own(params: type[Params] | Params) -> dict[str, Knob]:
    """A page's own knobs, without those of the callbacks."""
    return {name: knob for name, knob in params.knobs().items() if knob.place != CALLBACKS}


def random_touch(draw: random.Random, run: Run, view: AnyView) -> Touch:
    """What a hand may do, and what it could only do to an older picture."""
    layers = [*getattr(view, "layers", {}), "", "absent"]
    keys = [key for layer in getattr(view, "layers", {}).values() for key in _keys(layer)]
    key = draw.choice(["", "absent", *keys, *_keys(view)])
    layer, index = draw.choice(layers), draw.choice([-1, 0, 1, 7, 10_000])
    x, y = (draw.choice([0.0, 1.0, -3.0, 1e6, draw.uniform(-3, 3)]) for _ in "xy")
    count = draw.choice([0, 1, 2, 40])
    points = np.array([[draw.gauss(0, 2) for _ in "xy"] for _ in range(count)], dtype=np.float32)
    cells = tuple((draw.randrange(-1, 9), draw.randrange(-1, 9)) for _ in range(count))
    actions = [*(action.name for action in run.experiment.actions), "absent"]
    touches: list[Touch] = [
        Drag(layer, index, x, y, 0.5 if isinstance(view, Globe) else 0.0, draw.random() < 0.3, key),
        Stroke(points.reshape(count, 2), draw.random() < 0.5),
        Paint(index, cells, draw.random() < 0.5),
        Pick(layer, index, draw.choice([0, 3, 999]), key),
        Hover(x, y),
        Leave(),
        Type(draw.choice(["", "a", "turn on the light", "打开灯", "\u0000\U0001f600" * 400])),
        RunAction(draw.choice(actions)),
    ]
    return draw.choice(touches)


def _keys(thing: object) -> tuple[str, ...]:
    keys: tuple[str, ...] = getattr(thing, "keys", ())
    return keys


def gestures(view: AnyView) -> list[Touch]:
    """Each thing that a hand can do to a view as it stands: what it offers, it has to take."""
    found: list[Touch] = []
    for name, layer in getattr(view, "layers", {}).items():
        keys = _keys(layer) or [""] * 999
        if isinstance(layer, Handles):
            for index, place in enumerate(layer.points.tolist()):
                x, y, z = [*place, 0.0][:3]
                found.append(Drag(name, index, 0.8 * x + 0.1, 0.8 * y + 0.1, z, True, keys[index]))
        elif isinstance(layer, Points) and layer.pickable and len(layer.points):
            found.append(Pick(name, len(layer.points) - 1, key=keys[len(layer.points) - 1]))
    if getattr(view, "draws", False):
        found.append(Stroke(np.array([[0, 0], [0.4, 0.5], [0.8, 0]], dtype=np.float32), True))
    if getattr(view, "hovers", False):
        found += [Hover(0.3, 0.2), Leave()]
    match view:
        case Bars(pickable=True):
            found.append(Pick("bars", 0, key=(view.keys or ("",))[0]))
        case Images():
            found += [Pick("pictures", 0)] if view.pickable else []
            found += [Paint(0, ((0, 0), (1, 0)), True)] if view.cells else []
        case Tokens():
            found += [Pick("tokens", 0)] if view.pickable else []
            found += [Type("a small house")] if view.entry else []
        case Search():
            found += [Type("a small house"), Pick("finds", 0)]
        case Matrix(pickable=True):
            found.append(Pick("matrix", 0, 0))
    return found
