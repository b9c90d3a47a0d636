"""Whatever a hand does to any experiment in the list is taken or refused."""

import contextlib
import gc
import random
import threading
from pathlib import Path

import pytest
import torch

from core.commands import (
    ApplyTouch,
    Bring,
    Change,
    Close,
    Command,
    Pause,
    Play,
    Recover,
    Reset,
    Step,
)
from core.door import bring
from core.message import InvalidInput
from core.own_data import Own
from core.snapshot import Phase
from core.touches import RunAction
from tests.pages import (
    FEW_SCENES,
    SCENES,
    ends,
    every_scene,
    gestures,
    made,
    own,
    random_touch,
    trained,
)
from tests.plain import check
from tests.rig import Rig
from tests.same import same


@every_scene
def test_touches_of_every_kind_are_taken_or_refused(page: str) -> None:
    draw, run = random.Random(1), trained(page, 1)
    views = run.look()
    for turn in range(150):
        name = draw.choice(["", *views])
        touch = random_touch(draw, run, views.get(name, views[SCENES[page].hero]))
        with contextlib.suppress(InvalidInput):
            run.touch(name, touch)
        if turn % 30 == 29:
            views = run.look()
            run.train()
    for view in run.look().values():
        check(view, view.title)


@every_scene
def test_what_a_person_made_outlives_a_rebuild(page: str) -> None:
    run = made(page)
    views, left = run.look(), 0
    for name, view in views.items():
        for gesture in gestures(view):
            before = run.experiment.made
            run.touch(name, gesture)
            left += run.experiment.made is not before
            other = made(page, seed=4)
            other.experiment.carry_over(run.experiment)
            assert same(other.experiment.made, run.experiment.made), (name, gesture)
    assert left or run.experiment.made is None
    other.train()
    other.look()


@every_scene
def test_files_that_cannot_be_used_are_refused(page: str, tmp_path: Path) -> None:
    takes = SCENES[page].experiment.takes
    contents = [
        b"",
        b"\x00\xff" * 300,
        b"a,b\n1,\n",
        b"nan nan\ninf 1\n",
        "一,二\n".encode("gb18030"),
    ]
    with pytest.raises(InvalidInput):
        bring(takes, [tmp_path / "absent"])
    for number, content in enumerate(contents):
        path = tmp_path / f"{number}"
        path.write_bytes(content)
        with pytest.raises(InvalidInput) as caught:
            bring(takes, [path]).own()
        assert "\n" not in str(caught.value)


def _random_command(draw: random.Random, rig: Rig) -> Command:
    views, knobs = rig.loop.looking.views, own(rig.loop.bench.scene.params)
    name = draw.choice(list(views))
    touch = random_touch(draw, rig.run, views[name])
    live = [n for n, knob in knobs.items() if knob.live and ends(knob)]
    turned = draw.choice(live)
    value = draw.choice(ends(knobs[turned]))
    commands: list[Command] = [
        Play(),
        Pause(),
        Step(draw.randrange(1, 4)),
        Change(rig.loop.bench.params.changed({turned: value})),
        ApplyTouch(name, touch),
        ApplyTouch("", RunAction("absent")),
        Bring(Own("nothing", None, learnt=False)),
        Recover(halve=draw.random() < 0.5),
        Reset(seed=draw.randrange(9)),
    ]
    return draw.choices(commands, weights=[5, 5, 5, 5, 20, 1, 1, 1, 1])[0]


@pytest.mark.parametrize(
    ("page", "times"),
    [
        *((page, 60) for page in sorted(FEW_SCENES)),
        *(pytest.param(page, 150, marks=pytest.mark.wide) for page in SCENES),
    ],
)
def test_random_commands_leave_no_thread_and_no_growing_memory(page: str, times: int) -> None:
    draw, rig = random.Random(3), Rig(SCENES[page])
    threads = threading.active_count()
    sizes = []
    for count in range(1, times + 1):
        rig.turn(_random_command(draw, rig))
        rig.mailbox.take()
        if rig.loop.phase is Phase.FAILED:
            assert "became" in str(rig.loop.reason), rig.loop.reason
            rig.turn(Change(rig.loop.bench.scene.params()), Reset())
        if count % (times // 2) == 0:
            rig.turn(Change(rig.loop.bench.scene.params()), Reset(seed=1))
            _forget(rig)
            sizes.append(_tensor_bytes())
    assert threading.active_count() == threads
    assert sizes[1] <= sizes[0] * 1.1 + 1_000_000
    assert not rig.turn(Close())


def _forget(rig: Rig) -> None:
    """Drop the moments and the acts that are kept, which are bounded elsewhere."""
    rig.loop.bench.acts.done.clear()
    rig.run.record.ring.cut_after(0)


def _tensor_bytes() -> int:
    """The bytes of all living tensors and arrays that the collector knows of."""
    gc.collect()
    found = [thing for thing in gc.get_objects() if issubclass(type(thing), torch.Tensor)]
    return sum(tensor.untyped_storage().nbytes() for tensor in found)
