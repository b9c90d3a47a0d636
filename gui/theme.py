"""Colours, type and spacing: one place, two complete sets."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Self

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QFont, QPalette

CORNER = 12
"""The radius of a card's corners, in pixels."""
SMALLEST = 11
"""No type is smaller than this, in pixels."""
FAMILIES = ["Inter", "Noto Sans CJK SC"]


@dataclass(frozen=True)
class Theme:
    """The tokens of one look. `zoom` enlarges type and pens when a page is presented.

    `classes` are ten hues derived from Okabe and Ito (2008), moved until a number written in each
    can be read on the surface (4.5:1), and until any two are told apart under the three kinds of
    colour blindness (10 of CIELAB); a class also has a shape of its own.
    """

    name: str
    window: str
    surface: str
    field: str
    hairline: str
    text: str
    muted: str
    accent: str
    tint: str
    on_accent: str
    data: str
    model: str
    warning: str
    magnitude: tuple[str, ...]
    negative: str
    positive: str
    classes: tuple[str, ...]
    zoom: float = 1.0

    def zoomed(self, zoom: float) -> Self:
        """The same look with larger type and pens."""
        return replace(self, zoom=zoom)

    def contrasted(self) -> Self:
        """The same look with more contrast, for a hall: pure ground, pure text, no grey words."""
        if self.name == "light":
            return replace(self, window="#FFFFFF", text="#000000", muted="#3C4450")
        return replace(self, window="#000000", surface="#0A0C10", text="#FFFFFF", muted="#C9CFDA")

    def pixels(self, size: float) -> int:
        """A size in pixels under the zoom."""
        return round(size * self.zoom)

    def colour(self, role: str) -> QColor:
        """The colour of a role of core.views; raises KeyError for a role that is none."""
        return QColor(self._colours[role])  # a copy: whoever asks may change it

    @cached_property
    def _colours(self) -> dict[str, QColor]:
        ghost = QColor(self.muted)
        ghost.setAlphaF(0.4)
        classes = {f"class {index}": QColor(each) for index, each in enumerate(self.classes)}
        return classes | {
            "data": QColor(self.data),
            "model": QColor(self.model),
            "truth": QColor(self.text),
            "ink": QColor(self.text),
            "muted": QColor(self.muted),
            "accent": QColor(self.accent),
            "ghost": ghost,
        }

    def font(self, size: float = 13, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The type of the window at `size` pixels, with figures of equal width."""
        return _font(max(SMALLEST, self.pixels(size)), weight)

    def palette(self) -> QPalette:
        """The colours of what the style sheet does not reach."""
        palette, role = QPalette(), QPalette.ColorRole
        for name, colour in (
            (role.Window, self.window),
            (role.WindowText, self.text),
            (role.Base, self.surface),
            (role.AlternateBase, self.field),
            (role.Text, self.text),
            (role.PlaceholderText, self.muted),
            (role.Button, self.surface),
            (role.ButtonText, self.text),
            (role.Mid, self.muted),
            (role.Highlight, self.accent),
            (role.HighlightedText, self.on_accent),
            (role.ToolTipBase, self.surface),
            (role.ToolTipText, self.text),
            (role.Link, self.accent),
        ):
            palette.setColor(name, QColor(colour))
        return palette

    def lut(self, scale: str) -> npt.NDArray[np.uint8]:
        """The colours (256, 4) of a scale of core.views, as red, green, blue, alpha."""
        return _lut(self.surface, self.text, self._stops(scale))

    def _stops(self, scale: str) -> tuple[str, ...]:
        match scale:
            case "magnitude":
                return self.magnitude
            case "sign":
                return (self.negative, self.surface, self.positive)
            case "sign turned":
                return (self.positive, self.surface, self.negative)
            case "grey":
                return (self.surface, self.text)
            case "viridis":
                return VIRIDIS
            case "cividis":
                return CIVIDIS
        raise KeyError(scale)


@lru_cache
def _font(size: int, weight: QFont.Weight) -> QFont:
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPixelSize(size)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@lru_cache
def _lut(surface: str, text: str, stops: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    places = np.linspace(0.0, 1.0, len(stops))
    channels = np.array([QColor(stop).getRgb() for stop in stops], dtype=float)
    at = np.linspace(0.0, 1.0, 256)
    table = np.stack([np.interp(at, places, channel) for channel in channels.T], axis=1)
    return np.round(table).astype(np.uint8)


# Nine evenly spaced colours of each map (van der Walt and Smith 2015; Nuñez et al. 2018).
VIRIDIS = (
    "#440154", "#472D7B", "#3B528B", "#2C728E", "#21918C",
    "#28AE80", "#5EC962", "#ADDC30", "#FDE725",
)  # fmt: skip
CIVIDIS = (
    "#00224E", "#213B6E", "#4C556C", "#6C6E72", "#8A8779",
    "#A59C74", "#C6B669", "#E1CC55", "#FEE838",
)  # fmt: skip

LIGHT = Theme(
    name="light",
    window="#F4F5F8",
    surface="#FFFFFF",
    field="#F4F5F8",
    hairline="#E2E5EB",
    text="#1A1E24",
    muted="#667080",
    accent="#3F5BD9",
    tint="#E9EDFC",
    on_accent="#FFFFFF",
    data="#0072B2",
    model="#BF4A00",
    warning="#B84A00",
    magnitude=("#FFFFFF", "#DBE4FF", "#7AA2F7", "#2F4BB8", "#131A4A"),
    negative="#0072B2",
    positive="#BF4A00",
    classes=(
        "#0072B2", "#BF4A00", "#0C865E", "#9E3E92", "#784700",
        "#095E84", "#547D09", "#1A1E24", "#6C4ABB", "#946132",
    ),
)  # fmt: skip

DARK = Theme(
    name="dark",
    window="#0E1116",
    surface="#161A21",
    field="#1D222B",
    hairline="#272D37",
    text="#E7EAF0",
    muted="#8D97A6",
    accent="#8FA8FF",
    tint="#222A45",
    on_accent="#0E1116",
    data="#5AB1E5",
    model="#F0A35E",
    warning="#F0A35E",
    magnitude=("#161A21", "#1F2A5C", "#3C57C9", "#8FB0FF", "#EEF4FF"),
    negative="#5AB1E5",
    positive="#F0A35E",
    classes=(
        "#5AB1E5", "#F0A35E", "#32C69B", "#E595C6", "#E6B624",
        "#318EDC", "#F0E442", "#E7EAF0", "#A47CC1", "#C08959",
    ),
)  # fmt: skip

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}
