"""Planes and charts: what they draw, what a hand does to them, and what they do not draw again."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.message import Message
from core.touches import Drag, Hover, Pick, Stroke, Touch
from core.view_layers import Handles, Heat, Layers, Lines, Mesh, Points, Rings, Rule, Texts, frozen
from core.views import Area, Arrows, Chart, Plane
from gui.panels.plot import PlotPanel
from gui.theme import DARK, LIGHT
from tests.gui.panels.shown import touches

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
BOUNDS = (-2.0, 2.0, -1.0, 1.0)


def shown(qtbot: QtBot, width: int = 400, height: int = 200) -> PlotPanel:
    panel = PlotPanel()
    qtbot.addWidget(panel)
    panel.resize(width, height)
    panel.show()
    return panel


def picture(panel: PlotPanel) -> QImage:
    return panel.grab().toImage()


def rests_at(touch: Touch, x: float) -> bool:
    return isinstance(touch, Hover) and touch.x == pytest.approx(x)


def every_layer(points: Any) -> Layers:
    points = frozen(np.array(points, dtype=np.float32).reshape(-1, 2))
    values = frozen(np.full((3, 3), np.nan) if not len(points) else np.arange(9).reshape(3, 3))
    corners = np.stack(np.meshgrid(np.arange(4.0), np.arange(4.0)), axis=-1)
    return {
        "heat": Heat(values, BOUNDS, (0.0, 8.0)),
        "mesh": Mesh(frozen(corners), values, (0.0, 8.0)),
        "area": Area(points, label="area"),
        "line": Lines(points, label="line"),
        "dashes": Lines(points, dashed=True, role="truth"),
        "points": Points(points, "class 3", label="points"),
        "arrows": Arrows(points, points),
        "rings": Rings(points, frozen(np.ones(len(points))), dashed=True),
        "handles": Handles(points, labels=("a",)),
        "texts": Texts(points, ("text",)),
        "rule": Rule(0.5, label="rule"),
    }


NAN = float("nan")
DATA = {
    "none": [],
    "one": [[0.1, 0.2]],
    "ordinary": [[0.1, 0.2], [0.5, 0.4], [1.5, 0.9]],
    "broken": [[0.1, 0.2], [NAN, NAN], [1.5, NAN], [1.0, 1.0]],
    "all nan": [[NAN, NAN], [NAN, NAN]],
    "infinite": [[np.inf, 1.0], [1e30, -1e30], [0.0, 0.0]],
}


@pytest.mark.parametrize("data", DATA)
def test_every_layer_is_drawn_whatever_it_holds(qtbot: QtBot, data: str) -> None:
    panel = shown(qtbot)
    layers = every_layer(DATA[data])
    for width, height in ((120, 80), (180, 110), (900, 500)):
        panel.resize(width, height)
        for fine in (False, True):
            panel.draw(Plane(title="p", layers={}, bounds=BOUNDS, x_label="x"), fine)
            empty = picture(panel)
            panel.draw(Plane(title="p", layers=layers, bounds=BOUNDS, x_label="x"), fine)
            assert picture(panel) != empty  # there is the rule, if nothing else
            for log in (False, True):
                chart = Chart(
                    title="c", layers=layers, x_label="x", y_label="y", log_x=log, log_y=log
                )
                panel.draw(chart, fine)
                assert not picture(panel).isNull()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_ground_is_the_surface(qtbot: QtBot, theme: Any) -> None:
    panel = shown(qtbot)
    panel.draw(Plane(title="p", layers={}, bounds=BOUNDS), True)
    panel.restyle(theme)
    for at in (QPoint(0, 0), QPoint(200, 100), QPoint(399, 199)):
        assert picture(panel).pixelColor(at) == QColor(theme.surface)


def test_heat_begins_at_the_surface_and_ends_at_the_last_colour(qtbot: QtBot) -> None:
    values = np.zeros((10, 10))
    values[:5] = 1.0  # the lower half
    heat = Heat(frozen(values), BOUNDS, (0.0, 1.0))
    panel = shown(qtbot)
    panel.draw(Plane(title="p", layers={"h": heat}, bounds=BOUNDS), True)
    image = picture(panel)
    assert image.pixelColor(200, 20) == QColor(LIGHT.surface)
    assert image.pixelColor(200, 180) == QColor(LIGHT.magnitude[-1])


def test_only_new_layers_are_prepared_again(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    layers = dict(every_layer(DATA["ordinary"]))
    panel.draw(Plane(title="p", layers=layers, bounds=BOUNDS), False)
    picture(panel)
    before, children = panel.scene.preparations, len(panel.children())
    changed = {**layers, "points": Points(frozen([[0.0, 0.0]]), "class 3", label="points")}
    panel.draw(Plane(title="p", layers=changed, bounds=BOUNDS), False)
    picture(panel)
    assert panel.scene.preparations == before + 1
    assert len(panel.children()) == children


def test_bounds_are_wholly_visible_and_circles_are_round(qtbot: QtBot) -> None:
    panel = shown(qtbot, 600, 150)
    view = Plane(title="p", layers={}, bounds=BOUNDS)
    panel.draw(view, True)
    frame = panel.axes(view).frame
    corners = frame.to_pixels(np.array([[-2.0, -1.0], [2.0, 1.0]]))
    assert corners[:, 0].min() >= 0
    assert corners[:, 0].max() <= 600
    assert corners[:, 1].min() >= 0
    assert corners[:, 1].max() <= 150
    width, height = np.abs(corners[1] - corners[0])
    assert width == pytest.approx(2 * height)


def test_a_handle_is_dragged_in_data_coordinates(qtbot: QtBot) -> None:
    panel = shown(qtbot)  # 100 pixels to the unit
    seen = touches(panel)
    view = Plane(title="p", layers={"h": Handles(frozen([[1.0, 0.5]]))}, bounds=BOUNDS)
    panel.draw(view, False)
    QTest.mousePress(panel, LEFT, NONE, QPoint(310, 58))  # ten pixels beside its middle
    QTest.mouseMove(panel, QPoint(260, 108))
    assert panel.interaction.held is not None
    assert panel.interaction.held.place == pytest.approx((0.5, 0.0), abs=0.02)
    panel.draw(Plane(title="p", layers=view.layers, bounds=BOUNDS), False)  # a late echo
    assert panel.interaction.held is not None
    QTest.mouseRelease(panel, LEFT, NONE, QPoint(260, 108))
    assert isinstance(seen[0], Drag)
    assert not seen[0].done
    last = seen[-1]
    assert isinstance(last, Drag)
    assert (last.layer, last.index, last.done) == ("h", 0, True)
    assert (last.x, last.y) == pytest.approx((0.5, 0.0), abs=0.02)
    panel.draw(view, False, answered=len(seen) - 1)
    assert panel.interaction.held is not None
    panel.draw(view, False, answered=len(seen))
    assert panel.interaction.held is None


def test_a_handle_never_leaves_the_panel(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    seen = touches(panel)
    panel.draw(Plane(title="p", layers={"h": Handles(frozen([[0, 0]]))}, bounds=BOUNDS), False)
    QTest.mousePress(panel, LEFT, NONE, QPoint(200, 100))
    QTest.mouseMove(panel, QPoint(900, 100))
    QTest.mouseRelease(panel, LEFT, NONE, QPoint(900, 100))
    last = seen[-1]
    assert isinstance(last, Drag)
    assert last.x == pytest.approx(2.0)


def test_keys_choose_and_move_a_handle(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    seen = touches(panel)
    handles = Handles(frozen([[0.0, 0.0], [1.0, 0.0]]))
    panel.draw(Plane(title="p", layers={"h": handles}, bounds=BOUNDS), False)
    QTest.keyClick(panel, Qt.Key.Key_Period)
    QTest.keyClick(panel, Qt.Key.Key_Period)
    QTest.keyClick(panel, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(panel, Qt.Key.Key_Up)  # without Shift it belongs to the window
    assert len(seen) == 1
    drag = seen[0]
    assert isinstance(drag, Drag)
    assert (drag.index, drag.done) == (1, True)
    assert (drag.x, drag.y) == pytest.approx((1.08, 0.0), abs=1e-4)
    QTest.keyClick(panel, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert panel.interaction.chosen == ("h", 0)


def test_a_stroke_is_shown_and_told(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    seen = touches(panel)
    panel.draw(Plane(title="p", layers={}, bounds=BOUNDS, draws=True), False)
    QTest.mousePress(panel, LEFT, NONE, QPoint(100, 100))
    for x in range(110, 301, 10):
        QTest.mouseMove(panel, QPoint(x, 100))
    assert picture(panel).pixelColor(200, 100) != QColor(LIGHT.surface)
    QTest.mouseRelease(panel, LEFT, NONE, QPoint(300, 100))
    last = seen[-1]
    assert isinstance(last, Stroke)
    assert last.done
    np.testing.assert_allclose(last.points[[0, -1]], [[-1, 0], [1, 0]], atol=0.02)
    assert all(isinstance(touch, Stroke) and not touch.done for touch in seen[:-1])


def test_a_click_picks_a_pickable_point_only(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    seen = touches(panel)
    layers = {
        "fixed": Points(frozen([[0.0, 0.0]])),
        "loose": Points(frozen([[1.0, 0.0], [1.0, 0.5]]), pickable=True),
    }
    panel.draw(Plane(title="p", layers=layers, bounds=BOUNDS), False)
    QTest.mouseClick(panel, LEFT, NONE, QPoint(200, 100))
    QTest.mouseClick(panel, LEFT, NONE, QPoint(302, 52))
    assert seen == [Pick("loose", 1)]


def test_a_click_on_a_text_that_has_a_name_picks_it(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    seen = touches(panel)
    places = frozen([[0.0, 0.0], [0.0, 0.5]])
    layers = {
        "mute": Texts(frozen([[1.0, 0.0]]), ("mute",)),
        "words": Texts(places, ("a word or two", "x"), keys=("long", "short")),
    }
    panel.draw(Plane(title="p", layers=layers, bounds=BOUNDS), False)
    for x, y in ((230, 100), (200, 52), (230, 52), (300, 100)):
        QTest.mouseClick(panel, LEFT, NONE, QPoint(x, y))
    assert seen == [Pick("words", 0, key="long"), Pick("words", 1, key="short")]


def test_hovering_is_told_but_not_too_often(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    seen = touches(panel)
    panel.draw(Plane(title="p", layers={}, bounds=BOUNDS, hovers=True), False)
    for x in range(100, 150):
        QTest.mouseMove(panel, QPoint(x, 100))
    qtbot.waitUntil(lambda: rests_at(seen[-1], -0.51))
    assert len(seen) < 25


def test_a_dashed_line_of_many_points_has_gaps(qtbot: QtBot) -> None:
    x = np.linspace(-2, 2, 5000)
    line = Lines(frozen(np.stack([x, np.zeros_like(x)], axis=1)), "truth", dashed=True)
    panel = shown(qtbot)
    panel.draw(Plane(title="p", layers={"l": line}, bounds=BOUNDS), True)
    image = picture(panel)
    row = [max(255 - image.pixelColor(x, y).red() for y in (99, 100)) for x in range(20, 380)]
    assert 0.3 < np.mean(np.array(row) > 100) < 0.8
    assert min(row) == 0


def test_a_mark_says_what_it_is_where_the_pointer_rests(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    tips = tuple(Message("Stopped at step {step}.", {"step": step}) for step in (1, 2, 3))
    marks = Points(frozen([[0, 0], [0, 0], [9, 1]]), tips=tips)
    panel.draw(Chart(title="Loss", layers={"marks": marks}), fine=True)
    assert panel.view is not None
    first, _, last = panel.projection(panel.view).to_pixels(marks.points).tolist()
    assert panel.tip(QPointF(*first)) == "Stopped at step 1.\nStopped at step 2."
    beside = QPointF(last[0] - 4, last[1] + 4)
    read = panel.read(panel.view, beside)
    assert read is not None
    assert read.rows[0].name == "Stopped at step 3."
    assert panel.tip(beside) == ""  # it stands there already
    assert panel.tip(QPointF((first[0] + last[0]) / 2, last[1])) == ""
