"""Numbers as people write them, in the room that there is."""

import pytest
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from core.views import Reading
from gui.panels.reading_text import value_text, written
from gui.theme import LIGHT


@pytest.mark.parametrize(
    ("value", "form", "words"),
    [(8.02, ".2e", "8.02"), (0.0, ".1e", "0.0"), (4.2e-8, ".1e", "4.2e−8"),
     (3.1e12, ".1e", "3.1e12"), (-0.5, ".2f", "−0.50"), (float("nan"), ".2f", "—"),
     (0.398, ".2e", "0.398"), (-0.0123, ".1e", "−0.0123"), (0.00123, ".1e", "1.2e−3"),
     (float("-inf"), ".2f", "−∞")],
)  # fmt: skip
def test_an_exponent_is_written_where_it_is_needed(value: float, form: str, words: str) -> None:
    assert written(value, form) == words


def test_where_there_is_no_room_digits_go_and_the_unit_stays(qtbot: QtBot) -> None:
    metrics = QFontMetrics(LIGHT.font(12))
    angle = Reading("angle", 134.24, ".1f", "°")
    assert value_text(angle) == "134.2°"
    assert value_text(angle, 200.0, metrics) == "134.2°"
    assert value_text(angle, 1.0, metrics) == "134°"
