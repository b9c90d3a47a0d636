"""Commands have serial numbers, and a snapshot says which of them its views show."""

import pytest

from core.commands import ApplyTouch, Change, Commands, Pause, Play, Reset
from core.mailbox import Mailbox
from core.snapshot import Phase, Snapshot
from core.touches import Drag, RunAction
from core.views import Handles, Plane
from tests.rig import Rig
from tests.toy import TOY, ToyParams


class Kept(Mailbox[Snapshot]):
    """A mailbox that also keeps all that was posted."""

    def __init__(self) -> None:
        super().__init__()
        self.posted: list[Snapshot] = []

    def post(self, item: Snapshot) -> None:
        """Keep it."""
        self.posted.append(item)
        super().post(item)


def drag(x: float) -> ApplyTouch:
    return ApplyTouch("plane", Drag("handle", 0, x, 0.0))


def handle(seen: Snapshot) -> float:
    plane = seen.views["plane"]
    assert isinstance(plane, Plane)
    handles = plane.layers["handle"]
    assert isinstance(handles, Handles)
    return float(handles.points[0, 0])


def test_numbers_count_from_one_and_what_waits_is_gathered_in_order() -> None:
    inbox = Commands()
    assert inbox.gather(0.0) == []
    assert [inbox.put(Play()), inbox.put(Pause())] == [1, 2]
    assert inbox.gathered == 0
    assert inbox.gather(None) == [Play(), Pause()]
    assert inbox.gathered == 2
    assert inbox.gather(0.001) == []
    assert inbox.gathered == 2


def test_a_snapshot_says_what_its_views_show() -> None:
    rig = Rig(TOY)
    assert rig.see().answered == 0
    serial = rig.inbox.put(drag(0.5))
    rig.turn()
    seen = rig.see()
    assert (seen.answered, handle(seen)) == (serial, 0.5)


def test_commands_that_are_overtaken_count_as_answered() -> None:
    rig = Rig(TOY)
    rig.see()
    serials = [rig.inbox.put(drag(x)) for x in (0.1, 0.2, 0.3)]
    rig.turn()
    seen = rig.see()
    assert seen.answered == serials[-1]
    assert handle(seen) == pytest.approx(0.3)


def test_while_playing_an_unread_snapshot_puts_the_answer_off_but_does_not_drop_it() -> None:
    rig = Rig(TOY)
    rig.turn(Play(), times=3)  # nobody takes what it posts
    serial = rig.inbox.put(drag(0.7))
    rig.turn(times=3)
    assert rig.see().answered < serial
    rig.turn()
    seen = rig.see()
    assert seen.phase is Phase.PLAYING
    assert seen.answered >= serial
    assert handle(seen) == pytest.approx(0.7)


def test_a_rebuild_is_answered_when_it_stands_and_not_while_it_builds() -> None:
    rig = Rig(TOY)
    rig.loop.mailbox = kept = Kept()
    serial = rig.inbox.put(Change(ToyParams(width=8)))
    rig.turn()
    assert [(seen.phase, seen.answered) for seen in kept.posted] == [
        (Phase.BUILDING, 0),
        (Phase.PAUSED, serial),
    ]


@pytest.mark.parametrize("fault", ["touch", "build"])
def test_what_fails_or_is_refused_is_answered_too(fault: str) -> None:
    rig = Rig(TOY, ToyParams(fault=fault))
    for command in (ApplyTouch("plane", RunAction("none")), drag(1.0), Reset()):
        serial = rig.inbox.put(command)
        rig.turn()
        assert rig.see().answered == serial
