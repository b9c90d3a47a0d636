"""How marks look at this moment: the theme, and whether the picture moves or rests."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from gui.theme import Theme

Cap = Qt.PenCapStyle

SIZE = 220
"""Pixels of the shorter side of a panel from which marks have their full size."""


@dataclass(frozen=True)
class Style:
    """The theme, whether the picture rests (`fine`), device pixels per pixel, and a `shrink`.

    Marks of a thumbnail are smaller: `shrink` is below 1 where the panel is small. A `straight`
    picture is painted stroke by stroke, for a file or a page of any resolution: no copies of small
    pictures, and nothing of what only a hand needs.
    """

    theme: Theme
    fine: bool = True
    ratio: float = 1.0
    shrink: float = 1.0
    straight: bool = False

    @property
    def scale(self) -> float:
        """What the size of a mark in pixels is multiplied by."""
        return self.theme.zoom * self.shrink

    def pen(self, role: str, width: float = 1.0, cap: Cap = Cap.RoundCap) -> QPen:
        """A solid pen of a role, `width` pixels under the zoom."""
        return pen(self.theme.colour(role), max(1.0, width * self.theme.zoom), cap)

    def pale(self, role: str, share: float) -> QColor:
        """The colour of a role at `share` of its opacity."""
        colour = self.theme.colour(role)
        colour.setAlphaF(colour.alphaF() * share)
        return colour


def shrink_of(width: float, height: float) -> float:
    """How small marks are in a panel of this size: 1 from SIZE pixels on, at least a half."""
    return min(1.0, max(0.5, min(width, height) / SIZE))


def pen(colour: QColor, width: float, cap: Cap = Cap.RoundCap) -> QPen:
    """A pen whose joints are round, so that sharp bends have no spikes."""
    made = QPen(colour, width)
    made.setCapStyle(cap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return made
