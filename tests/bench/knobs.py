"""Every knob of every page at each of its values, alone and in random combinations, without window.

The figures are how many values were walked, how many runs ended in words, and how many broke:
`ratio` is the share of those that did not break. What broke is printed with its traceback.
"""

import random
import time
import traceback
from dataclasses import dataclass, field

from tests.bench.frame import Figures, figure
from tests.knob_walk import alone, together, walk
from tests.pages import SCENES


@dataclass
class Walked:
    """What came of the walks: seconds of each, how many ended in words, and how many broke."""

    seconds: list[float] = field(default_factory=list)
    ended: int = 0
    broken: int = 0


def measure(page: str = "", repeats: int = 20, seconds: float = 1e9) -> Walked:
    """Walk the pages whose name begins with `page`, each with so many random combinations.

    In random order, and at most so many seconds a page.
    """
    found = Walked()
    for name in (scene for scene in SCENES if scene.startswith(page)):
        draw, until = random.Random(name), time.perf_counter() + seconds
        cases = [*alone(name), *(together(name, draw) for _ in range(repeats))]
        draw.shuffle(cases)
        for values in cases:
            if time.perf_counter() < until:
                _walk(name, values, found)
    return found


def _walk(name: str, values: dict[str, int | float | bool | str], found: Walked) -> None:
    begun = time.perf_counter()
    try:
        found.ended += walk(name, values) != ""
    except Exception:
        found.broken += 1
        print(f"{name} with {values}\n{traceback.format_exc(limit=-4)}")
    found.seconds.append(time.perf_counter() - begun)


def figures(walked: Walked) -> Figures:
    """How many there were, and how they ended."""
    count = len(walked.seconds)
    return {
        "ratio": figure([1 - walked.broken / max(1, count)], "share unbroken"),
        "walked": figure([float(count)], "values"),
        "ended in words": figure([float(walked.ended)], "values"),
        "broken": figure([float(walked.broken)], "values"),
        "walk": figure(walked.seconds or [0.0], "s"),
    }
