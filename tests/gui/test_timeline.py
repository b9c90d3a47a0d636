"""The timeline is dragged, played and left by hand; acts are taken back by keys and by name."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.commands import Pause, Play, Step
from core.snapshot import Phase
from gui.timeline import Timeline
from tests.gui.driven import Driven, driven


def trained(driver: Driven, steps: int = 60) -> Timeline:
    """The timeline of a page after some steps, between which moments were kept."""
    driver.open()
    driver.send(Play())
    driver.until(lambda seen: seen.step >= steps and len(seen.past.steps) > 5)
    driver.send(Pause())
    driver.until(lambda seen: seen.phase is Phase.PAUSED)
    return driver.page.transport.timeline


def test_a_drag_goes_back_and_training_leaves_a_course(qtbot: QtBot) -> None:
    with driven(qtbot) as driver:
        line = trained(driver)
        end, middle = driver.seen.step, QPoint(line.width() // 2, line.height() // 2)
        QTest.mousePress(line, Qt.MouseButton.LeftButton, pos=middle)
        driver.until(lambda seen: seen.step < end)
        QTest.mouseMove(line, QPoint(0, line.height() // 2))
        driver.until(lambda seen: seen.step == 0)
        QTest.mouseRelease(line, Qt.MouseButton.LeftButton, pos=QPoint(0, line.height() // 2))
        assert driver.seen.past.end == end
        driver.send(Step(3))
        driver.until(lambda seen: seen.step == 3 and seen.past.courses == 1)
        QTest.keyClick(driver.page, Qt.Key.Key_B)
        driver.until(lambda seen: seen.step == end)


def test_keys_go_by_moments_and_play_the_past(qtbot: QtBot) -> None:
    with driven(qtbot) as driver:
        line = trained(driver)
        steps, end = driver.seen.past.steps, driver.seen.step
        QTest.keyClick(driver.page, Qt.Key.Key_Left)
        driver.until(lambda seen: seen.step in steps and seen.step < end)
        QTest.keyClick(driver.page, Qt.Key.Key_End)
        driver.until(lambda seen: seen.step == end)
        line.setFocus()
        QTest.keyClick(line, Qt.Key.Key_Home)
        driver.until(lambda seen: seen.step == 0)
        shown: set[int] = set()
        QTest.keyClick(driver.page, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)

        def came_to_the_end() -> bool:
            shown.add(driver.seen.step)
            return len(shown) > 2 and driver.seen.step == end

        qtbot.waitUntil(came_to_the_end)


def test_an_act_is_named_and_taken_back(qtbot: QtBot) -> None:
    with driven(qtbot) as driver:
        driver.open()
        before = driver.seen.params
        driver.page.turn_knob("learning_rate", 0.001)
        driver.until(lambda seen: seen.past.undo is not None)
        transport = driver.page.transport
        assert "Learning rate" in transport.undo.toolTip()
        assert not transport.redo.isEnabled()
        QTest.keyClick(driver.page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        driver.until(lambda seen: seen.params == before)
        assert str(driver.seen.notice) == "Taken back: Turn Learning rate"
        transport.redo.click()
        driver.until(lambda seen: seen.params != before)
