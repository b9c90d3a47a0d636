"""What every panel is: it draws one kind of view and turns mouse and keys into touches."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.touches import Touch
from core.views import View
from gui.i18n import follow_language, tr
from gui.panels.style import Style, shrink_of
from gui.theme import LIGHT, Theme

Deliver = Callable[[Touch], int]
"""Hands a touch to the run; its serial number, which a later picture says it has answered."""

UNTOUCHED = Qt.WidgetAttribute.WA_TransparentForMouseEvents
"""What a thumbnail sets so that the mouse goes through it."""
SMALLEST_WIDTH = 120
SMALLEST_HEIGHT = 80


def to_nobody(_touch: Touch) -> int:
    """Drop a touch: nobody listens."""
    return 0


class Panel(QWidget):
    """Draws one kind of view with QPainter; `deliver` takes the touches of a hand.

    A subclass gives `paint`, for the kind of view that it draws. Nothing is computed before Qt
    asks for a picture, so a hidden panel costs nothing, however often it is given a view.
    """

    paints_background = False
    """Whether `paint` fills the whole panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # It fills itself, so the card beneath need not be painted for each picture.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.deliver: Deliver = to_nobody
        self.view: Any = None
        self.theme: Theme = LIGHT
        self.fine, self.run = False, 0
        self._at, self._button = QPointF(), Qt.MouseButton.NoButton
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(SMALLEST_WIDTH, SMALLEST_HEIGHT)
        self.setMouseTracking(True)
        follow_language(self.retranslate)

    def draw(self, view: View, fine: bool, run: int = 0, answered: int = 0) -> None:
        """Show `view`; `fine` asks for the slow, smooth picture of a page at rest.

        `run` is the number of the run, `answered` that of the last touch that `view` shows.
        """
        self.answered(answered)
        if view is self.view and (fine, run) == (self.fine, self.run):
            return
        former, self.view, self.fine, self.run = self.view, view, fine, run
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

    def retranslate(self) -> None:
        if self.view is not None:
            self.setAccessibleName(tr(self.view.title))
            self.update()

    # --- what a kind of panel says ----------------------------------------------------------

    def touchable(self, view: Any) -> bool:
        """Whether a hand can do something to `view`; such a panel takes the focus."""
        return False

    def received(self, view: Any) -> None:
        """A new view has come: forget what belonged to the former one."""

    def answered(self, serial: int) -> None:
        """The touches up to number `serial` are answered: let go of what the hand holds."""

    def paint(self, painter: QPainter, view: Any) -> None:
        """Paint `view` over the surface."""
        raise NotImplementedError

    def pressed(self, view: Any, event: QMouseEvent) -> bool:
        """A button goes down; whether that means anything here."""
        return False

    def moved(self, view: Any, at: QPointF) -> None:
        """The pointer moves, whether a button is down or not."""

    def released(self, view: Any, at: QPointF) -> None:
        """The button is let go."""

    def keyed(self, view: Any, event: QKeyEvent) -> bool:
        """A key goes down; whether it means anything here."""
        return False

    def holds(self) -> bool:
        """Whether a hand is in the middle of a drag or a stroke."""
        return False

    # --- what they share --------------------------------------------------------------------

    def send(self, touch: Touch) -> int:
        """Hand a touch to whoever listens; its serial number."""
        return self.deliver(touch)

    def style_now(self) -> Style:
        """How marks look at this moment."""
        shrink = shrink_of(self.width(), self.height())
        return Style(self.theme, self.fine, self.devicePixelRatioF(), shrink)

    def whole(self) -> QRect:
        """What to fill: where a pixel of the device is cut by the edge, that pixel too."""
        return self.rect().adjusted(0, 0, 1, 1)

    def sizeHint(self) -> QSize:
        return QSize(4 * SMALLEST_WIDTH, 4 * SMALLEST_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.view is None or not self.paints_background:
            painter.fillRect(self.whole(), QColor(self.theme.surface))
        if self.view is not None:
            self.paint(painter, self.view)
        painter.end()

    def end_drag(self) -> bool:
        """End what a hand is in the middle of where it is now; whether there was anything."""
        held = self.view is not None and self.holds()
        if held:
            self.released(self.view, self._at)
        return held

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.holds():  # a second button says nothing
            return
        self._at, self._button = event.position(), event.button()
        if self.view is not None and self.pressed(self.view, event):
            self.update()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._at = event.position()
        if self.view is not None:
            self.moved(self.view, event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.view is not None and event.button() == self._button:
            self.released(self.view, event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.view is not None and self.keyed(self.view, event):
            self.update()
        else:
            super().keyPressEvent(event)
