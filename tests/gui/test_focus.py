"""By Tab everything is reached as it is read, with one ring round it."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.commands import Step
from core.snapshot import Phase
from gui.focus_ring import OUTSIDE, THICK
from gui.panels import Panel
from gui.tab_order import reading_order
from tests.gui.driven import Driven, driven
from tests.pages import few_pages

MOST = 200
"""Stops after which a walk is given up."""


def walk(driver: Driven, back: bool = False) -> list[QWidget]:
    """Where Tab goes until it comes round."""
    stops: list[QWidget] = []
    window = driver.window
    window.activateWindow()
    driver.bot.waitUntil(lambda: QApplication.activeWindow() is window)
    while len(stops) < MOST:
        now = QApplication.focusWidget()
        QTest.keyClick(now or window, Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        if stops and now is stops[0]:
            return stops
        assert now not in stops, now
        assert ringed(driver, now), now
        stops.append(now)
    raise AssertionError("Tab never comes round.")


def ringed(driver: Driven, widget: QWidget) -> bool:
    """Whether the ring lies round what is seen of a widget."""
    ring, place = driver.window.ring, QRect(widget.mapTo(driver.window, QPoint()), widget.size())
    around = place.adjusted(-OUTSIDE, -OUTSIDE, OUTSIDE, OUTSIDE) & driver.window.rect()
    return ring.isVisible() and around.contains(ring.geometry()) and ring.height() > 2 * THICK


@few_pages
def test_tab_reaches_all_that_takes_the_focus(qtbot: QtBot, name: str) -> None:
    with driven(qtbot) as driver:
        driver.open(name)
        stops = walk(driver)
        takes = {
            widget
            for widget in driver.window.findChildren(QWidget)
            if widget.isVisible() and widget.isEnabled() and not isinstance(widget, QScrollBar)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        }
        assert takes <= set(stops)
        page, grid, inspector = driver.page, driver.page.grid, driver.page.inspector
        assert grid is not None
        assert inspector is not None
        parts = [driver.window.navigation, page.header, grid, inspector, page.transport]
        order = [next(n for n, p in enumerate(parts) if p.isAncestorOf(stop)) for stop in stops]
        turn = order.index(min(order))
        assert order[turn:] + order[:turn] == sorted(order)
        assert set(walk(driver, back=True)) == set(stops)


def test_the_ring_is_for_who_came_by_tab(qtbot: QtBot) -> None:
    with driven(qtbot) as driver:
        driver.open()
        walk(driver)
        assert driver.window.ring.isVisible()
        QTest.mouseClick(driver.page.transport.play, Qt.MouseButton.LeftButton)
        driver.page.setFocus()
        assert not driver.window.ring.isVisible()


def test_hidden_pages_are_not_gone_through(qtbot: QtBot) -> None:
    """With thirteen pages open a press of Tab took half a second."""

    class Counted(QWidget):
        asked = 0

        def layout(self) -> QLayout | None:
            Counted.asked += 1
            return None

    holder, pages, shown = QWidget(), QStackedWidget(), []
    QVBoxLayout(holder).addWidget(pages)
    qtbot.addWidget(holder)
    for _ in range(3):
        page = Counted()
        shown.append(QPushButton(page))
        pages.addWidget(page)
    holder.show()
    assert reading_order(holder) == shown[:1]
    assert Counted.asked == 1


@few_pages
def test_a_click_leaves_the_keyboard_with_fields_and_pictures_alone(
    qtbot: QtBot, name: str
) -> None:
    with driven(qtbot) as driver:
        driver.open(name)
        driver.page.transport.step_button.click()
        driver.until(lambda seen: seen.step > 0)
        assert driver.page.transport.timeline.isVisible()
        kept = [
            widget
            for widget in driver.window.findChildren(QWidget)
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.ClickFocus
            if not isinstance(widget, QLineEdit | Panel)
        ]
        assert kept == []


def test_what_is_disabled_or_hidden_gives_the_keyboard_to_what_is_open(qtbot: QtBot) -> None:
    with driven(qtbot) as driver:
        driver.open()
        driver.window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is driver.window)
        transport = driver.page.transport
        driver.send(Step())
        driver.until(lambda seen: seen.step == 1)
        qtbot.waitUntil(transport.timeline.isEnabled)
        ends = (QWidget.hide, lambda widget: widget.setEnabled(False),
                lambda widget: widget.parentWidget().setEnabled(False))  # fmt: skip
        for widget in (transport.timeline, transport.play, transport.step_button, transport.seed):
            for end in ends:
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                assert widget.hasFocus()
                end(widget)
                assert QApplication.focusWidget() in (driver.page, None), (widget, end)
                transport.setEnabled(True)
                widget.setEnabled(True)
                widget.show()


@pytest.mark.parametrize("by_key", [True, False])
def test_after_the_run_begins_anew_the_arrow_trains(qtbot: QtBot, by_key: bool) -> None:
    """The timeline and Play are disabled for a moment then."""
    with driven(qtbot) as driver:
        driver.open()
        driver.window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is driver.window)
        transport, key = driver.page.transport, Qt.Key.Key_R
        for widget in (transport.timeline, transport.play):
            run = driver.seen.run
            driver.send(Step(3))
            driver.until(lambda seen: seen.step >= 3 and seen.phase is Phase.PAUSED)
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            assert widget.hasFocus()
            if by_key:
                QTest.keyClick(QApplication.focusWidget() or driver.window, key)
            else:
                QTest.mouseClick(transport.restart, Qt.MouseButton.LeftButton)
            driver.until(
                lambda seen, run=run: seen.run == run + 1 and seen.phase is Phase.PAUSED  # type: ignore[misc]
            )
            focus = QApplication.focusWidget()
            assert focus is None or not driver.window.navigation.isAncestorOf(focus)
            QTest.keyClick(QApplication.focusWidget() or driver.window, Qt.Key.Key_Right)
            driver.until(lambda seen: seen.step == 1)
