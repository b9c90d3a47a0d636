"""Colour levels follow a playing run by degrees, and snap where nothing is to be followed."""

from collections.abc import Mapping

import numpy as np
import pytest

from core.view_layers import Heat, Layer, Points, frozen
from gui.panels.easing import SHARE, EasedLevels

BOUNDS = (0.0, 1.0, 0.0, 1.0)


def field(high: float, side: int = 4) -> Mapping[str, Layer]:
    return {
        "heat": Heat(frozen(np.zeros((side, side))), BOUNDS, (0.0, high)),
        "points": Points(frozen([[0.0, 0.0]])),
    }


def shown(layers: Mapping[str, Layer]) -> float:
    heat = layers["heat"]
    assert isinstance(heat, Heat)
    return heat.levels[1]


def test_levels_go_a_share_of_the_way_with_each_picture() -> None:
    levels = EasedLevels()
    first = field(1.0)
    assert levels.layers(first, 1, False)["heat"] is first["heat"]
    assert shown(levels.layers(field(2.0), 1, False)) == pytest.approx(1 + SHARE)
    after = levels.layers(field(2.0), 1, False)
    assert shown(after) == pytest.approx(1 + SHARE + SHARE * (1 - SHARE))
    assert list(after) == list(first)


def test_levels_that_have_arrived_leave_the_layer_as_it_is() -> None:
    levels, wanted = EasedLevels(), field(2.0)
    levels.layers(field(1.0), 1, False)
    pictures = [levels.layers(wanted, 1, False)["heat"] for _ in range(30)]
    assert pictures[0] is not wanted["heat"]
    assert pictures[-1] is wanted["heat"]


@pytest.mark.parametrize(
    ("run", "fine", "side"), [(1, True, 4), (2, False, 4), (1, False, 8)],
    ids=["a picture at rest", "another run", "another shape"],
)  # fmt: skip
def test_levels_snap(run: int, fine: bool, side: int) -> None:
    levels = EasedLevels()
    levels.layers(field(1.0), 1, False)
    assert shown(levels.layers(field(5.0, side), run, fine)) == 5.0
    assert shown(levels.layers(field(6.0, side), run, False)) == pytest.approx(5 + SHARE)


def test_levels_that_are_not_finite_are_handed_on() -> None:
    levels = EasedLevels()
    levels.layers(field(1.0), 1, False)
    assert np.isnan(shown(levels.layers(field(float("nan")), 1, False)))
    assert shown(levels.layers(field(3.0), 1, False)) == 3.0
