"""The layers of one view, each prepared once and painted as long as it is the same object."""

from PySide6.QtGui import QPainter

from core.view_layers import Layer, Layers
from gui.panels.backing_store import Background, BackingStore
from gui.panels.frame import Frame
from gui.panels.layers import Paint, paint_of
from gui.panels.style import Style


class Scene:
    """Keeps what each named layer was prepared as, until the layer, frame or style changes."""

    def __init__(self) -> None:
        self.made: dict[str, tuple[Layer, Paint]] = {}
        self._made_for: tuple[Frame, Style] | None = None
        self._store = BackingStore()
        self.preparations = 0

    def paint(self, painter: QPainter, layers: Layers, frame: Frame, style: Style) -> None:
        """Paint `layers` in their order."""
        for paint in self._prepared(layers, frame, style):
            paint(painter)

    def paint_on(
        self, background: Background, painter: QPainter, layers: Layers, frame: Frame, style: Style
    ) -> None:
        """Paint `layers` over `background`; on a screen, what stays the same is one picture."""
        prepared = self._prepared(layers, frame, style)
        if style.straight:
            background.paint(painter)
        else:
            prepared = list(self._store.paint(painter, background, prepared, style.ratio))
        painter.setClipRect(background.clip)
        for paint in prepared:
            paint(painter)

    def _prepared(self, layers: Layers, frame: Frame, style: Style) -> list[Paint]:
        if self._made_for != (frame, style):
            self.made.clear()
            self._made_for = (frame, style)
        for name, layer in layers.items():
            known = self.made.get(name)
            if known is None or known[0] is not layer:
                self.made[name] = (layer, paint_of(layer, frame, style))
                self.preparations += 1
        for name in self.made.keys() - layers.keys():
            del self.made[name]
        return [self.made[name][1] for name in layers]
