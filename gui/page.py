"""A page: one run and all that shows it. It pulls snapshots at the rate of painting."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.commands import Change, Command, Enter, Open
from core.experiments import Entry
from core.params import Params, Preset, Value
from core.snapshot import Phase, Snapshot
from gui.failure_banner import FailureBanner
from gui.header import Header
from gui.i18n import format_message, tr
from gui.inspector import Inspector
from gui.theme import Theme
from gui.transport import Transport
from gui.view_grid import ViewGrid
from gui.widgets import label
from gui.worker import Session

if TYPE_CHECKING:  # the page stands before torch is imported
    from core.scene import Scene

# Milliseconds between two pictures at least, and between two looks for one that has not come:
# while it plays, and at rest, where nobody should be woken for nothing.
FRAME, POLL, REST = 25, 6, 16
# Drawing and painting take at most this share of the wall time.
SHARE = 0.35
PRESENT_ZOOM = 1.5
"""How much larger type and pens are when a page is presented."""


class Page(QWidget):
    """Title, pictures, knobs and transport of one experiment."""

    present = Signal()

    def __init__(self, entry: Entry, session: Session, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.entry, self.session, self._theme = entry, session, theme
        self.snapshot: Snapshot | None = None
        self.preset: Preset | None = None
        self.grid: ViewGrid | None = None
        self.inspector: Inspector | None = None
        self._grids: dict[Scene, ViewGrid] = {}
        self._inspectors: dict[Scene, Inspector] = {}
        self.pictures = 0
        self.presenting = False
        self.header, self.transport, self.failure = Header(entry), Transport(theme), FailureBanner()
        self.loading = label(name="muted")
        self.loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.refresh)
        self.header.present.connect(self.present)
        self.header.presets.chosen.connect(self.choose_preset)
        self.header.entered.connect(self.enter_scene)
        self.transport.asked.connect(self.send)
        self.failure.asked.connect(self.send)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        self._pictures_column = QVBoxLayout()
        self._pictures_column.setSpacing(12)
        self._pictures_column.addWidget(self.failure)
        self._pictures_column.addWidget(self.loading, 1)
        self._body = QHBoxLayout()
        self._body.setSpacing(12)
        self._body.addLayout(self._pictures_column, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 16)
        self._column.setSpacing(12)
        self._column.addWidget(self.header)
        self._column.addLayout(self._body, 1)
        self._column.addWidget(self.transport)

    # --- commands ---------------------------------------------------------------------------

    def send(self, command: Command) -> None:
        """Hand a command to the run."""
        self.session.send(command)

    def turn_knob(self, _name: str, _value: Value) -> None:
        """Send all that was turned since the last snapshot, over what the run has."""
        if self.snapshot is not None and self.inspector is not None:
            self.send(Change(self.snapshot.params.changed(self.inspector.pending())))

    def choose_preset(self, preset: Preset) -> None:
        """Take the values of `preset`, and the defaults for the others."""
        if self.snapshot is not None:
            params: Params = type(self.snapshot.params)()
            self.send(Change(params.changed(preset.values)))

    def step_preset(self, by: int) -> None:
        """Go on to the next preset, or back."""
        self.header.presets.step(by, self.preset)

    # --- pictures ---------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the newest snapshot, then come again after the frame or when painting is paid."""
        began = time.perf_counter()
        snapshot = self.session.take()
        if snapshot is not None:
            self._show(snapshot)
            # Painting follows before the event loop is idle again; then its cost is known.
            QTimer.singleShot(0, self, lambda: self._come_again(began))
        else:
            self._show_failure_to_open()
            self._timer.start(POLL if self.playing else REST)

    def _come_again(self, began: float) -> None:
        spent = time.perf_counter() - began
        if self.isVisible():
            self._timer.start(max(1, round(max(FRAME / 1000, spent / SHARE) * 1000 - spent * 1000)))

    def _show(self, snapshot: Snapshot) -> None:
        self.pictures += 1
        before, self.snapshot = self.snapshot, snapshot
        if before is None or before.scene is not snapshot.scene:
            self._show_scene(snapshot.scene)
        if self.grid is None and snapshot.views:
            self._build_grid(snapshot)
        if self.grid is not None and snapshot.views:
            self.grid.draw(snapshot)
        self.transport.show_snapshot(snapshot)
        self.failure.show_snapshot(snapshot)
        shown = (before.scene, before.params) if before is not None else None
        if shown != (snapshot.scene, snapshot.params) or self._pending():
            self.preset = self.header.presets.show_params(snapshot.params)
            if self.inspector is not None:
                self.inspector.show_params(snapshot.params, self.preset)

    def _pending(self) -> bool:
        return self.inspector is not None and bool(self.inspector.pending())

    def enter_scene(self, scene: "Scene") -> None:
        """Go to another scene of the page, with the knobs that both have as they are."""
        if self.snapshot is not None and scene is not self.snapshot.scene:
            self.send(Enter(scene, scene.params().taking(self.snapshot.params)))

    def _show_scene(self, scene: "Scene") -> None:
        """Show the knobs of a scene; its pictures come with its first views."""
        for widget in (self.grid, self.inspector):
            if widget is not None:
                widget.hide()
        self.grid = self._grids.get(scene)
        if scene not in self._inspectors:
            self._inspectors[scene] = self._new_inspector(scene)
        self.inspector = self._inspectors[scene]
        self.inspector.setVisible(not self.presenting)
        if self.grid is not None:
            self.grid.show()
        self.header.show_scene(scene)
        self.transport.devices = self.session.devices

    def _new_inspector(self, scene: "Scene") -> Inspector:
        inspector = Inspector(self.entry.name, scene, self._theme)
        inspector.turned.connect(self.turn_knob)
        inspector.asked.connect(self.send)
        inspector.refused.connect(self.transport.say)
        self._body.addWidget(inspector)
        return inspector

    def _build_grid(self, snapshot: Snapshot) -> None:
        self.grid = self._grids[snapshot.scene] = ViewGrid(
            snapshot.scene, snapshot.views, self._theme
        )
        self.grid.touched.connect(self.send)
        self.loading.hide()
        self._pictures_column.addWidget(self.grid, 1)

    def _show_failure_to_open(self) -> None:
        if self.session.failure is not None:
            self.loading.setText(format_message(self.session.failure))

    # --- coming and going -------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to pull snapshots."""
        self._timer.start(0)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Pull no more; the window pauses the run."""
        self._timer.stop()
        super().hideEvent(event)

    def set_presenting(self, presenting: bool) -> None:
        """Show the pictures alone and larger, or all again."""
        self.presenting = presenting
        for widget in (self.header, self.transport, self.inspector):
            if widget is not None:
                widget.setVisible(not presenting)
        self.restyle(self._theme.zoomed(PRESENT_ZOOM if presenting else 1.0))

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`."""
        self._theme = theme
        for grid in self._grids.values():
            grid.restyle(theme)
        for inspector in self._inspectors.values():
            inspector.restyle(theme)
        self.transport.restyle(theme)

    def retranslate(self) -> None:
        """Take the language of the window."""
        self.loading.setText(tr("Loading"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, where the page opens any."""
        reads = self.snapshot is not None and self.snapshot.scene.experiment.file_readers
        if event.mimeData().hasUrls() and reads:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file that was dropped."""
        for url in event.mimeData().urls()[:1]:
            self.send(Open(url.toLocalFile()))

    @property
    def playing(self) -> bool:
        """Whether the run trains, as its last snapshot says."""
        return self.snapshot is not None and self.snapshot.phase is Phase.PLAYING
