"""The numbers of a card are never cut: what finds no room waits in the tool tip."""

from dataclasses import replace

import numpy as np
from pytestqt.qtbot import QtBot

from core.views import Plane, Reading
from core.words import NOTES
from gui.cards import Card
from gui.theme import LIGHT
from gui.tooltips import WIDEST

VIEW = Plane(
    title="Data space",
    readings=(Reading("∫ p dx", 1.0), Reading("<b>", -2.0, ".1f", "nats")),
    note="draw a loop",
    layers={},
    bounds=(0, 1, 0, 1),
)


def shown(qtbot: QtBot, width: int) -> Card:
    card = Card(VIEW, LIGHT)
    qtbot.addWidget(card)
    card.resize(width, 300)
    card.show()
    card.draw(VIEW, True)
    return card


def test_all_is_said_where_there_is_room(qtbot: QtBot) -> None:
    card = shown(qtbot, 600)
    words = card.readings.text()
    assert "1.000" in words
    assert "−2.0 nats" in words
    assert "draw a loop" in words
    assert "&lt;b&gt;" in words


def test_the_note_goes_first_and_then_the_last_number(qtbot: QtBot) -> None:
    card = shown(qtbot, 290)
    assert "draw a loop" not in card.readings.text()
    assert "1.000" in card.readings.text()
    assert "draw a loop" in card.readings.toolTip()
    assert card.readings.sizeHint().width() <= card.readings.width()
    card.resize(600, 300)
    qtbot.waitUntil(lambda: "draw a loop" in card.readings.text())


def test_infinity_is_written_as_people_write_it(qtbot: QtBot) -> None:
    card = shown(qtbot, 600)
    endless = replace(VIEW, readings=(Reading("bound", float("inf")), Reading("low", -np.inf)))
    card.draw(endless, True)
    card.retranslate()
    assert "∞" in card.readings.text()
    assert "−∞" in card.readings.text()
    assert "inf" not in card.readings.text()


def test_each_number_says_what_it_is_to_eyes_and_ears(qtbot: QtBot) -> None:
    sentence = "What lies under the curve, which is one for every density that there is."
    card = shown(qtbot, 600)
    number = Reading("area", 1.0, ".3f", "nats", help=sentence)
    card.draw(replace(VIEW, readings=(number,)), True)
    card.retranslate()
    for words in (card.readings.toolTip(), card.readings.accessibleDescription()):
        assert "area 1.000 nats: " in words
        assert sentence in words
    assert f'width="{WIDEST}"' in card.readings.toolTip(), "a long line is wrapped"
    assert "<" not in card.readings.accessibleDescription()


def test_a_degree_stands_at_its_number_and_one_sentence_is_said_once(qtbot: QtBot) -> None:
    card = shown(qtbot, 600)
    runners = tuple(Reading(name, 57.0, ".0f", "°", help="How far it is.") for name in ("a", "b"))
    card.draw(replace(VIEW, readings=runners), True)
    card.retranslate()
    said = card.readings.accessibleDescription()
    assert "a 57°, b 57°: How far it is." in said
    assert said.count("How far it is.") == 1
    assert f"draw a loop: {NOTES['draw a loop']}" in said
