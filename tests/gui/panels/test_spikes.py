"""A rare spike does not press a chart flat, and an explosion is seen."""

import numpy as np

from gui.panels.ranges import calm


def line(y: np.ndarray) -> np.ndarray:
    return np.stack([np.arange(len(y)), y], axis=1).astype(np.float32)


def test_a_spike_is_left_out_and_the_rest_is_not() -> None:
    y = 1 + 0.1 * np.sin(np.arange(500))
    y[200] = 300.0
    kept = calm(line(y))
    assert len(kept) == 499
    assert kept[:, 1].max() < 1.2


def test_the_newest_values_always_count() -> None:
    y = np.ones(500)
    y[-5:] = [10, 100, 1e3, 1e4, 1e5]
    assert calm(line(y))[:, 1].max() == 1e5


def test_a_descent_is_shown_from_its_beginning() -> None:
    y = 1.3 + 2 * np.exp(-np.arange(1000) / 150)
    assert len(calm(line(y))) == 1000


def test_short_lines_and_gaps_stay() -> None:
    y = np.array([1.0, 1.0, 500.0, np.nan])
    assert len(calm(line(y))) == 4
