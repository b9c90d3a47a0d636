"""The thin bar over a page that is presented: it comes with the mouse and goes by itself."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from core.commands import Command, Toggle
from core.params import Params, Preset, Value
from core.snapshot import Snapshot
from gui.i18n import format_message, tr
from gui.keyboard import application
from gui.keys import with_keys
from gui.row import Row
from gui.rows import make_row
from gui.theme import Theme
from gui.widgets import Elided, IconButton, PlayButton, label

if TYPE_CHECKING:
    from core.scene import Scene

STAYS = 3000
"""Milliseconds after the last move of the mouse."""
KNOB_WIDTH, MARGIN = 260, 16
"""Pixels."""


class PresentingBar(QFrame):
    """Title, preset, step, play, one knob, and the way out; `turned` carries name and value."""

    turned = Signal(str, object)
    left = Signal()

    def __init__(self, page: QWidget, theme: Theme, send: Callable[[Command], int]) -> None:
        super().__init__(page)
        self.setObjectName("transport")
        self._page = page
        self.play = PlayButton(theme, lambda: send(Toggle()))
        self.title, self.step = Elided("strong"), label(name="muted")
        self.exit = IconButton("x", self.left.emit)
        self.row: Row | None = None
        self._title = self._refusal = ""
        self._watched: QWindow | None = None
        self._preset: Preset | None = None
        self._snapshot: Snapshot | None = None
        self._wanted: Params | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 6, 10, 6)
        self._row.setSpacing(16)
        for widget in (self.play, self.title, self.step, self.exit):
            self._row.addWidget(widget)
        self._timer = QTimer(self, singleShot=True, interval=STAYS)
        self._timer.timeout.connect(self._go)
        self.restyle(theme)
        self.hide()

    def watch(self, presenting: bool) -> None:
        """Come whenever the mouse moves over the window, or stay away."""
        self.hide()
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        # Not the program, whose filter sees each event of each widget: restyling would cost twice.
        self._watched = self._page.window().windowHandle() if presenting else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The mouse has moved."""
        if event.type() == QEvent.Type.MouseMove:
            self._timer.start()
            if not self.isVisible():
                self._say()
                self._place()
                self.show()
                self.raise_()
        return False

    def _go(self) -> None:
        """Go, unless a hand is on it."""
        busy = self.underMouse() or self.isAncestorOf(application().focusWidget() or self)
        if busy:
            self._timer.start()
        else:
            self._refusal = ""
            self.hide()

    def _place(self) -> None:
        """Over the middle of the lower edge."""
        self.adjustSize()
        size = self.size().boundedTo(self._page.size())
        left = (self._page.width() - size.width()) // 2
        top = self._page.height() - size.height() - MARGIN
        self.setGeometry(left, top, size.width(), size.height())

    def pin(self, scene: "Scene", name: str = "") -> None:
        """Have the knob called `name`; else the first that can be turned without rebuilding."""
        knobs = scene.knobs()
        live = [each for each, knob in knobs.items() if knob.live and knob.place == "main"]
        name = name or next(iter(live), "")
        if self.row is not None and self.row.key == name and self.row.knob == knobs.get(name):
            return
        if self.row is not None:
            self._row.removeWidget(self.row)
            self.row.deleteLater()
        self.row = make_row(name, knobs[name]) if name else None
        if self.row is not None:
            self.row.setFixedWidth(KNOB_WIDTH)
            self.row.moved.connect(partial(self._moved, name))
            self.row.refused.connect(self._refuse)
            self.row.retranslate()
            self._row.insertWidget(3, self.row)

    def _moved(self, name: str, value: Value) -> None:
        self._refusal = ""
        self.turned.emit(name, value)

    def _refuse(self, why: str) -> None:
        """Say why a value was not taken, in place of the title, until one is or the bar goes."""
        self._refusal = why
        self._say()

    def show_page(
        self, title: str, preset: Preset | None, snapshot: Snapshot, wanted: Params
    ) -> None:
        """Say what is presented, and how far it has come."""
        self._title, self._preset, self._snapshot, self._wanted = title, preset, snapshot, wanted
        if self.isVisible():
            self._say()

    def _say(self) -> None:
        title, preset, snapshot = tr(self._title), self._preset, self._snapshot
        notice = format_message(snapshot.notice) if snapshot and snapshot.notice else ""
        page = f"{title} · {tr(preset.name)}" if preset else title
        self.title.say(self._refusal or notice or page)
        self.exit.say(with_keys("present"))
        if snapshot is not None:
            thousands = f"{snapshot.step:,}".replace(",", " ")
            self.step.setText(tr("step {count}").format(count=thousands))
            self.play.show_phase(snapshot.phase)
        if self.row is not None and not self.row.resting and self._wanted is not None:
            self.row.show_value(getattr(self._wanted, self.row.key))
        if self.isVisible() and self.sizeHint().width() > self.width():
            self._place()

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.play.restyle(theme)
        self.exit.restyle(theme)
        self.exit.setIconSize(QSize(theme.pixels(18), theme.pixels(18)))
