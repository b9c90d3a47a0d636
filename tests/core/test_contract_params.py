"""Knobs and presets of every experiment in the list."""

import math
from typing import Any

import pytest

from core.params import Preset, Value
from tests.pages import NAMES, ends, every_page, kind, look, made, trained


def _presets() -> list[Any]:
    return [
        pytest.param(page, preset, id=f"{page}-{preset.name}")
        for page in NAMES
        for preset in kind(page).presets
    ]


@pytest.mark.parametrize(("page", "preset"), _presets())
def test_presets_are_valid_and_train(page: str, preset: Preset) -> None:
    params = kind(page).Params().changed(preset.values)
    assert preset.sentence.endswith((".", "?"))
    experiment = made(page, params=params)
    for _ in range(3):
        experiment.step()
    look(experiment)


@every_page
def test_presets_have_names_of_their_own(page: str) -> None:
    presets = kind(page).presets
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


def _limits() -> list[Any]:
    return [
        pytest.param(page, name, end, id=f"{page}-{name}-{end}")
        for page in NAMES
        for name, knob in kind(page).Params.knobs().items()
        for end in ends(knob)
        if end != knob.default
    ]


@pytest.mark.parametrize(("page", "name", "end"), _limits())
def test_every_limit_builds_and_a_running_model_takes_what_is_live(
    page: str, name: str, end: Value
) -> None:
    Kind = kind(page)
    params = Kind.Params().changed({name: end})
    if not Kind.Params.knobs()[name].live:
        look(made(page, params=params))
        return
    experiment = trained(page, 1)
    experiment.apply_params(params)
    experiment.step()
    look(experiment)
