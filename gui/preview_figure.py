"""The preview of a drawing: as it came, as understood, and where ink is parted from ground."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui.i18n import tr
from gui.level_slider import LevelSlider
from gui.panels import panel_for
from gui.preview_table import scatter
from gui.theme import Theme
from gui.widgets import Segments, label

if TYPE_CHECKING:
    from core.door import Reading

WAIT = 40
"""Milliseconds between two readings while the threshold is dragged."""


class Picture(QLabel):
    """Grey or coloured pixels, as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._whole = QPixmap()

    def show_pixels(self, pixels: npt.NDArray[np.uint8]) -> None:
        """Show (H, W) grey or (H, W, 3) coloured bytes."""
        pixels = np.ascontiguousarray(pixels)
        grey, rgb = QImage.Format.Format_Grayscale8, QImage.Format.Format_RGB888
        kind = grey if pixels.ndim == 2 else rgb
        height, width = pixels.shape[:2]
        image = QImage(pixels.data, width, height, pixels.strides[0], kind)
        self._whole = QPixmap.fromImage(image)
        self._fit()

    def _fit(self) -> None:
        if not self._whole.isNull() and not self.size().isEmpty():
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode
            self.setPixmap(self._whole.scaled(self.size(), keep, smooth.SmoothTransformation))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the room anew."""
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 100)


class FigurePart(QWidget):
    """`changed` carries choices by which the figure is to be found again."""

    changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.came, self.understood = Picture(), Picture()
        self.panel = panel_for(scatter(np.zeros((0, 2)), (), (), equal=True))
        self.panel.restyle(theme)
        self.threshold, self.value = LevelSlider(theme), label(name="muted")
        self.threshold.setAccessibleName(tr("Threshold of the ink"))
        self.ink, self.light = Segments(2), Segments(2)
        self.reading: Reading | None = None
        self._soon = QTimer(self, singleShot=True, interval=WAIT)
        self._soon.timeout.connect(lambda: self._find(threshold=self.threshold.value()))
        self.threshold.valueChanged.connect(lambda _: self._soon.start())
        self.ink.say([tr("dark"), tr("light")])
        self.ink.chosen.connect(lambda index: self._find(dark=index == 0, threshold=None))
        self.light.say([tr("as it is"), tr("evened")])
        self.light.chosen.connect(lambda index: self._find(evened=index == 1, threshold=None))
        self._lay_out()

    def _lay_out(self) -> None:
        pictures = QGridLayout()
        pictures.setSpacing(8)
        columns = (("as it came", self.came), ("as understood", self.understood),
                   ("what the page will learn", self.panel))  # fmt: skip
        for place, (words, widget) in enumerate(columns):
            pictures.addWidget(label(tr(words), "muted"), 0, place)
            pictures.addWidget(widget, 1, place)
            pictures.setColumnStretch(place, 1)
        pictures.setRowStretch(1, 1)
        ends = QHBoxLayout()
        for words, side in (("black", "Left"), ("pixels by brightness", "HCenter"),
                            ("white", "Right")):  # fmt: skip
            made = label(tr(words), "muted")
            made.setAlignment(Qt.AlignmentFlag[f"Align{side}"])
            ends.addWidget(made, 1)
        choices = QGridLayout()
        for place, (words, widget) in enumerate(
            (("Ink is", self.ink), ("Uneven light", self.light))
        ):
            choices.addWidget(label(tr(words), "muted"), 0, place)
            choices.addWidget(widget, 1, place)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(pictures, 1)
        column.addWidget(self.value)
        column.addWidget(self.threshold)
        column.addLayout(ends)
        column.addLayout(choices)

    def show_reading(self, reading: "Reading") -> None:
        """Show what was read."""
        drawing, self.reading = reading.drawing, reading
        assert drawing is not None
        settled = drawing.read
        assert settled.threshold is not None
        self.came.show_pixels(drawing.came)
        self.understood.show_pixels(np.where(drawing.ink, 0, 255).astype(np.uint8))
        self.panel.draw(scatter(reading.brought.numbers, (), (), equal=True), True)
        self.threshold.show_levels(drawing.histogram, settled.threshold, bool(settled.dark))
        guessed = f" · {tr('guessed')}" if drawing.guessed else ""
        self.value.setText(f"{tr('Threshold of the ink')}{guessed} · {settled.threshold} / {255}")
        self.ink.choose(0 if settled.dark else 1)
        self.light.choose(int(bool(settled.evened)))

    def _find(self, **values: Any) -> None:
        from core.door import Choices

        assert self.reading is not None
        self.changed.emit(Choices(drawing=replace(self.reading.choices.drawing, **values)))
