"""What of the layers of a plot lies nearest to the pointer, by name and value."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF

from core.view_layers import Arrows, Handles, Heat, Layers, Lines, Points, Rule
from gui.i18n import format_message, tr
from gui.panels.end_labels import has_end
from gui.panels.frame import Frame, Pixels
from gui.panels.marks import nearest
from gui.panels.plot_interaction import Projection
from gui.panels.readout import Readout, Row, value_of

REACH = 16
"""Pixels within which a mark is read."""
TIP_REACH = 12
"""Pixels within which a mark says what it is."""


def along(layers: Layers, frame: Frame, at: QPointF, axis: str, title: str) -> Readout | None:
    """The values of all curves over the pixel `at` of a chart, and the crosshair; None without."""
    rows, rings, place = list[Row](), list[tuple[QPointF, str]](), float("nan")
    x, reach, closest = at.x(), float(REACH), ""
    for name, layer in layers.items():
        if isinstance(layer, Rule) and layer.axis == "y" and layer.label:
            rows.append(Row(tr(layer.label), value_of(layer.value), layer.role))
        if not isinstance(layer, Lines) or not len(layer.points) or not has_end(layer):
            continue
        pixels = frame.to_pixels(layer.points)
        index = _nearest_across(pixels, x)
        if index < 0:
            continue
        if not rings:
            place = float(layer.points[index, 0])
            x = float(pixels[index, 0])
        rings.append((QPointF(*pixels[index]), layer.role))
        if (away := abs(float(pixels[index, 1]) - at.y())) < reach:
            closest, reach = name, away
        value = value_of(float(layer.points[index, 1]))
        rows.append(Row(tr(layer.label or title), value, layer.role))
    if not rings:
        return None
    line = QLineF(x, frame.rect.top(), x, frame.rect.bottom())
    first = Row(tr(axis), value_of(place), "muted")
    middle = QPointF(x, frame.rect.center().y())
    return Readout((first, *rows), middle, tuple(rings), line, layer=closest)


def mark_at(layers: Layers, frame: Projection, at: QPointF, title: str) -> Readout | None:
    """The mark or the line nearest to a pixel, with its place in the data; None out of reach."""
    best, found = float(REACH), None
    for key, layer in layers.items():
        if isinstance(layer, Points | Lines | Handles):
            points = layer.points
        elif isinstance(layer, Arrows):
            points = layer.end
        else:
            continue
        index, distance = nearest(frame.in_front(points), at.x(), at.y())
        if distance < best:
            best, found = distance, (key, layer, points[index], _name(layer, index))
    if found is None:
        return None
    key, layer, place, name = found
    name = name or tr(_label_of(layer.role, layers) or title)
    pixel = QPointF(*frame.in_front(place[None])[0])
    value = "({})".format(", ".join(value_of(each) for each in place.tolist()))
    return Readout((Row(name, value, layer.role),), pixel, ((pixel, layer.role),), layer=key)


def field_at(layers: Layers, frame: Frame, at: QPointF) -> str:
    """The name of the uppermost field over a pixel; "" where there is none."""
    fields = {name: each.bounds for name, each in layers.items() if isinstance(each, Heat)}
    return next((n for n in reversed(fields) if frame.box(fields[n]).contains(at)), "")


def tips_at(layers: Layers, frame: Frame, at: QPointF) -> str:
    """What the nearest mark within reach says; marks on one place say all that they have."""
    said = list[str]()
    for layer in layers.values():
        if isinstance(layer, Points) and layer.tips:
            pixels = frame.to_pixels(layer.points)
            index, distance = nearest(pixels, at.x(), at.y())
            if distance <= TIP_REACH:
                near = np.hypot(*(pixels - pixels[index]).T) <= TIP_REACH / 2
                said += [format_message(layer.tips[one]) for one in np.flatnonzero(near)]
    return "\n".join(said)


def _name(layer: Points | Lines | Handles | Arrows, index: int) -> str:
    """What a mark is called itself; "" where it has the name of its colour."""
    if isinstance(layer, Points) and index < len(layer.tips):
        return layer.label or format_message(layer.tips[index])
    if isinstance(layer, Handles):
        return tr(layer.labels[index]) if index < len(layer.labels) else ""
    return tr(layer.label) if layer.label else ""


def _label_of(role: str, layers: Layers) -> str:
    """What the legend says of a colour."""
    same = (each for each in layers.values() if getattr(each, "role", "") == role)
    named = (getattr(each, "label", "") for each in same)
    return next(filter(None, named), "")


def _nearest_across(pixels: Pixels, x: float) -> int:
    away = np.abs(pixels[:, 0] - x)
    away[~np.isfinite(pixels).all(axis=1)] = np.inf
    index = int(np.argmin(away))
    return index if np.isfinite(away[index]) else -1
