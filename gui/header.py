"""The head of a page: its title, its presets, and the way to present it."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from core.experiments import Entry
from core.params import Params, Preset
from gui.i18n import follow_language, tr
from gui.keys import with_keys
from gui.widgets import Segments, button, label

if TYPE_CHECKING:  # the header stands before torch is imported
    from core.scene import Scene

GAP = 10
"""Pixels between two chips."""


class Presets(QWidget):
    """One chip per preset; those that find no room go into a menu. `chosen` carries a preset."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.presets: tuple[Preset, ...] = ()
        self._chips: list[QPushButton] = []
        self._more = button(self._open_menu)
        self._more.setParent(self)
        self._more.hide()
        self._hidden: list[int] = []
        self.setMinimumWidth(60)
        follow_language(self.retranslate)

    def set_presets(self, presets: Sequence[Preset]) -> None:
        """Offer `presets`, and no others."""
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self.presets, self._chips = tuple(presets), []
        for preset in self.presets:
            chip = button(partial(self.chosen.emit, preset), checkable=True)
            chip.setProperty("breaks", preset.breaks)
            chip.setParent(self)
            chip.show()
            self._chips.append(chip)
        self.retranslate()

    def show_params(self, params: Params) -> Preset | None:
        """Mark the preset that the run has; that preset, or None."""
        found = None
        for preset, chip in zip(self.presets, self._chips, strict=True):
            same = params == type(params)().changed(preset.values)
            chip.setChecked(same and found is None)
            found = found or (preset if same else None)
        return found

    def step(self, by: int, current: Preset | None) -> None:
        """Choose the preset `by` places after the current one."""
        if self.presets:
            here = self.presets.index(current) if current in self.presets else -by
            self.chosen.emit(self.presets[(here + by) % len(self.presets)])

    def retranslate(self) -> None:
        for preset, chip in zip(self.presets, self._chips, strict=True):
            chip.setText(tr(preset.name))
            chip.setToolTip(tr(preset.sentence))
        self._more.setText(tr("More"))
        self._arrange()

    def _arrange(self) -> None:
        """Right-aligned; what does not fit goes into the menu."""
        widths = [chip.sizeHint().width() for chip in self._chips]
        height = max((chip.sizeHint().height() for chip in self._chips), default=30)
        self.setFixedHeight(height)
        room, more = self.width(), self._more.sizeHint().width()
        fits = len(widths)
        while fits and sum(widths[:fits]) + GAP * fits + (more if fits < len(widths) else 0) > room:
            fits -= 1
        self._hidden = list(range(fits, len(widths)))
        used = sum(widths[:fits]) + GAP * max(0, fits - 1) + (more + GAP if self._hidden else 0)
        x = max(0, room - used)
        for index, chip in enumerate(self._chips):
            chip.setVisible(index < fits)
            if index < fits:
                chip.setGeometry(x, 0, widths[index], height)
                x += widths[index] + GAP
        self._more.setVisible(bool(self._hidden))
        self._more.setGeometry(x, 0, more, height)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for index in self._hidden:
            preset = self.presets[index]
            action = menu.addAction(tr(preset.name))
            action.setToolTip(tr(preset.sentence))
            action.triggered.connect(lambda _checked=False, p=preset: self.chosen.emit(p))
        menu.exec(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find room anew."""
        self._arrange()
        super().resizeEvent(event)


class Header(QWidget):
    """Title and subtitle, a tab for each scene of the page, presets, and Present."""

    present = Signal()
    entered = Signal(object)
    """A scene that a person chose."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry
        self.title, self.subtitle = label(name="title"), label(name="muted")
        self.presets = Presets()
        self.scenes: tuple[Scene, ...] = ()
        self.tabs: Segments | None = None
        self.present_button = button(self.present.emit)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(14)
        row.addWidget(self.title)
        row.addWidget(self.subtitle)
        row.addWidget(self.presets, 1)
        row.addWidget(self.present_button)
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
            self.subtitle.hide()
            self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(tr(self.entry.title))
        self.subtitle.setText(tr(self.entry.subtitle))
        if self.tabs is not None:
            self.tabs.say([tr(scene.name) for scene in self.scenes])
            self.tabs.explain([tr(scene.help) for scene in self.scenes])
        self.present_button.setText(tr("Present"))
        self.present_button.setToolTip(with_keys("present"))
