"""The caret's keys belong to the field, and what was typed is taken before another key counts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from core.snapshot import Phase
from gui.panels.text_input import TextInput
from gui.rows import NumberRow
from tests.gui.driven import Driven, driven

Key, Modifier = Qt.Key, Qt.KeyboardModifier
NONE, CTRL, SHIFT = Modifier.NoModifier, Modifier.ControlModifier, Modifier.ShiftModifier
FIELDS = ("knob", "seed", "sentence")


def field(driver: Driven, kind: str) -> QLineEdit:
    """A field of that kind, clicked."""
    page = driver.page
    assert page.inspector is not None
    found: QLineEdit
    match kind:
        case "knob":
            forms = page.inspector.forms.values()
            row = next(f.rows["learning_rate"] for f in forms if "learning_rate" in f.rows)
            assert isinstance(row, NumberRow)
            found = row.field
        case "seed":
            found = page.transport.seed
        case _:
            found = next(each for each in page.findChildren(TextInput) if each.isVisible())
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)
    assert found.hasFocus()
    return found


def press(key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    """Press a key where the focus is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, held)


def opened(driver: Driven, step: int = 0) -> None:
    """A page with a line that is typed, after a few steps."""
    driver.open("sentence_search")
    driver.window.activateWindow()
    driver.bot.waitUntil(lambda: QApplication.activeWindow() is driver.window)
    for count in range(1, step + 1):
        driver.page.transport.step_button.click()
        driver.until(lambda seen, n=count: seen.step == n and seen.phase is Phase.PAUSED)  # type: ignore[misc]


@pytest.mark.parametrize("kind", FIELDS)
def test_the_carets_keys_move_the_caret_and_no_run(qtbot: QtBot, kind: str) -> None:
    with driven(qtbot) as driver:
        opened(driver, step=2)
        line = field(driver, kind)
        line.setText("123 456")
        for key, held, caret in (
            (Key.Key_Home, NONE, 0),
            (Key.Key_Right, NONE, 1),
            (Key.Key_End, NONE, 7),
            (Key.Key_Left, NONE, 6),
            (Key.Key_Left, CTRL, 4),
            (Key.Key_Home, NONE, 0),
            (Key.Key_Right, CTRL, 4),
            (Key.Key_Left, SHIFT, 3),
            (Key.Key_Left, NONE, 2),
        ):
            press(key, held)
            assert (line.cursorPosition(), line.hasFocus()) == (caret, True)
        QTest.keyClicks(line, "9")
        assert line.text() == "1293 456"
        press(Key.Key_Backspace)
        assert line.text() == "123 456"
        press(Key.Key_Z, CTRL)
        assert line.text() == "1293 456"
        page = driver.page
        assert page.snapshot is not None
        assert (page.snapshot.step, page.snapshot.run) == (2, driver.seen.run)
        assert page.snapshot.past.redo is None


@pytest.mark.parametrize(("key", "rate"), [(Key.Key_F11, 0.0123), (Key.Key_PageDown, 0.003)])
def test_what_is_half_typed_is_taken_before_a_key_that_does_something(
    qtbot: QtBot, key: Qt.Key, rate: float
) -> None:
    """A preset that begins then has the last word, and nothing is applied on top of it later."""
    with driven(qtbot) as driver:
        opened(driver)
        line = field(driver, "knob")
        line.selectAll()
        QTest.keyClicks(line, ".0123")
        press(key)
        assert not line.isModified()
        assert not line.hasFocus()
        page = driver.page
        driver.until(lambda seen: seen.phase is Phase.PAUSED and not page.wishes.pending)
        driver.until(lambda seen: seen.params.values()["learning_rate"] == rate)
        if key == Key.Key_PageDown:
            assert line.text() == "3.0e-3"


def test_a_key_that_the_field_does_not_take_leaves_it(qtbot: QtBot) -> None:
    with driven(qtbot) as driver:
        opened(driver)
        line = field(driver, "knob")
        line.selectAll()
        QTest.keyClicks(line, ".0123")
        press(Key.Key_Plus, CTRL)
        driver.until(lambda seen: seen.params.values()["learning_rate"] == 0.0123)
        assert driver.window.look.scale > 1
        driver.window.scale_type(0)
