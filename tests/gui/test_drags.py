"""A drag ends where it is by Esc or when another window comes, and by no other button."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QSlider, QStyle, QStyleOptionSlider, QWidget
from pytestqt.qtbot import QtBot

from core.commands import Step
from core.snapshot import Phase
from gui.drags import RESTS, Draggable
from gui.drawing_pad import DrawingPad
from gui.level_slider import LevelSlider
from gui.panels import Panel
from gui.rows import NumberRow
from gui.stage.choice import Choice
from gui.stage.drawn_curve import DrawnCurve
from gui.theme import LIGHT
from gui.timeline import Timeline
from tests.gui.driven import Driven, driven

Key, LEFT, RIGHT = Qt.Key, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
HELD = ("picture", "timeline", "knob", "groove")


def opened(driver: Driven) -> None:
    """A page with something behind it."""
    driver.open()
    driver.window.activateWindow()
    driver.bot.waitUntil(lambda: QApplication.activeWindow() is driver.window)
    driver.send(Step(5))
    driver.until(lambda seen: seen.step == 5 and seen.phase is Phase.PAUSED)
    driver.bot.waitUntil(driver.page.transport.timeline.isEnabled)


def grasped(driver: Driven, kind: str) -> tuple[QWidget, QPoint]:
    """Something that is dragged, with the button down on it, and where."""
    page = driver.page
    widget: QWidget
    match kind:
        case "picture":
            assert page.grid is not None
            panels = [card.panel for card in page.grid.cards.values()]
            widget = next(each for each in panels if each.isVisible() and each.touchable(each.view))
            at = handle_of(widget)
        case "timeline":
            widget = page.transport.timeline
            at = QPoint(widget.width() // 2, widget.height() // 2)
            QTest.mousePress(widget, LEFT, pos=at)
        case _:
            assert page.inspector is not None
            rows = page.inspector.forms["main"].rows.values()
            row = next(each for each in rows if isinstance(each, NumberRow) and each.knob.live)
            widget, option = row.slider, QStyleOptionSlider()
            row.slider.initStyleOption(option)
            control, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
            handle = row.slider.style().subControlRect(control, option, part, row.slider)
            at = handle.center()
            if kind == "groove":  # beside the handle it goes on by pages for as long as it is held
                at += QPoint(2 * handle.width() * (1 if at.x() < widget.width() // 2 else -1), 0)
            QTest.mousePress(widget, LEFT, pos=at)
    assert holds(widget)
    return widget, at


def handle_of(panel: Panel) -> QPoint:
    """Press where a hand gets hold of something."""
    for x in range(10, panel.width(), 20):
        for y in range(10, panel.height(), 20):
            QTest.mousePress(panel, LEFT, pos=QPoint(x, y))
            if panel.holds():
                return QPoint(x, y)
            QTest.mouseRelease(panel, LEFT, pos=QPoint(x, y))
    raise AssertionError("Nothing can be dragged.")


def holds(widget: QWidget) -> bool:
    if isinstance(widget, QSlider):
        return widget.isSliderDown() or widget.repeatAction() is not RESTS
    return bool(widget.holds())  # type: ignore[attr-defined]


def end_by_escape(driver: Driven) -> None:
    QTest.keyClick(QApplication.focusWidget() or driver.window, Key.Key_Escape)


def end_by_sheet(driver: Driven) -> None:
    QTest.keyClick(QApplication.focusWidget() or driver.window, Key.Key_Question)
    close_dialogs(driver)


def end_by_palette(driver: Driven) -> None:
    held = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(QApplication.focusWidget() or driver.window, Key.Key_K, held)
    close_dialogs(driver)


def end_by_another_window(driver: Driven) -> None:
    other = QWidget()
    driver.bot.addWidget(other)
    other.show()
    other.activateWindow()
    driver.bot.waitUntil(lambda: QApplication.activeWindow() is other)
    other.close()


def close_dialogs(driver: Driven) -> None:
    driver.bot.waitUntil(lambda: any(each.isVisible() for each in dialogs(driver)))
    for dialog in dialogs(driver):
        dialog.close()


def dialogs(driver: Driven) -> list[QDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog)]


@pytest.mark.parametrize("kind", HELD)
@pytest.mark.parametrize(
    "end", [end_by_escape, end_by_sheet, end_by_palette, end_by_another_window]
)
def test_a_drag_ends_where_it_is(qtbot: QtBot, kind: str, end: Callable[[Driven], None]) -> None:
    with driven(qtbot) as driver:
        opened(driver)
        widget, at = grasped(driver, kind)
        QTest.mouseMove(widget, at + QPoint(6, 0))
        end(driver)
        assert driver.window.page is not None
        assert not holds(widget)
        value = widget.value() if isinstance(widget, QSlider) else None
        for away in (20, 40):
            QTest.mouseMove(widget, at + QPoint(away, 0))
        assert not holds(widget)
        assert value is None or (isinstance(widget, QSlider) and widget.value() == value)
        QTest.mouseRelease(widget, LEFT, pos=at + QPoint(40, 0))
        driver.window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is driver.window)
        end_by_escape(driver)  # there is nothing more to be ended
        assert driver.window.page is None


@pytest.mark.parametrize("make", [Timeline, LevelSlider, DrawingPad, DrawnCurve])
def test_another_button_neither_begins_nor_ends_a_drag(
    qtbot: QtBot, make: Callable[[object], QWidget]
) -> None:
    widget = make(LIGHT)
    assert isinstance(widget, Draggable)
    qtbot.addWidget(widget)
    widget.resize(200, 200)
    widget.show()
    at = widget.rect().center()
    QTest.mousePress(widget, RIGHT, pos=at)
    assert not holds(widget)
    QTest.mouseRelease(widget, RIGHT, pos=at)
    QTest.mousePress(widget, LEFT, pos=at)
    assert holds(widget)
    QTest.mousePress(widget, RIGHT, pos=at)
    QTest.mouseRelease(widget, RIGHT, pos=at)
    assert holds(widget)
    QTest.mouseRelease(widget, LEFT, pos=at)
    assert not holds(widget)
    assert not widget.end_drag()


def test_an_answer_is_chosen_by_the_left_button(qtbot: QtBot) -> None:
    choice, chosen = Choice("It falls."), []
    qtbot.addWidget(choice)
    choice.chosen.connect(lambda: chosen.append(1))
    QTest.mouseClick(choice, RIGHT)
    assert not chosen
    QTest.mouseClick(choice, LEFT)
    assert chosen
