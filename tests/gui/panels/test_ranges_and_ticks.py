"""Ranges that change rarely, and ticks that are few and round."""

import numpy as np
import pytest

from core.view_layers import Lines, frozen
from gui.panels.frame import widened
from gui.panels.ranges import LEAST, PATIENCE, Fit, FittedRange
from gui.panels.text import visible
from gui.panels.ticks import number, ticks


def curve(steps: int) -> Lines:
    x = np.arange(1.0, steps + 1)
    return Lines(frozen(np.stack([x, 50 / (x + 50)], axis=1)))


def test_the_range_of_a_growing_curve_changes_rarely_and_always_holds_it() -> None:
    fit, seen = Fit(), []
    for steps in range(2, 2000):
        left, right, bottom, top = fit.bounds({"l": curve(steps)}, False, False)
        assert left <= 1
        assert right >= steps
        assert bottom <= 50 / (steps + 50)
        assert top >= 50 / 51
        seen.append((left, right, bottom, top))
    assert len(set(seen)) < 40


def test_a_range_shrinks_at_once_for_a_new_run_and_slowly_for_a_sparse_one() -> None:
    held = FittedRange(padded=False)
    assert held.take(0, 100, False) == (0, 100)
    assert held.take(0, 30, False) == (0, 100)
    for _ in range(PATIENCE):
        last = held.take(0, 30, False)
    assert last == (0, 30)
    assert held.take(0, 1, False) == (0, 1)


def test_constant_and_empty_data_have_a_range() -> None:
    fit = Fit()
    left, right, bottom, top = fit.bounds({"l": Lines(frozen([[2.0, 5.0]]))}, False, False)
    assert left < 2 < right
    assert bottom < 5 < top
    assert Fit().bounds({}, True, True)[:2] == (0.0, 1.0)


@pytest.mark.parametrize(
    ("low", "high", "log", "texts"),
    [
        (0.0, 4000.0, False, ["0", "1\u2009000", "2\u2009000", "3\u2009000", "4\u2009000"]),
        (-1.0, 1.0, False, ["\u22121.0", "\u22120.5", "0.0", "0.5", "1.0"]),
        (-4.0, 0.0, True, ["10⁻⁴", "10⁻³", "0.01", "0.1", "1"]),
        (0.0, 1.0, True, ["1", "2", "5", "10"]),
        (0.0, 2e6, False, ["0", "500k", "1M", "1.5M", "2M"]),
    ],
)
def test_ticks_are_round(low: float, high: float, log: bool, texts: list[str]) -> None:
    found = ticks(low, high, 5, log)
    assert [text for _, text in found] == texts
    assert all(low - 1e-9 <= at <= high + 1e-9 for at, _ in found)


def test_numbers_have_the_decimals_of_their_step() -> None:
    assert number(0.30000000000000004, 0.1) == "0.3"
    assert number(-0.0, 0.5) == "0.0"
    assert number(2e-7, 1e-7) == "2·10⁻⁷"


def test_invisible_characters_are_written_out() -> None:
    assert visible("a b") == "a b"
    assert visible("a\tb\x07\u200b") == "a\\tb\\x07U+200B"
    assert visible("山") == "山"


@pytest.mark.parametrize("low", [0.0, 0.31, 0.6, -3.3, 99.7])
@pytest.mark.parametrize("span", [0.3, 0.8, 0.97, 7.0, 1234.0])
@pytest.mark.parametrize("count", [2.0, 3.7, 9.0])
def test_an_axis_has_two_ticks_at_least(low: float, span: float, count: float) -> None:
    found = ticks(low, low + span, count, False)
    assert len(found) >= 2
    assert len({text for _, text in found}) == len(found)


@pytest.mark.parametrize("low", [0.0, 0.31, -1.3, -3.3, 5.7])
@pytest.mark.parametrize("span", [0.05, 0.3, 0.8, 1.9, 2.7, 4.2, 9.0])
@pytest.mark.parametrize("count", [2.0, 3.7, 9.0])
def test_a_logarithmic_axis_has_two_ticks_at_least(low: float, span: float, count: float) -> None:
    found = ticks(low, low + span, count, True)
    assert len(found) >= 2
    assert len({text for _, text in found}) == len(found)


def test_steps_are_whole() -> None:
    assert [text for _, text in ticks(0.0, 1.0, 8, False, whole=True)] == ["0", "1"]
    assert [text for _, text in ticks(0.0, 3.2, 8, False, whole=True)] == ["0", "1", "2", "3"]


def test_an_axis_shows_no_rounding() -> None:
    low, high = FittedRange(padded=True).take(0.9999999, 1.0000001, False)
    assert high - low >= LEAST
    assert low < 0.9999999 < 1.0000001 < high
    assert FittedRange(padded=True).take(1e-9, 3e-9, False)[1] < 4e-9


@pytest.mark.parametrize("value", [0.0, 0.06, 1e-12, 4.8, 1000.0])
def test_a_value_alone_that_is_not_negative_has_a_range_that_is_not(value: float) -> None:
    low, high = widened((value, value, 0.0, 1.0))[:2]
    assert 0.0 <= low <= value < high
