"""A column that goes on below its room fades at its foot, and no longer where it ends."""

from PySide6.QtWidgets import QLabel, QVBoxLayout
from pytestqt.qtbot import QtBot

from gui.scrolled import Scrolled

ROOM = 200


def column(qtbot: QtBot, height: int) -> Scrolled:
    """A black column of this height, in a room of 200."""
    layout, black = QVBoxLayout(), QLabel()
    layout.setContentsMargins(0, 0, 0, 0)
    black.setFixedHeight(height)
    black.setStyleSheet("background: #000000")
    layout.addWidget(black)
    scrolled = Scrolled(layout)
    qtbot.addWidget(scrolled)
    scrolled.resize(ROOM, ROOM)
    scrolled.show()
    return scrolled


def foot(scrolled: Scrolled) -> list[int]:
    """How light the last rows of pixels are."""
    picture = scrolled.grab().toImage()
    return [picture.pixelColor(ROOM // 2, y).lightness() for y in range(ROOM - 12, ROOM)]


def test_it_fades_while_more_lies_below(qtbot: QtBot) -> None:
    scrolled = column(qtbot, 500)
    faded, ground = foot(scrolled), scrolled.palette().base().color().lightness()
    assert faded == sorted(faded)
    assert faded[-1] > 0.8 * ground
    bar = scrolled.verticalScrollBar()
    bar.setValue(bar.maximum() - 6)
    assert foot(scrolled)[:4] == [0] * 4  # it leaves what is nearly seen
    bar.setValue(bar.maximum())
    assert foot(scrolled) == [0] * 12


def test_what_fits_does_not_fade(qtbot: QtBot) -> None:
    scrolled = column(qtbot, ROOM)
    assert foot(scrolled) == [0] * 12
    scrolled.resize(ROOM, ROOM // 2)
    assert scrolled.grab().toImage().pixelColor(ROOM // 2, ROOM // 2 - 1).lightness() > 0
