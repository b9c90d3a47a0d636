"""The ring round whatever the keyboard has come to."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from shiboken6 import Shiboken

from gui.theme import Theme

OUTSIDE, THICK = 3, 2
"""Pixels between a widget and the outer edge of its ring, and of the ring."""
MOVING = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}


class FocusRing(QWidget):
    """Lies over a window, lets the mouse through, and follows one widget at a time."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme = theme
        self._chain: list[QWidget] = []
        self.hide()

    @property
    def target(self) -> QWidget | None:
        """What the ring is round; None when that, or what it stood in, is gone."""
        if not all(Shiboken.isValid(widget) for widget in self._chain):
            self._let_go()
        return self._chain[0] if self._chain else None

    def _let_go(self) -> None:
        for widget in self._chain:
            if Shiboken.isValid(widget):
                widget.removeEventFilter(self)
        self._chain = []

    def follow(self, target: QWidget | None) -> None:
        """Go to `target`; None for nothing."""
        self._let_go()
        while target is not None and target is not self.window():
            self._chain.append(target)
            target.installEventFilter(self)
            target = target.parentWidget()
        self._place()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Go along with what the target stands in."""
        if event.type() in MOVING:
            self._place()
        return False

    def _place(self) -> None:
        target = self.target
        there = target is not None and self.window().isAncestorOf(target)  # not between two grids
        self.setVisible(there and target is not None and target.isVisible())
        if target is None or not there:
            return
        inside = QRect(target.mapTo(self.window(), QPoint()), target.size())
        for holder in self._chain[1:]:
            if isinstance(holder, QAbstractScrollArea):
                inside &= _round(QRect(holder.mapTo(self.window(), QPoint()), holder.size()))
        outer = _round(inside) & self.window().rect()
        self.setGeometry(outer)
        whole = QRect(QPoint(), outer.size())
        hole = whole.adjusted(THICK, THICK, -THICK, -THICK)
        self.setMask(QRegion(whole).subtracted(QRegion(hole)))
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line of the accent, which stands at more than 3:1 on what is behind it."""
        QPainter(self).fillRect(self.rect(), QColor(self._theme.accent))

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()


class Spot:
    """A ring that a part of the window puts round this or that; it is made when first needed, and
    ends with its `owner`."""

    def __init__(self, owner: QObject, theme: Theme) -> None:
        self._owner, self._theme = owner, theme
        self.ring: FocusRing | None = None

    @property
    def target(self) -> QWidget | None:
        """What the ring is round."""
        return self.ring.target if self.ring else None

    def follow(self, target: QWidget | None) -> None:
        """Go to `target`; None for nothing."""
        if target is not None and self.ring is None:
            self.ring = FocusRing(target.window(), self._theme)
            self._owner.destroyed.connect(self.ring.deleteLater)
        if self.ring is not None:
            self.ring.follow(target)

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        if self.ring is not None:
            self.ring.restyle(theme)


def _round(inside: QRect) -> QRect:
    return inside.adjusted(-OUTSIDE, -OUTSIDE, OUTSIDE, OUTSIDE)
