"""Two runs on two threads: the faster waits, and both rest and are kept at the same steps."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from core.commands import Close, Commands, Join, Pause, Play, Reset, Step
from core.lockstep import Lockstep
from core.loop import Loop
from core.mailbox import Mailbox
from core.snapshot import Phase, Snapshot
from tests.patience import PATIENCE
from tests.toy import TOY


class Threaded:
    """A loop on a thread of its own, beside another."""

    def __init__(self, both: Lockstep, place: int, slow: float = 0.0) -> None:
        self.inbox = Commands()
        mailbox: Mailbox[Snapshot] = Mailbox()
        self.loop = Loop(TOY, TOY.params(), 3, "cpu", self.inbox, mailbox, time.perf_counter)
        self.inbox.put(Join(both.seats[place]))
        self._slow = slow
        self.thread = threading.Thread(target=self._work)
        self.thread.start()

    def _work(self) -> None:
        self.loop.begin()
        while self.loop.turn():
            time.sleep(self._slow)

    @property
    def step(self) -> int:
        """Steps made."""
        return self.loop.run.step if self.loop.run else 0

    @property
    def rests(self) -> bool:
        """Whether all commands are obeyed, and it does not train."""
        return self.loop.phase in (Phase.PAUSED, Phase.FAILED)


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.002)


@pytest.fixture
def pair() -> Iterator[tuple[Lockstep, Threaded, Threaded]]:
    both = Lockstep()
    runs = Threaded(both, 0), Threaded(both, 1, slow=0.002)
    yield both, *runs
    for each in runs:
        each.inbox.put(Close())
        each.thread.join(PATIENCE)


Pair = tuple[Lockstep, Threaded, Threaded]


def play(pair: Pair, count: int | None = None) -> None:
    pair[0].play()
    for each in pair[1:]:
        each.inbox.put(Play() if count is None else Step(count))


def wait_for(one: Threaded, step: int) -> None:
    until(lambda: one.step >= step)


def pause(pair: Pair) -> None:
    pair[0].pause()
    for each in pair[1:]:
        each.inbox.put(Pause())
    until(lambda: pair[1].step == pair[2].step and pair[1].rests and pair[2].rests)


def test_the_faster_waits_and_both_rest_at_one_step(pair: Pair) -> None:
    _, fast, slow = pair
    for _ in range(5):
        at = slow.step
        play(pair)
        wait_for(slow, at + 5)
        assert abs(fast.step - slow.step) <= 2
        pause(pair)


def test_moments_are_kept_at_the_same_steps(pair: Pair) -> None:
    _, fast, slow = pair
    play(pair)
    until(lambda: fast.step > 0 and slow.step > 0)
    assert fast.loop.run
    assert slow.loop.run
    ours, theirs = fast.loop.run.record.ring, slow.loop.run.record.ring
    until(lambda: len(theirs.steps) > 5)  # moments are kept by time
    pause(pair)
    until(lambda: ours.steps[-1] == fast.step and theirs.steps[-1] == slow.step)
    assert ours.steps == theirs.steps


def test_one_that_begins_again_catches_up(pair: Pair) -> None:
    both, fast, slow = pair
    play(pair, 30)
    until(lambda: fast.step == slow.step == 30 and fast.rests and slow.rests)
    assert not both.playing
    fast.inbox.put(Reset())
    until(lambda: fast.step == 0)
    play(pair)
    until(lambda: slow.step > 31)
    assert abs(fast.step - slow.step) <= 2
    pause(pair)


def test_nobody_waits_for_one_that_is_not_told_to_train(pair: Pair) -> None:
    _, fast, slow = pair
    play(pair, 3)
    until(lambda: fast.step == slow.step == 3)
    fast.inbox.put(Step(20))
    until(lambda: fast.step == 23)
