"""Lines are cut to what is seen, and hold nobody up."""

import time

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from core.view_layers import Arrows, Layer, Lines, frozen
from core.views import Plane
from gui.panels.cutting import BEYOND, cut
from gui.panels.plot import PlotPanel

NAN = float("nan")
RECT = QRectF(0.0, 0.0, 100.0, 50.0)
CORNERS, SWINGS = 72, 500.0


def test_what_lies_near_stays_as_it_is() -> None:
    pixels = np.array([[0.0, 0.0], [NAN, NAN], [100.0 + BEYOND, 50.0]])
    assert cut(pixels, RECT) is pixels


def test_a_line_ends_where_it_leaves_and_begins_where_it_comes_back() -> None:
    found = cut(np.array([[0.0, 0.0], [5000.0, 0.0], [5000.0, 10.0], [20.0, 10.0]]), RECT)
    edge = 100.0 + BEYOND
    wanted = [[0.0, 0.0], [edge, 0.0], [NAN, NAN], [edge, 10.0], [20.0, 10.0]]
    np.testing.assert_allclose(found, wanted)


@pytest.mark.parametrize(
    "pixels", [np.zeros((0, 2)), [[9e3, 0.0]], [[9e3, 0.0], [9e3, 1.0]], [[NAN, 1.0], [9e3, NAN]]]
)
def test_of_what_is_never_seen_nothing_is_left(pixels: object) -> None:
    far = np.array(pixels, dtype=np.float64)
    assert not np.isfinite(cut(far, RECT)).any()


def swinging() -> list[list[float]]:
    """A line that goes far above and far below the picture, again and again."""
    return [[i / CORNERS, SWINGS * (-1) ** i] for i in range(CORNERS)]


@pytest.mark.parametrize(
    "layer",
    [
        Lines(frozen(swinging()), "ghost"),
        Lines(frozen(swinging()), "model", 3.0),
        Lines(frozen(swinging()), "truth", dashed=True),
        Arrows(frozen(swinging()[:-1]), frozen(swinging()[1:])),
    ],
    ids=["translucent", "wide", "dashed", "arrows"],
)
def test_what_swings_away_holds_nobody_up(qtbot: QtBot, layer: Layer) -> None:
    panel = PlotPanel()
    qtbot.addWidget(panel)
    panel.resize(900, 700)
    panel.show()
    panel.draw(Plane(title="p", layers={}, bounds=(0.0, 1.0, -1.0, 1.0), equal=False), True)
    panel.grab()  # what is imported for the first picture
    layers = {"swing": layer}
    panel.draw(Plane(title="p", layers=layers, bounds=(0.0, 1.0, -1.0, 1.0), equal=False), True)
    began = time.thread_time()
    panel.grab()
    assert time.thread_time() - began < 3.0  # of this thread alone; it took 8, and takes 0.1
