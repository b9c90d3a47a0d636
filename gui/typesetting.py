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
VIEW_BOX = re.compile(r'viewBox="(\S+) (\S+) (\S+) (\S+)"')


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
    svg, top, width, height = _drawn(latex, colour, size)
    # The picture is a little larger than the box, in which it is spread out.
    whole = QSize(round(width) + 1, round(height) + 1)
    return Typeset(svg_pixmap(svg, whole), -top * whole.height() / height)


def as_svg(latex: str, size: int) -> str:
    """LaTeX at `size` pixels as vectors for HTML, on the line of writing, in the colour around."""
    svg, top, _, height = _drawn(latex, "currentColor", size)
    says = f'role="img" aria-label="{escape(latex)}" style="vertical-align:{-top - height:.2f}px"'
    return NAMESPACE.sub("", svg).replace("<svg", f"<svg {says}", 1)


def _drawn(latex: str, colour: str, size: int) -> tuple[str, float, float, float]:
    """The SVG of a formula, where its box begins above the line of writing, width and height."""
    from ziamath.config import config
    from ziamath.zmath import Latex

    config.svg2 = False  # its SVG 2 is blank in QtSvg
    svg = Latex(latex, size=size, color=colour).svg()
    found = VIEW_BOX.search(svg)
    assert found is not None  # always there
    _, top, width, height = map(float, found.groups())
    return svg, top, width, height
