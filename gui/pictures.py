"""Pictures of what stands on the screen, for a file or the clipboard, as vectors or pixels."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QBuffer, QByteArray, QMarginsF, QPoint, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from gui.panels import Panel
from gui.theme import Theme

DPI = 96
"""Pixels of the screen to an inch, so that a picture in print has the size that its type asks."""
POINTS = 72 / DPI
MARGIN, HEAD = 16, 36
"""Pixels round the cards of a page, and of its title above them."""
FAMILIES = "Inter, 'Noto Sans CJK SC', 'Segoe UI', 'PingFang SC', Helvetica, Arial, sans-serif"
"""Who opens an SVG may not have the program's own fonts."""
FAMILY = re.compile(rb'font-family="Inter[^"]*"')


class Picture:
    """A widget, or a page with a `title` and what it `says` above, as it would be painted.

    What is `below` it, such as the formula of the page, is painted under it.

    Panels paint themselves straight, at rest, and without what only a hand needs.
    """

    def __init__(
        self,
        widget: QWidget,
        theme: Theme,
        title: str = "",
        said: str = "",
        below: QWidget | None = None,
    ) -> None:
        self._widget, self._theme, self._title, self._said = widget, theme, title, said
        edge, head = (MARGIN, theme.pixels(HEAD)) if title else (0, 0)
        self._corner = QPoint(edge, head + edge // 2 if title else 0)
        size = widget.size()
        self.size = QSize(size.width() + 2 * edge, size.height() + self._corner.y() + edge)
        self._below, self._foot = below, QPoint(edge, self.size.height())
        if below is not None:
            self.size.setHeight(self.size.height() + below.height() + edge)

    def image(self, scale: float = 1.0) -> QImage:
        """The picture in `scale` times as many pixels as on a plain screen."""
        image = QImage(self.size * scale, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(scale)
        image.fill(QColor(self._theme.window if self._title else self._theme.surface))
        self._paint(image)
        return image

    def png(self, scale: float = 1.0) -> bytes:
        """The content of a PNG file."""
        return _written(lambda buffer: self.image(scale).save(buffer, "PNG"))  # type: ignore[call-overload]

    def svg(self) -> bytes:
        """The content of an SVG 1.1 file: vectors and text; only heat and pictures are pixels."""

        def write(buffer: QBuffer) -> None:
            generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
            generator.setOutputDevice(buffer)
            generator.setSize(self.size)
            generator.setViewBox(QRect(QPoint(), self.size))
            generator.setResolution(self._widget.logicalDpiX())
            generator.setTitle(self._title)
            self._paint(generator)

        return FAMILY.sub(f'font-family="{FAMILIES}"'.encode(), _written(write))

    def pdf(self) -> bytes:
        """The content of a PDF file of one page that has the size of the picture."""

        def write(buffer: QBuffer) -> None:
            writer = QPdfWriter(buffer)
            writer.setResolution(DPI)
            page = QSizeF(self.size.width() * POINTS, self.size.height() * POINTS)
            writer.setPageSize(QPageSize(page, QPageSize.Unit.Point))
            writer.setPageMargins(QMarginsF())
            writer.setTitle(self._title)
            self._paint(writer)

        return _written(write)

    def _paint(self, device: QPaintDevice) -> None:
        painter, theme = QPainter(device), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._title:
            whole = QRect(QPoint(), self.size)
            painter.fillRect(whole, QColor(theme.window))
            head = QRect(MARGIN, MARGIN // 2, whole.width() - 2 * MARGIN, theme.pixels(HEAD))
            painter.setFont(theme.font(17, QFont.Weight.DemiBold))
            painter.setPen(QColor(theme.text))
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(head, middle | Qt.AlignmentFlag.AlignLeft, self._title)
            painter.setFont(theme.font(12))
            painter.setPen(QColor(theme.muted))
            painter.drawText(head, middle | Qt.AlignmentFlag.AlignRight, self._said)
        with _straight(self._widget):
            self._widget.render(painter, self._corner)
        if self._below is not None:
            with _straight(self._below):
                self._below.render(painter, self._foot)
        painter.end()


@contextmanager
def _straight(widget: QWidget) -> Iterator[None]:
    panels = widget.findChildren(Panel)
    for panel in panels:
        panel.straight = True
    try:
        yield
    finally:
        for panel in panels:
            panel.straight = False


def _written(write: Callable[[QBuffer], object]) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    write(buffer)
    buffer.close()
    return bytes(content.data())
