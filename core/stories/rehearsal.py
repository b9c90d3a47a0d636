"""Beats that fit the machine: how fast each trains here, and where it is to begin.

A beat says at which step its aha comes, and how many seconds after its beginning that is planned.
A machine that is too fast is slowed down; on one that is too slow the run begins from a state that
was trained beforehand, and the stage says so.
"""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from core.commands import Commands, Open, Play
from core.digest import digest
from core.environment import environment
from core.importing.source import Source
from core.loop import Loop
from core.mailbox import Mailbox
from core.message import InvalidInput
from core.snapshot import Phase, Snapshot
from core.stories.beginning import Begun
from core.stories.kept import keep, kept_at, key
from core.stories.meaning import Staged

SECONDS = 10.0
"""How long a beat is measured at most."""
SHOWN = 0.75
"""Share of the measured speed that painting leaves (D14, D20)."""
ROUND = 10
"""Steps trained beforehand are told as a multiple of this, where that is a little of the rest."""
ENDING = ".plan"


class Plan(NamedTuple):
    """Where a beat begins, and how fast it may go, for its aha to come in time.

    `pace` and `speed` are steps a second, with the window shown; `speed` is 0 where nobody has
    rehearsed. `aha` is how many seconds after its beginning the aha is to be expected.
    """

    trained_before: int
    pace: float
    speed: float = 0.0
    aha: float = 0.0


def usual(staged: Staged) -> Plan:
    """The plan of a beat that nobody has rehearsed here."""
    beat = staged.beat
    return Plan(beat.trained, beat.pace, aha=beat.aha.seconds)


def planned(staged: Staged, speed: float) -> Plan:
    """The plan on a machine that makes so many steps a second with the window shown.

    It begins before anything is done to the run on its way, for that is to be seen.
    """
    beat = staged.beat
    step, seconds, trained = beat.aha.step, beat.aha.seconds, beat.trained
    if speed <= 0 or step <= trained:
        return Plan(trained, beat.pace, speed, seconds)
    left = int(speed * seconds)
    multiple = ROUND if left >= 5 * ROUND else 1
    beyond = max(0, step - trained - max(left, 1))
    shown = min(
        (turn.after for turn in staged.turns if turn.after >= max(trained, 1)), default=step
    )
    begin = min(step - 1, shown, trained + -(-beyond // multiple) * multiple)
    pace = (step - begin) / seconds
    return Plan(begin, pace, speed, (step - begin) / min(speed, pace))


def rehearsed(
    staged: Staged,
    clock: Callable[[], float],
    seconds: float = SECONDS,
    goes_on: Callable[[], bool] = lambda: True,
) -> Plan:
    """Measure a beat for some seconds, choose its plan, train what it needs, and keep both.

    The run trains as in a window, which looks at it. `clock` gives seconds. Where `goes_on` says
    no, it ends with the plan that would be without, and keeps nothing.
    """
    plan = planned(staged, _speed(staged, clock, seconds, goes_on))
    try:
        if not goes_on() or not Begun.of(staged, plan.trained_before).prepare(clock, goes_on):
            return usual(staged)
    except ArithmeticError:  # it breaks before: nothing is to be trained beforehand
        plan = usual(staged)._replace(speed=plan.speed)
    told = {"plan": list(plan), "machine": _machine()}
    keep(f"{key(staged)}{ENDING}", msgspec.json.encode(told))
    return plan


def plan_of(staged: Staged) -> Plan:
    """The plan that was rehearsed on this machine, or the usual one."""
    try:
        content = Source.of_file(kept_at(f"{key(staged)}{ENDING}")).content
        told = msgspec.json.decode(content)
        trained, pace, speed, aha = told["plan"]
        if told["machine"] == _machine():
            return Plan(int(trained), float(pace), float(speed), float(aha))
    except (InvalidInput, msgspec.MsgspecError, LookupError, TypeError, ValueError):
        pass
    return usual(staged)


def _machine() -> str:
    return digest(environment()).hex()


def _speed(
    staged: Staged, clock: Callable[[], float], seconds: float, goes_on: Callable[[], bool]
) -> float:
    """Steps a second with the window shown, as far as can be told without one."""
    begin, inbox, mailbox = staged.beginning, Commands(), Mailbox[Snapshot]()
    loop = Loop(begin.scene, begin.params, begin.seed, "cpu", inbox, mailbox, clock)
    inbox.put(Open(Begun.of(staged, staged.beat.trained)))
    inbox.put(Play())
    loop.turn(wait=False)
    if loop.run is None:
        return 0.0
    first, began = loop.run.step, clock()
    end = staged.beat.steps
    while clock() - began < seconds and loop.run.step < end and goes_on():
        if loop.phase is not Phase.PLAYING:
            break  # it has broken, as it may be expected to
        loop.turn(wait=False)
        mailbox.take()
    made, took = loop.run.step - first, clock() - began
    natural = loop.run.experiment.max_steps_per_second()
    speed = made / took if took > 0 else 0.0
    return speed if 0 < natural < speed / SHOWN else speed * SHOWN
