"""Cards: the panel of a view, and its change when the view becomes one of another kind."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from core.touches import RunAction, Touch
from core.views import Bars, Chart, Globe, Plane, frozen
from gui.cards import Card
from gui.panels import Deliver, to_nobody
from gui.panels.bars import BarsPanel
from gui.panels.globe import GlobePanel
from gui.panels.plot import PlotPanel
from gui.theme import DARK, LIGHT

PLANE = Plane(title="Circle", layers={}, bounds=(-1, 1, -1, 1))
GLOBE = Globe(title="Sphere", layers={})
CHART = Chart(title="Curve", layers={})
BARS = Bars(title="Bars", values=frozen([1.0, 2.0]), labels=("a", "b"))


def shown(qtbot: QtBot, deliver: Deliver = to_nobody) -> Card:
    card = Card(PLANE, LIGHT, deliver)
    qtbot.addWidget(card)
    card.resize(400, 300)
    card.show()
    card.draw(PLANE, fine=True)
    return card


def test_a_view_of_another_kind_brings_its_panel(qtbot: QtBot) -> None:
    touches: list[Touch] = []

    def deliver(touch: Touch) -> int:
        touches.append(touch)
        return 7

    card = shown(qtbot, deliver)
    card.restyle(DARK)
    first = card.panel
    card.draw(GLOBE, fine=True)
    assert isinstance(card.panel, GlobePanel)
    assert not first.isVisible()
    qtbot.waitUntil(card.panel.isVisible)
    assert card.panel.theme is DARK
    assert card.title.text() == "Sphere"
    touch = RunAction("anything")
    assert card.panel.send(touch) == 7
    assert touches == [touch]
    card.draw(PLANE, fine=True)
    assert isinstance(card.panel, PlotPanel)


def test_a_view_of_the_same_panel_keeps_it(qtbot: QtBot) -> None:
    card = shown(qtbot)
    first = card.panel
    card.draw(PLANE, fine=False)
    card.draw(CHART, fine=False)
    assert card.panel is first


def test_the_new_panel_lies_where_the_old_one_was(qtbot: QtBot) -> None:
    card = shown(qtbot)
    before = card.panel.geometry()
    card.draw(GLOBE, fine=True)
    qtbot.waitUntil(lambda: card.panel.geometry() == before)
    assert isinstance(card.panel, GlobePanel)


def test_a_panel_that_failed_does_not_spoil_the_next_kind(qtbot: QtBot) -> None:
    card = shown(qtbot)
    card.draw(BARS, fine=True)
    assert isinstance(card.panel, BarsPanel)
    card._broken = True
    card.draw(GLOBE, fine=True)
    assert card.panel.view is GLOBE


def test_a_title_says_what_is_shown_however_narrow_the_card_is(qtbot: QtBot) -> None:
    card, said = shown(qtbot), "All points at the distance 1 from the origin."
    card.draw(replace(PLANE, help=said), fine=True)
    assert card.title.accessibleDescription() == said
    assert card.title.toolTip() == said
    card.draw(replace(PLANE, help=said, title="A circle of a very long name " * 4), fine=True)
    qtbot.waitUntil(lambda: card.title.text().endswith("…"))
    assert said in card.title.toolTip()
    assert "A circle of a very long name" in card.title.toolTip()
