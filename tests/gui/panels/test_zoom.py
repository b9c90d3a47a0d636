"""Magnifying planes and charts: by wheel, fingers, keys; moving; and showing all again."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.touches import Touch
from core.view_layers import Bounds, Lines, frozen
from core.views import Chart, Plane
from gui.panels.plot import PlotPanel

Left, Middle = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
STEPS = np.arange(200.0)
RUN = Chart(
    title="Loss",
    layers={"loss": Lines(frozen(np.stack([STEPS, 1 / (1 + STEPS)], axis=1)), label="loss")},
    x_label="step",
    y_label="nats",
)
LOGARITHMIC = Chart(title="L", layers=RUN.layers, x_label="step", y_label="nats", log_y=True)
PLANE = Plane(title="p", layers={}, bounds=(-2.0, 2.0, -1.0, 1.0))


@pytest.fixture
def panel(qtbot: QtBot) -> PlotPanel:
    made = PlotPanel()
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    return made


def bounds(panel: PlotPanel) -> Bounds:
    """What is shown."""
    return panel.axes(panel.view).frame.bounds


def turn(panel: PlotPanel, at: QPointF, notches: int) -> None:
    """Turn the wheel over a pixel."""
    event = QWheelEvent(
        at, panel.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(panel, event)
    assert event.isAccepted()


def rect(panel: PlotPanel) -> QRectF:
    """Where the data lie."""
    return panel.axes(panel.view).frame.rect


@pytest.mark.parametrize("view", [PLANE, RUN, LOGARITHMIC])
def test_the_wheel_magnifies_round_the_pointer_and_home_shows_all(
    panel: PlotPanel, view: Plane | Chart
) -> None:
    panel.draw(view, False)
    at, before = rect(panel).center() + QPointF(40, 20), bounds(panel)
    held = panel.axes(view).frame.to_data(at.x(), at.y())
    turn(panel, at, 3)
    after = bounds(panel)
    assert after[1] - after[0] < 0.7 * (before[1] - before[0])
    assert after[3] - after[2] < 0.7 * (before[3] - before[2])
    assert panel.axes(view).frame.to_data(at.x(), at.y()) == pytest.approx(
        held, rel=0.03
    )  # ticks take other room
    QTest.keyClick(panel, Qt.Key.Key_Home)
    assert bounds(panel) == before


def test_a_run_goes_on_below_what_is_magnified(panel: PlotPanel) -> None:
    panel.draw(RUN, False)
    turn(panel, rect(panel).center(), 3)
    before = bounds(panel)
    longer = np.arange(900.0)
    line = Lines(frozen(np.stack([longer, longer * 0 + 1], axis=1)), label="loss")
    panel.draw(Chart(title="Loss", layers={"loss": line}, x_label="step", y_label="nats"), False)
    assert bounds(panel) == before


@pytest.mark.parametrize(("axis", "still"), [("x", (2, 3)), ("y", (0, 1))])
def test_on_an_axis_the_wheel_magnifies_that_axis(
    panel: PlotPanel, axis: str, still: tuple[int, int]
) -> None:
    panel.draw(RUN, False)
    data, before = rect(panel), bounds(panel)
    below = QPointF(data.center().x(), data.bottom() + 8)
    turn(panel, below if axis == "x" else QPointF(data.left() - 8, data.center().y()), 2)
    after = bounds(panel)
    assert [after[i] for i in still] == [before[i] for i in still]
    assert after != before


@pytest.mark.parametrize("button", [Left, Middle])
def test_what_is_magnified_is_moved_by_dragging(panel: PlotPanel, button: Qt.MouseButton) -> None:
    seen: list[Touch] = []
    panel.deliver = lambda touch: seen.append(touch) or len(seen)  # type: ignore[func-returns-value]
    panel.draw(RUN, False)
    middle = rect(panel).center().toPoint()
    turn(panel, QPointF(middle), 4)
    left, right, bottom, top = bounds(panel)
    QTest.mousePress(panel, button, pos=middle)
    QTest.mouseMove(panel, middle + QPoint(50, 0))
    QTest.mouseRelease(panel, button, pos=middle + QPoint(50, 0))
    moved = bounds(panel)
    by = 50 / rect(panel).width() * (right - left)
    assert moved == pytest.approx((left - by, right - by, bottom, top))
    assert seen == []


def test_keys_magnify_and_move(panel: PlotPanel) -> None:
    panel.draw(PLANE, False)
    whole = bounds(panel)
    QTest.keyClick(panel, Qt.Key.Key_Plus)
    nearer = bounds(panel)
    assert nearer[1] < whole[1]
    QTest.keyClick(panel, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert bounds(panel)[0] > nearer[0]
    QTest.keyClick(panel, Qt.Key.Key_Minus)
    QTest.keyClick(panel, Qt.Key.Key_Minus)
    assert bounds(panel) == whole


def test_what_is_magnified_says_so_and_a_click_on_that_shows_all(panel: PlotPanel) -> None:
    panel.draw(RUN, False)
    before, plain = bounds(panel), panel.grab().toImage()
    turn(panel, rect(panel).center(), 2)
    panel.grab()
    sign = panel._sign
    assert panel.rect().contains(sign.toRect())
    QTest.mouseClick(panel, Left, pos=sign.center().toPoint())
    assert bounds(panel) == before
    assert panel.grab().toImage() == plain


def test_other_axes_are_shown_whole(panel: PlotPanel) -> None:
    panel.draw(PLANE, False)
    turn(panel, rect(panel).center(), 3)
    panel.draw(Plane(title="p", layers={}, bounds=(0.0, 9.0, 0.0, 9.0)), False)
    assert not panel.zoom.magnified or bounds(panel)[1] >= 9


def test_a_camera_is_told_in_data_coordinates_of_linear_and_logarithmic_axes(
    panel: PlotPanel,
) -> None:
    panel.look_at((10.0, 50.0, 0.01, 0.1))  # before there are axes
    panel.draw(LOGARITHMIC, False)
    assert bounds(panel) == pytest.approx((10.0, 50.0, -2.0, -1.0))
    panel.draw(RUN, False)
    assert bounds(panel) == pytest.approx((10.0, 50.0, 0.01, 0.1))
    panel.draw(LOGARITHMIC, False)
    panel.look_at((10.0, 50.0, -1.0, 0.1))  # no logarithm: all of that axis
    assert bounds(panel)[:2] == pytest.approx((10.0, 50.0))
    panel.zoom.reset()
    whole = bounds(panel)
    panel.look_at((10.0, 50.0, -1.0, 0.1))
    assert bounds(panel)[2:] == whole[2:]
