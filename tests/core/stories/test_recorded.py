"""What a person does becomes a story that does it again."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.commands import ApplyTouch, Change, Recover, Reset, Step
from core.digest import digest
from core.message import InvalidInput
from core.params import Params
from core.stories.gestures import gesture, written
from core.stories.meaning import meant
from core.stories.playing import Playing
from core.stories.reading import parse
from core.stories.recorded import Taken, story_of
from core.stories.writing import written as story_written
from core.touches import Drag, Hover, Paint, Pick, RunAction, Stroke, Touch, Type
from tests.core.stories.test_reading import PATH, TALK
from tests.pages import SCENES
from tests.rig import FakeClock, Rig


@pytest.mark.parametrize(
    "touch",
    [
        Drag("points of it", 3, 0.5, -1e-3, 0.25, True, "a b"),
        Drag("points", 3, 0.1, -2.0),
        Stroke(np.array([[0, 0.1], [-1.5, 2]], dtype=np.float32), True),
        Paint(2, ((0, 1), (3, 4)), False),
        Pick("finds", -1, 2, "k"),
        Type("a small  house"),
        RunAction("clear"),
    ],
)
def test_a_gesture_is_read_as_it_was_written(touch: Touch) -> None:
    view, read = gesture(written("space", touch))
    assert (view, type(read)) == ("" if isinstance(touch, RunAction) else "space", type(touch))
    if isinstance(touch, Type):
        touch = replace(touch, text="a small house")
    assert digest(read) == digest(touch)


def test_a_story_is_read_as_it_was_written() -> None:
    story = parse(TALK, PATH)
    text = story_written(story)
    assert story_written(parse(text, PATH)) == text
    assert len(parse(text, PATH).beats) == len(story.beats)


def _knobs(rig: Rig, **values: float) -> Params:
    return rig.loop.bench.params.changed(values)


def test_what_was_done_is_done_again_to_the_last_bit() -> None:
    rig = Rig(SCENES["nce_density/one dimension"], seed=5)
    rig.turn(Change(_knobs(rig, ratio=3)), Step(15), times=16)
    rig.turn(Change(_knobs(rig, centre=2.0)), Step(10), times=11)
    rig.turn(ApplyTouch("density", Hover(0, 0)))
    rig.turn(ApplyTouch("density", Drag("noise", 0, -1.0, 0.2, done=True)), Step(5), times=6)
    text = story_of("What was done", [Taken.of("nce_density", rig.run)])
    beats = meant(parse(text, Path("talk.md")), "en")
    assert [(each.beat.trained, each.beat.steps) for each in beats][-1] == (25, 30)
    playing = Playing(beats[-1], FakeClock())
    for _ in playing.play():
        pass
    assert digest(playing.run.state()) == digest(rig.run.state())
    assert playing.run.params == rig.run.params


def test_what_a_hand_had_made_before_comes_by_a_link() -> None:
    rig = Rig(SCENES["nce_density/one dimension"], seed=5)
    stroke = Stroke(np.array([[-2, 0.1], [0, 0.5], [2, 0.1]], dtype=np.float32), True)
    rig.turn(ApplyTouch("density", stroke))
    rig.turn(Reset(seed=6), Step(4), times=5)
    text = story_of("Drawn", [Taken.of("nce_density", rig.run)])
    assert "begin: qujing:nce_density:" in text
    (beat,) = meant(parse(text, Path("talk.md")), "en")
    playing = Playing(beat, FakeClock())
    for _ in playing.play():
        pass
    assert digest(playing.run.state()) == digest(rig.run.state())


def test_what_cannot_be_told_is_refused() -> None:
    rig = Rig(SCENES["nce_density/one dimension"])
    rig.turn(Step(4), times=5)
    rig.turn(Recover())
    with pytest.raises(InvalidInput):
        Taken.of("nce_density", rig.run)
