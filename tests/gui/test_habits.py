"""What people do without thinking, on every page: wheel, clicks, typing, and then a key."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from core.snapshot import Phase
from gui.row import Row
from gui.rows import ChoiceRow, NumberRow
from tests.gui.driven import Driven, driven
from tests.pages import few_pages

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def rows(driver: Driven) -> Iterator[Row]:
    """The rows that can be seen, one after the other scrolled to."""
    inspector = driver.page.inspector
    assert inspector is not None
    for form in inspector.forms.values():
        for row in form.rows.values():
            if row.isVisible():
                for area in inspector.findChildren(QScrollArea):
                    if area.isAncestorOf(row):
                        area.ensureWidgetVisible(row)
                yield row


def wheel(over: QWidget) -> None:
    at = QPointF(over.rect().center())
    QApplication.sendEvent(
        over,
        QWheelEvent(
            at, over.mapToGlobal(at), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, NONE,
            Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip


def press(driver: Driven, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or driver.window, key)


def opened(driver: Driven, name: str) -> None:
    driver.open(name)
    driver.window.activateWindow()
    driver.bot.waitUntil(lambda: QApplication.activeWindow() is driver.window)


@few_pages
def test_the_wheel_over_the_form_turns_nothing(qtbot: QtBot, name: str) -> None:
    with driven(qtbot) as driver:
        opened(driver, name)
        before = driver.seen
        for row in rows(driver):
            for control in row.findChildren(QWidget):
                wheel(control)
        driver.page.transport.step_button.click()
        driver.until(lambda seen: seen.step >= 1 and seen.phase is Phase.PAUSED)
        assert (driver.seen.params, driver.seen.run) == (before.params, before.run)


@few_pages
def test_after_a_click_on_any_knob_the_arrow_trains(qtbot: QtBot, name: str) -> None:
    with driven(qtbot) as driver:
        opened(driver, name)
        for row in rows(driver):
            if isinstance(row, NumberRow):
                QTest.mouseClick(row.slider, LEFT, NONE, QPoint(row.slider.width() // 3, 10))
            elif isinstance(row, ChoiceRow) and row.segments is not None:
                QTest.mouseClick(row.segments.buttons()[-1], LEFT)
            else:
                continue
            driver.bot.waitUntil(lambda row=row: not row.resting)  # type: ignore[misc]
            driver.until(lambda seen: seen.phase is Phase.PAUSED and not driver.page.wishes.pending)
            run, step = driver.seen.run, driver.seen.step
            press(driver, Qt.Key.Key_Right)
            driver.until(lambda seen, step=step: seen.step > step)  # type: ignore[misc]
            driver.until(lambda seen: seen.phase is Phase.PAUSED)
            assert (driver.seen.run, driver.seen.step) == (run, step + 1), row.key


@few_pages
def test_what_was_typed_runs_when_play_is_clicked(qtbot: QtBot, name: str) -> None:
    with driven(qtbot) as driver:
        opened(driver, name)
        row = next((each for each in rows(driver) if each.key == "learning_rate"), None)
        if not isinstance(row, NumberRow):
            pytest.skip("This page shows no learning rate.")
        wanted = (row.knob.low * row.knob.high) ** 0.5
        row.field.setFocus()
        row.field.selectAll()
        QTest.keyClicks(row.field, f"{wanted:.4g}")
        QTest.mouseClick(driver.page.transport.play, LEFT)
        driver.until(lambda seen: seen.step > 0 or seen.phase is Phase.PLAYING)
        rate = driver.seen.params.values()["learning_rate"]
        assert float(rate) == pytest.approx(wanted, rel=1e-3)
