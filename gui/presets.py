"""The presets of a scene as chips; the one that the run has, or has departed from, is named."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from core.params import Params, Preset
from gui.assets import icon
from gui.i18n import LANGUAGES, follow_language, language, tr
from gui.theme import LIGHT, Theme
from gui.widgets import button

GAP = 10
"""Pixels between two chips."""


class Presets(QWidget):
    """One chip per preset; those that find no room go into a menu. `chosen` carries a preset.

    Those that break things carry a sign, in the menu too; the line round the current one is dashed
    where a knob has been turned since.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.presets: tuple[Preset, ...] = ()
        self.current: Preset | None = None
        self.departed = False
        """Whether a knob of the run stands elsewhere than the current preset has it."""
        self._theme = LIGHT
        self._chips: list[QPushButton] = []
        self._more = button(self._open_menu, checkable=True)
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
        self.presets, self._chips, self.current = tuple(presets), [], None
        for preset in self.presets:
            chip = button(partial(self._choose, preset), checkable=True)
            chip.setProperty("breaks", preset.breaks)
            chip.setIcon(self._sign(preset))
            chip.setParent(self)
            chip.show()
            self._chips.append(chip)
        self.retranslate()

    def _choose(self, preset: Preset) -> None:
        self._mark()  # Qt has turned the chip; it shows what runs
        self.chosen.emit(preset)

    def show_params(self, params: Params) -> Preset | None:
        """Mark the preset that the run has, or else the one that it had last; that preset."""
        usual = [type(params).usual(each) for each in (language(), *LANGUAGES)]
        found = next(
            (p for base in usual for p in self.presets if params == base.changed(p.values)), None
        )
        departed, current = found is None, found or self.current
        if (departed, current) != (self.departed, self.current):
            self.departed, self.current = departed, current
            self.retranslate()
        return current

    def step(self, by: int) -> None:
        """Choose the preset `by` places after the current one."""
        if self.presets:
            here = self.presets.index(self.current) if self.current in self.presets else -by
            self.chosen.emit(self.presets[(here + by) % len(self.presets)])

    def name(self, preset: Preset) -> str:
        """What `preset` is called now."""
        changed = preset is self.current and self.departed
        return (
            tr("{preset}, changed").format(preset=tr(preset.name)) if changed else tr(preset.name)
        )

    def retranslate(self) -> None:
        for preset, chip in zip(self.presets, self._chips, strict=True):
            chip.setText(tr(preset.name))  # as wide when changed, or others would move
            chip.setAccessibleName(self.name(preset))
            called = [] if chip.text() == self.name(preset) else [self.name(preset)]
            chip.setToolTip("\n".join([*called, tr(preset.sentence)]))
            chip.setProperty("departed", bool(called))
            chip.style().polish(chip)
        self._mark()
        self._arrange()

    def _mark(self) -> None:
        for preset, chip in zip(self.presets, self._chips, strict=True):
            chip.setChecked(preset is self.current)

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for preset, chip in zip(self.presets, self._chips, strict=True):
            chip.setIcon(self._sign(preset))
            chip.setIconSize(QSize(theme.pixels(14), theme.pixels(14)))
        self._arrange()

    def _sign(self, preset: Preset) -> QIcon:
        return icon("triangle-alert", self._theme.warning) if preset.breaks else QIcon()

    def _arrange(self) -> None:
        """Right-aligned; what does not fit goes into the menu."""
        widths = [chip.sizeHint().width() for chip in self._chips]
        height = max((chip.sizeHint().height() for chip in self._chips), default=30)
        self.setFixedHeight(height)
        fits = self._count_that_fits(widths)
        used = sum(widths[:fits]) + GAP * max(0, fits - 1)
        more = self._more.sizeHint().width()
        x = max(0, self.width() - used - (more + GAP if self._hidden else 0))
        for index, chip in enumerate(self._chips):
            chip.setVisible(index < fits)
            if index < fits:
                chip.setGeometry(x, 0, widths[index], height)
                x += widths[index] + GAP
        self._say_more(min(more, self.width()))
        self._more.setVisible(bool(self._hidden))
        self._more.setGeometry(x, 0, min(more, self.width()), height)

    def _say_more(self, room: int) -> None:
        """What finds no room on More is in its tool tip."""
        whole = self._more.text()
        spared = self._more.sizeHint().width() - self._more.fontMetrics().horizontalAdvance(whole)
        words = self._more.fontMetrics().elidedText(
            whole, Qt.TextElideMode.ElideRight, room - spared + 1
        )
        self._more.setText(words)
        self._more.setToolTip("" if words == whole else whole)

    def _count_that_fits(self, widths: list[int]) -> int:
        """How many chips are shown; the others hide behind More, which names the current one."""
        fits = len(widths)
        while True:
            self._hidden = list(range(fits, len(widths)))
            inside = next(
                (p for i, p in enumerate(self.presets) if p is self.current and i >= fits), None
            )
            self._more.setText(self.name(inside) if inside else tr("More"))
            self._more.setChecked(inside is not None)
            more = self._more.sizeHint().width() if self._hidden else 0
            if fits == 0 or sum(widths[:fits]) + GAP * fits + more <= self.width():
                return fits
            fits -= 1

    def _open_menu(self) -> None:
        self._arrange()  # Qt has turned the button; it shows what runs
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for index in self._hidden:
            preset = self.presets[index]
            action = menu.addAction(self._sign(preset), self.name(preset))
            action.setToolTip(tr(preset.sentence))
            action.triggered.connect(partial(self.chosen.emit, preset))
        menu.exec(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find room anew."""
        self._arrange()
        super().resizeEvent(event)
