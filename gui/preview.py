"""The preview of what was read, and what of it can be corrected before a page learns it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gui.i18n import format_message, tr
from gui.preview_figure import FigurePart
from gui.preview_pictures import PicturesPart
from gui.preview_table import TablePart
from gui.style import sheet
from gui.theme import Theme
from gui.widgets import button, label

if TYPE_CHECKING:
    from core.door import Reading

Part = TablePart | FigurePart | PicturesPart

SIZE = (860, 660)


class Preview(QDialog):
    """Says what was read; `changed` carries choices by which it is to be read again."""

    changed = Signal(object)

    def __init__(self, page: QWidget, theme: Theme) -> None:
        super().__init__(page.window())
        self.setObjectName("window")
        self.setStyleSheet(sheet(theme))
        self.resize(*SIZE)
        self._theme = theme
        self.name, self.first = label(name="title"), label(name="strong", wrap=True)
        self.others = label(name="muted", wrap=True)
        self.refusal = label(name="warning", wrap=True)
        self.part: Part | None = None
        self.use, self.cancel = button(self.accept, "primary"), button(self.reject)
        self.reading: Reading | None = None
        self._lay_out()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(label(tr("The run so far comes back by Ctrl+Z."), "muted"), 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.use)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 16)
        self._column.setSpacing(12)
        for widget in (self.name, self.first, self.others, self.refusal):
            self._column.addWidget(widget)
        self._column.addLayout(foot)
        self.refusal.hide()
        self.cancel.setText(tr("Cancel"))
        self.use.setText(tr("Use it"))
        self.use.setDefault(True)

    def refuse(self, why: str) -> None:
        """Say why it cannot be read so."""
        self.refusal.setText(why)
        self.refusal.show()
        self.use.setEnabled(False)

    def show_reading(self, reading: "Reading") -> None:
        """Show what was read."""
        self.reading = reading
        self.refusal.hide()
        self.use.setEnabled(True)
        self.setWindowTitle(reading.name)
        self.name.setText(reading.name)
        first, *others = [format_message(each) for each in reading.said]
        self.first.setText(first)
        self.others.setText("\n".join(others))
        self.others.setVisible(bool(others))
        if self.part is None:
            self.part = self._part_for(reading)
        self.part.show_reading(reading)

    def _part_for(self, reading: "Reading") -> Part:
        part: Part
        if reading.drawing is not None:
            part = FigurePart(self._theme)
        elif reading.takes.kind in ("picture", "pictures"):
            part = PicturesPart(self._theme)
        else:
            part = TablePart(self._theme)
        part.changed.connect(self.changed)
        self._column.insertWidget(self._column.count() - 1, part, 1)
        return part
