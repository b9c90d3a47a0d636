"""What a person has chosen for the whole program; what the system says until then."""

from PySide6.QtCore import QLocale, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStyle

from gui.i18n import LANGUAGES
from gui.look import SCALES
from gui.stored import choice
from gui.theme import THEMES

MOTIONS = ("still", "lively")


def language(settings: QSettings, wish: str | None = None) -> str:
    """The language wished for, else the one chosen, else that of the system."""
    chosen = wish or choice(settings, "language", LANGUAGES)
    if chosen is not None:
        return chosen
    return "zh" if QLocale.system().language() == QLocale.Language.Chinese else "en"


def theme(settings: QSettings, wish: str | None = None) -> str:
    """The theme wished for, else the one chosen, else that of the system."""
    chosen = wish or choice(settings, "theme", THEMES)
    if chosen is not None:
        return chosen
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def still(settings: QSettings) -> bool:
    """Whether nothing is to move by itself: as was chosen, else as the system says."""
    chosen = choice(settings, "motion", MOTIONS)
    if chosen is not None:
        return chosen == "still"
    hint = QStyle.StyleHint.SH_Widget_Animation_Duration
    return QApplication.style().styleHint(hint) == 0


def scale(settings: QSettings) -> float:
    """The size of type that was chosen, else the usual one."""
    return float(choice(settings, "scale", [str(each) for each in SCALES]) or 1)
