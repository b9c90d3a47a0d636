"""A story is written by doing it: what a person did to runs becomes beats."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

from core.deeds import Done, Ended, Touched, Turned
from core.keeping.link import link
from core.keeping.session import Session
from core.lesson import Order
from core.message import InvalidInput
from core.params import Params, Preset, Value
from core.run import Run
from core.scene import Scene
from core.stories.story import Aha, Beat, Story, Turn
from core.stories.writing import written
from core.touches import Hover, Leave


@dataclass(frozen=True, eq=False)
class Taken:
    """A run as it is taken down: what it began with, what was done to it, and its last step.

    `link` begins it where knobs alone do not: with own data, or with what a hand had made.
    """

    page: str
    scene: Scene
    seed: int
    params: Params
    done: tuple[Done, ...]
    step: int
    link: str = ""

    @classmethod
    def of(cls, page: str, run: Run) -> "Taken":
        """A run as it is now. Raises InvalidInput where a story cannot tell how it came about."""
        deeds = run.deeds.copy()
        told = [d for d in deeds.done if not isinstance(d.deed, Ended) and not _only_looks(d)]
        if deeds.lost or deeds.made != run.step:
            raise InvalidInput(
                "A story cannot tell how this run came about; restart it, and do it again."
            )
        if not all(isinstance(each.deed, Touched | Turned) for each in told):
            raise InvalidInput(
                "What was brought or taken back in this run cannot be told as a story."
            )
        carried, own = deeds.carried, run.experiment.own
        begin = ""
        if own is not None or (carried is not None and carried.made is not None):
            begin = link(page, Session.of(page, run).beginning().run(lambda: 0.0))
        seed = run.experiment.seed
        return cls(page, run.scene, seed, deeds.params, tuple(told), run.step, begin)


def _only_looks(done: Done) -> bool:
    return isinstance(done.deed, Touched) and isinstance(done.deed.touch, Hover | Leave)


def story_of(title: str, runs: Sequence[Taken]) -> str:
    """The text of a story that does again what was done to `runs`, one after the other.

    A beat begins with each run, and each time something was done to one that had trained since.
    Its texts are to be written by hand: titles, what is said, what is expected.
    """
    beats = [beat for run in runs for beat in _beats(run)]
    return written(Story(Path(), "", title, "", tuple(beats)))


def _beats(run: Taken) -> list[Beat]:
    steps = sorted({0, *(done.after for done in run.done), run.step})
    if len(steps) == 1:
        steps = [0, 0]
    beats = []
    for begin, end in pairwise(steps):
        turns = tuple(_turn(done) for done in run.done if done.after <= begin or end == run.step)
        beats.append(_beat(run, begin, end, turns))
    return beats


def _beat(run: Taken, begin: int, end: int, turns: tuple[Turn, ...]) -> Beat:
    orders = () if run.link else _orders(run.scene, run.params)
    return Beat(
        line=0, title=_title(run, begin, turns), page=run.page, steps=end, orders=orders,
        link=run.link, seed=run.seed, trained=begin, turns=turns, aha=Aha(end),
    )  # fmt: skip


def _title(run: Taken, begin: int, turns: tuple[Turn, ...]) -> str:
    """What is done at the beginning of a beat, as a heading that is to be written anew."""
    now = [turn for turn in turns if turn.step == begin]
    if not now or begin == 0:
        preset = _preset(run.scene, run.params)
        return preset.name if preset and not now else run.scene.name or run.page
    names = [order.what for turn in now for order in turn.settings] or [now[-1].view]
    return " ".join(name for name, _ in groupby(names))


def _turn(done: Done) -> Turn:
    match done.deed:
        case Turned(values):
            return Turn(done.after, 0, tuple(Order(n, as_told(v)) for n, v in values.items()))
        case Touched(view, touch):
            return Turn(done.after, 0, view=view, touch=touch)
    raise TypeError(f"{done.deed} is no turn")


def _orders(scene: Scene, params: Params) -> tuple[Order, ...]:
    """The scene, the preset with the fewest knobs to be turned besides, and these."""
    preset = _preset(scene, params)
    begun = scene.params().changed(preset.values if preset else {})
    turned = begun.turned(params)
    return (
        *((Order("scene", scene.name),) if scene.name else ()),
        *((Order("preset", preset.name),) if preset else ()),
        *(Order(name, as_told(getattr(params, name))) for name in turned),
    )


def _preset(scene: Scene, params: Params) -> Preset | None:
    def away(preset: Preset) -> int:
        return len(scene.params().changed(preset.values).turned(params))

    return min(scene.presets, key=away, default=None)


def as_told(value: Value) -> str:
    """A value of a knob as a story says it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return repr(value) if isinstance(value, float) else str(value)
