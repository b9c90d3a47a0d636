"""The layers of one view, each prepared once and painted as long as it is the same object."""

from PySide6.QtGui import QPainter

from core.marks import Layer, Layers
from gui.panels.frame import Frame
from gui.panels.layers import Paint, paint_of
from gui.panels.style import Style


class Scene:
    """Keeps what each named layer was prepared as, until the layer, frame or style changes."""

    def __init__(self) -> None:
        self.made: dict[str, tuple[Layer, Paint]] = {}
        self._ground: tuple[Frame, Style] | None = None
        self.preparations = 0

    def paint(self, painter: QPainter, layers: Layers, frame: Frame, style: Style) -> None:
        """Paint `layers` in their order."""
        if self._ground != (frame, style):
            self.made.clear()
            self._ground = (frame, style)
        for name, layer in layers.items():
            known = self.made.get(name)
            if known is None or known[0] is not layer:
                known = self.made[name] = (layer, paint_of(layer, frame, style))
                self.preparations += 1
            known[1](painter)
        for name in self.made.keys() - layers.keys():
            del self.made[name]
