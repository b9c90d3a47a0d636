"""The window lives on, whatever happens to it, and leaves nothing behind."""

import gc
import random
import sys
import threading
import weakref

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.commands import ApplyTouch, Change, Command, Pause, Play, Recover, Reset, Step
from core.experiments import find
from core.message import InvalidInput
from core.params import Value
from core.run import Run
from core.snapshot import Phase
from core.touches import Drag, Hover, Pick, RunAction, Touch
from gui import app
from tests.gui.driven import PAGE, Driven, driven

DRIFT = 10
"""References to None that others may take or give in the meantime; a leak is one a call."""


@pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on and not counted"
)
def test_references_to_none_do_not_drift(qtbot: QtBot) -> None:
    """PySide6 6.12 loses one at every void call, and aborts within about a hundred repaints."""
    with driven(qtbot) as shown:
        shown.open()
        shown.until(lambda seen: seen.fine)  # then the worker sleeps
        cards = list(shown.page.grid.cards.values()) if shown.page.grid else []
        assert cards

        def repaint(times: int) -> None:
            for _ in range(times):
                for card in cards:
                    card.panel.repaint()
                QApplication.processEvents()

        repaint(20)
        before = sys.getrefcount(None)
        repaint(200)
        drift = sys.getrefcount(None) - before
    assert abs(drift) <= DRIFT, f"{drift} over 200 repaints"


def _touch(draw: random.Random) -> Touch:
    x, y = draw.uniform(-3, 3), draw.uniform(-3, 3)
    touches: list[Touch] = [
        Drag(draw.choice(["handle", "latent", "absent"]), 0, x, y, done=draw.random() < 0.5),
        Hover(x, y),
        Pick("points", draw.randrange(9)),
        RunAction("absent"),
    ]
    return draw.choice(touches)


def _command(draw: random.Random, shown: Driven) -> Command:
    knobs = shown.seen.params.knobs()
    live = [name for name, knob in knobs.items() if knob.live and knob.choices]
    name = draw.choice(live) if live else ""
    value: Value = draw.choice(knobs[name].choices) if name else 0
    commands: list[Command] = [
        Play(),
        Pause(),
        Step(2),
        Change(shown.seen.params.changed({name: value} if name else {})),
        ApplyTouch(draw.choice(list(shown.seen.views)), _touch(draw)),
        Recover(),
        Reset(seed=draw.randrange(9)),
    ]
    return draw.choices(commands, weights=[5, 5, 5, 5, 20, 1, 1])[0]


def test_five_hundred_commands_through_the_window(qtbot: QtBot) -> None:
    draw, threads = random.Random(5), threading.active_count()
    with driven(qtbot) as shown:
        shown.open()
        for turn in range(500):
            shown.send(_command(draw, shown))
            if turn % 10 == 0:
                QApplication.processEvents()
            if turn % 125 == 0:
                shown.window.change_theme()
                shown.window.change_language()
        shown.send(Reset(seed=3), Pause(), Step(2))
        shown.until(lambda seen: (seen.seed, seen.step, seen.phase) == (3, 2, Phase.PAUSED))
        assert threading.active_count() == threads + 1
    assert shown.window.ended
    qtbot.waitUntil(lambda: threading.active_count() == threads)


@pytest.mark.parametrize("part", ["step", "views", "touch"])
def test_an_exception_shows_on_the_page_and_the_worker_lives_on(
    part: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("asked to fail")

    scene = find(PAGE).scenes()[0]
    with driven(qtbot) as shown:
        shown.open()
        with monkeypatch.context() as patched:
            if part == "views":
                patched.setattr(Run, "draw", broken)
            else:
                patched.setattr(scene.experiment, part, broken)
            shown.send(ApplyTouch(scene.hero, Hover(0.0, 0.0)) if part == "touch" else Step())
            shown.until(lambda seen: seen.phase is Phase.FAILED)
            assert "asked to fail" in str(shown.seen.reason)
            qtbot.waitUntil(shown.page.failure.isVisible)
        shown.send(Reset(), Step(3))
        shown.until(lambda seen: seen.phase is Phase.PAUSED and seen.step == 3)
        qtbot.waitUntil(lambda: not shown.page.failure.isVisible())


def test_a_refusal_shows_and_the_run_goes_on(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise InvalidInput("Not like that.")

    scene = find(PAGE).scenes()[0]
    monkeypatch.setattr(scene.experiment, "touch", refuses)
    with driven(qtbot) as shown:
        shown.open()
        shown.send(Play(), ApplyTouch(scene.hero, Hover(0.0, 0.0)))
        shown.until(lambda seen: seen.notice is not None)
        assert shown.seen.phase is Phase.PLAYING


def test_a_number_that_is_not_finite_offers_the_way_back(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = find(PAGE).scenes()[0]
    scalar = scene.curves[0]
    with driven(qtbot) as shown:
        shown.open()
        with monkeypatch.context() as patched:
            patched.setattr(scene.experiment, "step", lambda _: {scalar: float("nan")})
            shown.send(Play())
            shown.until(lambda seen: seen.phase is Phase.FAILED)
        assert "became nan" in str(shown.seen.reason)
        assert shown.seen.can_recover
        shown.send(Recover(), Step(2))
        shown.until(lambda seen: seen.phase is Phase.PAUSED and seen.step == 2)


def test_leaving_a_page_pauses_it_and_coming_back_finds_it(qtbot: QtBot) -> None:
    with driven(qtbot) as shown:
        shown.open()
        shown.send(Play())
        shown.until(lambda seen: seen.step > 3)
        page = shown.page
        shown.window.open_page("")
        assert shown.window.page is None
        shown.window.open_page(PAGE)
        assert shown.page is page
        shown.until(lambda seen: seen.phase is Phase.PAUSED)
        assert shown.seen.step > 3


class Ring:
    """Something that refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_rings_are_collected_though_what_lives_is_set_aside(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "COLLECT", 5)
    monkeypatch.setattr(app, "WHOLE", 3)
    before = Ring()
    timer = app.collect_on_this_thread()
    try:
        assert gc.get_freeze_count() > 0
        ring = Ring()
        gone = [weakref.ref(before), weakref.ref(ring)]  # one was set aside, one was not
        del before, ring
        qtbot.waitUntil(lambda: all(each() is None for each in gone))
    finally:
        timer.stop()
        gc.unfreeze()
        gc.collect()
        gc.freeze()  # as it was
        gc.enable()
