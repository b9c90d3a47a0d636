"""A long line is as quick to paint on a fine screen, or under large type, as on any other."""

import time

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from core.view_layers import Array
from core.views import Bars
from gui.panels import PANELS
from gui.panels.strokes import DASH, MANY, WHOLE, stroke
from gui.panels.style import Style
from gui.theme import LIGHT

WIDE, HIGH = 600, 400
FORMAT = QImage.Format.Format_ARGB32
ZIGZAG = np.stack([np.linspace(0, WIDE, 2 * MANY), np.tile([0.0, HIGH], MANY)], axis=1)


def seconds(style: Style, role: str, scale: float) -> float:
    """The quickest of three paintings: other work only makes them slower."""
    picture = QImage(int(scale * WIDE), int(scale * HIGH), FORMAT)
    picture.fill(0)
    paint, found = stroke(ZIGZAG, role, 1.0, WHOLE, style), []
    for _ in range(3):
        painter = QPainter(picture)
        painter.scale(scale, scale)
        begun = time.perf_counter()
        paint(painter)
        found.append(time.perf_counter() - begun)
        painter.end()
    assert any(picture.pixel(int(scale * WIDE / 2), y) for y in range(picture.height()))
    return min(found)


@pytest.mark.parametrize("role", ["model", "ghost"])
@pytest.mark.parametrize(("zoom", "scale"), [(1.0, 1.25), (1.0, 2.0), (1.6, 1.0)])
@pytest.mark.parametrize("fine", [True, False])
def test_zoom_and_scale_cost_no_more_than_their_pixels(
    role: str, zoom: float, scale: float, fine: bool
) -> None:
    """Between a pen of one pixel and a wider one lay a factor of a hundred."""
    plain = seconds(Style(LIGHT, fine), role, 1.0)
    assert seconds(Style(LIGHT.zoomed(zoom), fine), role, scale) < 20 * scale * plain


def test_a_truth_over_thin_bars_costs_no_more_than_a_line(qtbot: QtBot) -> None:
    """As one wide dashed path it took fifteen times as long."""
    count = 250
    zigzag = np.tile([0.0, 1.0], count // 2)

    def painted(truth: Array | None) -> float:
        panel = PANELS[Bars]()
        qtbot.addWidget(panel)
        panel.restyle(LIGHT)
        panel.resize(WIDE, HIGH)
        panel.draw(Bars(title="x", help="x", labels=(), values=zigzag, truth=truth), True, 0, 0)
        found = []
        for _ in range(3):
            begun = time.perf_counter()
            panel.grab()
            found.append(time.perf_counter() - begun)
        assert not panel.broken
        return min(found)

    pixels = np.stack([np.linspace(0, WIDE, count), HIGH * zigzag], axis=1)
    line, picture = stroke(pixels, "truth", 1.25, DASH, Style(LIGHT)), QImage(WIDE, HIGH, FORMAT)
    painter = QPainter(picture)
    begun = time.perf_counter()
    line(painter)
    alone = time.perf_counter() - begun
    painter.end()
    assert painted(zigzag) < painted(None) + 6 * alone
