"""Knobs and presets of every experiment in the list."""

import math
from collections.abc import Iterator
from typing import Any

import pytest

from core.experiment import Experiment
from core.params import Value
from core.touches import RunAction
from tests.pages import NAMES, ends, every_page, kind, look, made, trained
from tests.plain import check
from tests.texts import shapeless, shown, untranslated


@every_page
def test_presets_have_names_of_their_own(page: str) -> None:
    presets = kind(page).presets
    assert all(preset.sentence.endswith((".", "?")) for preset in presets)
    assert len({preset.name for preset in presets}) == len(presets)
    assert len({tuple(sorted(preset.values.items())) for preset in presets}) == len(presets)
    assert any(preset.breaks for preset in presets)


@every_page
def test_knobs_describe_themselves(page: str) -> None:
    for name, knob in kind(page).Params.knobs().items():
        assert knob.label, name
        assert knob.help.endswith("."), name
        assert knob.place in ("main", "more", "data"), name
        assert knob.check(name, knob.default) == knob.default
        if not isinstance(knob.default, bool | str):
            assert math.isfinite(knob.low + knob.high), name
            assert not knob.logarithmic or knob.low > 0, name
    assert sum(knob.place == "main" for knob in kind(page).Params.knobs().values()) <= 5


def _values() -> Iterator[Any]:
    """The defaults, each preset, and each knob at its ends or at each choice."""
    for page in NAMES:
        yield pytest.param(page, {}, id=f"{page}-defaults")
        for preset in kind(page).presets:
            yield pytest.param(page, preset.values, id=f"{page}-{preset.name}")
        for name, knob in kind(page).Params.knobs().items():
            for end in ends(knob):
                if end != knob.default:
                    yield pytest.param(page, {name: end}, id=f"{page}-{name}-{end}")


@pytest.mark.parametrize(("page", "values"), list(_values()))
def test_every_value_trains_and_is_shown(page: str, values: dict[str, Value]) -> None:
    """And in plain views, with words that have Chinese ones and characters that have a shape."""
    params, knobs = kind(page).Params().changed(values), kind(page).Params.knobs()
    if len(values) == 1 and all(knobs[name].live for name in values):
        experiment = trained(page, 1)
        experiment.apply_params(params)
        experiment.step()
    else:
        experiment = made(page, params=params)
        for _ in range(3):
            experiment.step()
    _is_shown(experiment, fine=False)
    if len(values) != 1:
        for action in experiment.actions:
            experiment.touch("", RunAction(action.name))
        _is_shown(experiment, fine=True)


def _is_shown(experiment: Experiment, fine: bool) -> None:
    views = look(experiment, fine)
    for name, thing in [*views.items(), *experiment.reference_lines().items()]:
        check(thing, name)
    texts = shown(experiment, views)
    assert not untranslated(texts)
    assert not shapeless(texts)
