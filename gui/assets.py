"""Where the shipped files lie, and how icons take the colours of the theme."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QFontDatabase, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

ASSETS = Path(__file__).resolve().parent.parent / "assets"


def shipped_text(name: str) -> str:
    """The text of assets/NAME."""
    return (ASSETS / name).read_text(encoding="utf-8")


def load_fonts() -> None:
    """Make the shipped fonts known to Qt. Raises FileNotFoundError where they are missing."""
    for path in sorted((ASSETS / "fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(path))
    if "Inter" not in QFontDatabase.families():
        raise FileNotFoundError(f"The fonts of {ASSETS / 'fonts'} cannot be read.")


def svg_pixmap(svg: str, size: QSize, ratio: float = 2.0) -> QPixmap:
    """A picture of an SVG text, `ratio` device pixels to one pixel of `size`."""
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    bounds = QRectF(0, 0, size.width(), size.height())
    QSvgRenderer(QByteArray(svg.encode())).render(painter, bounds)
    painter.end()
    return pixmap


@lru_cache(maxsize=256)
def icon(name: str, colour: str) -> QIcon:
    """The icon assets/icons/NAME.svg in one colour, such as "#1A1E24"."""
    svg = (ASSETS / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QIcon(svg_pixmap(svg.replace("currentColor", colour), QSize(48, 48)))
