"""The window: pages come and go, keys are obeyed, closing ends the threads."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.experiments import ENTRIES
from gui.i18n import language, set_language
from gui.window import Window
from tests.gui.opening import paused, playing, until
from tests.patience import PATIENCE

FIRST = ENTRIES[0].name


def test_leaving_a_page_pauses_it_and_coming_back_finds_it(qtbot: QtBot, window: Window) -> None:
    window.open_page(FIRST)
    page = window.pages[FIRST]
    until(qtbot, page, paused)
    QTest.keyClick(window, Qt.Key.Key_Space)
    until(qtbot, page, playing)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.page is None
    window.open_page(FIRST)
    seen = until(qtbot, page, paused)
    assert seen.step > 3
    assert window.pages[FIRST] is page


def test_keys_step_restart_and_reseed(qtbot: QtBot, window: Window) -> None:
    window.open_page(FIRST)
    page = window.pages[FIRST]
    until(qtbot, page, paused)
    QTest.keyClick(window, Qt.Key.Key_Right)
    until(qtbot, page, lambda s: s.step == 1)
    QTest.keyClick(window, Qt.Key.Key_R)
    until(qtbot, page, lambda s: s.step == 0 and s.run == 2)
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    until(qtbot, page, lambda s: s.seed == 1)


def test_presenting_and_back(qtbot: QtBot, window: Window) -> None:
    window.open_page(FIRST)
    page = window.pages[FIRST]
    until(qtbot, page, paused)
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert page.presenting
    assert window.isFullScreen()
    QTest.keyClick(window, Qt.Key.Key_PageDown)
    until(qtbot, page, lambda s: s.params.values()["width"] == 16)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not page.presenting
    assert window.page is page


def test_theme_and_language_keys(qtbot: QtBot, window: Window) -> None:
    QTest.keyClick(window, Qt.Key.Key_T)
    assert window.look.theme.name == "dark"
    try:
        QTest.keyClick(window, Qt.Key.Key_L)
        assert language() == "zh"
        qtbot.waitUntil(lambda: window.gallery.motto.text().startswith("看"))
    finally:
        set_language("en")
        window.change_theme()
    assert window.look.theme.name == "light"


def test_the_sheet_of_shortcuts_opens(qtbot: QtBot, window: Window) -> None:
    QTest.keyClick(window, Qt.Key.Key_Question)
    sheets = [child for child in window.children() if child.inherits("QDialog")]
    assert len(sheets) == 1
    sheets[0].close()  # type: ignore[attr-defined]  # a QDialog


@pytest.mark.parametrize("moment", ["building", "playing", "failing"])
def test_closing_ends_every_thread(qtbot: QtBot, window: Window, moment: str) -> None:
    window._texts = {"fault": "step"} if moment == "failing" else {}
    window.open_page(FIRST)
    page = window.pages[FIRST]
    if moment != "building":
        until(qtbot, page, paused)
        QTest.keyClick(window, Qt.Key.Key_Space)
        until(qtbot, page, playing if moment == "playing" else lambda s: s.reason is not None)
    window.close()
    assert window.ended or page.session.wait(PATIENCE)
    assert not page.session.alive


def test_theme_and_language_are_remembered(qtbot: QtBot, tmp_path: object) -> None:
    kept = QSettings(f"{tmp_path}/kept.ini", QSettings.Format.IniFormat)
    window = Window(settings=kept, living=False)
    qtbot.addWidget(window)
    window.change_theme()
    try:
        window.change_language()
        assert (kept.value("theme"), kept.value("language")) == ("dark", "zh")
    finally:
        set_language("en")
        window.change_theme()
