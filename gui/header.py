"""The head of a page: its title, its presets, and the way to present it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.experiments import Entry
from gui.i18n import follow_language, tr
from gui.keys import with_keys
from gui.page_menu import PageMenu
from gui.presets import Presets
from gui.theme import Theme
from gui.widgets import Elided, Segments, button, label

if TYPE_CHECKING:  # the header stands before torch is imported
    from core.scene import Scene


ROOMY = 1100
"""Pixels from which on a subtitle has room beside the title."""
GAP, PRESETS = 14, 110
"""Pixels between two parts, and of the presets beside which a title may stand."""


class Header(QWidget):
    """Title and subtitle, a tab for each scene of the page, presets, Present, and the menu."""

    present = Signal()
    entered = Signal(object)
    """A scene that a person chose."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry
        self.title, self.subtitle = Elided("title"), label(name="muted")
        self.presets = Presets()
        self.scenes: tuple[Scene, ...] = ()
        self.tabs: Segments | None = None
        self.present_button, self.menu = button(self.present.emit), PageMenu()
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(GAP)
        row.addWidget(self.title)
        row.addWidget(self.subtitle)
        row.addWidget(self.presets, 1)
        row.addWidget(self.present_button)
        row.addWidget(self.menu)
        follow_language(self.retranslate)

    def show_scene(self, scene: "Scene") -> None:
        """Mark the tab of `scene`, and offer its presets."""
        if not self.scenes:
            self._make_tabs()
        if self.tabs is not None:
            self.tabs.choose(self.scenes.index(scene))
        self.presets.set_presets(scene.presets)

    def _make_tabs(self) -> None:
        """A tab for each scene, where there are several; they take the room of the subtitle."""
        self.scenes = self.entry.scenes()
        if len(self.scenes) > 1:
            self.tabs = Segments(len(self.scenes))
            self.tabs.chosen.connect(lambda index: self.entered.emit(self.scenes[index]))
            self._row.insertWidget(1, self.tabs)
            self._make_room()
            self.retranslate()

    def _make_room(self) -> None:
        """The subtitle goes before presets do; the title, which the window has too, before a tab
        is cut."""
        self.subtitle.setVisible(self.tabs is None and self.width() >= ROOMY)
        if self.tabs is not None:
            parts = self.tabs, self.present_button, self.menu
            taken = sum(part.sizeHint().width() + GAP for part in parts) + PRESETS + GAP
            room = self.width() - taken
            self.title.setVisible(room >= self.title.minimumSizeHint().width())
            self.title.setMaximumWidth(max(room, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room anew."""
        self._make_room()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Make room anew where a part has other words or another size of type."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._make_room()
        return super().event(event)

    def retranslate(self) -> None:
        self.title.say(tr(self.entry.title))
        self.subtitle.setText(tr(self.entry.subtitle))
        if self.tabs is not None:
            self.tabs.say([tr(scene.name) for scene in self.scenes])
            self.tabs.explain([tr(scene.help) for scene in self.scenes])
        self.present_button.setText(tr("Present"))
        self.present_button.setToolTip(with_keys("present"))

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.presets.restyle(theme)
        self.menu.restyle(theme)
