"""What is read where the pointer rests: on every kind of picture, shared along an axis."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.view_layers import Layers, Lines, Points, Rule, frozen
from core.views import AnyView, Bars, Chart, Globe, Images, Matrix, Plane
from gui.panels import panel_for
from gui.panels.plot import PlotPanel
from gui.panels.readout import plate
from tests.gui.panels.shown import shown_panel

X = np.linspace(0.0, 10.0, 11)
CURVES: Layers = {
    "model": Lines(frozen(np.stack([X, X**2], axis=1)), label="held out"),
    "other": Lines(frozen(np.stack([X, X], axis=1)), "data", label="in training"),
    "truth": Rule(50.0, label="exact value"),
}
CHART = Chart(title="c", layers=CURVES, x_label="step", y_label="nats", bounds=(0, 10, 0, 100))
CLOUD = {"d": Points(frozen([[0.5, 0.5]]), label="some point")}
MIDDLES: dict[str, tuple[AnyView, list[str]]] = {
    "chart": (CHART, ["step 5", "held out 25", "in training 5", "exact value 50"]),
    "plane": (Plane(title="p", layers=CLOUD, bounds=(0, 1, 0, 1)), ["some point (0.5, 0.5)"]),
    "bars": (
        Bars(title="b", values=frozen([3, 4, 5]), labels=("x", "y", "z"), truth=frozen([1, 2, 3])),
        ["y 4", "true value 2"],
    ),
    "matrix": (
        Matrix(title="m", values=frozen(np.arange(9).reshape(3, 3)), levels=(0, 8)),
        ["4"],
    ),
    "images": (
        Images(title="i", pictures=frozen(np.full((1, 3, 3), 0.25)), columns=1, labels=("one",)),
        ["one 0.25"],
    ),
    "globe": (
        Globe(title="g", layers={"d": Points(frozen([[0.0, 0.0, 0.0]]), label="middle")}),
        ["middle (0, 0, 0)"],
    ),
}


@pytest.mark.parametrize("kind", MIDDLES)
def test_what_is_nearest_is_named_and_read_until_the_pointer_leaves(
    qtbot: QtBot, kind: str
) -> None:
    view, words = MIDDLES[kind]
    panel = shown_panel(qtbot, panel_for(view), 400, 300)
    panel.draw(view, True)
    middle = panel.rect().center()
    if isinstance(panel, PlotPanel):
        middle = panel.axes(view).frame.rect.center().toPoint()  # type: ignore[arg-type]
    QTest.mouseMove(panel, QPoint(3, 3))
    QTest.mouseMove(panel, middle)
    panel.grab()
    assert panel.readout is not None
    for each in words:
        assert each in panel.readout.words
    place = plate(panel.readout, QRectF(panel.rect()), panel.style_now())
    assert QRectF(panel.rect()).contains(place)
    panel.leaveEvent(_leave())
    panel.grab()
    assert panel.readout is None


def test_charts_of_one_axis_share_the_crosshair(qtbot: QtBot) -> None:
    one, other = (shown_panel(qtbot, PlotPanel(), 400, 300) for _ in range(2))
    for panel in (one, other):
        panel.draw(CHART, True)
    one.pointed.connect(other.point_along)
    rect = one.axes(CHART).frame.rect
    at = QPointF(rect.left() + 0.3 * rect.width(), rect.center().y()).toPoint()
    QTest.mouseMove(one, at)
    other.grab()
    assert other.readout is not None
    assert "step 3" in other.readout.words
    one.leaveEvent(_leave())
    other.grab()
    assert other.readout is None
    other.point_along("another axis", 3.0)
    other.grab()
    assert other.readout is None


def _leave() -> QEvent:
    return QEvent(QEvent.Type.Leave)
