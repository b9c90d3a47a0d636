"""The look of a window: its theme and the size of its type, put on what is shown."""

from typing import Protocol

from PySide6.QtWidgets import QApplication

from gui.style import sheet
from gui.theme import Theme

PRESENT_ZOOM = 1.5
"""How much larger type and pens are when a page is presented."""
SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
"""How large type may be, as a share of what is usual."""


class Dressed(Protocol):
    """A part of the window."""

    def setStyleSheet(self, styleSheet: str) -> None:
        """Take a style sheet."""

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`."""


class Look:
    """Puts theme and size on a part when it is shown, for a style sheet costs 80 ms a page."""

    def __init__(self, theme: Theme) -> None:
        self.theme, self.scale = theme, 1.0
        self._worn: dict[Dressed, Theme] = {}

    def take(self, theme: Theme) -> None:
        """Go over to `theme`; parts follow when they are dressed."""
        self.theme = theme
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setPalette(theme.palette())
        application.setFont(theme.font())

    def scale_by(self, steps: int) -> None:
        """Make all type larger or smaller, or with 0 as large as usual."""
        nearest = min(range(len(SCALES)), key=lambda place: abs(SCALES[place] - self.scale))
        place = nearest + steps if steps else SCALES.index(1.0)
        self.scale = SCALES[min(max(place, 0), len(SCALES) - 1)]

    def dress(self, part: Dressed, presents: bool = False, itself: bool = False) -> None:
        """Put the look of now on a part that has another, and that may take the sheet `itself`."""
        look = self.worn(presents)
        if self._worn.get(part) != look:
            self._worn[part] = look
            if not itself:
                part.setStyleSheet(sheet(look))
            part.restyle(look)

    def worn(self, presents: bool = False) -> Theme:
        """The theme with its size."""
        return self.theme.zoomed(self.scale * (PRESENT_ZOOM if presents else 1.0))
