"""What a beat means here: its scene, its knobs, its numbers. Imports torch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.deeds import Done, Touched, Turned
from core.experiments import find
from core.keeping.beginning import Beginning
from core.keeping.link import beginning
from core.lesson import Order
from core.lesson_progress import goal
from core.message import InvalidInput
from core.params import Params
from core.scene import Scene
from core.stories.blocks import at_line
from core.stories.story import Beat, Condition, Story, Turn
from core.touches import RunAction
from core.views import RUN_CHART


@dataclass(frozen=True, eq=False)
class Staged:
    """A beat whose every word means something here.

    `beginning` is how its run begins, `turns` are what is done to it after so many steps, as
    core/keeping/replay.py does it.
    """

    beat: Beat
    beginning: Beginning
    turns: tuple[Done, ...]

    @property
    def scene(self) -> Scene:
        """What is shown."""
        return self.beginning.scene


def meant(story: Story, language: str, seed: int | None = None) -> tuple[Staged, ...]:
    """All beats of a story, in a window that speaks `language`, "en" or "zh".

    With a `seed` every run begins with it. Raises InvalidInput with the line of what is wrong.
    """
    return tuple(staged(beat, story.path, language, seed) for beat in story.beats)


def staged(beat: Beat, path: Path, language: str, seed: int | None = None) -> Staged:
    """One beat of the file `path`. Raises InvalidInput as `meant` does."""
    found = _beginning(beat, path, language)
    found = replace(found, seed=beat.seed if seed is None else seed)
    scene, params, turns = found.scene, found.params, list[Done]()
    for turn in sorted(beat.turns, key=lambda turn: turn.step):
        with at_line(path, turn.line):
            params, done = _turned(scene, params, turn)
        turns.append(done)
    _check_lights(beat, path, scene)
    _check_numbers(beat, path, scene)
    return Staged(beat, found, tuple(turns))


def _beginning(beat: Beat, path: Path, language: str) -> Beginning:
    line = beat.lines
    if beat.link:
        with at_line(path, line["begin"]):
            return beginning(beat.link)
    with at_line(path, line["page"]):
        entry = find(beat.page)
    named = [order for order in beat.orders if order.what in ("scene", "preset")]
    with at_line(path, max((line[order.what] for order in named), default=line["page"])):
        goal(named, entry.scenes())
    with at_line(path, line.get("set", line["page"])):
        _check_knobs(beat.orders, [knob for scene in entry.scenes() for knob in scene.knobs()])
        asked = goal(beat.orders, entry.scenes())
        return Beginning(beat.page, asked.scene, asked.params(language), beat.seed)


def _check_knobs(orders: Sequence[Order], known: Sequence[str]) -> None:
    for order in orders:
        if order.what not in ("scene", "preset", *known):
            raise InvalidInput(
                "There is no knob {name}; there are {known}.",
                name=repr(order.what), known=", ".join(dict.fromkeys(known)),
            )  # fmt: skip


def _turned(scene: Scene, params: Params, turn: Turn) -> tuple[Params, Done]:
    if turn.touch is not None:
        names = [action.name for action in scene.experiment.actions]
        pressed = turn.touch.name if isinstance(turn.touch, RunAction) else ""
        if pressed and pressed not in names:
            raise _unknown("button", pressed, names)
        if not pressed:
            _check_view(scene, turn.view)
        return params, Done(turn.step, Touched(turn.view, turn.touch))
    after = params.parsed({order.what: order.value for order in turn.settings})
    scene.check(after)
    if params.rebuilds(after):
        still = [name for name, knob in params.turned(after).items() if not knob.live]
        raise InvalidInput("{knob} builds the run anew: begin another beat.", knob=", ".join(still))
    values = {name: getattr(after, name) for name in params.turned(after)}
    return after, Done(turn.step, Turned(values))


def _check_view(scene: Scene, name: str) -> None:
    if name not in scene.views:
        raise _unknown("view", name, list(scene.views))


def _check_lights(beat: Beat, path: Path, scene: Scene) -> None:
    with at_line(path, beat.lines.get("light", beat.line)):
        actions = [action.name for action in scene.experiment.actions]
        there = [*scene.views, RUN_CHART, *scene.knobs(), *actions]
        for name in beat.lights:
            if name not in there:
                raise _unknown("view, knob or button", name, there)
    with at_line(path, beat.lines.get("camera", beat.line)):
        if beat.camera is not None:
            _check_view(scene, beat.camera.view)


def _check_numbers(beat: Beat, path: Path, scene: Scene) -> None:
    traced = [*scene.curves, *scene.traced]
    there = list(dict.fromkeys((*traced, *(number.name for number in scene.numbers))))
    for each in beat.expects:
        with at_line(path, each.line):
            _check_condition(each.condition, there)
    with at_line(path, beat.lines.get("until", beat.line)):
        _check_condition(beat.until, there)
    asked = beat.prediction
    if asked is not None and asked.curve and asked.curve not in traced:
        with at_line(path, beat.lines.get("draw", beat.line)):
            raise _unknown("curve", asked.curve, traced)


def _check_condition(condition: Condition | None, there: Sequence[str]) -> None:
    for name in (condition.number, condition.other) if condition else ():
        if name and name not in there:
            raise _unknown("number", name, there)


def _unknown(kind: str, name: str, there: Sequence[str]) -> InvalidInput:
    return InvalidInput(
        "There is no {kind} {name} here; there are {there}.",
        kind=kind, name=repr(name), there=", ".join(there),
    )  # fmt: skip
