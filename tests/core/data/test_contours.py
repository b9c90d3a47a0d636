"""Contours: where they lie, how long they are, and what is left out."""

import math

import numpy as np
import numpy.typing as npt
import pytest

from core.data.contours import Polyline, contours


def lengths(lines: Polyline) -> npt.NDArray[np.float32]:
    """The lengths of all segments that are drawn."""
    steps = np.hypot(*np.diff(lines, axis=0).T)
    return np.asarray(steps[np.isfinite(steps)])


def drawn(lines: Polyline) -> Polyline:
    return lines[np.isfinite(lines).all(axis=1)]


def test_contours_of_a_slanted_plane_are_straight_and_where_they_belong() -> None:
    xs, ys = np.linspace(-2, 2, 9), np.linspace(-1, 1, 7)
    heights = 2 * xs[None, :] + ys[:, None]
    for level in (-1.3, 0.1):  # these cross the whole height of 2: a line of slope −2
        lines = contours(heights, (-2, 2, -1, 1), [level])
        assert lines.dtype == np.float32
        assert np.allclose(lines @ [2, 1], level, atol=1e-6)
        assert lengths(lines).sum() == pytest.approx(math.sqrt(5))
    both = contours(heights, (-2, 2, -1, 1), [-1.3, 0.1])
    assert np.isnan(both).all(axis=1).sum() == 1
    assert lengths(both).sum() == pytest.approx(2 * math.sqrt(5))


def test_contours_of_a_cone_are_circles_and_of_a_flat_field_there_are_none() -> None:
    xs, ys = np.linspace(-2, 2, 81), np.linspace(-3, 3, 121)
    lines = contours(np.hypot(xs[None, :], ys[:, None]), (-2, 2, -3, 3), [1.3])
    assert np.hypot(*drawn(lines).T) == pytest.approx(np.full(len(drawn(lines)), 1.3), abs=2e-3)
    assert lengths(lines).sum() == pytest.approx(2 * math.pi * 1.3, rel=2e-3)
    assert contours(np.zeros((4, 5)), (0, 1, 0, 1), [-1.0, 0.5]).shape == (0, 2)
    assert contours(np.zeros((4, 5)), (0, 1, 0, 1), []).shape == (0, 2)


def test_a_saddle_has_two_lines_in_a_cell() -> None:
    lines = contours([[1.0, -1.0], [-1.0, 1.0]], (0, 1, 0, 1), [0.0])
    assert np.isnan(lines).all(axis=1).sum() == 1


@pytest.mark.parametrize("hole", [math.nan, math.inf, -math.inf])
def test_cells_that_are_not_finite_are_left_out_and_no_others(hole: float) -> None:
    heights = np.tile(np.arange(9.0), (7, 1))
    heights[3, 4] = hole
    lines = contours(heights, (0, 8, 0, 6), [4.5])
    assert np.allclose(drawn(lines)[:, 0], 4.5)
    assert lengths(lines).sum() == pytest.approx(4.0)
    assert not ((drawn(lines)[:, 1] > 2) & (drawn(lines)[:, 1] < 4)).any()
