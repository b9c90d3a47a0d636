"""The stage: a talk goes on whatever happens, and a question leads back to where it was."""

import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.commands import Ask, Step
from core.experiments import find
from core.keeping.aside import Aside
from core.mailbox import Mailbox
from core.message import Message
from core.snapshot import Phase
from core.stories.reading import parse
from core.stories.shelf import found as shipped
from gui.keys import ANSWERS, SHARED, STAGE, action_called
from gui.stage.performance import Performance
from gui.stage.stage import Stage
from tests.gui.driven import Driven, driven

Key = Qt.Key
BEAT = """
## Beat {number}

Words with $x_{number}$.

```beat
page: flow_plane
set: depth=2; width=8
seed: {number}
light: latent, width
{more}
train: 40
expect: nll below 9 by step 30
aha: step 20 after 1 s
say: Say {number}.
```
"""
CHOICE = "predict: What comes?\n- [ ] this\n- [x] that\nanswer: That it is."
CURVE = "predict: How does it fall?\ndraw: nll"
STORY = parse(
    "# A talk\n" + "".join(BEAT.format(number=n, more=m) for n, m in ((1, ""), (2, ""), (3, CHOICE),
                                                                       (4, CURVE))),
    Path("talk.en.md"),
)  # fmt: skip


class Talk(Driven):
    """A window in which a talk is given."""

    @property
    def stage(self) -> Stage:
        """The stage."""
        assert self.window.talks.stage is not None
        return self.window.talks.stage

    @property
    def shown(self) -> Performance:
        """The beat that is shown."""
        assert self.stage.shown is not None
        return self.stage.shown

    def press(self, key: Key) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key)

    def wait(self, holds: Callable[[], bool]) -> None:
        """Wait for a condition."""
        self.bot.waitUntil(holds)

    def begin(self) -> None:
        """Show the first beat, with its picture."""
        self.press(Key.Key_Right)
        self.wait(lambda: self.shown.page.snapshot is not None)

    def ask(self, question: Callable[[Any], Any]) -> Any:
        """What the run that trains answers."""
        slot: Mailbox[Any] = Mailbox()
        self.shown.session.send(Ask(lambda run: slot.post(question(run))))
        found: list[Any] = []

        def there() -> bool:
            found.extend([answer] if (answer := slot.take()) is not None else [])
            return bool(found)

        self.wait(there)
        return found[0]


@pytest.fixture
def talk(qtbot: QtBot) -> Iterator[Talk]:
    with driven(qtbot) as made:
        made.window.activateWindow()
        given = Talk(made.window, qtbot)
        made.window.talks.give(STORY)
        yield given


def test_keys_of_the_stage_are_its_own() -> None:
    keys = [k for a in (*STAGE, *ANSWERS, *map(action_called, SHARED)) for k in a.keys]
    assert len(set(keys)) == len(keys)


def test_the_next_beat_stands_at_once_and_the_last_one_as_it_was_left(talk: Talk) -> None:
    assert talk.stage.opening.isVisible()
    talk.begin()
    talk.wait(lambda: 1 in talk.stage.made and talk.stage.made[1].page.snapshot is not None)
    talk.wait(lambda: talk.shown.over)
    ready = talk.stage.made[1]
    talk.press(Key.Key_PageDown)
    talk.wait(lambda: talk.shown.page.grid is not None and talk.shown.page.grid.isVisible())
    assert talk.stage.index == 1
    assert talk.shown is ready  # how soon: `python -m tests.bench beats`
    assert "Beat 2" in talk.stage.words.title.text()
    assert talk.stage.words.knobs.text() == "Width: 8"
    assert talk.stage.words.knobs.isVisible()
    talk.press(Key.Key_Left)
    assert talk.stage.index == 0
    assert talk.shown.over
    talk.press(Key.Key_B)
    assert talk.stage.overlay.isVisible()
    assert talk.stage.overlay.black
    talk.press(Key.Key_Escape)
    assert not talk.stage.overlay.black
    talk.press(Key.Key_Escape)
    assert talk.window.talks.stage is None
    assert talk.window.gallery.isVisible()


def test_a_question_leads_back_to_the_last_bit(talk: Talk) -> None:
    talk.begin()
    talk.wait(lambda: talk.shown.session.latest.step > 5)  # type: ignore[union-attr]
    talk.press(Key.Key_Space)

    def state(run: Any) -> Any:
        return run, run.step, run.params, run.state(), run.record.history.steps().tolist()

    before = talk.ask(state)
    talk.press(Key.Key_Q)
    page = talk.shown.page
    talk.wait(lambda: page.inspector is not None and page.inspector.isVisible())
    page.send(Step(7))
    talk.wait(lambda: page.snapshot is not None and page.snapshot.step == before[1] + 7)
    page.turn_knob("temperature", 0.5)
    talk.press(Key.Key_Escape)
    talk.wait(lambda: page.snapshot is not None and page.snapshot.step == before[1])
    after = talk.ask(state)
    assert after[0] is before[0]
    assert after[1:3] == before[1:3]
    assert after[4] == before[4]
    model = next(part for part in before[3].values() if isinstance(part, dict))
    again = next(part for part in after[3].values() if isinstance(part, dict))
    assert all(torch.equal(value, again[name]) for name, value in model.items()
               if isinstance(value, torch.Tensor))  # fmt: skip
    assert not page.header.isVisible()
    talk.press(Key.Key_Space)
    talk.wait(lambda: talk.shown.over)


def test_an_aside_needs_something_that_was_left() -> None:
    with pytest.raises(ValueError, match="no sound state"):
        Aside("flow_plane").run(time.perf_counter)


@pytest.mark.parametrize("fault", ["raises", "nan", "hangs"])
def test_a_worker_that_fails_is_not_noticed(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    talk.begin()
    talk.wait(lambda: talk.shown.news.recording is not None)  # it was played once
    kind = find("flow_plane").scenes()[0].experiment
    step, steps, free = kind.step, [0], threading.Event()

    def faulty(self: Any) -> Any:
        steps[0] += 1
        if steps[0] < 10:
            return step(self)
        if fault == "hangs":
            free.wait(60)
        elif fault == "raises":
            raise RuntimeError("of this nobody is to hear")
        return {name: value * torch.nan for name, value in step(self).items()}

    monkeypatch.setattr(kind, "step", faulty)
    talk.press(Key.Key_R)
    shown, seen = talk.shown, list[tuple[float, int]]()

    def watch() -> bool:
        snapshot = shown.page.snapshot
        if snapshot is not None:
            assert snapshot.phase is not Phase.FAILED
            assert not shown.page.failure.isVisible()
            if not seen or seen[-1][1] != snapshot.step:
                seen.append((time.perf_counter(), snapshot.step))
        return shown.over and bool(seen) and seen[-1][1] == 40

    talk.wait(watch)
    free.set()
    steps_seen = [at for _, at in seen]
    assert steps_seen == sorted(steps_seen)
    gaps = [after[0] - before[0] for before, after in itertools.pairwise(seen) if before[1] > 4]
    assert max(gaps) < 5.0  # 0.1 s where nobody else computes; without the recording it is 60
    assert shown.session.shows_recording or fault == "hangs"
    talk.press(Key.Key_Right)
    assert talk.stage.index == 1


def test_a_recording_goes_on_where_the_run_stood_at_any_step(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.begin()
    talk.wait(lambda: talk.shown.news.recording is not None and talk.shown.over)
    session = talk.shown.session
    session.rest()
    last = session.latest
    assert last is not None
    monkeypatch.setattr(session, "poll", lambda: None)  # the run says no more
    for step in range(talk.shown.beat.steps + 1):
        session.show_run()
        session.latest = replace(last, step=step)
        stood = session.take()
        assert stood is not None
        assert stood.step == step
        session.fall_back(Message("it fell ill"), step)
        assert session.planned == step
        moment = session.take()
        assert moment is None or moment.step == step


def test_who_predicts_is_answered_by_the_run(talk: Talk) -> None:
    talk.stage.go(2)
    talk.wait(lambda: talk.shown.page.snapshot is not None)
    assert talk.shown.waits
    talk.press(Key.Key_1)
    talk.wait(lambda: talk.shown.over)
    talk.stage._tick()
    assert talk.stage.words.answer.text() == "Not so. That it is."
    talk.stage.go(3)
    talk.wait(lambda: talk.shown.page.snapshot is not None and talk.stage.words.curve.isVisible())
    curve = talk.stage.words.curve
    QTest.mousePress(curve, Qt.MouseButton.LeftButton, pos=QPoint(15, 15))
    QTest.mouseMove(curve, QPoint(100, 90))
    QTest.mouseRelease(curve, Qt.MouseButton.LeftButton, pos=QPoint(100, 90))
    assert len(talk.shown.drawn) == 2
    talk.press(Key.Key_Right)
    talk.wait(lambda: talk.shown.over)
    assert talk.shown.news.curve is not None
    assert len(talk.shown.news.curve[0]) > 20


def test_a_beat_that_is_to_break_is_over_when_it_breaks(qtbot: QtBot) -> None:
    runaway = next(
        beat for beat in shipped("flows", "en").beats
        if any(each.condition is None for each in beat.expects)
    )  # fmt: skip
    with driven(qtbot) as made:
        talk = Talk(made.window, qtbot)
        stage = made.window.talks.give(replace(STORY, beats=(runaway,)))
        stage.go(0)
        talk.wait(lambda: talk.shown.session.ready)
        assert not talk.shown.over
        talk.shown.begin()
        talk.wait(lambda: talk.shown.session.broken)
        assert talk.shown.over
        assert talk.shown.session.planned < runaway.steps
        assert not talk.shown.page.failure.isVisible()


@pytest.mark.parametrize("presses", [60, pytest.param(1000, marks=pytest.mark.wide)])
def test_random_keys_leave_the_talk_at_a_beat(talk: Talk, presses: int) -> None:
    chance = random.Random(presses)
    keys = [Key.Key_Right, Key.Key_Left, Key.Key_PageDown, Key.Key_PageUp, Key.Key_Home,
            Key.Key_End, Key.Key_Space, Key.Key_R, Key.Key_B, Key.Key_F, Key.Key_Q, Key.Key_V,
            Key.Key_O, Key.Key_P, Key.Key_N, Key.Key_1, Key.Key_T]  # fmt: skip
    talk.begin()
    for _ in range(presses):
        talk.press(chance.choice(keys))
        QApplication.processEvents()
        # Outside of an event loop nobody ends what is over, and the window grows with each key.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert talk.stage.index in range(len(STORY.beats))
    if talk.stage.asking:
        talk.press(Key.Key_Q)
    talk.wait(lambda: talk.shown.page.snapshot is not None)
    assert talk.shown.page.snapshot is not None
    assert talk.shown.page.snapshot.phase is not Phase.FAILED


def test_a_talk_that_means_nothing_here_says_where(qtbot: QtBot) -> None:
    wrong = parse("# A\n\n## B\n\n```beat\npage: flow_plane\nset: depht=2\n```\n", Path("wrong.md"))
    with driven(qtbot) as made:
        stage = made.window.talks.give(wrong)
        qtbot.waitUntil(lambda: "wrong.md, line 7" in stage.opening.said.text())


def test_a_rehearsal_chooses_where_beats_begin_and_esc_ends_it(talk: Talk) -> None:
    QTest.mouseClick(talk.stage.opening.rehearse, Qt.MouseButton.LeftButton)
    dialog = talk.stage.rehearsal.dialog
    assert dialog is not None
    assert not talk.stage.made
    talk.wait(lambda: len(dialog.said) == len(STORY.beats))
    QTest.keyClick(dialog, Key.Key_Escape)
    talk.wait(lambda: not talk.stage.rehearsal.going and bool(talk.stage.made))


def test_one_sheet_is_put_on_for_one_look(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each goes through all widgets of all beats that stand."""
    talk.begin()
    put_on = list[str]()

    def count(stage: Stage, text: str) -> None:
        put_on.append(text)
        QWidget.setStyleSheet(stage, text)

    monkeypatch.setattr(Stage, "setStyleSheet", count)
    for act in (talk.window.change_theme, partial(talk.window.scale_type, 1)):
        before = len(put_on)
        act()
        assert len(put_on) == before + 1
    assert len(set(put_on)) == 2
