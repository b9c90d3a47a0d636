"""Watching a run: whether what was expected of it comes true, and when."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch

from core.run import Run
from core.stories.story import Beat, Condition, Expectation

LOOKS = 40
"""How often in a beat numbers are looked at that a step does not return; one costs as a look."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an expectation stands: `met` is None while it is open.

    `step` is where it was decided, or last looked at; `seen` the number then, and `other` what it
    is compared with, NaN where there is none yet.
    """

    expectation: Expectation
    met: bool | None = None
    step: int = 0
    seen: float = math.nan
    other: float = math.nan


class Watch:
    """Follows the run of a beat; `see` it after each step, or as often as it is convenient.

    Numbers that a step returns are read of its history, so that none of them is missed. Call it
    on the thread that trains, for instance by commands.Ask.
    """

    def __init__(self, beat: Beat) -> None:
        self.beat = beat
        self.verdicts = [Verdict(each) for each in beat.expects]
        self.done = False
        """Whether the beat is over."""
        self.waited = False
        """Whether what the beat waits for has come."""
        self._next, self._looked = beat.trained + 1, -1

    @property
    def met(self) -> bool:
        """Whether all has come true, or is still open."""
        return all(verdict.met is not False for verdict in self.verdicts)

    def see(self, run: Run) -> bool:
        """Take in what came since the last time; whether the beat goes on."""
        for step, numbers in _since(run, self._next, self._looks_at(run)):
            self._at(step, numbers)
        self._next = run.step + 1
        self.done = self.waited or run.step >= self.beat.steps
        return not self.done

    def end(self, run: Run, broken: bool = False) -> None:
        """The beat is over: what is open comes true here or not. `broken`: the run has failed."""
        if not broken:
            for step, numbers in _since(run, run.step, True):
                self.verdicts = [_seen(verdict, step, numbers) for verdict in self.verdicts]
        self.verdicts = [self._ended(verdict, run.step, broken) for verdict in self.verdicts]
        self.done = True

    def _ended(self, verdict: Verdict, step: int, broken: bool) -> Verdict:
        expected = verdict.expectation
        if expected.condition is None:
            return replace(verdict, met=broken and step <= expected.step, step=step)
        if verdict.met is not None:
            return verdict
        stands = _holds(expected.condition, verdict.seen, verdict.other)
        return replace(verdict, met=not broken and expected.when in ("at", "from") and stands)

    def _looks_at(self, run: Run) -> bool:
        """Whether it is time for numbers that a step does not return."""
        asked = {each.step for each in self.beat.expects if each.when == "at"}
        every = max(1, (self.beat.steps - self.beat.trained) // LOOKS)
        due = run.step // every > self._looked // every or bool(asked & {run.step})
        self._looked = run.step if due else self._looked
        return due

    def _at(self, step: int, numbers: "Numbers") -> None:
        if self.beat.until is not None:
            self.waited = self.waited or _holds(self.beat.until, *_values(self.beat.until, numbers))
        self.verdicts = [_after(verdict, step, numbers) for verdict in self.verdicts]


def _seen(verdict: Verdict, step: int, numbers: "Numbers") -> Verdict:
    """An open expectation with the numbers of a step."""
    condition = verdict.expectation.condition
    if verdict.met is not None or condition is None:
        return verdict
    seen, other = _values(condition, numbers)
    return replace(verdict, step=step, seen=seen, other=other)


def _after(verdict: Verdict, step: int, numbers: "Numbers") -> Verdict:
    """How an expectation stands after another step."""
    expected = verdict.expectation
    if expected.when != "by" and step < expected.step:
        return verdict
    now = _seen(verdict, step, numbers)
    if now is verdict or expected.condition is None or math.isnan(now.seen + now.other):
        return verdict
    holds = _holds(expected.condition, now.seen, now.other)
    match expected.when:
        case "by":
            decided = True if holds else None if step < expected.step else False
        case "from":
            decided = False if step >= expected.step and not holds else None
        case _:
            decided = holds if step >= expected.step else None
    return replace(now, met=decided)


class Numbers:
    """The numbers of a run at one step; NaN where they are not known."""

    def __init__(self, values: dict[str, float], run: Run | None) -> None:
        self._values, self._run = values, run

    def value(self, name: str) -> float:
        """A number, of what the step returned, or else of what there is to see now."""
        if name in self._values or self._run is None:
            return self._values.get(name, math.nan)
        run = self._run
        if name not in {number.name for number in run.scene.numbers}:
            return math.nan  # a scalar that no step has returned yet
        run.begin_look(fine=True, playing=False)
        with torch.no_grad(), run.callbacks.shown():
            self._values[name] = float(run.seen.reading(name).value)
        run.end_look()
        return self._values[name]


def _since(run: Run, first: int, looks: bool) -> Iterator[tuple[int, Numbers]]:
    """The steps from `first` on that are known, each with its numbers; last the one that is now."""
    run.record.read()
    history = run.record.history
    steps = history.steps()
    begin = int(steps.searchsorted(first))
    if begin < len(steps) - 1:
        curves = {name: history.values(name)[begin:-1] for name in history.names}
        for place, step in enumerate(steps[begin:-1].tolist()):
            yield step, Numbers({name: float(of[place]) for name, of in curves.items()}, None)
    yield run.step, Numbers(dict(history.last), run if looks else None)


def _values(condition: Condition, numbers: Numbers) -> tuple[float, float]:
    """The number, and what it is compared with."""
    other = numbers.value(condition.other) if condition.other else 1.0
    return numbers.value(condition.number), condition.value * other


def _holds(condition: Condition, seen: float, other: float) -> bool:
    return seen > other if condition.above else seen < other
