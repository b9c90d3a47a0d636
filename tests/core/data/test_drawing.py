"""Drawings: strokes at equal distances, points fitted into the plane."""

import numpy as np
import pytest

from core.data.brought import Rows
from core.data.drawing import FIT, MOST_POINTS, SPACING, Drawing, along, points_of, winding
from core.message import InvalidInput


def corner() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.array([[0, 0], [1, 0], [1, 0.5]], dtype=np.float32)


def test_points_lie_at_equal_distances_and_keep_the_ends() -> None:
    points = along(corner())
    steps = np.abs(np.diff(points, axis=0)).sum(axis=1)
    assert np.allclose(points[[0, -1]], corner()[[0, -1]])
    assert np.allclose(steps, SPACING, rtol=0.01)


def test_one_point_and_a_point_held_still_are_strokes() -> None:
    assert along(corner()[:1]).tolist() == [[0, 0]]
    assert np.isfinite(along(np.zeros((5, 2), dtype=np.float32))).all()


def test_a_growing_stroke_is_one_stroke() -> None:
    drawing = Drawing()
    for done in (False, False, True):
        drawing = drawing.with_stroke(corner(), done)
    once = drawing.shape().pieces
    drawing = drawing.with_stroke(corner(), True)
    assert once == len(along(corner()))
    assert drawing.shape().pieces == 2 * once


def test_it_begins_with_a_character_and_never_grows_too_large() -> None:
    drawing = Drawing()
    assert drawing.shape().pieces == len(winding())
    for _ in range(60):
        drawing = drawing.with_stroke(corner(), True)
    assert drawing.shape().pieces == MOST_POINTS


def test_points_are_fitted_without_bending() -> None:
    points = points_of(Rows(np.array([[0, 0], [1e6, 0], [0, 5e5]] * 4)))
    assert np.allclose(points[:3], [[-FIT, -FIT / 2], [FIT, -FIT / 2], [-FIT, FIT / 2]])
    far = points_of(Rows(1e12 + np.array([[0, 0], [1, 0], [0, 0.5]] * 4)))
    assert np.allclose(far, points, atol=1e-3)
    with pytest.raises(InvalidInput, match="same"):
        points_of(Rows(np.ones((12, 2))))
    with pytest.raises(InvalidInput, match="at least"):
        points_of(Rows(np.eye(2)))
