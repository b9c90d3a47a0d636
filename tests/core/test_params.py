"""Knobs and parameters: limits, types, texts, and what needs a rebuild."""

from dataclasses import FrozenInstanceError

import pytest

from core.message import InvalidInput
from core.params import Knob, Value
from tests.pages import own
from tests.toy import ToyParams


def test_defaults_and_order() -> None:
    values = {"learning_rate": 0.1, "width": 3, "fault": "none", "bias": True}
    assert {name: ToyParams().values()[name] for name in own(ToyParams)} == values
    assert list(own(ToyParams)) == list(ToyParams().values())[:4] == list(values)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("learning_rate", 2.0),
        ("learning_rate", float("nan")),
        ("learning_rate", "0.1"),
        ("learning_rate", True),
        ("width", 0),
        ("width", 2.5),
        ("fault", "other"),
        ("bias", 1),
        ("absent", 1),
    ],
)
def test_bad_values_are_refused(name: str, value: Value) -> None:
    with pytest.raises(InvalidInput) as caught:
        ToyParams().changed({name: value})
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("learning_rate", "1e-2", 0.01),
        ("learning_rate", "1", 1.0),
        ("width", "64", 64),
        ("fault", "step", "step"),
        ("bias", "off", False),
        ("bias", " TRUE ", True),
    ],
)
def test_texts_are_read(name: str, text: str, value: Value) -> None:
    read = ToyParams().parsed({name: text}).values()[name]
    assert read == value
    assert type(read) is type(ToyParams().values()[name])


@pytest.mark.parametrize(
    ("name", "text"),
    [("width", "3.5"), ("width", ""), ("width", "1e400"), ("learning_rate", "nan"),
     ("learning_rate", "fast"), ("bias", "maybe"), ("fault", ""), ("absent", "1")],
)  # fmt: skip
def test_bad_texts_are_refused(name: str, text: str) -> None:
    with pytest.raises(InvalidInput):
        ToyParams().parsed({name: text})


def test_a_copy_leaves_the_original() -> None:
    params = ToyParams()
    assert params.changed({"width": 7}).width == 7
    assert params.width == 3
    with pytest.raises(FrozenInstanceError):
        params.width = 4  # type: ignore[misc]


def test_only_knobs_that_are_not_live_rebuild() -> None:
    params = ToyParams()
    assert not params.rebuilds(params)
    assert not params.rebuilds(params.changed({"learning_rate": 0.5, "fault": "step"}))
    assert params.rebuilds(params.changed({"learning_rate": 0.5, "bias": False}))


@pytest.mark.parametrize("written", ["50%", "50 %", "50\u00a0%", "５０％", "5·10¹ %", "50"])
def test_a_number_may_be_written_with_its_unit(written: str) -> None:
    assert Knob("Depth", "", 100.0, 0.0, 100.0, unit="%").parse("depth", written) == 50
    assert Knob("Depth", "", 100, 0, 100, unit="%").parse("depth", written) == 50


@pytest.mark.parametrize("written", ["50 steps", "50%%", "%", "5%0"])
def test_a_number_with_another_unit_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput, match="is a number, not"):
        Knob("Depth", "", 100.0, 0.0, 100.0, unit="%").parse("depth", written)
