"""A page: one run and all that shows it. It pulls snapshots at the rate of painting."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.commands import Command
from core.experiments import Entry
from core.own_data import Own
from core.params import Params, Preset, Value
from core.snapshot import Phase, Snapshot
from gui.bringing import Bringing
from gui.failure_banner import FailureBanner
from gui.guide import Guide
from gui.header import Header
from gui.inspector import Inspector
from gui.inspectors import Inspectors
from gui.loading import Loading
from gui.presenting_bar import PresentingBar
from gui.puller import Puller
from gui.row import tell_all
from gui.sides import Sides
from gui.theme import Theme
from gui.transport import Transport
from gui.view_grid import ViewGrid
from gui.wishes import Wishes
from gui.worker import Session

if TYPE_CHECKING:  # the page stands before torch is imported
    from core.scene import Scene


class Page(QWidget):
    """Title, pictures, knobs and transport of one experiment."""

    present, left, phased = Signal(), Signal(), Signal()
    """A person wants the page to fill the screen, or no more; the run does something else now."""

    def __init__(self, entry: Entry, session: Session, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.entry, self._theme = entry, theme
        self.preset: Preset | None = None
        self._seen: Snapshot | None = None
        self.inspectors = Inspectors(self._new_inspector)
        self._left: dict[Scene, Params] = {}
        self.wishes, self.bringing = Wishes(self.send), Bringing(self, theme, self.send)
        self.guide = Guide(entry, self.wishes)
        self.guide.lit.connect(self._light)
        self.sides = Sides(entry.name, session, theme, self.guide.sent)
        self._shown: tuple[Params, Params, Own | None] | None = None
        self.presenting, self.pictures = False, 0
        self.header, self.transport, self.failure = Header(entry), Transport(theme), FailureBanner()
        self.puller = Puller(self, self._pull, lambda: self.playing, lambda: self.sides.wait)
        self.header.present.connect(self.present)
        self.header.presets.chosen.connect(self.wishes.begin)
        self.loading, self.bar = Loading(), PresentingBar(self, theme, self.send)
        self.bar.turned.connect(self.turn_knob)
        self.bar.left.connect(self.left)
        self.header.entered.connect(self.enter_scene)
        self.transport.asked.connect(self.send)
        self.bringing.said.connect(self.transport.say)
        self.failure.asked.connect(self.send)
        self.sides.asked.connect(self.header.menu.chosen)
        self.sides.said.connect(self.transport.say)
        self.sides.leaving.connect(lambda: tell_all(self))  # to the run that was meant
        self.sides.swapped.connect(self._show_other)
        self._lay_out()

    def _lay_out(self) -> None:
        self._pictures_column, self._body = QVBoxLayout(), QHBoxLayout()
        for part, share in ((self.failure, 0), (self.loading, 1), (self.sides, 1)):
            self._pictures_column.addWidget(part, share)
        self._body.addLayout(self._pictures_column, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        for layout in (self._pictures_column, self._body, column):
            layout.setSpacing(12)
        column.addWidget(self.header)
        column.addLayout(self._body, 1)
        column.addWidget(self.transport)

    # --- commands ---------------------------------------------------------------------------

    def send(self, command: Command) -> int:
        """Hand a command to the run; its serial number."""
        return self.sides.send(command)

    @property
    def session(self) -> Session:
        """The run on which the page acts."""
        return self.sides.chosen.session

    @property
    def inspector(self) -> Inspector | None:
        """The knobs beside the pictures."""
        return self.inspectors.shown

    @property
    def snapshot(self) -> Snapshot | None:
        """What is shown of it."""
        return self.sides.chosen.snapshot

    @property
    def grid(self) -> ViewGrid | None:
        """Its pictures."""
        return self.sides.chosen.grid

    def turn_knob(self, name: str, value: Value, scene: "Scene | None" = None) -> None:
        """Have the run take `value`, unless its `scene` was left; it is pinned when presenting."""
        shown = self.snapshot.scene if self.snapshot else None
        if shown is not None and scene in (None, shown):
            self.guide.turned(name)
            self.wishes.turn({name: value})
            self.bar.pin(shown, name)

    # --- pictures ---------------------------------------------------------------------------

    def _pull(self) -> bool:
        """Show the newest snapshots; whether there was any."""
        fresh, any_fresh = self.sides.take()
        if fresh and self.snapshot is not None:
            self._show(self.snapshot)
        elif any_fresh:
            self.sides.draw()
        return any_fresh

    def _show_other(self) -> None:
        """Another run is chosen."""
        self.wishes.turn_to_another()
        self._light()
        if self.snapshot is not None:
            self._show(self.snapshot)

    def _show(self, snapshot: Snapshot) -> None:
        self.pictures += 1
        before, self._seen = self._seen, snapshot
        if before is None or before.phase is not snapshot.phase:
            self.phased.emit()
        self.loading.show_snapshot(snapshot)
        if snapshot.scene is None:
            return
        if before is None or before.scene is not snapshot.scene:
            self._show_scene(snapshot.scene)
        if self.sides.draw():
            self.loading.hide()
            self._light()
        self.transport.show_snapshot(self.sides.shared(snapshot))
        self.failure.show_snapshot(snapshot)
        self._show_params(snapshot)
        self.guide.see(snapshot)

    def _show_params(self, snapshot: Snapshot) -> None:
        """Mark the preset that the run has, and show the knobs as a person has set them."""
        answered = self.wishes.take(snapshot)  # what was refused goes back
        wanted = self.wishes.wanted or snapshot.params
        shown = (snapshot.params, wanted, snapshot.own)
        if answered or shown != self._shown:
            self._shown = shown
            self.preset = self.header.presets.show_params(snapshot.params)
            self.inspectors.show_params(snapshot, wanted, self.preset)
        self.inspectors.draw(snapshot)
        self.bar.show_page(self.entry.title, self.preset, snapshot, wanted)

    def enter_scene(self, scene: "Scene") -> None:
        """Go to another scene of the page: as it was left, or to the first of its presets."""
        if (seen := self.snapshot) and seen.scene is not None and scene is not seen.scene:
            self._left[seen.scene] = seen.params
            first = scene.presets[0].values if scene.presets else {}
            self.wishes.enter(scene, self._left.get(scene) or scene.params().changed(first))

    def _show_scene(self, scene: "Scene") -> None:
        """Show the knobs of a scene; its pictures come with its first views."""
        self.setFocus()  # or Qt would hand the focus of what is hidden to the first button it finds
        self.wishes.pending.clear()
        self.bar.pin(scene)
        self.bringing.enter(scene)
        self.header.show_scene(scene)
        self._show_knobs(scene)

    def _show_knobs(self, scene: "Scene") -> None:
        """Show the knobs beside the pictures, unless these are presented."""
        self.inspectors.show(scene, self.presenting)
        self._shown = None
        self._light()

    def _light(self) -> None:
        """Show what a step of the lesson asks to touch: a view, or a knob beside the text."""
        for part in (self.grid, self.inspector):
            if part is not None:
                part.light(self.guide.lights)
        if self.grid is not None and self.inspector is not None:
            self.grid.links.join(self.inspector.equation.panel)

    def _new_inspector(self, scene: "Scene") -> Inspector:
        inspector = Inspector(self.entry.name, scene, self._theme, self.guide.learning)
        self.guide.serve(inspector.lesson)
        inspector.turned.connect(lambda name, value: self.turn_knob(name, value, scene))
        inspector.asked.connect(self.send)
        inspector.refused.connect(self.transport.say)
        self.bringing.serve(inspector)
        self._body.addWidget(inspector)
        return inspector

    # --- coming and going -------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to pull snapshots."""
        self.puller.begin()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Pull no more; the window pauses the run."""
        self.puller.end()
        super().hideEvent(event)

    def set_presenting(self, presenting: bool) -> None:
        """Show the pictures alone, or all again."""
        self.presenting = presenting
        for widget in (self.header, self.transport):
            widget.setVisible(not presenting)
        if self.snapshot is not None and self.bringing.scene is not None:
            self._show_knobs(self.bringing.scene)
            self._show_params(self.snapshot)
        self.bar.watch(presenting)

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`."""
        self._theme = theme
        parts: list[Any] = [self.sides, self.inspectors, self.transport, self.header]
        for part in (*parts, self.bar, self.bringing):
            part.restyle(theme)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what the page may learn from."""
        if self.bringing.takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Bring what was dropped."""
        self.bringing.take(event.mimeData())

    @property
    def playing(self) -> bool:
        """Whether the run trains, as its last snapshot says."""
        return self.snapshot is not None and self.snapshot.phase is Phase.PLAYING
