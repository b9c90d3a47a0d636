"""The names of layers and colours: what each says, and how they are painted."""

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter

from core.view_layers import (
    Area,
    Arrows,
    Heat,
    Key,
    Layer,
    Layers,
    Lines,
    Mesh,
    Points,
    Rings,
    Rule,
    frozen,
)
from core.views import Bars, Matrix, View
from core.words import name_meaning
from gui.i18n import tr
from gui.panels.fills import coloured
from gui.panels.legend_layout import LABEL_SIZE, Legend, Mark, chip_at, more, placed
from gui.panels.strokes import dash_of, stroke
from gui.panels.style import Style, pen
from gui.panels.symbols import scaled, symbol

FIELDS = (Heat, Mesh)
SPEAKING = (Lines, Area, Points, Arrows, Rings, Rule)
ALONE = (Rule, *FIELDS)
"""What has its name in the legend where nothing else has."""
RAMP = frozen([np.linspace(0, 1, 64)])
TINTED = 0.6
"""Opacity of the swatch of a tint."""


def marks_of(layers: Layers) -> tuple[Mark, ...]:
    """The marks of a legend: none where one label stands alone, unless it names a rule or a field.

    Layers of one label share a mark, that of the first. A rule across x has its label at its end.
    """
    found: dict[str, Mark] = {}
    for name, layer in layers.items():
        if isinstance(layer, FIELDS) and layer.label:
            found.setdefault(layer.label, _field(name, layer.scale, layer.levels, layer.label))
        if isinstance(layer, SPEAKING) and layer.label and getattr(layer, "axis", "y") == "y":
            dashed = getattr(layer, "dashed", False)
            found.setdefault(layer.label, Mark(name, type(layer), layer.role, dashed, layer.label))
    marks = tuple(found.values())
    return marks if len(marks) > 1 or any(mark.shape in ALONE for mark in marks) else ()


def marks_of_key(view: View) -> tuple[Mark, ...]:
    """What the colours of a picture without layers mean."""
    keys = list(view.key)
    if isinstance(view, Bars) and view.truth is not None and view.truth_label:
        keys.append(Key(view.truth_label, "truth", "tick" if view.horizontal else "dash"))
    marks = [Mark(key.label, key.shape, key.role, False, key.label) for key in keys]
    if isinstance(view, Matrix) and view.counts:
        marks.insert(0, _field("values", view.scale, view.levels, view.counts))
    return tuple(marks)


def _field(name: str, scale: str, levels: tuple[float, float], label: str) -> Mark:
    """The mark of a field: its ends to two digits, since each other one is laid out anew."""
    low, high = (float(f"{end:.1e}") for end in levels)
    return Mark(name, Heat, scale, False, label, (low, high))


def shown(layers: Layers, hidden: frozenset[str]) -> dict[str, Layer]:
    """The layers whose labels are not `hidden`."""
    return {n: layer for n, layer in layers.items() if getattr(layer, "label", "") not in hidden}


def family(layers: Layers, name: str) -> frozenset[str]:
    """The layers that share the label of `name`, and itself."""
    label = getattr(layers.get(name), "label", "")
    others = (each for each in layers if label and getattr(layers[each], "label", "") == label)
    return frozenset({name, *others})


def label_of(layer: Layer | None) -> str:
    """The name of a layer; of rings that have names, the first."""
    return getattr(layer, "label", "") or next(iter(getattr(layer, "labels", ())), "")


def explained_name(view: View, label: str) -> str:
    """A name in `view`, and what it stands for; "" for one that is nowhere explained."""
    said = name_meaning(view, label)
    return f"{tr(label)}: {tr(said)}" if said else ""


def paint_legend(
    painter: QPainter, legend: Legend, strip: QRectF, hidden: frozenset[str], style: Style
) -> None:
    """A swatch and a name for each layer; those that are `hidden` are struck."""
    theme, (swatch, gap, _) = style.theme, legend.gaps
    for entry, rect in placed(legend, strip):
        font, gone = QFont(theme.font(LABEL_SIZE)), entry.mark.label in hidden
        painter.setOpacity(0.4 if gone else 1.0)
        box = QRectF(rect.left(), rect.center().y() - 5, swatch, 10)
        _paint_swatch(painter, entry.mark, box, style)
        painter.setOpacity(1.0)
        font.setStrikeOut(gone)
        painter.setFont(font)
        painter.setPen(QColor(theme.muted))
        words = rect.adjusted(swatch + gap, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, entry.text)
    if legend.more:
        chip = chip_at(legend, strip).adjusted(0, 1, 0, -1)
        painter.setPen(pen(QColor(theme.hairline), 1.0))
        painter.setBrush(QColor(theme.tint))
        painter.drawRoundedRect(chip, chip.height() / 2, chip.height() / 2)
        painter.setPen(QColor(theme.accent))
        painter.setFont(theme.font(LABEL_SIZE))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, more(legend.more))


def paint_plate(painter: QPainter, plate: QRectF, style: Style) -> None:
    """What lies below a legend that is unfolded over the picture."""
    painter.setClipping(False)
    painter.setOpacity(1.0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen(QColor(style.theme.hairline), 1.0))
    painter.setBrush(QColor(style.theme.surface))
    painter.drawRoundedRect(plate, 6, 6)


def _paint_swatch(painter: QPainter, mark: Mark, box: QRectF, style: Style) -> None:
    middle, theme = box.center(), style.theme
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if mark.shape in FIELDS:
        painter.drawImage(box, coloured(RAMP, (0.0, 1.0), theme.lut(mark.role)))
    elif mark.shape is Points:
        outline = scaled(symbol(mark.role), 8 * theme.zoom, middle.x(), middle.y())
        painter.fillPath(outline, style.pale(mark.role, 0.85))
    elif mark.shape is Area:
        painter.fillRect(box, style.pale(mark.role, 0.3))
    elif mark.shape == "bar":
        painter.fillRect(box, theme.colour(mark.role))
    elif mark.shape == "tint":
        painter.fillRect(box, style.pale(mark.role, TINTED))
    elif mark.shape == "hatch":
        painter.fillRect(box, QBrush(QColor(theme.muted), Qt.BrushStyle.BDiagPattern))
    elif mark.shape == "tick":
        painter.setPen(pen(theme.colour(mark.role), 2.0 * theme.zoom))
        painter.drawLine(QLineF(middle.x(), box.top(), middle.x(), box.bottom()))
    else:
        ends = np.array([[box.left(), middle.y()], [box.right(), middle.y()]])
        dash = dash_of(mark.role, mark.dashed or mark.shape == "dash", named=True)
        stroke(ends, mark.role, 1.2, dash, style)(painter)
