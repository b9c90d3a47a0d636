"""A side of a page: one run, its name, and a grid of cards for each of its scenes."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.commands import Command
from core.overlay import overlaid
from core.snapshot import Phase, Snapshot
from core.views import RUN_CHART, Chart
from gui.theme import Theme
from gui.view_grid import ViewGrid
from gui.widgets import button
from gui.worker import Session

if TYPE_CHECKING:  # the page stands before torch is imported
    from core.scene import Scene

MARGIN = 32
"""Pixels of the button beside the name."""


class Side(QWidget):
    """Shows one run; `send` takes what a hand does in its pictures. Alone it needs no name.

    `chosen` says that a person wants to act on this run, `asked` carries an action of the menu
    that opens on a view, and `pointed` where the pointer rests on an axis.
    """

    chosen, asked, pointed = Signal(), Signal(object), Signal(str, object)

    def __init__(self, session: Session, theme: Theme, send: Callable[[Command], int]) -> None:
        super().__init__()
        self.session, self._theme, self._send = session, theme, send
        self.snapshot: Snapshot | None = None
        self.grid: ViewGrid | None = None
        self.grids: dict[Scene, ViewGrid] = {}
        self.paired, self._words = False, ""
        self._overlay: tuple[Chart, Chart, str, Chart] | None = None
        self.name = button(self.chosen.emit, checkable=True)
        self.name.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.name)

    def take(self) -> bool:
        """Take the newest snapshot; whether one came."""
        found = self.session.take()
        self.snapshot = found or self.snapshot
        return found is not None

    @property
    def waits(self) -> bool:
        """Whether a picture is on its way: the run trains, or owes an answer."""
        seen, asked = self.snapshot, self.session.commands.last
        return seen is not None and (seen.phase is Phase.PLAYING or seen.answered < asked)

    def draw(self, beside: "Side | None") -> bool:
        """Show the newest snapshot, with the curves of the run `beside`; whether a grid is new."""
        seen, built = self.snapshot, False
        if seen is None or seen.scene is None:
            return False
        grid = self.grids.get(seen.scene)
        if grid is not self.grid:
            if self.grid is not None:
                self.grid.hide()
            self.grid = grid
            if grid is not None:
                grid.show()
        if grid is None and seen.views:
            grid, built = self._build_grid(seen.scene, seen), True
        if grid is not None and seen.views:
            grid.draw(seen if beside is None else self._overlaid(seen, beside))
        return built

    def _build_grid(self, scene: "Scene", seen: Snapshot) -> ViewGrid:
        grid = self.grid = self.grids[scene] = ViewGrid(scene, seen.views, self._theme, self._send)
        grid.chosen.connect(self.asked)
        grid.pointed.connect(self.pointed)
        grid.pair(self.paired)
        self._column.addWidget(grid, 1)
        return grid

    def _overlaid(self, seen: Snapshot, beside: "Side") -> Snapshot:
        """With the curves of both; of what both have not changed the chart stays the same."""
        other, words = beside.snapshot, beside.words
        ours, theirs = seen.views[RUN_CHART], other.views.get(RUN_CHART) if other else None
        if seen.scene is None or not (isinstance(ours, Chart) and isinstance(theirs, Chart)):
            return seen
        kept = self._overlay
        if kept is None or kept[0] is not ours or kept[1] is not theirs or kept[2] != words:
            chart = overlaid(ours, theirs, seen.scene.curves, words)
            kept = self._overlay = ours, theirs, words, chart
        return replace(seen, views={**seen.views, RUN_CHART: kept[3]})

    # --- beside another ---------------------------------------------------------------------

    @property
    def words(self) -> str:
        """What the run is called."""
        return self._words

    def pair(self, paired: bool) -> None:
        """Stand beside another run, or alone."""
        self.paired = paired
        self.name.setVisible(paired)
        for grid in self.grids.values():
            grid.pair(paired)

    def call(self, words: str) -> None:
        """Name the run by what differs."""
        if words != self._words:
            self._words = words
            self._elide()

    def _elide(self) -> None:
        metrics, room = self.name.fontMetrics(), self.name.width() - MARGIN
        said = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, max(room, 0))
        self.name.setText(said.replace("&", "&&"))
        self.name.setToolTip("" if said == self._words else self._words)
        self.name.setAccessibleName(self._words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find room anew."""
        super().resizeEvent(event)
        self._elide()

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`."""
        self._theme = theme
        for grid in self.grids.values():
            grid.restyle(theme)
