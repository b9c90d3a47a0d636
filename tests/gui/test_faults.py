"""Whatever is raised is told where it belongs, stops nothing else, and ends with its cause."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.commands import ApplyTouch, Play, Reset, Step
from core.loop import Loop
from core.run import Run
from core.scene import Scene
from core.touches import Hover
from core.view_scheduler import ViewScheduler
from core.views import Bars, Reading
from gui.app import make_application
from gui.cards import Card
from gui.page import Page
from gui.panels.bars import BarsPanel
from gui.theme import LIGHT
from tests.gui.opening import Listed, failed, open_page, paused, playing, until
from tests.gui.test_cards import BARS
from tests.toy import TOY, Toy


class Mute(Exception):  # noqa: N818 - a fault on request
    """An error that cannot be said."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


FAULTS = (SystemExit(3), KeyboardInterrupt(), Mute(), MemoryError(), GeneratorExit())
EACH = pytest.mark.parametrize("error", FAULTS, ids=lambda error: type(error).__name__)


def raises(error: BaseException) -> Callable[..., None]:
    """A method that fails."""

    def method(*_values: object, **_named: object) -> None:
        raise error

    return method


def told(page: Page, kind: str) -> bool:
    """Whether the page says that something of that kind was raised."""
    return page.failure.isVisible() and kind in page.failure.reason.text()


WHERE: dict[str, tuple[type, str]] = {
    "step": (Toy, "step"),
    "view": (Run, "draw"),
    "touch": (Toy, "touch"),
    "the loop itself": (ViewScheduler, "next_look"),
}


@pytest.mark.parametrize("where", WHERE)
@EACH
def test_whatever_a_worker_raises_is_told_and_restart_works(
    where: str, error: BaseException, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(qtbot)
    until(qtbot, page, lambda seen: paused(seen) and seen.fine)
    with monkeypatch.context() as patched:
        patched.setattr(*WHERE[where], raises(error))
        page.send(ApplyTouch("plane", Hover(0, 0)) if where == "touch" else Step())
        until(qtbot, page, failed)
        qtbot.waitUntil(lambda: told(page, type(error).__name__))
        assert page.session.alive
    QTest.mouseClick(page.transport.restart, Qt.MouseButton.LeftButton)
    until(qtbot, page, paused)
    page.send(Step(2))
    until(qtbot, page, lambda seen: seen.step == 2)


@EACH
def test_a_page_that_could_not_be_opened_is_opened_by_restart(
    error: BaseException, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Listed, "scenes", raises(error))
        page = open_page(qtbot)
        kind = type(error).__name__
        qtbot.waitUntil(lambda: kind in page.loading.text())
        page.send(Play())  # means nothing yet
    QTest.mouseClick(page.transport.restart, Qt.MouseButton.LeftButton)
    until(qtbot, page, paused)
    assert not page.loading.isVisible()


def test_a_worker_that_fails_outside_of_its_loop_is_told_too(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Loop, "begin", raises(SystemExit()))
        page = open_page(qtbot)
        qtbot.waitUntil(lambda: "SystemExit" in page.loading.text())
    page.send(Reset())
    until(qtbot, page, paused)


def test_a_drawer_that_gives_no_view_fails_its_run(qtbot: QtBot) -> None:
    scene: Scene = replace(TOY, views={**TOY.views, "bars": forgotten})
    entry = Listed("toy", "Toy", "A line", "waves")
    entry.__dict__["shown"] = (scene,)
    page = open_page(qtbot, entry=entry)
    until(qtbot, page, failed)
    qtbot.waitUntil(lambda: told(page, "bars is no view but NoneType"))


def forgotten(_seen: object) -> Any:
    """A drawer that gives nothing."""


@contextmanager
def silenced() -> Iterator[None]:
    """What is raised in slots and events is expected here."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@pytest.mark.parametrize("method", ["draw", "received", "paint"])
def test_one_panel_that_fails_stops_neither_the_others_nor_what_follows(
    method: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(qtbot)
    until(qtbot, page, paused)
    assert page.grid is not None
    bars, plane = page.grid.cards["bars"], page.grid.cards["plane"]
    with silenced(), monkeypatch.context() as patched:
        patched.setattr(BarsPanel, method, raises(RuntimeError("asked to fail")))
        page.send(Play())
        until(qtbot, page, playing)
        qtbot.waitUntil(lambda: "cannot be drawn" in bars.readings.text())
        assert "cannot be drawn" not in plane.readings.text()
        pictures = page.pictures
        qtbot.waitUntil(lambda: page.pictures > pictures + 3)
    page.send(Reset(seed=5))
    qtbot.waitUntil(lambda: "cannot be drawn" not in bars.readings.text())
    assert not bars.panel.broken


def test_numbers_that_cannot_be_written_are_told_on_their_card(qtbot: QtBot) -> None:
    make_application()
    card = Card(BARS, LIGHT)
    qtbot.addWidget(card)
    card.resize(500, 300)
    card.show()
    with silenced():
        card.draw(replace(BARS, readings=(Reading("loss", 1.0, "no form"),)), fine=True)
    assert "cannot be drawn" in card.readings.text()
    good: Bars = replace(BARS, readings=(Reading("loss", 1.0, ".2f"),))
    card.draw(good, fine=True)
    assert "1.00" in card.readings.text()


def test_an_error_in_a_page_does_not_stop_its_pictures(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(qtbot)
    until(qtbot, page, paused)
    with qtbot.capture_exceptions() as caught, monkeypatch.context() as patched:
        patched.setattr(type(page.transport), "show_snapshot", raises(RuntimeError("once")))
        page.send(Step())
        qtbot.waitUntil(lambda: bool(caught))
    page.send(Step())
    until(qtbot, page, lambda seen: seen.step == 2 and seen.fine)
    assert page.transport.step.text() == "step 2"


def test_a_painter_that_fails_is_painted_again_when_it_can_be(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_application()
    panel = BarsPanel()
    qtbot.addWidget(panel)
    changes: list[bool] = []
    panel.broke_or_mended.connect(lambda: changes.append(panel.broken))
    panel.draw(BARS, fine=True)
    with silenced(), monkeypatch.context() as patched:
        patched.setattr(BarsPanel, "paint", raises(RuntimeError("asked to fail")))
        for _ in range(3):
            panel.grab()
    panel.grab()
    assert changes == [True, False]
