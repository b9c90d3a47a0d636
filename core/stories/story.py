"""A story: a talk as plain values, read without torch (core/stories/reading.py has the notation).

A story is a row of beats. A beat is a run of a page: how it begins, what is done to it at which
step, how far it trains, what the presenter says, what the audience guesses before, and what has
to come out of it. Every beat stands for itself, so that it can be prepared while another one is
shown, begun in the middle, and checked alone.
"""

from dataclasses import dataclass, field
from pathlib import Path

from core.lesson import Order
from core.touches import Touch

SECONDS = 15.0
"""When the aha comes after a beat has begun, where the story does not say."""
MINUTES = 1.5
"""How long a beat is talked about, where the story does not say."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`number` lies above or below `times` another number, or plus `value` where there is none.

    Numbers are called as the scene calls them (`main.py --list --json`), or by their label.
    """

    number: str
    above: bool
    value: float = 0.0
    other: str = ""

    def __str__(self) -> str:
        word = "above" if self.above else "below"
        if not self.other:
            return f"{self.number} {word} {self.value:g}"
        factor = "" if self.value == 1 else f"{self.value:g} × "
        return f"{self.number} {word} {factor}{self.other}"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is to come out of a run; `text` is how it was written, at `line` of the file.

    `when` is "at" (holds at `step`), "by" (holds at some step up to `step`), or "from" (holds at
    every step from `step` on). Without a `condition` the run is to break, by `step`.
    """

    text: str
    line: int
    condition: Condition | None
    when: str
    step: int


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the audience is asked before the run: a choice, or a `curve` to be drawn by hand.

    `choices` is empty where the curve of the number `curve` is drawn over the steps of the beat;
    `right` is the index of the right choice. `answer` is said once the run has shown it.
    """

    question: str
    line: int
    choices: tuple[str, ...] = ()
    right: int = 0
    curve: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """After `step` steps the knobs in `settings` are turned, or a hand does `touch` to `view`.

    `view` is "" for an action of the page. Both are as in core/deeds.py.
    """

    step: int
    line: int
    settings: tuple[Order, ...] = ()
    view: str = ""
    touch: Touch | None = None


@dataclass(frozen=True, slots=True)
class Camera:
    """The part of the axes of `view` that is shown: x from, x to, y from, y to."""

    view: str
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Aha:
    """What the beat is for shows at `step`, planned `seconds` after the beat has begun."""

    step: int
    seconds: float = SECONDS


@dataclass(frozen=True, kw_only=True)
class Beat:
    """One beat; `line` is that of its heading. Steps count from the beginning of the run.

    `text` is Markdown that the audience reads, `say` what the presenter says. `orders` are those
    of a lesson (core/lesson.py): scene, preset, knobs. `link` begins the run in their place, with
    what a hand made. The run starts from a state `trained` so many steps beforehand, takes `turns`
    on its way, and trains up to step `steps`, or less where `until` holds before.

    `lights` are the names of views, knobs and buttons that are lit, the first one large where it
    is a view. `minutes` are what the beat is talked about.
    """

    line: int
    title: str
    page: str
    steps: int
    text: str = ""
    say: str = ""
    orders: tuple[Order, ...] = ()
    link: str = ""
    seed: int = 0
    trained: int = 0
    turns: tuple[Turn, ...] = ()
    until: Condition | None = None
    lights: tuple[str, ...] = ()
    camera: Camera | None = None
    expects: tuple[Expectation, ...] = ()
    prediction: Prediction | None = None
    aha: Aha = Aha(0)
    minutes: float = MINUTES
    lines: dict[str, int] = field(default_factory=dict)
    """Where each key stands in the file, for whoever finds later that it means nothing."""

    @property
    def pace(self) -> float:
        """Steps a second at which the aha comes when it is planned; 0 for as many as can be."""
        return max(self.aha.step - self.trained, 0) / self.aha.seconds


@dataclass(frozen=True)
class Story:
    """A talk in `language`, "en" or "zh", or "" where the name of its file does not say.

    `text` is Markdown that stands before the first beat.
    """

    path: Path
    language: str
    title: str
    text: str
    beats: tuple[Beat, ...]

    @property
    def name(self) -> str:
        """What the story is called: the name of its file without language and ending."""
        return self.path.name.removesuffix(".md").removesuffix(f".{self.language}")

    @property
    def minutes(self) -> float:
        """How long the talk takes."""
        return sum(beat.minutes for beat in self.beats)
