"""The inspectors of a page, one a scene, made when they are first shown."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from core.params import Params, Preset
from core.snapshot import Snapshot
from gui.inspector import Inspector
from gui.theme import Theme

if TYPE_CHECKING:
    from core.scene import Scene


class Inspectors:
    """A page that is presented makes none: 300 widgets take a third of a second."""

    def __init__(self, make: Callable[["Scene"], Inspector]) -> None:
        self._make = make
        self._made: dict[Scene, Inspector] = {}
        self.shown: Inspector | None = None

    def show(self, scene: "Scene", presenting: bool) -> None:
        """Show that of `scene`, opened where the former one was, unless the page is presented."""
        former = self.shown
        if scene not in self._made and not presenting:
            self._made[scene] = self._make(scene)
        self.shown = self._made.get(scene)
        if former is not None and former is not self.shown:
            former.hide()
            if self.shown is not None:
                self.shown.read_on(former)
        if self.shown is not None:
            self.shown.setVisible(not presenting)

    def show_params(self, snapshot: Snapshot, wanted: Params, preset: Preset | None) -> None:
        """Show what a person has set and brought."""
        if self.shown is not None:
            self.shown.show_params(wanted, preset)
            self.shown.show_own(snapshot.own)

    def draw(self, snapshot: Snapshot) -> None:
        """Show the formula of this moment."""
        if self.shown is not None and snapshot.views:
            self.shown.equation.draw(snapshot)

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`."""
        for inspector in self._made.values():
            inspector.restyle(theme)
