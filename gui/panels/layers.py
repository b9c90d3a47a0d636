"""One painting function per kind of layer: made when the layer is new, then called."""

from collections.abc import Callable

from PySide6.QtGui import QPainter

from core.view_layers import (
    Area,
    Arrows,
    Handles,
    Heat,
    Layer,
    Lines,
    Mesh,
    Points,
    Rings,
    Rule,
    Texts,
)
from gui.panels.fills import area, heat, mesh
from gui.panels.frame import Frame
from gui.panels.marks import handles, points, texts
from gui.panels.strokes import arrows, lines, rings, rule
from gui.panels.style import Style

Paint = Callable[[QPainter], None]


def paint_of(layer: Layer, frame: Frame, style: Style) -> Paint:
    """What paints `layer` in `frame`; all that can be computed once is computed here."""
    match layer:
        case Heat():
            return heat(layer, frame, style)
        case Mesh():
            return mesh(layer, frame, style)
        case Area():
            return area(layer, frame, style)
        case Lines():
            return lines(layer, frame, style)
        case Arrows():
            return arrows(layer, frame, style)
        case Rings():
            return rings(layer, frame, style)
        case Rule():
            return rule(layer, frame, style)
        case Points():
            return points(layer, frame, style)
        case Handles():
            return handles(layer, frame, style)
        case Texts():
            return texts(layer, frame, style)
