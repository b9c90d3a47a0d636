"""What people do without thinking: keys, focus, wheel, fields, as cases of a real desktop."""

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QSettings, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from core.commands import Pace, Reset
from core.experiments import ENTRIES
from core.params import Preset
from core.snapshot import Phase
from gui.keys import ACTIONS, OPENING, action_of
from gui.page import Page
from gui.presets import Presets
from gui.row import Row
from gui.rows import ChoiceRow, NumberRow
from gui.window import Window
from tests.gui.opening import paused, until
from tests.toy import ToyParams

Key, Modifier, Left = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton.LeftButton
FIRST = ENTRIES[0].name


def row(page: Page, name: str) -> Row:
    """The row of a knob."""
    assert page.inspector is not None
    return next(f.rows[name] for f in page.inspector.forms.values() if name in f.rows)


def keyboard() -> QWidget:
    """What gets the keys: what has the focus, or else the window."""
    shown = (top for top in QApplication.topLevelWidgets() if isinstance(top, Window))
    return QApplication.focusWidget() or next(top for top in shown if top.isVisible())


def press(key: Qt.Key, held: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
    """Press a key, which goes where Qt sends it."""
    QTest.keyClick(keyboard(), key, held)


def wheel(over: QWidget) -> bool:
    """Turn the wheel by a notch over a widget; whether that took it."""
    at = QPointF(over.rect().center())
    event = QWheelEvent(
        at, over.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Modifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(over, event)
    return event.isAccepted()


def test_nothing_but_the_window_is_shown_as_one(qtbot: QtBot, window: Window) -> None:
    strangers: list[QObject] = []

    class Watch(QObject):
        def eventFilter(self, shown: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(shown, QWidget) and shown.isWindow():
                strangers.append(shown)
            return False

    watch = Watch()
    QApplication.instance().installEventFilter(watch)  # type: ignore[union-attr]
    window.open_page(FIRST)
    until(qtbot, window.pages[FIRST], paused)
    QApplication.instance().removeEventFilter(watch)  # type: ignore[union-attr]
    assert strangers == []


# --- keys ---------------------------------------------------------------------------------------


def test_every_page_has_a_key_of_its_own() -> None:
    keys = [key for action in (*ACTIONS, *OPENING) for key in action.keys]
    assert len(OPENING) == len(ENTRIES)
    assert len(set(keys)) == len(keys)


PLAIN = ("R", "T", "L", "Space", "Right", "PageDown", "2", "F11", "Escape")
OTHERS = [(held, key) for held in ("Control", "Alt", "Meta") for key in PLAIN
          if (held, key) not in (("Control", "L"), ("Control", "Right"))]  # fmt: skip
"""Ctrl+L copies a link, and Ctrl+→ goes through what is kept."""


@pytest.mark.parametrize(("held", "key"), OTHERS)
def test_a_key_with_other_modifiers_than_it_names_does_nothing(held: str, key: str) -> None:
    modifier = getattr(Modifier, f"{held}Modifier")
    assert action_of(QKeyEvent(QEvent.Type.KeyPress, getattr(Key, f"Key_{key}"), modifier)) is None


@pytest.mark.parametrize(
    ("key", "text", "code", "name"),
    [
        (0x041A, "к", 27, "restart"),  # Russian
        (0x03C1, "ρ", 27, "restart"),  # Greek
        (0x05DA, "ך", 46, "language"),  # Hebrew
        (0x0641, "ف", 28, "theme"),  # Arabic
        (Key.Key_Ampersand, "&", 10, OPENING[0].name),  # French
        (0x011B, "ě", 11, OPENING[1].name),  # Czech
        (Key.Key_R, "r", 27, "restart"),
        (Key.Key_P, "p", 27, "pin"),  # Dvorak: what is written on the key counts
        (Key.Key_R, "r", 32, "restart"),  # Dvorak
        (Key.Key_Question, "?", 20, "keys"),
    ],
)  # fmt: skip
def test_keys_work_under_any_layout(key: int, text: str, code: int, name: str | None) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, Modifier.NoModifier, code, 0, 0, text)
    action = action_of(event)
    assert (action.name if action else None) == name


def test_a_key_that_is_held_acts_once_but_steps_repeat(qtbot: QtBot, page: Page) -> None:
    for key, count in ((Key.Key_R, 0), (Key.Key_Right, 5)):
        for _ in range(5):
            held = QKeyEvent(QEvent.Type.KeyPress, key, Modifier.NoModifier, "", True)
            QApplication.sendEvent(keyboard(), held)
        until(qtbot, page, lambda seen, count=count: seen.step == count and seen.run == 1)  # type: ignore[misc]


def test_space_twice_at_once_is_as_before(qtbot: QtBot, page: Page) -> None:
    press(Key.Key_Space)
    press(Key.Key_Space)
    press(Key.Key_Right)
    until(qtbot, page, lambda seen: seen.phase is Phase.PAUSED and seen.step >= 1)


def test_the_key_of_the_open_page_leaves_it_alone(qtbot: QtBot, page: Page) -> None:
    press(Key.Key_Space)
    until(qtbot, page, lambda seen: seen.phase is Phase.PLAYING)
    press(Key.Key_1)
    step = until(qtbot, page, lambda seen: True).step
    until(qtbot, page, lambda seen: seen.phase is Phase.PLAYING and seen.step > step + 2)


def test_new_seeds_count_on_from_any(qtbot: QtBot, page: Page, window: Window) -> None:
    page.transport.ask(Reset(seed=5000))
    until(qtbot, page, lambda seen: seen.seed == 5000)
    press(Key.Key_R, Modifier.ShiftModifier)
    until(qtbot, page, lambda seen: seen.seed == 5001)


# --- focus --------------------------------------------------------------------------------------


def test_keys_train_after_a_choice_from_a_list(qtbot: QtBot, page: Page) -> None:
    chosen = row(page, "fault")
    assert isinstance(chosen, ChoiceRow)
    assert chosen.list is not None
    chosen.list.showPopup()  # Qt lets no click end it that comes as fast as a test's
    view = chosen.list.view()
    QTest.mouseClick(view.viewport(), Left, pos=view.visualRect(view.model().index(4, 0)).center())
    until(qtbot, page, lambda seen: seen.params.values()["fault"] == "touch")
    press(Key.Key_R)
    seen = until(qtbot, page, lambda seen: seen.run == 2)
    assert seen.params.values()["fault"] == "touch"


def test_arrows_train_after_a_slider_was_moved_by_mouse(qtbot: QtBot, page: Page) -> None:
    width = row(page, "width")
    assert isinstance(width, NumberRow)
    QTest.mouseClick(width.slider, Left, pos=QPoint(width.slider.width() - 3, 10))
    seen = until(qtbot, page, lambda seen: seen.run == 2 and seen.phase is Phase.PAUSED)
    press(Key.Key_Right)
    after = until(qtbot, page, lambda seen: seen.step == 1)
    assert (after.run, after.params) == (2, seen.params)


def test_a_control_reached_by_tab_keeps_its_keys(qtbot: QtBot, page: Page) -> None:
    rate = row(page, "learning_rate")
    assert isinstance(rate, NumberRow)
    for _ in range(60):
        press(Key.Key_Tab)
        if rate.slider.hasFocus():
            break
    assert rate.slider.hasFocus()
    before = rate.slider.value()
    press(Key.Key_Right)
    assert rate.slider.value() == before + 1
    press(Key.Key_R)  # is no key of a slider
    until(qtbot, page, lambda seen: seen.run == 2)


# --- wheel, fields ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["learning_rate", "width", "fault", "bias"])
def test_the_wheel_turns_no_knob_without_the_focus(page: Page, name: str) -> None:
    knob = row(page, name)
    before = knob._chosen
    for control in knob.findChildren(QWidget):
        wheel(control)
    assert knob._chosen == before
    assert not knob.resting


def test_the_wheel_turns_a_slider_that_has_the_focus(page: Page) -> None:
    rate = row(page, "learning_rate")
    assert isinstance(rate, NumberRow)
    rate.slider.setFocus()
    before = rate.slider.value()
    assert wheel(rate.slider)
    assert rate.slider.value() != before


@pytest.mark.parametrize("leave", ["play", "return", "tab", "card"])
def test_what_was_typed_is_taken_before_anything_else(qtbot: QtBot, page: Page, leave: str) -> None:
    rate = row(page, "learning_rate")
    assert isinstance(rate, NumberRow)
    QTest.mouseClick(rate.field, Left)
    rate.field.selectAll()
    QTest.keyClicks(rate.field, ".05")
    match leave:
        case "play":
            QTest.mouseClick(page.transport.play, Left)
        case "return":
            press(Key.Key_Return)
        case "tab":
            press(Key.Key_Tab)
        case "card":
            assert page.grid is not None
            QTest.mouseClick(page.grid.cards["bars"], Left)
    until(qtbot, page, lambda seen: seen.params.values()["learning_rate"] == 0.05)
    assert rate.field.text() == "0.05"
    if leave != "tab":
        qtbot.waitUntil(lambda: not rate.field.hasFocus())
        press(Key.Key_T)  # a key of the window again
        assert page.window().look.theme.name == "dark"  # type: ignore[attr-defined]
        press(Key.Key_T)


def test_escape_leaves_a_field_before_it_leaves_the_page(qtbot: QtBot, page: Page) -> None:
    rate = row(page, "learning_rate")
    assert isinstance(rate, NumberRow)
    QTest.mouseClick(rate.field, Left)
    press(Key.Key_Escape)
    qtbot.waitUntil(lambda: not rate.field.hasFocus())
    assert page.isVisible()


@pytest.mark.parametrize(
    ("text", "value"),
    [("0,25", 0.25), ("０．２５", 0.25), ("5·10⁻¹", 0.5), ("5×10^-1", 0.5), ("2e-1", 0.2)],
)
def test_numbers_are_understood_as_people_write_them(
    qtbot: QtBot, page: Page, text: str, value: float
) -> None:
    rate = row(page, "learning_rate")
    assert isinstance(rate, NumberRow)
    rate.field.setText(text)
    rate.field.setModified(True)
    rate.field.editingFinished.emit()
    until(qtbot, page, lambda seen: seen.params.values()["learning_rate"] == value)


@pytest.mark.parametrize("text", ["1_0", "−0.3", "nan", "inf", "1 0", "0x1", "", "1.5.2", "7"])
def test_a_refused_number_says_why_and_goes_back(page: Page, text: str) -> None:
    rate = row(page, "learning_rate")
    assert isinstance(rate, NumberRow)
    rate.field.setText(text)
    rate.field.setModified(True)
    rate.field.editingFinished.emit()
    assert rate.field.text() == "0.1"
    assert page.transport.status.text()


def test_a_double_click_puts_the_default_back(qtbot: QtBot, page: Page) -> None:
    page.turn_knob("learning_rate", 0.5)
    until(qtbot, page, lambda seen: seen.params.values()["learning_rate"] == 0.5)
    QTest.mouseDClick(row(page, "learning_rate").name, Left)
    until(qtbot, page, lambda seen: seen.params.values()["learning_rate"] == 0.1)


def test_a_knob_is_copied_as_the_command_line_sets_it(page: Page) -> None:
    rate = row(page, "learning_rate")
    assert isinstance(rate, NumberRow)
    rate.slider.setFocus()
    press(Key.Key_C, Modifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "--set learning_rate=0.1"


# --- drags --------------------------------------------------------------------------------------


def test_escape_in_a_drag_ends_the_drag_where_it_is(qtbot: QtBot, page: Page) -> None:
    assert page.grid is not None
    panel = page.grid.cards["plane"].panel
    middle = panel.rect().center()
    QTest.mousePress(panel, Left, pos=middle)
    QTest.mouseMove(panel, middle + QPoint(30, 0))
    press(Key.Key_Escape)
    assert page.isVisible()
    assert not panel.holds()
    seen = until(qtbot, page, lambda seen: True)
    QTest.mouseMove(panel, middle + QPoint(90, 0))
    QTest.mouseRelease(panel, Left, pos=middle + QPoint(90, 0))
    assert until(qtbot, page, lambda s: s.answered >= seen.answered).params == seen.params


def test_a_second_button_does_not_end_a_drag(page: Page) -> None:
    assert page.grid is not None
    panel = page.grid.cards["plane"].panel
    middle = panel.rect().center()
    QTest.mousePress(panel, Left, pos=middle)
    QTest.mousePress(panel, Qt.MouseButton.RightButton, pos=middle)
    assert panel.holds()
    QTest.mouseRelease(panel, Left, pos=middle)
    assert not panel.holds()


# --- presenting ---------------------------------------------------------------------------------


def test_a_maximised_window_is_maximised_after_presenting(page: Page, window: Window) -> None:
    window.showMaximized()
    press(Key.Key_F11)
    assert page.presenting
    press(Key.Key_Escape)
    assert window.isMaximized()
    assert not page.presenting
    assert window.navigation.isVisible()


def test_the_desktop_may_end_presenting(page: Page, window: Window) -> None:
    press(Key.Key_F11)
    assert page.presenting
    window.showNormal()
    assert not page.presenting
    assert page.header.isVisible()
    assert window.navigation.isVisible()


def test_presenting_is_never_remembered(qtbot: QtBot, tmp_path: object) -> None:
    kept = QSettings(f"{tmp_path}/kept.ini", QSettings.Format.IniFormat)
    for _ in range(2):
        window = Window(settings=kept, living=False)
        qtbot.addWidget(window)
        window.show()
        assert not window.isFullScreen()
        window.present(True)
        assert window.isFullScreen()
        window.close()


def test_a_window_that_the_desktop_made_fill_the_screen_is_as_before(
    qtbot: QtBot, tmp_path: object
) -> None:
    kept = QSettings(f"{tmp_path}/kept.ini", QSettings.Format.IniFormat)
    usual = QRect(5, 45, 770, 500)
    for again in (False, True):
        window = Window(settings=kept, living=False)
        qtbot.addWidget(window)
        window.show()
        assert again is (window.geometry() == usual)
        window.setGeometry(usual)
        window.showFullScreen()
        qtbot.waitUntil(lambda window=window: window.geometry() != usual)  # type: ignore[misc]
        window.close()


# --- presets ------------------------------------------------------------------------------------


def test_a_preset_begins_its_run_anew_and_is_named_when_departed_from(
    qtbot: QtBot, page: Page
) -> None:
    presets = page.header.presets
    press(Key.Key_Right)
    until(qtbot, page, lambda seen: seen.step == 1)
    for run in (2, 3):  # also where nothing changes
        press(Key.Key_PageDown)
        until(qtbot, page, lambda seen, run=run: seen.run == run and paused(seen))  # type: ignore[misc]
        assert page.snapshot is not None
        assert page.snapshot.step == 0
    assert presets.current is presets.presets[0]
    assert not presets.departed
    page.turn_knob("learning_rate", 0.5)
    qtbot.waitUntil(lambda: presets.departed)
    assert presets.name(presets.presets[0]) == "Wide, changed"


def test_presets_without_room_are_in_the_menu_which_names_the_current_one(qtbot: QtBot) -> None:
    presets = Presets()
    qtbot.addWidget(presets)
    offered = [Preset(f"Preset number {n}", "", {"width": n}, breaks=n > 2) for n in range(1, 7)]
    presets.set_presets(offered)
    presets.resize(300, 30)
    presets.show()
    shown = [chip for chip in presets._chips if chip.isVisible()]
    assert 0 < len(shown) < len(offered)
    assert presets._more.isVisible()
    assert presets._more.text() == "More"
    presets.show_params(ToyParams(width=6))
    assert presets._more.text() == "Preset number 6"
    assert presets._more.isChecked()
    for width in (60, 120, 200, 400, 2000):
        presets.resize(width, 30)
        boxes = [w.geometry() for w in (*presets._chips, presets._more) if w.isVisible()]
        assert all(presets.rect().contains(box) for box in boxes)
        assert not any(a.intersects(b) for a in boxes for b in boxes if a is not b)


def test_those_that_break_carry_a_sign(qtbot: QtBot) -> None:
    presets = Presets()
    qtbot.addWidget(presets)
    presets.set_presets([Preset("Good", "", {}), Preset("Bad", "", {}, breaks=True)])
    assert [chip.icon().isNull() for chip in presets._chips] == [True, False]


# --- transport ----------------------------------------------------------------------------------


def test_a_seed_is_typed_and_a_bad_one_is_refused_in_words(qtbot: QtBot, page: Page) -> None:
    seed = page.transport.seed
    for text, run in (("77", 2), ("-1", 2), ("x", 2), (str(2**40), 2), ("0", 3)):
        QTest.mouseClick(seed, Left)
        seed.selectAll()
        QTest.keyClicks(seed, text)
        press(Key.Key_Return)
        until(qtbot, page, lambda seen, run=run: seen.run == run and paused(seen))  # type: ignore[misc]
        qtbot.waitUntil(
            lambda: page.snapshot is not None and seed.text() == str(page.snapshot.seed)
        )
    assert page.snapshot is not None
    assert page.snapshot.seed == 0


def test_the_pace_that_was_asked_for_is_said(qtbot: QtBot, page: Page) -> None:
    assert page.transport.pace.text() == "as fast as it can"
    page.transport.ask(Pace(5.0))
    qtbot.waitUntil(lambda: page.transport.pace.text() == "at most 5 steps/s")


# --- fingers ------------------------------------------------------------------------------------


def test_a_finger_scrolls_the_knobs_and_turns_none(qtbot: QtBot, page: Page) -> None:
    assert page.inspector is not None
    page.window().resize(760, 480)
    page.inspector.callbacks.unfold()
    area = next(each for each in page.inspector.findChildren(QScrollArea) if each.isVisible())
    bar, screen = area.verticalScrollBar(), area.viewport()
    qtbot.waitUntil(lambda: bar.maximum() > 50)
    assert page.snapshot is not None
    before = page.snapshot.params
    finger = QTest.createTouchDevice()
    touch = QTest.touchEvent(screen, finger, False)
    at = QPoint(screen.width() // 2, screen.height() - 10)
    touch.press(0, at, screen).commit()
    for _ in range(12):
        at -= QPoint(0, 15)
        QTest.qWait(15)
        touch.move(0, at, screen).commit()
    touch.release(0, at, screen).commit()
    qtbot.waitUntil(lambda: bar.value() > 20)
    assert page.snapshot.params == before
