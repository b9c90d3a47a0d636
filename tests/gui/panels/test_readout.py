"""What is read where the pointer rests: on every kind of picture, shared along an axis."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.view_layers import Handles, Layers, Lines, Points, Rule, frozen
from core.views import AnyView, Bars, Chart, Globe, Images, Matrix, Plane
from core.words import NAMES
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


def read_at(qtbot: QtBot, view: Plane | Chart, x: float, y: float) -> str:
    """What is read at a place in the data."""
    panel = shown_panel(qtbot, PlotPanel(), 400, 300)
    panel.draw(view, True)
    [[left, top]] = panel.projection(view).to_pixels(np.array([[x, y]])).tolist()
    found = panel.read(view, QPointF(left, top))
    return found.words if found else ""


def test_a_straight_line_is_read_where_the_pointer_is(qtbot: QtBot) -> None:
    diagonal = Lines(frozen([[0.0, 0.0], [10.0, 100.0]]), "truth", label="exact")
    view = Chart(title="c", layers={"d": diagonal}, x_label="x", y_label="y", bounds=CHART.bounds)
    assert read_at(qtbot, view, 4.0, 90.0) == "x 4, exact 40"


def test_what_a_hand_can_take_goes_before_marks_and_lines_that_end_there(qtbot: QtBot) -> None:
    at = frozen([[0.5, 0.5]])
    layers: Layers = {
        "ring": Handles(at, labels=("the ring",)),
        "line": Lines(frozen([[0.5, 0.5], [0.9, 0.9]]), label="the line"),
        "mark": Points(frozen([[0.52, 0.5]]), label="the mark"),
    }
    view = Plane(title="p", layers=layers, bounds=(0, 1, 0, 1))
    assert read_at(qtbot, view, 0.5, 0.5).startswith("the ring")
    assert read_at(qtbot, view, 0.9, 0.9).startswith("the line")


def test_of_rings_each_has_the_name_of_all_or_its_own_key(qtbot: QtBot) -> None:
    places = frozen([[0.2, 0.5], [0.8, 0.5]])
    named = Plane(title="p", layers={"r": Handles(places, labels=("ring",))}, bounds=(0, 1, 0, 1))
    keyed = Plane(title="p", layers={"r": Handles(places, keys=("a", "b"))}, bounds=(0, 1, 0, 1))
    assert read_at(qtbot, named, 0.8, 0.5).startswith("ring")
    assert read_at(qtbot, keyed, 0.8, 0.5).startswith("b")


def test_a_mark_of_a_chart_is_read_before_curves_and_nameless_lines_are_not(qtbot: QtBot) -> None:
    lead = Lines(frozen([[0.0, 3.0], [10.0, 3.0]]))
    mark = Points(frozen([[5.0, 80.0]]), label="words", keys=("one word",))
    layers = {**CURVES, "lead": lead, "mark": mark}
    view = Chart(title="c", layers=layers, x_label="step", y_label="nats", bounds=(0, 10, 0, 100))
    assert read_at(qtbot, view, 5.0, 80.0) == "words: one word (5, 80)"
    assert read_at(qtbot, view, 2.0, 50.0).split(", ") == [
        "step 2", "held out 4", "in training 2", "exact value 50",
    ]  # fmt: skip


def test_a_name_in_the_legend_says_what_it_stands_for(qtbot: QtBot) -> None:
    layers: Layers = {
        "even": Rule(3.0, label="evenly spread"),
        "own": Lines(CURVES["model"].points, label="nobody knows"),  # type: ignore[union-attr]
    }
    view = Chart(title="c", layers=layers, x_label="step", y_label="nats")
    panel = shown_panel(qtbot, PlotPanel(), 400, 300)
    panel.draw(view, True)
    names = panel.names(view)
    assert panel.tip(names["even"].center()) == f"evenly spread: {NAMES['evenly spread']}"
    assert panel.tip(names["own"].center()) == ""


def _leave() -> QEvent:
    return QEvent(QEvent.Type.Leave)
