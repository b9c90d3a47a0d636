"""What every panel is: it draws one kind of view and turns mouse and keys into touches."""

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.touches import Touch
from core.view_layers import Bounds
from core.views import View
from gui.i18n import follow_language, tr
from gui.panels.linked import Linked
from gui.panels.readout import Readout, paint_readout
from gui.panels.style import Style, shrink_of
from gui.theme import LIGHT, Theme

log = logging.getLogger("qujing")

Deliver = Callable[[Touch], int]
"""Hands a touch to the run; its serial number, which a later picture says it has answered."""

UNTOUCHED = Qt.WidgetAttribute.WA_TransparentForMouseEvents
"""What a thumbnail sets so that the mouse goes through it."""
SMALLEST_WIDTH = 120
SMALLEST_HEIGHT = 80


def to_nobody(_touch: Touch) -> int:
    """Drop a touch: nobody listens."""
    return 0


class Panel(Linked):
    """Draws one kind of view with QPainter; `deliver` takes the touches of a hand.

    A subclass gives `paint`, for the kind of view that it draws. Nothing is computed before Qt
    asks for a picture, so a hidden panel costs nothing, however often it is given a view.
    """

    broke_or_mended = Signal()
    """`broken` has changed: whether the picture that is shown cannot be painted."""
    pointed = Signal(str, object)
    """The x axis on which the pointer rests, and where, or None where it has left."""
    straight = False
    """Whether it is painted into a file, not on the screen."""
    paints_background = False
    """Whether `paint` fills the whole panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # It fills itself, so the card beneath need not be painted for each picture.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.deliver: Deliver = to_nobody
        self.theme: Theme = LIGHT
        self.fine, self.run, self.broken = False, 0, False
        self.readout: Readout | None = None
        """What is read at the pointer now."""
        self._reads_at: QPointF | None = None
        self._at, self._button, self._took = QPointF(), Qt.MouseButton.NoButton, False
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

    def read(self, view: Any, at: QPointF) -> Readout | None:
        """What lies nearest to a pixel, by name and value; None where there is nothing."""
        return None

    def shares(self, view: Any, at: QPointF) -> tuple[str, float] | None:
        """The x axis and the place on it of a pixel, for other charts of the same axis."""
        return None

    def shared(self, view: Any, axis: str, x: float) -> QPointF | None:
        """Where `x` of another chart with the x axis `axis` lies in this one."""
        return None

    def share_camera(self, other: "Panel") -> None:
        """Look from now on where `other`, a panel of the same kind, looks."""

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

    def look_at(self, bounds: Bounds) -> None:
        """Show this part of the axes, where there are any."""

    # --- what they share --------------------------------------------------------------------

    def point_along(self, axis: str, x: float | None) -> None:
        """Read what stands at `x`, where this panel has the x axis `axis`; None: no more."""
        if self.view is not None:
            self._point(None if x is None else self.shared(self.view, axis, x))

    def _point(self, at: QPointF | None) -> None:
        reads, self._reads_at = self.readout is not None, at
        if self.view is not None and (reads or (at and self.read(self.view, at))):
            self.update()

    def _paint_readout(self, painter: QPainter) -> None:
        at = None if self.straight or self.holds() else self._reads_at
        self.readout = self.read(self.view, at) if at is not None else None
        if self.readout is not None:
            paint_readout(painter, self.readout, QRectF(self.rect()), self.style_now())

    def send(self, touch: Touch) -> int:
        """Hand a touch to whoever listens; its serial number."""
        return self.deliver(touch)

    def style_now(self) -> Style:
        """How marks look at this moment."""
        shrink = shrink_of(self.width(), self.height())
        fine = self.fine or self.straight
        return Style(self.theme, fine, self.devicePixelRatioF(), shrink, self.straight)

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
            self._paint_or_tell(painter)
        painter.end()

    def _paint_or_tell(self, painter: QPainter) -> None:
        """Paint; a picture that fails is tried again when it next has to be painted."""
        was_broken, self.broken = self.broken, False
        try:
            self.paint(painter, self.view)
            self._paint_readout(painter)
        except Exception as error:
            self.broken = True
            if not was_broken:
                log.error("%r cannot be painted.", self.view.title, exc_info=error)
        if self.broken != was_broken:
            self.broke_or_mended.emit()

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
        self._took = self.view is not None and self.pressed(self.view, event)
        if self._took:
            self.update()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._at = event.position()
        if self.view is not None:
            self.moved(self.view, event.position())
            self._point(event.position())
            shared = self.shares(self.view, event.position())
            self.pointed.emit(*(shared or ("", None)))
            self.rest_on(self.names_at(self.view, event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is read any more."""
        self._point(None)
        self.pointed.emit("", None)
        self.rest_on(None)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.view is not None and event.button() == self._button:
            self.released(self.view, event.position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Let a menu come up, but for a button that means something here."""
        event.setAccepted(self._took and event.reason() is QContextMenuEvent.Reason.Mouse)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.view is not None and self.keyed(self.view, event):
            self.update()
        else:
            super().keyPressEvent(event)
