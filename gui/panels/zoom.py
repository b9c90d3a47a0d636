"""The part of a plane that is shown: all of it, or what the wheel has magnified."""

from core.view_layers import Bounds
from gui.panels.frame import widened

CLOSEST = 40.0
"""How far a plane can be magnified."""
NOTCH = 1.0015
"""Magnification of one eighth of a degree of the wheel: a notch of 120 gives a fifth."""


class Zoom:
    """Keeps what was magnified, as long as the view asks for the same bounds."""

    def __init__(self) -> None:
        self._kept: tuple[Bounds, Bounds] | None = None

    def shown(self, bounds: Bounds) -> Bounds:
        """What to show of `bounds`."""
        if self._kept is not None and self._kept[0] == bounds:
            return self._kept[1]
        return widened(bounds)

    def turn(self, bounds: Bounds, x: float, y: float, wheel: float) -> None:
        """Magnify or shrink round (x, y) by `wheel` eighths of a degree."""
        factor = NOTCH**wheel
        left, right, bottom, top = self.shown(bounds)
        whole = widened(bounds)
        width = (right - left) / factor
        if width >= whole[1] - whole[0]:
            self._kept = None
        elif width >= (whole[1] - whole[0]) / CLOSEST:
            shrunk = (
                x + (left - x) / factor, x + (right - x) / factor,
                y + (bottom - y) / factor, y + (top - y) / factor,
            )  # fmt: skip
            self._kept = (bounds, shrunk)

    def reset(self) -> bool:
        """Show all again; whether anything was magnified."""
        magnified, self._kept = self._kept is not None, None
        return magnified
