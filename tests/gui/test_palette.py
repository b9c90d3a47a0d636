"""The command palette finds by a few letters, and does it by keys alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.finding import find
from gui.i18n import set_language
from gui.page import Page
from gui.palette import Found, Palette, match, ranked
from tests.gui.driven import Driven, driven
from tests.gui.opening import open_page, paused, until

Key = Qt.Key


def nothing() -> None:
    """Do nothing."""


@pytest.mark.parametrize(
    ("typed", "best"),
    [("learn", "Learning rate"), ("lr", "Learning rate"), ("dark", "Change between light and dark"),
     ("学习", "学习率"), ("RATE", "Learning rate")],
)  # fmt: skip
def test_a_few_letters_find(typed: str, best: str) -> None:
    words = ("Length of the warm-up", "Learning rate", "Change between light and dark", "学习率")
    found = ranked(typed, [Found(each, each, "knob", nothing) for each in words])
    assert found[0].words == best


def test_letters_count_in_their_order() -> None:
    assert match("ab", "a b") > 0
    assert match("ba", "a b") == 0
    assert match("rate", "rate") > match("rate", "r a t e of something long")


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    opened = open_page(qtbot)
    until(qtbot, opened, lambda seen: paused(seen) and bool(seen.views))
    return opened


def typed(palette: Palette, words: str) -> None:
    QTest.keyClicks(palette.field, words)


def test_enter_does_what_is_marked_and_esc_nothing(qtbot: QtBot, page: Page) -> None:
    asked = list[str]()
    page.header.menu.chosen.connect(lambda action: asked.append(action.name))
    palette = find(page)
    typed(palette, "train one step")
    QTest.keyClick(palette.field, Key.Key_Return)
    assert asked == ["step"]
    palette = find(page)
    typed(palette, "train one step")
    QTest.keyClick(palette.field, Key.Key_Escape)
    assert asked == ["step"]


def test_arrows_move_the_mark(qtbot: QtBot, page: Page) -> None:
    palette = find(page)
    for key, row in ((Key.Key_Down, 1), (Key.Key_Down, 2), (Key.Key_Up, 1), (Key.Key_PageUp, 0)):
        QTest.keyClick(palette.field, key)
        assert palette.list.currentRow() == row
    typed(palette, "qqqqqqqq")
    assert palette.shown == []
    QTest.keyClick(palette.field, Key.Key_Return)


def test_every_kind_is_found_in_both_languages(qtbot: QtBot, page: Page) -> None:
    for language in ("en", "zh"):
        set_language(language)
        try:
            palette = find(page)
            assert {each.kind for each in palette.shown} >= {"action", "page", "preset", "knob"}
            palette.close()
        finally:
            set_language("en")


def test_a_knob_that_is_found_has_the_keyboard(qtbot: QtBot) -> None:
    with driven(qtbot) as there:
        there.open("flow_plane")
        QTest.keyClick(there.window, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        palette = _palette(there)
        typed(palette, "learning rate")
        assert palette.shown[0].kind == "knob"
        QTest.keyClick(palette.field, Key.Key_Return)
        inspector = there.page.inspector
        assert inspector is not None
        rows = {key: row for form in inspector.forms.values() for key, row in form.rows.items()}
        focused = QApplication.focusWidget()
        assert isinstance(focused, QWidget)
        assert rows["learning_rate"].isAncestorOf(focused)


def _palette(there: Driven) -> Palette:
    there.bot.waitUntil(lambda: bool(there.page.findChildren(Palette)))
    found = there.page.findChildren(Palette)[0]
    assert isinstance(found, Palette)
    return found


def test_the_gallery_has_a_palette(qtbot: QtBot) -> None:
    with driven(qtbot) as driver:
        QTest.keyClick(driver.window, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        (palette,) = driver.window.gallery.findChildren(Palette)
        QTest.keyClicks(palette.field, "dark")
        assert [each.source for each in palette.shown][:1] == ["Change between light and dark"]
        QTest.keyClick(palette.field, Key.Key_Return)
        assert driver.window.look.theme.name == "dark"
