"""The timeline: all moments of a run that can be gone back to, and what happened at which step."""

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip

from core.commands import GoTo
from core.snapshot import Past, Snapshot
from gui.i18n import format_message, tr
from gui.panels.style import pen
from gui.theme import Theme
from gui.tooltips import explain, wrapped
from gui.wheeled import DraggedSlider

HEIGHT, GROOVE, KNOB = 26, 4.0, 6.0
"""Pixels."""
FRAME, LONGEST, WHOLE = 40, 250, 3000
"""Milliseconds between two moments of a past that is played; how many at most; all at least."""
KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1}
HELP = (
    "Drag to go back in time; train on from there, and the future changes. {count} moments are"
    " kept, {used} of {most} MB."
)
NEAR = 5
"""Pixels from a mark within which it says what it is."""


class Timeline(DraggedSlider):
    """`asked` carries the command to show another moment."""

    asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self.past, self._said = theme, Past(), (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(80)
        self._frames: list[int] = []
        self._shown = 0
        self._film = QTimer(self, interval=FRAME)
        self._film.timeout.connect(self._next_frame)

    def sizeHint(self) -> QSize:
        return QSize(240, self._theme.pixels(HEIGHT))

    # --- what the run says ----------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where the run stands, unless a hand holds the knob."""
        shown, self._shown = (self.past, self.value()), snapshot.step
        self.past = snapshot.past
        self.setEnabled(len(self.past.steps) > 1)
        self.setRange(0, max(1, self.past.end))
        if not self.isSliderDown() and not self._film.isActive():
            self.setValue(snapshot.step)
        if snapshot.fine:
            self._say()  # at rest: while it plays the count changes with every picture
        if shown != (self.past, self.value()):
            self.update()

    def _say(self) -> None:
        megabytes = self.past.bytes >> 20
        said = (len(self.past.steps), megabytes)
        if said != self._said:
            self._said = said
            words = tr(HELP)
            explain(self, words.format(count=said[0], used=megabytes, most=self.past.cap >> 20))

    # --- what a person asks ---------------------------------------------------------------------

    def go(self, step: int) -> None:
        """Ask for the moment at a step."""
        self._film.stop()
        self._ask(step)

    def _ask(self, step: int) -> None:
        self.setValue(step)
        self.update()
        self.asked.emit(GoTo(step))

    def step_by(self, by: int) -> None:
        """Go to the next moment that is kept, or to the one before."""
        steps = self.past.steps
        place = (
            bisect_left(steps, self.value()) - 1 if by < 0 else bisect_right(steps, self.value())
        )
        if steps and 0 <= place < len(steps):
            self.go(steps[place])

    @property
    def plays(self) -> bool:
        """Whether the past is played."""
        return self._film.isActive()

    def play_past(self) -> None:
        """Show all kept moments, one after the other."""
        steps = self.past.steps
        self._frames = list(steps[:: -(-len(steps) // LONGEST)]) if len(steps) > 1 else []
        self._film.start(max(FRAME, WHOLE // max(1, len(self._frames))))

    def _next_frame(self) -> None:
        if self._shown != self.value():
            return  # what was asked for is not seen yet
        if self._frames:
            self._ask(self._frames.pop(0))
        else:
            self.go(self.past.end)

    def follow(self, at: QPointF) -> None:
        self.go(self._step_at(at.x()))

    def event(self, event: QEvent) -> bool:
        """Say what happened where the pointer rests."""
        if isinstance(event, QHelpEvent) and (words := self.tip(event.pos().x())):
            QToolTip.showText(event.globalPos(), wrapped(words), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go by moments."""
        key = Qt.Key(event.key())
        if key in KEYS:
            self.step_by(KEYS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(0 if key == Qt.Key.Key_Home else self.past.end)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel is not for time."""
        event.ignore()

    # --- painting -------------------------------------------------------------------------------

    def _room(self) -> QRectF:
        side = self._theme.zoom * KNOB + 1
        return QRectF(self.rect()).adjusted(side, 0, -side, 0)

    def _step_at(self, x: float) -> int:
        room = self._room()
        share = (x - room.left()) / max(1.0, room.width())
        return round(min(max(share, 0.0), 1.0) * self.maximum())

    def _x_of(self, step: float) -> float:
        room = self._room()
        return room.left() + room.width() * step / max(1, self.maximum())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the groove, what is behind, the marks, and the knob."""
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room, middle = self._room(), self.height() / 2
        groove = theme.zoom * GROOVE
        at = self._x_of(self.value())
        ends = ((theme.field, room.left(), room.right()), (theme.accent, room.left(), at))
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, left, right in ends:
            painter.setBrush(QColor(colour))
            rectangle = QRectF(left, middle - groove / 2, max(0.0, right - left), groove)
            painter.drawRoundedRect(rectangle, groove / 2, groove / 2)
        for mark in self.past.marks:
            painter.setPen(pen(QColor(theme.muted), theme.zoom))
            x = self._x_of(mark.step)
            painter.drawLine(QPointF(x, middle - 2 * groove), QPointF(x, middle + 2 * groove))
        painter.setPen(pen(QColor(theme.surface), 1.5))
        painter.setBrush(QColor(theme.accent if self.isEnabled() else theme.muted))
        painter.drawEllipse(QPointF(at, middle), theme.zoom * KNOB, theme.zoom * KNOB)

    def tip(self, x: float) -> str:
        """What happened near a pixel."""
        near = [mark for mark in self.past.marks if abs(self._x_of(mark.step) - x) <= NEAR]
        return "\n".join(f"{mark.step}: {format_message(mark.said)}" for mark in near)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Timeline"))
        self._said = (-1, 0)
        self._say()

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()
