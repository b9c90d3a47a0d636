"""What of the layers of a plot lies nearest to the pointer, by name and value."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF

from core.view_layers import Arrows, Handles, Heat, Layers, Lines, Points, Rule
from gui.i18n import format_message, tr
from gui.panels.end_labels import has_end
from gui.panels.frame import Frame
from gui.panels.marks import nearest
from gui.panels.plot_interaction import Projection
from gui.panels.readout import Readout, Row, value_of

REACH = 16
"""Pixels within which a mark is read."""
NEARLY = 8
"""Pixels within which a mark is read before the curves of a chart."""
BEFORE = {Handles: 10.0, Points: 5.0}
"""Pixels by which what a hand can take, and marks, go before the lines that end in them."""
TIP_REACH = 12
"""Pixels within which a mark says what it is."""


def along(layers: Layers, frame: Frame, at: QPointF, axis: str, title: str) -> Readout | None:
    """The values of all curves over the pixel `at` of a chart, and the crosshair; None without.

    Where lines have names, those without one only lead the eye, and are not read.
    """
    rows, rings, place = list[Row](), list[tuple[QPointF, str]](), float("nan")
    x, reach, closest = at.x(), float(REACH), ""
    named = any(isinstance(each, Lines) and each.label for each in layers.values())
    for name, layer in layers.items():
        if isinstance(layer, Rule) and layer.axis == "y" and layer.label:
            rows.append(Row(tr(layer.label), value_of(layer.value), layer.role))
        if not (isinstance(layer, Lines) and has_end(layer) and (layer.label or not named)):
            continue
        found = _on_line(frame, layer, x)
        if found is None:
            continue
        pixel, point = found
        if not rings:
            x, place = pixel.x(), point[0]
        rings.append((pixel, layer.role))
        if (away := abs(pixel.y() - at.y())) < reach:
            closest, reach = name, away
        rows.append(Row(tr(layer.label or title), value_of(point[1]), layer.role))
    if not rings:
        return None
    line = QLineF(x, frame.rect.top(), x, frame.rect.bottom())
    first = Row(tr(axis), value_of(place), "muted")
    middle = QPointF(x, frame.rect.center().y())
    return Readout((first, *rows), middle, tuple(rings), line, layer=closest)


def marks_in(layers: Layers) -> Layers:
    """The marks and handles among `layers`."""
    return {name: each for name, each in layers.items() if isinstance(each, Points | Handles)}


def mark_at(
    layers: Layers, frame: Projection, at: QPointF, title: str, reach: float = REACH
) -> Readout | None:
    """The mark or the line nearest to a pixel, with its place in the data; None out of reach.

    Of those at one place it is the uppermost.
    """
    best, found = reach, None
    for key, layer in layers.items():
        if isinstance(layer, Points | Lines | Handles):
            points = layer.points
        elif isinstance(layer, Arrows):
            points = layer.end
        else:
            continue
        index, distance = nearest(frame.in_front(points), at.x(), at.y())
        nearer = distance - BEFORE.get(type(layer), 0.0)
        if distance < reach and nearer <= best:
            best, found = nearer, (key, layer, points[index], _name(layer, index))
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
    if isinstance(layer, Points) and index < max(len(layer.tips), len(layer.keys)):
        tip = format_message(layer.tips[index]) if layer.tips else ""
        itself = tip or tr(layer.keys[index])
        return f"{tr(layer.label)}: {itself}" if layer.label else itself
    if isinstance(layer, Handles):
        names = layer.labels or layer.keys  # one name for all, or each its own
        return tr(names[min(index, len(names) - 1)]) if names else ""
    return tr(layer.label) if layer.label else ""


def _label_of(role: str, layers: Layers) -> str:
    """What the legend says of a colour."""
    same = (each for each in layers.values() if getattr(each, "role", "") == role)
    named = (getattr(each, "label", "") for each in same)
    return next(filter(None, named), "")


def _on_line(frame: Frame, layer: Lines, x: float) -> tuple[QPointF, tuple[float, float]] | None:
    """The pixel and the place in the data of a curve over a pixel `x`; None where it has none.

    At the nearest of its points; of two, which are a straight line, between them.
    """
    pixels = frame.to_pixels(layer.points)
    sound = pixels[np.isfinite(pixels).all(axis=1)]
    if not len(sound) or np.ptp(sound[:, 0]) == 0 < len(sound) - 1:
        return None
    index = int(np.argmin(np.abs(sound[:, 0] - x)))
    pixel = QPointF(*sound[index])
    if len(sound) == 2 and sound[0, 0] <= x <= sound[-1, 0]:
        pixel = QPointF(x, float(np.interp(x, sound[:, 0], sound[:, 1])))
        return pixel, frame.to_data(pixel.x(), pixel.y())
    place = layer.points[np.isfinite(pixels).all(axis=1)][index]
    return pixel, (float(place[0]), float(place[1]))
