"""Fields on real pages: what is shown is what runs, but for what is being typed."""

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.commands import Play, Undo
from core.snapshot import Phase
from core.touches import Type
from gui.panels.typed import TypedPanel
from tests.gui.driven import Driven, driven

TYPED = "where is my order"


def line(driver: Driven) -> TypedPanel:
    """The first view of the page in which a person types."""
    assert driver.page.grid is not None
    panels = [card.panel for card in driver.page.grid.cards.values()]
    return next(panel for panel in panels if isinstance(panel, TypedPanel) and panel.view.entry)


def type_there(driver: Driven, words: str) -> TypedPanel:
    """Type into the line, letter by letter, and wait for the answer."""
    panel = line(driver)
    panel.entry.selectAll()
    QTest.keyClicks(panel.entry, words)
    driver.bot.waitUntil(lambda: panel.view.typed == words)
    assert panel.entry.text() == words
    return panel


@pytest.mark.parametrize("name", ["sentence_search", "mlm_text"])
@pytest.mark.parametrize("after", ["undo", "another touch", "preset", "play"])
def test_the_line_is_what_the_page_answers(qtbot: QtBot, name: str, after: str) -> None:
    with driven(qtbot) as driver:
        driver.open(name)
        panel = type_there(driver, TYPED)
        if after == "undo":
            driver.send(Undo())
            driver.until(lambda seen: panel.view.typed != TYPED)
        elif after == "another touch":
            panel.deliver(Type("a lone word"))
            driver.until(lambda seen: panel.view.typed == "a lone word")
        elif after == "play":
            driver.send(Play())
            driver.until(lambda seen: seen.phase is Phase.PLAYING)
        else:
            assert driver.seen.scene is not None
            driver.page.wishes.begin(driver.seen.scene.presets[1])
            driver.until(lambda seen: seen.run == 2 and seen.phase is Phase.PAUSED)
        assert panel.entry.text() == panel.view.typed
        type_there(driver, "hello")
