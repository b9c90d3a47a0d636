"""Knobs and presets of every experiment in the list."""

import contextlib
import math
from collections.abc import Iterator
from typing import Any

import pytest

from core.message import InvalidInput
from core.params import Value
from core.run import Run
from core.touches import RunAction
from tests.bench import knobs
from tests.pages import FEW_SCENES, SCENES, ends, every_scene, made, own, trained
from tests.plain import check
from tests.texts import shapeless, shown, untranslated


@every_scene
def test_presets_have_names_of_their_own(page: str) -> None:
    presets = SCENES[page].presets
    assert all(preset.sentence.endswith((".", "?")) for preset in presets)
    assert len({preset.name for preset in presets}) == len(presets)
    assert len({tuple(sorted(preset.values.items())) for preset in presets}) == len(presets)
    others = [scene for name, scene in SCENES.items() if name.split("/")[0] == page.split("/")[0]]
    assert any(preset.breaks for scene in others for preset in scene.presets)


@every_scene
def test_knobs_describe_themselves(page: str) -> None:
    for name, knob in SCENES[page].params.knobs().items():
        assert knob.label, name
        assert knob.help.endswith("."), name
        assert knob.place in ("main", "more", "data", "callbacks"), name
        assert knob.check(name, knob.default) == knob.default
        if not isinstance(knob.default, bool | str):
            assert math.isfinite(knob.low + knob.high), name
            assert not knob.logarithmic or knob.low > 0, name
    assert sum(knob.place == "main" for knob in SCENES[page].params.knobs().values()) <= 5


def _values() -> Iterator[Any]:
    """The defaults, each preset, and each knob at its ends or at each choice."""
    for page in SCENES:
        yield pytest.param(page, {}, id=f"{page}-defaults")
        for preset in SCENES[page].presets:
            yield pytest.param(page, preset.values, id=f"{page}-{preset.name}")
        for name, knob in own(SCENES[page].params).items():
            for end in ends(knob):
                if end != knob.default:
                    wide = () if page in FEW_SCENES else pytest.mark.wide
                    yield pytest.param(page, {name: end}, id=f"{page}-{name}-{end}", marks=wide)


@pytest.mark.parametrize(("page", "values"), list(_values()))
def test_every_value_trains_and_is_shown(page: str, values: dict[str, Value]) -> None:
    """And in plain views, with words that have Chinese ones and characters that have a shape."""
    params, declared = SCENES[page].params().changed(values), SCENES[page].params.knobs()
    presets = [{}, *(preset.values for preset in SCENES[page].presets)]
    live = len(values) == 1 and all(declared[name].live for name in values)
    run = trained(page, 1) if live else made(page, params=params)
    if live:
        run.apply_params(params)
    # A knob at its end may ask for what cannot be trained, and is refused in words.
    with contextlib.suppress(*() if values in presets else (InvalidInput,)):
        for _ in range(1 if live else 3):
            run.train()
    _is_shown(run, fine=False)
    if len(values) != 1:
        for action in run.experiment.actions:
            run.touch("", RunAction(action.name))
        _is_shown(run, fine=True)


@pytest.mark.wide
@every_scene
def test_all_knobs_together_break_nothing(page: str) -> None:
    found = knobs.measure(page, repeats=8, seconds=3.0)
    assert found.seconds
    assert found.broken == 0


def _is_shown(run: Run, fine: bool) -> None:
    views = run.look(fine)
    for name, view in views.items():
        check(view, name)
    texts = shown(views)
    assert not untranslated(texts)
    assert not shapeless(texts)
