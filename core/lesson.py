"""Lessons: Markdown in which steps are links that set the page, and questions come before runs.

A step is a link, `[Pull m up](do:preset=No margin; margin=0.2; light=embedding)`. It is a list of
orders, parted by semicolons:

    play              train on
    run=300           train up to step 300
    scene=NAME        go to a scene
    preset=NAME       begin a run with a preset, in its scene
    KNOB=VALUE        turn a knob
    light=NAME        show a view, a knob or a button that is then to be touched

A question is a block that a fence opens with "guess" and closes:

    Which axis never moves?
    - [x] the horizontal one
    - [ ] the vertical one
    do: preset=No permutation; run=300
    What to compare once it has run.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from core.message import InvalidInput

STEP = re.compile(r"\[([^\]\n]+)\]\(do:([^)\n]+)\)")
GUESS = re.compile(r"^```guess\n(.+?)^```$", re.DOTALL | re.MULTILINE)
CHOICE = re.compile(r"- \[([ x])\] (.+)")
DO = "do: "


@dataclass(frozen=True, slots=True)
class Order:
    """One thing that is asked of the page; `value` is "" where there is none."""

    what: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """A question with its choices, what is run once one is chosen, and what is said then."""

    question: str
    choices: tuple[str, ...]
    right: int
    orders: tuple[Order, ...]
    answer: str


class Lesson:
    """A lesson's `source`, its steps and its questions, in the order in which they stand.

    Raises InvalidInput where a question is not written as above.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.guesses = tuple(_guess(match[1]) for match in GUESS.finditer(source))
        self.steps = tuple(orders(match[2]) for match in STEP.finditer(source))

    def written(self, step: Callable[[int, str], str], guess: Callable[[int, Guess], str]) -> str:
        """The Markdown, where `step` writes a link and `guess` a question, given their numbers."""
        steps, guesses = iter(range(len(self.steps))), iter(enumerate(self.guesses))
        asked = GUESS.sub(lambda _: guess(*next(guesses)), self.source)
        return STEP.sub(lambda match: step(next(steps), match[1]), asked)


def orders(text: str) -> tuple[Order, ...]:
    """The orders of a step."""
    return tuple(_order(each) for each in text.split(";"))


def _order(text: str) -> Order:
    what, _, value = text.partition("=")
    return Order(what.strip(), value.strip())


def _guess(block: str) -> Guess:
    lines = block.strip().splitlines()
    chosen = [match for line in lines if (match := CHOICE.fullmatch(line))]
    rights = [index for index, match in enumerate(chosen) if match[1] == "x"]
    does = [place for place, line in enumerate(lines) if line.startswith(DO)]
    if len(rights) != 1 or len(does) != 1:
        raise InvalidInput("A question has one right choice and one line of orders.")
    first = next(place for place, line in enumerate(lines) if CHOICE.fullmatch(line))
    return Guess(
        question=" ".join(lines[:first]),
        choices=tuple(match[2] for match in chosen),
        right=rights[0],
        orders=orders(lines[does[0]].removeprefix(DO)),
        answer=" ".join(lines[does[0] + 1 :]),
    )
