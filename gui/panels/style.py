"""How marks look at this moment: the theme, and whether the picture moves or rests."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from gui.theme import Theme

Cap = Qt.PenCapStyle


@dataclass(frozen=True)
class Style:
    """The theme, whether the picture rests (`fine`), and device pixels per pixel."""

    theme: Theme
    fine: bool = True
    ratio: float = 1.0

    def pen(self, role: str, width: float = 1.0, cap: Cap = Cap.RoundCap) -> QPen:
        """A solid pen of a role, `width` pixels under the zoom."""
        return pen(self.theme.colour(role), max(1.0, width * self.theme.zoom), cap)

    def pale(self, role: str, share: float) -> QColor:
        """The colour of a role at `share` of its opacity."""
        colour = self.theme.colour(role)
        colour.setAlphaF(colour.alphaF() * share)
        return colour


def pen(colour: QColor, width: float, cap: Cap = Cap.RoundCap) -> QPen:
    """A pen whose joints are round, so that sharp bends have no spikes."""
    made = QPen(colour, width)
    made.setCapStyle(cap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return made
