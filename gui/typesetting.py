"""Formulas as pictures."""

import re
from functools import lru_cache
from html import escape
from typing import NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap

from gui.assets import svg_pixmap

NAMESPACE = re.compile(r' xmlns(:\w+)?="[^"]*"')
"""HTML needs none."""
SIZES = re.compile(r'width="\S+" height="\S+" viewBox="(\S+) (\S+) (\S+) (\S+)"')
DRAWN, PAD = 100, 1.0
"""The size at which formulas are drawn, and what ziamath leaves free round them at any size."""


class Typeset(NamedTuple):
    """A picture of a formula, and how many pixels of it stand above the line of writing."""

    picture: QPixmap
    ascent: float

    @property
    def size(self) -> QSize:
        """Width and height in pixels."""
        return self.picture.deviceIndependentSize().toSize()


@lru_cache(maxsize=1024)
def typeset(latex: str, colour: str, size: int) -> Typeset:
    """LaTeX at `size` pixels. Raises ValueError where ziamath cannot read it."""
    svg, top, width, height = _scaled(latex, size)
    # The picture is a little larger than the box, in which it is spread out.
    whole = QSize(round(width) + 1, round(height) + 1)
    picture = svg_pixmap(svg.replace("currentColor", colour), whole)
    return Typeset(picture, -top * whole.height() / height)


def as_svg(latex: str, size: int) -> str:
    """LaTeX at `size` pixels as vectors for HTML, on the line of writing, in the colour around."""
    svg, top, _, height = _scaled(latex, size)
    says = f'role="img" aria-label="{escape(latex)}" style="vertical-align:{-top - height:.2f}px"'
    return NAMESPACE.sub("", svg).replace("<svg", f"<svg {says}", 1)


def _scaled(latex: str, size: int) -> tuple[str, float, float, float]:
    """A formula at `size` pixels: its SVG, how far above the line it begins, width and height."""
    svg, left, top, width, height = drawn(latex)
    scale = size / DRAWN
    high, wide, tall = scale * top - PAD, scale * width + 2 * PAD, scale * height + 2 * PAD
    box = (left - PAD / scale, top - PAD / scale, wide / scale, tall / scale)
    view = 'viewBox="' + " ".join(f"{each:.2f}" for each in box) + '"'
    return SIZES.sub(f'width="{wide:.2f}" height="{tall:.2f}" {view}', svg, 1), high, wide, tall


@lru_cache(maxsize=1024)
def drawn(latex: str) -> tuple[str, float, float, float, float]:
    """A formula at DRAWN pixels: its SVG, and the box round its ink.

    Once for all sizes and colours, since ziamath takes some milliseconds for each.
    """
    from ziamath.config import config
    from ziamath.zmath import Latex

    config.svg2 = False  # its SVG 2 is blank in QtSvg
    svg = Latex(latex, size=DRAWN, color="currentColor").svg()
    found = SIZES.search(svg)
    assert found is not None  # always there
    left, top, width, height = map(float, found.groups())
    return svg, left + PAD, top + PAD, width - 2 * PAD, height - 2 * PAD
