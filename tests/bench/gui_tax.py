"""Throughput with the window against headless (ENGINEERING §6).

Same process, same seed, arms in turn: headless, window, hidden window. The first second of each is
dropped. Both ends are carried to the same step and must be equal to the last bit.
"""

import time
from dataclasses import dataclass, field

import torch

from core.experiments import ENTRIES, find
from tests.bench.arms import Counter, Headless, Windowed, counted, state_of, turned
from tests.bench.frame import Figures, figure, ratios
from tests.same import same

DROPPED = 1.0
"""Seconds at the start of each arm in which caches and clocks settle."""


@dataclass
class Tax:
    """Steps a second in each arm, and pictures a second, turn by turn."""

    headless: list[float] = field(default_factory=list)
    window: list[float] = field(default_factory=list)
    hidden: list[float] = field(default_factory=list)
    pictures: list[float] = field(default_factory=list)


def measure(
    page: str = ENTRIES[0].name, repeats: int = 10, seconds: float = 5.0, knob: str = ""
) -> Tax:
    """Ten turns of three arms of five seconds, for one page, with one knob turned."""
    torch.set_num_threads(1)
    tax = Tax()
    with counted(find(page).chosen(turned(knob))[0].experiment) as counter:
        shown = Windowed(page, turned(knob))
        try:
            for _ in range(repeats):
                alone = _headless(Headless(page, turned(knob)), counter, seconds, tax)
                for hidden in (False, True):
                    _windowed(shown, counter, seconds, tax, hidden)
                    _check_equal(shown, counter, alone)
        finally:
            shown.close()
    return tax


def figures(tax: Tax) -> Figures:
    """`ratio` is window ÷ headless, in pairs."""
    return {
        "ratio": figure(ratios(tax.window, tax.headless), "window / headless"),
        "hidden ratio": figure(ratios(tax.hidden, tax.headless), "hidden / headless"),
        "pictures": figure(tax.pictures, "1/s"),
        "headless": figure(tax.headless, "steps/s"),
        "window": figure(tax.window, "steps/s"),
        "hidden": figure(tax.hidden, "steps/s"),
    }


def _headless(run: Headless, counter: Counter, seconds: float, tax: Tax) -> Headless:
    counter.begin()
    began = time.perf_counter()
    run.train_until(began + DROPPED)
    steps, since = _now(counter)
    run.train_until(began + seconds)
    tax.headless.append(_rate(counter, steps, since))
    return run


def _windowed(shown: Windowed, counter: Counter, seconds: float, tax: Tax, hidden: bool) -> None:
    """While the window is away nobody looks, and the event loop has nothing to do."""
    shown.play_anew(counter, hidden)
    began = time.perf_counter()
    shown.run_until(began + DROPPED)
    pictures, (steps, since) = shown.page.pictures, _now(counter)
    shown.run_until(began + seconds)
    (tax.hidden if hidden else tax.window).append(_rate(counter, steps, since))
    if not hidden:
        tax.pictures.append((shown.page.pictures - pictures) / (time.perf_counter() - since))
    shown.pause(counter)


def _now(counter: Counter) -> tuple[int, float]:
    """The steps so far, and the time."""
    return counter.steps, time.perf_counter()


def _rate(counter: Counter, steps: int, since: float) -> float:
    """Steps a second since then."""
    return (counter.steps - steps) / (time.perf_counter() - since)


def _check_equal(shown: Windowed, counter: Counter, alone: Headless) -> None:
    """Carry both arms to the same step; a window that changed the run measures nothing."""
    shown.train(counter, alone.run.step - counter.steps)
    state, steps = state_of(counter), counter.steps
    while alone.run.step < steps:
        alone.run.train()
    if not same(state, alone.run.state()):
        raise RuntimeError(f"window and headless differ after {steps} steps")
