"""What a person has chosen for the whole program; what the system says until then."""

from PySide6.QtCore import QLocale, QSettings, Qt
from PySide6.QtGui import QGuiApplication

from gui.i18n import LANGUAGES
from gui.look import SCALES
from gui.theme import THEMES


def stored() -> QSettings:
    """The settings of this person, in a file that can be read."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "qujing", "qujing")


def language(settings: QSettings, wish: str | None = None) -> str:
    """The language wished for, else the one chosen, else that of the system."""
    chosen = wish or str(settings.value("language", ""))
    if chosen in LANGUAGES:
        return chosen
    return "zh" if QLocale.system().language() == QLocale.Language.Chinese else "en"


def theme(settings: QSettings, wish: str | None = None) -> str:
    """The theme wished for, else the one chosen, else that of the system."""
    chosen = wish or str(settings.value("theme", ""))
    if chosen in THEMES:
        return chosen
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def scale(settings: QSettings) -> float:
    """The size of type that was chosen, else the usual one."""
    chosen = str(settings.value("scale", "1.0"))
    return next((each for each in SCALES if str(each) == chosen), 1.0)
