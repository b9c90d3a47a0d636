"""Presenting: the window's state, a bar that comes with the mouse, and always a way out."""

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import gui.presenting_bar
import gui.window
from gui.page import Page
from gui.rows import NumberRow
from gui.window import Window
from tests.gui.opening import ENTRY, paused, playing, until

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """A window in which every page is the toy, one of them open."""
    monkeypatch.setattr(gui.window, "find", lambda name: ENTRY)
    monkeypatch.setattr(gui.presenting_bar, "STAYS", 50)
    made = Window(living=False)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.activateWindow()
    made.open_page("flow_plane")
    until(qtbot, made.pages["flow_plane"], paused)
    yield made
    made.close()


def page_of(window: Window) -> Page:
    assert window.page is not None
    return window.page


def move(over: QWidget, x: float = 5.0) -> None:
    """Move the mouse over a widget: its window hears of it first."""
    at = over.mapTo(over.window(), QPointF(x, 5))
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, at, over.window().mapToGlobal(at), none, none, NONE)
    QApplication.sendEvent(over.window().windowHandle(), move)


def test_the_bar_comes_with_the_mouse_and_goes(qtbot: QtBot, window: Window) -> None:
    page, bar = page_of(window), page_of(window).bar
    move(page)
    assert not bar.isVisible()
    window.present(True)
    assert not bar.isVisible()
    move(page)
    assert bar.isVisible()
    assert page.rect().contains(bar.geometry())
    qtbot.waitUntil(lambda: not bar.isVisible())
    move(page)
    window.present(False)
    assert not bar.isVisible()
    move(page)
    assert not bar.isVisible()


def test_on_the_bar_one_plays_turns_the_last_knob_and_leaves(qtbot: QtBot, window: Window) -> None:
    page, bar = page_of(window), page_of(window).bar
    assert bar.row is not None
    assert bar.row.key == "learning_rate"
    page.turn_knob("width", 5)
    assert bar.row.key == "width"
    page.turn_knob("learning_rate", 0.2)
    window.present(True)
    move(page)
    QTest.mouseClick(bar.play, Qt.MouseButton.LeftButton)
    until(qtbot, page, playing)
    qtbot.waitUntil(lambda: "step" in bar.step.text())
    assert "Toy" in bar.title.text()
    assert isinstance(bar.row, NumberRow)
    bar.row.field.setFocus()
    bar.row.field.selectAll()
    QTest.keyClicks(bar.row.field, "0.05")
    QTest.keyClick(bar.row.field, Qt.Key.Key_Return)
    until(qtbot, page, lambda seen: seen.params.values()["learning_rate"] == 0.05)
    move(page)
    QTest.mouseClick(bar.exit, Qt.MouseButton.LeftButton)
    assert not window.isFullScreen()
    assert page.transport.isVisible()


@pytest.mark.parametrize("text", ["99999", "abc", "-1"])
def test_the_bar_says_why_a_value_is_refused(qtbot: QtBot, window: Window, text: str) -> None:
    page, bar = page_of(window), page_of(window).bar
    window.present(True)
    move(page)
    assert isinstance(bar.row, NumberRow)
    title = bar.title.accessibleName()

    def type_there(words: str) -> None:
        assert isinstance(bar.row, NumberRow)
        bar.row.field.setFocus()
        bar.row.field.selectAll()
        QTest.keyClicks(bar.row.field, words)
        QTest.keyClick(bar.row.field, Qt.Key.Key_Return)

    type_there(text)
    assert bar.title.accessibleName().startswith("Rate ")
    assert text in bar.title.accessibleName()
    assert bar.row.field.text() == "0.1"
    page.transport.toggle()  # other pictures come
    until(qtbot, page, playing)
    assert text in bar.title.accessibleName()
    move(page)
    type_there("0.05")
    qtbot.waitUntil(lambda: bar.title.accessibleName() == title)


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(n, marks=pytest.mark.wide) for n in (2, 3, 4))]
)
def test_any_sequence_ends_in_a_window_with_controls(
    qtbot: QtBot, window: Window, seed: int
) -> None:
    chance = random.Random(seed)
    keys = [Qt.Key.Key_F11, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_Escape, Qt.Key.Key_Space]

    def press() -> None:
        QTest.keyClick(QApplication.focusWidget() or window, chance.choice(keys))

    acts = [press] * 6 + [window.showMaximized, window.showNormal, window.showFullScreen]
    for _ in range(40):
        chance.choice(acts)()
        QApplication.processEvents()
        if window.isFullScreen():
            assert window.navigation.isHidden()
    for _ in range(2):  # the presentation, the page
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert window.gallery.isVisible() or page_of(window).transport.isVisible()


def test_the_title_says_what_trains(qtbot: QtBot, window: Window) -> None:
    page = page_of(window)
    assert window.windowTitle() == "Toy · Qujing 曲径"
    page.transport.toggle()
    until(qtbot, page, playing)
    assert window.windowTitle() == "Toy, training · Qujing 曲径"
    window.open_page("")
    assert window.windowTitle() == "Qujing 曲径"
