"""Names are come to and switched by keys, and labels make room for each other."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.view_layers import Lines, frozen
from core.views import Chart
from gui.panels.plot import PlotPanel
from gui.panels.spaced import spaced


def test_keys_switch_a_curve_by_its_name(qtbot: QtBot) -> None:
    panel = PlotPanel()
    qtbot.addWidget(panel)
    panel.resize(400, 200)
    points = frozen(np.stack([np.arange(9.0), np.arange(9.0)], axis=1))
    layers = {name: Lines(points + at, name, label=name) for at, name in enumerate(("data", "ink"))}
    panel.draw(Chart(title="c", layers=layers, x_label="x", y_label="y"), False)
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert not panel.hidden
    QTest.keyClick(panel, Qt.Key.Key_Period)
    QTest.keyClick(panel, Qt.Key.Key_Period)
    (chosen,) = panel.lit
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert panel.hidden == {chosen}
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert not panel.hidden


@pytest.mark.parametrize(("down", "count"), [(50, 4), (86, 6)], ids=["amid", "at the foot"])
def test_labels_on_one_place_make_room(down: int, count: int) -> None:
    frame = QRectF(0, 0, 200, 100)
    boxes = [QRectF(80 + at, down, 40, 12) for at in range(count)]
    places = spaced(boxes, frame)
    assert places[0] == boxes[0]
    for at, place in enumerate(places):
        assert frame.contains(place)
        assert not any(place.adjusted(1, 1, -1, -1).intersects(other) for other in places[:at])


def test_an_axis_says_what_it_counts(qtbot: QtBot) -> None:
    panel = PlotPanel()
    qtbot.addWidget(panel)
    panel.resize(400, 200)
    panel.draw(Chart(title="c", layers={}, x_label="step", y_label="nats"), False)
    rect = panel.projection(panel.view).rect
    assert "Training steps" in panel.tip(rect.bottomRight() + QPointF(-20, 10))
    assert "1.44 bits" in panel.tip(rect.topLeft() + QPointF(-5, 40))
    assert not panel.tip(rect.center())
