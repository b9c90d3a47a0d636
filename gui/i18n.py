"""English and Chinese, switchable while running: one translation function for all texts."""

import json
from collections.abc import Callable

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QObject,
    QTranslator,
    Signal,
)

from core.message import Message, fit
from gui.assets import ASSETS

CONTEXT = "qujing"
LANGUAGES = {"en": "English", "zh": "中文"}


class _Table(QTranslator):
    """Translates from the JSON files of assets/translations/LANGUAGE."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        for path in sorted((ASSETS / "translations" / language).glob("*.json")):
            self.texts.update(json.loads(path.read_text(encoding="utf-8")))

    def isEmpty(self) -> bool:
        return not self.texts

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        # None would mean "not here", but PySide6 declares str; the source string says the same.
        return self.texts.get(text, text) if context == CONTEXT else ""


class _Installed:
    """The translators in force, of which Qt keeps no reference."""

    language = "en"
    translators: tuple[QTranslator, ...] = ()


class _Announcer(QObject):
    """Says that the language has changed."""

    changed = Signal()


_announcer = _Announcer()


def follow_language(retranslate: Callable[[], None]) -> None:
    """Call `retranslate` now and at each change of the language.

    It is a method of a widget that sets the widget's texts, and is called as long as that lives.
    """
    retranslate()
    _announcer.changed.connect(retranslate)


def tr(text: str) -> str:
    """`text`, an English source string, in the language of the window."""
    return QCoreApplication.translate(CONTEXT, text) if text else ""


def format_message(message: Message) -> str:
    """A message with its gaps filled, in the language of the window."""
    words = {name: fit(_word(value)) for name, value in message.values.items()}
    return tr(message.text).format(**words)


def _word(value: object) -> object:
    if isinstance(value, Message):
        return format_message(value)
    if isinstance(value, tuple):
        return "; ".join(str(_word(each)) for each in value)
    return tr(value) if isinstance(value, str) else value


def language() -> str:
    """The language in force, a key of LANGUAGES."""
    return _Installed.language


def set_language(code: str) -> None:
    """Speak `code` from now on, in Qt's own dialogs too."""
    for old in _Installed.translators:
        QCoreApplication.removeTranslator(old)
    _Installed.language, _Installed.translators = code, ()
    if code != "en":
        own, qt = _Table(code), QTranslator()
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        qt.load(QLocale("zh_CN"), "qtbase", "_", folder)
        _Installed.translators = (own, qt)  # Qt asks the last one first
    for translator in _Installed.translators:
        QCoreApplication.installTranslator(translator)
    _announcer.changed.emit()
