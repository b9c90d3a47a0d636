"""Widgets follow the language as long as they live, and are not kept alive by it."""

import gc
import weakref

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from gui.i18n import follow_language, language, set_language


class Told(QLabel):
    """Notes each language that it was told of."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__()
        self.heard = heard
        follow_language(self.retranslate)

    def retranslate(self) -> None:
        """Note the language."""
        self.heard.append(language())
        self.setText(language())


def test_a_widget_is_told_at_once_and_at_each_change(qtbot: QtBot) -> None:
    heard: list[str] = []
    widget = Told(heard)
    qtbot.addWidget(widget)
    try:
        set_language("zh")
    finally:
        set_language("en")
    assert heard == ["en", "zh", "en"]


def test_a_widget_that_is_gone_is_told_no_more(qtbot: QtBot) -> None:
    heard: list[str] = []
    deleted, dropped = Told(heard), Told(heard)
    deleted.deleteLater()
    qtbot.waitUntil(lambda: not isValid(deleted))
    gone = weakref.ref(dropped)
    del dropped
    gc.collect()
    assert gone() is None
    set_language("en")
    assert heard == ["en", "en"]
