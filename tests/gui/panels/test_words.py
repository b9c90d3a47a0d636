"""Words over a picture are read on whatever lies below them."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from gui.panels.style import Style
from gui.panels.words import box_of, paint_grounds, paint_words
from gui.theme import DARK, LIGHT, Theme

LABEL = "a point"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("below", ["#ffffff", "#000000", "#3355ff", "#ff8800"])
def test_the_ground_of_words_is_nearer_to_the_surface_than_what_lies_below(
    qtbot: QtBot, theme: Theme, below: str
) -> None:
    font = theme.font(11)
    box = box_of(LABEL, font).translated(20, 20)
    picture = QImage(160, 60, QImage.Format.Format_RGB32)
    picture.fill(QColor(below))
    painter = QPainter(picture)
    words = [(box, LABEL), (QRectF(120, 20, 0, 10), "")]
    paint_grounds(painter, words, Style(theme))
    paint_words(painter, words, font, theme.colour("data"))
    painter.end()
    corner = picture.pixelColor(int(box.left()) + 1, int(box.top()) + 1)  # no letter reaches it
    surface, ground = QColor(theme.surface), QColor(below)
    for channel in ("red", "green", "blue"):
        of = [getattr(colour, channel)() for colour in (surface, corner, ground)]
        assert abs(of[1] - of[0]) <= abs(of[2] - of[0]) / 4 + 2
    inked = {picture.pixel(x, y) for x in range(20, 100) for y in range(20, 34)}
    assert len(inked) > 3  # letters are painted on it
