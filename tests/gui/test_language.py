"""Every text that the window asks a translation for has one, in every state of every page."""

import pytest
from PySide6.QtWidgets import QApplication, QTabBar, QTabWidget
from pytestqt.qtbot import QtBot

from core.commands import Step
from core.message import Message
from core.snapshot import Phase
from gui import i18n
from gui.shortcuts import ShortcutsDialog
from tests.gui.driven import Driven, driven
from tests.pages import few_pages
from tests.texts import WORD


@pytest.fixture
def missed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The texts that were asked for in Chinese and are not there."""
    found: set[str] = set()
    translate = i18n._Table.translate

    def watched(table: i18n._Table, context: str, text: str, *rest: object) -> str:
        if context == i18n.CONTEXT and text not in table.texts and WORD.search(text):
            found.add(text)
        return translate(table, context, text)

    monkeypatch.setattr(i18n._Table, "translate", watched)
    return found


def _walk(shown: Driven) -> None:
    """Look behind every tab."""
    found: list[QTabWidget | QTabBar] = [*shown.page.findChildren(QTabWidget)]
    for tabs in [*found, *shown.page.findChildren(QTabBar)]:
        for index in range(tabs.count()):
            tabs.setCurrentIndex(index)
            QApplication.processEvents()


def test_each_word_of_a_list_is_translated(qapp: QApplication) -> None:
    i18n.set_language("zh")
    try:
        kinds = ("A text", "Picture of a figure")
        said = Message("This page takes {kinds}; {name} is none.", {"kinds": kinds, "name": "x"})
        assert not WORD.search(i18n.format_message(said).replace("x", ""))
        assert str(said) == "This page takes A text; Picture of a figure; x is none."
    finally:
        i18n.set_language("en")


def test_the_gallery_and_the_sheet_speak_chinese(qtbot: QtBot, missed: set[str]) -> None:
    with driven(qtbot) as shown:
        shown.window.change_language()
        sheet = ShortcutsDialog(shown.window, "")
        sheet.open()
        QApplication.processEvents()
        sheet.close()
        assert not missed


@few_pages
def test_a_page_speaks_chinese_when_it_is_told_to(
    name: str, qtbot: QtBot, missed: set[str]
) -> None:
    with driven(qtbot) as shown:
        shown.open(name)
        shown.window.change_language()
        shown.send(Step(2))
        shown.until(lambda seen: seen.step == 2 and seen.phase is Phase.PAUSED and seen.fine)
        _walk(shown)
        assert not missed
        shown.window.change_language()
        assert i18n.language() == "en"


@pytest.mark.parametrize("page", ["sentence_search", "mlm_text", "nce_words"])
def test_the_data_of_a_text_page_is_in_the_language_of_the_window(page: str, qtbot: QtBot) -> None:
    with driven(qtbot) as shown:
        shown.window.change_language()
        shown.open(page)
        scene = shown.seen.scene
        assert scene is not None
        chinese = scene.params.usual("zh")
        assert shown.seen.params == chinese != scene.params()
        assert shown.page.preset is scene.presets[0]
        broken = next(preset for preset in scene.presets if preset.breaks)
        shown.page.wishes.begin(broken)
        shown.until(lambda seen: seen.params == chinese.changed(broken.values))
