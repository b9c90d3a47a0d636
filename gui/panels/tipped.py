"""Widgets that say what lies under the pointer where it rests."""

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from gui.tooltips import wrapped


class Tipped(QWidget):
    """Asks `tip` what to say; nothing is said of what has none."""

    def tip(self, at: QPointF) -> str:
        """What is said of a pixel."""
        return ""

    def event(self, event: QEvent) -> bool:
        """Say what is under the pointer."""
        if not isinstance(event, QHelpEvent):
            return super().event(event)
        words = self.tip(QPointF(event.pos()))
        QToolTip.showText(event.globalPos(), wrapped(words) if words else "", self)
        return True
