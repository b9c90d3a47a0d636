"""Every value that a knob can take, alone and together: built, trained a little, looked at."""

import math
import random
from collections.abc import Iterator, Mapping

from core.knobs import Knob
from core.message import InvalidInput
from core.params import Value
from core.run import Run
from tests.pages import SCENES, ends, made, own, trained
from tests.plain import check

STEPS = 3


def between(knob: Knob, share: float) -> Value:
    """The value at a share of the way from one end to the other, as a slider would set it."""
    low, high = (math.log(end) if knob.logarithmic else end for end in (knob.low, knob.high))
    value = low + share * (high - low)
    value = min(max(math.exp(value) if knob.logarithmic else value, knob.low), knob.high)
    return round(value) if isinstance(knob.default, int) else value


def values_of(knob: Knob) -> list[Value]:
    """Each choice, or both ends and three values between; none of what is typed freely."""
    found = ends(knob)
    if knob.choices or isinstance(knob.default, bool | str):
        return found
    return sorted({*found, *(between(knob, share) for share in (0.23, 0.5, 0.81))})


def alone(page: str) -> Iterator[dict[str, Value]]:
    """Each value of each of the page's own knobs, but for the defaults."""
    for name, knob in own(SCENES[page].params).items():
        yield from ({name: value} for value in values_of(knob) if value != knob.default)


def together(page: str, draw: random.Random) -> dict[str, Value]:
    """A value of every knob, those of the callbacks too: at an end or between, or the default."""
    found: dict[str, Value] = {}
    for name, knob in SCENES[page].params.knobs().items():
        if values := values_of(knob):
            found[name] = draw.choice([*values, knob.default])
    return found


def walk(page: str, values: Mapping[str, Value], seed: int = 1) -> str:
    """Build, train and look, and turn to the values while it runs where all of them are live.

    Returns why a run ended in words, "" where it did not; raises whatever else is raised.
    """
    scene = SCENES[page]
    params = scene.params().changed(values)
    said = _lived(made(page, seed, params))
    if not scene.params().rebuilds(params):
        run = trained(page, 1, seed)
        run.look()
        try:
            run.apply_params(params)
        except InvalidInput as refused:
            return str(refused)
        said = said or _lived(run)
    return said


def _lived(run: Run) -> str:
    """Look before, while and after it trains; why it ended, in words."""
    said = ""
    _looked(run, fine=False)
    try:
        for _ in range(STEPS):
            run.train()
            _looked(run, fine=False)
    except (InvalidInput, ArithmeticError) as ended:
        said = str(ended)
    _looked(run, fine=True)
    return said


def _looked(run: Run, fine: bool) -> None:
    for name, view in run.look(fine).items():
        check(view, name)
