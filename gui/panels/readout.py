"""What is read where the pointer rests: one plate for all panels, with rings and a crosshair."""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gui.panels.reading_text import written
from gui.panels.style import Style, pen

SIZE = 12
AWAY = 12
"""Pixels between the plate and what it reads."""
RING = 4
SIDE = 8
"""Pixels at the sides of a plate."""


@dataclass(frozen=True, slots=True)
class Row:
    """A name, its value as text, and the role of its colour."""

    name: str
    value: str
    role: str = "ink"


@dataclass(frozen=True, slots=True)
class Readout:
    """Rows on a plate beside the pixel `at`.

    `rings` mark what is read, in the colours of their roles; `across` is a line over the height
    of the frame, `outline` the frame of a cell. `layer` is the name of what is nearest of all.
    """

    rows: tuple[Row, ...]
    at: QPointF
    rings: tuple[tuple[QPointF, str], ...] = ()
    across: QLineF | None = None
    outline: QRectF | None = None
    layer: str = ""

    @property
    def words(self) -> str:
        """What the plate says, in one line."""
        return ", ".join(f"{row.name} {row.value}".strip() for row in self.rows)


def value_of(number: float) -> str:
    """A value as people write it."""
    return written(number, ".4g")


def plate(readout: Readout, whole: QRectF, style: Style) -> QRectF:
    """Where the plate lies: beside what is read, inside the panel where it finds room."""
    metrics = QFontMetricsF(style.theme.font(SIZE))
    names = max(metrics.horizontalAdvance(row.name) for row in readout.rows)
    values = max(metrics.horizontalAdvance(row.value) for row in readout.rows)
    width = names + (SIDE if names else 0) + values + 2 * SIDE
    box = QRectF(0, 0, width, metrics.height() * len(readout.rows) + SIDE)
    box.moveTo(readout.at.x() - AWAY - width, readout.at.y() - box.height() / 2)
    if box.left() < whole.left() + 1:
        box.moveLeft(readout.at.x() + AWAY)
    box.moveLeft(max(whole.left() + 1, min(box.left(), whole.right() - width - 1)))
    box.moveTop(max(whole.top() + 1, min(box.top(), whole.bottom() - box.height() - 1)))
    return box


def paint_readout(painter: QPainter, readout: Readout, whole: QRectF, style: Style) -> None:
    """The crosshair, the rings and the plate."""
    theme = style.theme
    painter.setClipping(False)
    painter.setOpacity(1.0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(style.pen("accent", 1.0))
    if readout.across is not None:
        painter.drawLine(readout.across)
    if readout.outline is not None:
        painter.drawRect(readout.outline)
    for middle, role in readout.rings:
        painter.setPen(style.pen(role, 1.4))
        painter.drawEllipse(middle, RING * style.scale, RING * style.scale)
    if not readout.rows:
        return
    box = plate(readout, whole, style)
    painter.setPen(pen(QColor(theme.hairline), 1.0))
    painter.setBrush(QColor(theme.tint))
    painter.drawRoundedRect(box, 6, 6)
    painter.setFont(theme.font(SIZE))
    line = QFontMetricsF(theme.font(SIZE)).height()
    for number, row in enumerate(readout.rows):
        top = box.top() + SIDE / 2 + number * line
        place = QRectF(box.left() + SIDE, top, box.width() - 2 * SIDE, line)
        painter.setPen(theme.colour("muted" if row.role == "ghost" else row.role))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft, row.name)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight, row.value)
