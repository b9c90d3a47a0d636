"""Fields on real pages: what is shown is what runs, but for what is being typed."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.commands import ApplyTouch, Play, Undo
from core.experiments import ENTRIES
from core.knobs import Knob, Value
from core.snapshot import Phase
from core.touches import Hover, Leave, Type
from core.written_number import parse_number, write_number
from gui.page import Page
from gui.panels.typed import TypedPanel
from gui.row import Row
from gui.rows import ChoiceRow, NumberRow, SwitchRow, TextRow, make_row
from gui.value_field import ValueField
from tests.gui.driven import Driven, driven
from tests.gui.opening import paused, until

Key, Left = Qt.Key, Qt.MouseButton.LeftButton
FIRST = ENTRIES[0].name
TYPED = "where is my order"


def row(page: Page, name: str) -> Row:
    """The row of a knob."""
    assert page.inspector is not None
    return next(f.rows[name] for f in page.inspector.forms.values() if name in f.rows)


def field(page: Page, name: str) -> ValueField:
    """The field of a knob, or that of the seed."""
    shown = page.transport.seed if name == "seed" else row(page, name).findChild(ValueField)
    assert shown is not None
    return shown


def type_over(field: QWidget, text: str) -> None:
    """Choose all that stands in a field by mouse, and type over it."""
    QTest.mouseClick(field, Left)
    QTest.mouseDClick(field, Left)
    QTest.keyClick(field, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)


# --- a line in which a person types -----------------------------------------------------------


def line(driver: Driven) -> TypedPanel:
    """The first view of the page in which a person types."""
    assert driver.page.grid is not None
    panels = [card.panel for card in driver.page.grid.cards.values()]
    return next(panel for panel in panels if isinstance(panel, TypedPanel) and panel.view.entry)


def type_there(driver: Driven, words: str) -> TypedPanel:
    """Type into the line, letter by letter, and wait for the answer."""
    panel = line(driver)
    panel.entry.selectAll()
    QTest.keyClicks(panel.entry, words)
    driver.bot.waitUntil(lambda: panel.view.typed == words)
    assert panel.entry.text() == words
    return panel


@pytest.mark.parametrize("name", ["sentence_search", "mlm_text"])
@pytest.mark.parametrize("after", ["undo", "another touch", "preset", "play"])
def test_the_line_is_what_the_page_answers(qtbot: QtBot, name: str, after: str) -> None:
    with driven(qtbot) as driver:
        driver.open(name)
        panel = type_there(driver, TYPED)
        if after == "undo":
            driver.send(Undo())
            driver.until(lambda seen: panel.view.typed != TYPED)
        elif after == "another touch":
            panel.deliver(Type("a lone word"))
            driver.until(lambda seen: panel.view.typed == "a lone word")
        elif after == "play":
            driver.send(Play())
            driver.until(lambda seen: seen.phase is Phase.PLAYING)
        else:
            assert driver.seen.scene is not None
            driver.page.wishes.begin(driver.seen.scene.presets[1])
            driver.until(lambda seen: seen.run == 2 and seen.phase is Phase.PAUSED)
        assert panel.entry.text() == panel.view.typed
        type_there(driver, "hello")


# --- the field of a value ---------------------------------------------------------------------

FIELDS = ["seed", "width", "learning_rate"]


def test_what_is_chosen_in_a_field_stays_chosen_while_it_trains(qtbot: QtBot, page: Page) -> None:
    page.send(Play())
    QTest.mouseDClick(page.transport.seed, Left)
    for _ in range(2):
        before = page.transport.step.text()
        qtbot.waitUntil(lambda before=before: page.transport.step.text() != before)  # type: ignore[misc]
    QTest.keyClicks(page.transport.seed, "7")
    assert page.transport.seed.text() == "7"
    QTest.keyClick(page.transport.seed, Key.Key_Return)
    until(qtbot, page, lambda seen: seen.seed == 7)


def leave_by_tab(page: Page, field: QWidget) -> None:
    QTest.keyClick(field, Key.Key_Tab)


def leave_by_return(page: Page, field: QWidget) -> None:
    QTest.keyClick(field, Key.Key_Return)


def leave_by_a_click(page: Page, field: QWidget) -> None:
    assert page.grid is not None
    QTest.mouseClick(page.grid.cards["bars"], Left)


leaving = pytest.mark.parametrize("leave", [leave_by_tab, leave_by_return, leave_by_a_click])


@pytest.mark.parametrize("name", FIELDS)
@leaving
def test_who_types_what_runs_already_changes_nothing(
    qtbot: QtBot, page: Page, name: str, leave: Callable[[Page, QWidget], None]
) -> None:
    page.transport.step_button.click()
    before = until(qtbot, page, lambda seen: seen.step == 1 and paused(seen))
    shown = field(page, name).text()
    for text in (shown, f"0{shown}"):
        type_over(field(page, name), text)
        leave(page, field(page, name))
        assert field(page, name).text() == shown
    page.transport.step_button.click()
    after = until(qtbot, page, lambda seen: seen.step == 2 and paused(seen))
    assert (after.run, after.seed, after.params) == (before.run, before.seed, before.params)


@pytest.mark.parametrize("name", FIELDS)
def test_escape_puts_back_what_runs(qtbot: QtBot, page: Page, name: str) -> None:
    before, shown = until(qtbot, page, paused), field(page, name).text()
    type_over(field(page, name), "1")
    assert field(page, name).text() == "1"
    QTest.keyClick(field(page, name), Key.Key_Escape)
    qtbot.waitUntil(lambda: not field(page, name).hasFocus())
    assert field(page, name).text() == shown
    page.transport.step_button.click()
    after = until(qtbot, page, lambda seen: seen.step == 1 and paused(seen))
    assert (after.run, after.seed, after.params) == (before.run, before.seed, before.params)


@pytest.mark.parametrize("name", FIELDS)
@leaving
def test_all_other_ways_out_of_a_field_commit(
    qtbot: QtBot, page: Page, name: str, leave: Callable[[Page, QWidget], None]
) -> None:
    type_over(field(page, name), "1")
    leave(page, field(page, name))
    seen = until(
        qtbot, page, lambda seen: 1 in (seen.seed, seen.params.values().get(name)) and paused(seen)
    )
    assert seen.run == (1 if name == "learning_rate" else 2)
    assert field(page, name).text() == "1"


# --- numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("logarithmic", [True, False])
@pytest.mark.parametrize(
    "text",
    [".0125", ".0123", ".00333", ".0004", "1e-7", "12.3456", "99.99", "1234.5", "12345", "100000",
     "0.30000000000000004", "1", "50"],
)  # fmt: skip
def test_the_number_shown_is_the_one_that_runs(qtbot: QtBot, text: str, logarithmic: bool) -> None:
    made = make_row("x", Knob("x", "", 1.0, 1e-9, 1e5, logarithmic=logarithmic, live=True))
    assert isinstance(made, NumberRow)
    qtbot.addWidget(made)
    told: list[Value] = []
    made.moved.connect(told.append)
    made.show_value(2.0)
    QTest.keyClick(made.field, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(made.field, text)
    QTest.keyClick(made.field, Key.Key_Return)
    assert told == [float(text)]
    assert float(made.field.text()) == float(text)
    made.show_value(float(text))  # as the run says it
    assert float(made.field.text()) == float(text)


@pytest.mark.parametrize("logarithmic", [True, False])
def test_what_a_slider_sets_is_short_and_what_is_shown(qtbot: QtBot, logarithmic: bool) -> None:
    made = make_row("x", Knob("x", "", 1.0, 1e-6, 10.0, logarithmic=logarithmic, live=True))
    assert isinstance(made, NumberRow)
    qtbot.addWidget(made)
    told: list[Value] = []
    made.moved.connect(told.append)
    for position in range(made.slider.maximum()):
        made.slider.setValue(position)
        if told:
            assert float(made.field.text()) == told[-1]
        assert len(made.field.text()) <= len("1.23e-6")


@pytest.mark.parametrize(
    ("number", "scientific", "words"),
    [(0.003, True, "3.0e-3"), (0.00333, True, "3.33e-3"), (0.0125, True, "0.0125"),
     (1000.0, True, "1.0e3"), (0.0004, False, "0.0004"), (0.5, False, "0.5"), (0.0, True, "0.0e0"),
     (-12.25, False, "-12.25"), (1e-10, True, "1.0e-10"), (123456.5, False, "123456.5")],
)  # fmt: skip
def test_a_number_is_written_as_short_as_it_can_be(
    number: float, scientific: bool, words: str
) -> None:
    assert write_number(number, scientific) == words
    assert parse_number(words) == number


# --- copies, and what is refused ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"), [("fault", "touch"), ("bias", False), ("width", 5), ("learning_rate", 0.5)]
)
def test_a_copy_is_of_what_runs(qtbot: QtBot, page: Page, name: str, value: Value) -> None:
    page.turn_knob(name, value)  # as a preset, a lesson or the palette does
    until(qtbot, page, lambda seen: seen.params.values()[name] == value and paused(seen))
    made = row(page, name)
    control: QWidget
    if isinstance(made, ChoiceRow):
        assert made.list is not None
        control = made.list
    elif isinstance(made, SwitchRow):
        control = made.box
    else:
        assert isinstance(made, NumberRow)
        control = made.slider
    control.setFocus()
    QTest.keyClick(control, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == f"--set {name}={value}"


@pytest.mark.parametrize("text", ["zz=3", "1/0*y", "-2*y", "r1=0"])
def test_what_a_run_refuses_goes_back_in_words(qtbot: QtBot, text: str) -> None:
    with driven(qtbot) as driver:
        driver.open("ode_cells")
        made = row(driver.page, "equation")
        assert isinstance(made, TextRow)
        QTest.keyClicks(made.field, text)
        QTest.keyClick(made.field, Key.Key_Return)
        driver.until(lambda seen: seen.notice is not None)
        driver.bot.waitUntil(lambda: made.field.text() == "")
        view = driver.seen.scene.hero if driver.seen.scene else ""
        last = [driver.page.send(ApplyTouch(view, each)) for each in (Hover(0.5, 0.5), Leave())][-1]
        driver.until(lambda seen: seen.answered >= last)
        assert driver.seen.notice is not None
