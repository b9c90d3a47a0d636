"""What every panel is: it draws one kind of view and turns mouse and keys into touches."""

from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.touches import Touch
from core.views import View
from gui.i18n import tr
from gui.panels.style import Style, shrink_of
from gui.theme import LIGHT, Theme

UNTOUCHED = Qt.WidgetAttribute.WA_TransparentForMouseEvents
"""What a thumbnail sets so that the mouse goes through it."""
SMALLEST_WIDTH = 120
SMALLEST_HEIGHT = 80


class Panel(QWidget):
    """Draws one kind of view with QPainter; `touched` carries one value of core.touches.

    A subclass gives `paint`, for the kind of view that it draws. Nothing is computed before Qt
    asks for a picture, so a hidden panel costs nothing, however often it is given a view.
    """

    touched = Signal(object)
    paints_ground = False
    """Whether `paint` fills the whole panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # It fills itself, so the card beneath need not be painted for each picture.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.view: Any = None
        self.theme: Theme = LIGHT
        self.fine = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(SMALLEST_WIDTH, SMALLEST_HEIGHT)
        self.setMouseTracking(True)

    def draw(self, view: View, fine: bool) -> None:
        """Show `view`; `fine` asks for the slow, smooth picture of a page at rest."""
        if view is self.view and fine == self.fine:
            return
        former, self.view, self.fine = self.view, view, fine
        if former is None or former.title != view.title:
            self.setAccessibleName(tr(view.title))
        touchable = self.touchable(view) and not self.testAttribute(UNTOUCHED)
        policy = Qt.FocusPolicy.StrongFocus if touchable else Qt.FocusPolicy.NoFocus
        if policy != self.focusPolicy():
            self.setFocusPolicy(policy)
        self.received(view)
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take the colours, type and pens of `theme` at once."""
        self.theme = theme
        self.update()

    def touchable(self, view: Any) -> bool:
        """Whether a hand can do something to `view`; such a panel takes the focus."""
        return False

    def received(self, view: Any) -> None:
        """A new view has come: forget what belonged to the former one."""

    def paint(self, painter: QPainter, view: Any) -> None:
        """Paint `view` over the surface."""
        raise NotImplementedError

    def style_now(self) -> Style:
        """How marks look at this moment."""
        shrink = shrink_of(self.width(), self.height())
        return Style(self.theme, self.fine, self.devicePixelRatioF(), shrink)

    def send(self, touch: Touch) -> None:
        """Hand a touch to whoever listens."""
        self.touched.emit(touch)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self.view is not None:
            self.setAccessibleName(tr(self.view.title))
            self.update()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(4 * SMALLEST_WIDTH, 4 * SMALLEST_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.view is None or not self.paints_ground:
            painter.fillRect(self.rect(), QColor(self.theme.surface))
        if self.view is not None:
            self.paint(painter, self.view)
        painter.end()
