"""A page: one run and all that shows it. It pulls snapshots at the rate of painting."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.commands import Change, Command, Enter, Open, Reset
from core.experiments import Entry
from core.params import Params, Preset, Value
from core.snapshot import Phase, Snapshot
from core.views import Views
from gui.failure_banner import FailureBanner
from gui.header import Header
from gui.i18n import follow_language, format_message, tr
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
        self._left: dict[Scene, Params] = {}
        self.pictures = 0
        self.pending: dict[str, Value] = {}
        """What a person chose and no snapshot has answered yet, by the names of the knobs."""
        self._asked = 0
        self._shown: tuple[Params, Params] | None = None
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
        follow_language(self.retranslate)

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

    def send(self, command: Command) -> int:
        """Hand a command to the run; its serial number."""
        return self.session.send(command)

    def turn_knob(self, name: str, value: Value) -> None:
        """Have the run take `value`, with all else that it has not answered yet."""
        self._choose({name: value})

    def choose_preset(self, preset: Preset) -> None:
        """Begin a run with the values of `preset`, and the defaults for the others."""
        if self.snapshot is not None:
            params = type(self.snapshot.params)().changed(preset.values)
            self.pending.update(params.values())
            self._asked = self.send(Reset(params=params))

    def _choose(self, values: Mapping[str, Value]) -> None:
        if self.snapshot is not None:
            self.pending.update(values)
            self._asked = self.send(Change(self.snapshot.params.changed(self.pending)))

    def step_preset(self, by: int) -> None:
        """Go on to the next preset, or back."""
        self.header.presets.step(by)

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
            self._timer.start(POLL if self.playing else REST)

    def _come_again(self, began: float) -> None:
        spent = time.perf_counter() - began
        if self.isVisible():
            self._timer.start(max(1, round(max(FRAME / 1000, spent / SHARE) * 1000 - spent * 1000)))

    def _show(self, snapshot: Snapshot) -> None:
        self.pictures += 1
        before, self.snapshot = self.snapshot, snapshot
        if snapshot.scene is None:
            self._say_why_it_cannot_open(snapshot)
            return
        if before is None or before.scene is not snapshot.scene:
            self._show_scene(snapshot.scene)
        if self.grid is None and snapshot.views:
            self._build_grid(snapshot.scene, snapshot.views)
        if self.grid is not None and snapshot.views:
            self.grid.draw(snapshot)
        self.transport.show_snapshot(snapshot)
        self.failure.show_snapshot(snapshot)
        self._show_params(snapshot)

    def _show_params(self, snapshot: Snapshot) -> None:
        """Mark the preset that the run has, and show the knobs as a person has set them."""
        if snapshot.answered >= self._asked:
            self.pending.clear()
        params = snapshot.params
        wanted = (params, params.changed(self.pending) if self.pending else params)
        if wanted != self._shown and self.inspector is not None:
            self._shown = wanted
            self.preset = self.header.presets.show_params(params)
            self.inspector.show_params(wanted[1], self.preset)

    def enter_scene(self, scene: "Scene") -> None:
        """Go to another scene of the page: as it was left, or to the first of its presets."""
        seen = self.snapshot
        if seen is not None and seen.scene is not None and scene is not seen.scene:
            self._left[seen.scene] = seen.params
            first = scene.presets[0].values if scene.presets else {}
            self.send(Enter(scene, self._left.get(scene) or scene.params().changed(first)))

    def _show_scene(self, scene: "Scene") -> None:
        """Show the knobs of a scene; its pictures come with its first views."""
        self.setFocus()  # or Qt would hand the focus of what is hidden to the first button it finds
        for widget in (self.grid, self.inspector):
            if widget is not None:
                widget.hide()
        self.pending.clear()
        self._shown = None
        self.grid = self._grids.get(scene)
        if scene not in self._inspectors:
            self._inspectors[scene] = self._new_inspector(scene)
        self.inspector = self._inspectors[scene]
        self.inspector.setVisible(not self.presenting)
        if self.grid is not None:
            self.grid.show()
        self.header.show_scene(scene)

    def _new_inspector(self, scene: "Scene") -> Inspector:
        inspector = Inspector(self.entry.name, scene, self._theme)
        inspector.turned.connect(self.turn_knob)
        inspector.asked.connect(self.send)
        inspector.refused.connect(self.transport.say)
        self._body.addWidget(inspector)
        return inspector

    def _build_grid(self, scene: "Scene", views: Views) -> None:
        self.grid = self._grids[scene] = ViewGrid(scene, views, self._theme, self.send)
        self.loading.hide()
        self._pictures_column.addWidget(self.grid, 1)

    def _say_why_it_cannot_open(self, snapshot: Snapshot) -> None:
        if snapshot.reason is not None:
            self.loading.setText(format_message(snapshot.reason))
            self.loading.show()

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
        """Show the pictures alone, or all again."""
        self.presenting = presenting
        for widget in (self.header, self.transport, self.inspector):
            if widget is not None:
                widget.setVisible(not presenting)

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`."""
        self._theme = theme
        for grid in self._grids.values():
            grid.restyle(theme)
        for inspector in self._inspectors.values():
            inspector.restyle(theme)
        self.transport.restyle(theme)
        self.header.restyle(theme)

    def retranslate(self) -> None:
        self.loading.setText(tr("Loading"))
        if self.snapshot is not None and self.snapshot.scene is None:
            self._say_why_it_cannot_open(self.snapshot)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, where the page opens any."""
        scene = self.snapshot.scene if self.snapshot else None
        if event.mimeData().hasUrls() and scene and scene.experiment.file_readers:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file that was dropped."""
        for url in event.mimeData().urls()[:1]:
            self.send(Open(url.toLocalFile()))

    @property
    def playing(self) -> bool:
        """Whether the run trains, as its last snapshot says."""
        return self.snapshot is not None and self.snapshot.phase is Phase.PLAYING
