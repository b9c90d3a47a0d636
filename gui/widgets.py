"""Small widgets that several parts of the window share."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
)

from core.snapshot import Phase
from gui.assets import icon
from gui.i18n import tr
from gui.theme import Theme
from gui.tooltips import explain, wrapped


def label(text: str = "", name: str = "", wrap: bool = False) -> QLabel:
    """A text, named `name` in the style sheet."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    return made


class Elided(QLabel):
    """A text that ends in … where it finds no room; then the tool tip has it whole.

    The tool tip also has the `help` to it, which who hears the program is told.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._whole, self._help = "", ""

    def say(self, text: str, help: str = "") -> None:
        """The whole text, and a sentence on what it names."""
        self._whole, self._help = text, help
        self.setAccessibleName(text)
        self.setAccessibleDescription(help)
        self.updateGeometry()
        self._fit()

    def _fit(self) -> None:
        text = self.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )
        if text != self.text():
            self.setText(text)
        whole = "" if text == self._whole else self._whole
        self.setToolTip(wrapped("\n".join(filter(None, (whole, self._help)))))

    def sizeHint(self) -> QSize:
        return QSize(
            self.fontMetrics().horizontalAdvance(self._whole) + 1, super().sizeHint().height()
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(3 * self.fontMetrics().height(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find room anew."""
        super().resizeEvent(event)
        self._fit()


def line() -> QFrame:
    """A hairline across its parent."""
    made = QFrame()
    made.setObjectName("line")
    return made


def button(act: Callable[[], object], name: str = "", checkable: bool = False) -> QPushButton:
    """A button without text yet; clicking it leaves the focus where it was."""
    made = QPushButton()
    made.setObjectName(name)
    made.setCheckable(checkable)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.clicked.connect(lambda _checked=False: act())
    return made


class PlayButton(QPushButton):
    """Plays what rests and pauses what plays; before anything was played it says how."""

    def __init__(self, theme: Theme, act: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("play")
        self.setProperty("invites", False)
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda _checked=False: act())
        self._theme, self._phase, self._invites = theme, Phase.BUILDING, False

    def show_phase(self, phase: Phase, invites: bool = False) -> None:
        """Be what can be done now; say which key does it where that `invites`."""
        self._phase = phase
        if invites is not self._invites:
            self._invites = invites
            self.setProperty("invites", invites)
            self.style().unpolish(self)
            self.style().polish(self)
        self.setText(tr("Press Space") if invites else "")
        if invites:
            self.setMinimumWidth(self.sizeHint().width())  # the last to be squeezed
        words = tr("Pause") if phase is Phase.PLAYING else tr("Play")
        self.setIcon(icon("pause" if phase is Phase.PLAYING else "play", self._theme.on_accent))
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setEnabled(phase in (Phase.PLAYING, Phase.PAUSED))

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.show_phase(self._phase, self._invites)


class IconButton(QToolButton):
    """A button with an icon in the colours of the theme."""

    def __init__(self, name: str, act: Callable[[], object], checkable: bool = False) -> None:
        super().__init__()
        self._icon = name
        self.setCheckable(checkable)
        self.setIconSize(QSize(22, 22))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda _checked=False: act())

    def say(self, text: str) -> None:
        """The words for what the icon means."""
        self.setToolTip(text)
        self.setAccessibleName(text)

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.setIcon(icon(self._icon, theme.accent if self.isChecked() else theme.muted))


class Segments(QFrame):
    """A few exclusive choices side by side. `chosen` carries the index that a person chose."""

    chosen = Signal(int)

    def __init__(self, count: int) -> None:
        super().__init__()
        self.setObjectName("segments")
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        for index in range(count):
            made = button(partial(self.chosen.emit, index), checkable=True)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            made.setMinimumWidth(10)
            self._group.addButton(made, index)
            row.addWidget(made)

    def say(self, texts: Sequence[str]) -> None:
        """The words on the segments."""
        for index, text in enumerate(texts):
            self._group.button(index).setText(text)

    def explain(self, texts: Sequence[str]) -> None:
        """A sentence on each."""
        for index, text in enumerate(texts):
            explain(self._group.button(index), text)

    def choose(self, index: int) -> None:
        """Show `index` as chosen."""
        self._group.button(index).setChecked(True)

    def buttons(self) -> list[QAbstractButton]:
        """The segments."""
        return self._group.buttons()

    def hide_segment(self, index: int) -> None:
        """Take a choice away."""
        self._group.button(index).hide()


class Switch(QAbstractButton):
    """A small lever, on or off."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setFixedSize(34, 20)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the lever in the colours of the palette, which follows the theme."""
        palette = self.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.highlight() if on else palette.mid())
        painter.drawRoundedRect(QRectF(0.5, 0.5, 33, 19), 9.5, 9.5)
        painter.setBrush(palette.base())
        painter.drawEllipse(QPointF(24 if on else 10, 10), 7, 7)


class Hint(QFrame):
    """A pale box with a heading and a sentence."""

    def __init__(self, name: str = "hint") -> None:
        super().__init__()
        self.setObjectName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(4)
        self.heading, self.sentence = label(name="strong"), label(name="muted", wrap=True)
        column.addWidget(self.heading)
        column.addWidget(self.sentence)

    def say(self, heading: str, sentence: str) -> None:
        """The words in the box."""
        self.heading.setText(heading)
        self.sentence.setText(sentence)
