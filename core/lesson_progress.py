"""What the steps of a lesson come to on a page, and which of them were done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.commands import ApplyTouch, Command
from core.lesson import Order
from core.message import InvalidInput
from core.params import Params, Preset, Value
from core.snapshot import Phase, Snapshot
from core.touches import Hover, Leave, RunAction

if TYPE_CHECKING:  # the window reads lessons before torch is imported
    from core.scene import Scene

WORDS = ("play", "run", "scene", "preset", "light")
"""What an order may be beside a knob."""


@dataclass(frozen=True)
class Goal:
    """Where a step leads: a scene, values of its knobs, a number of steps, things to be touched.

    `preset` is what a run is begun with, None where the one that is there goes on.
    """

    scene: "Scene"
    preset: Preset | None
    values: Mapping[str, Value]
    steps: int = 0
    plays: bool = False
    lights: tuple[str, ...] = ()

    def params(self, language: str) -> Params:
        """The knobs of a run that is begun in a window that speaks `language`."""
        begun = self.preset.values if self.preset else {}
        return self.scene.params.usual(language).changed(begun).changed(self.values)

    def reached(self, snapshot: Snapshot, touched: set[str]) -> bool:
        """Whether the page is there."""
        wanted = {**(self.preset.values if self.preset else {}), **self.values}
        return (
            snapshot.scene is self.scene
            and snapshot.phase is not Phase.BUILDING
            and all(getattr(snapshot.params, name) == value for name, value in wanted.items())
            and (snapshot.step >= self.steps or snapshot.phase is Phase.FAILED)
            and (not self.plays or snapshot.phase is Phase.PLAYING)
            and touched.issuperset(self.lights)
        )


def goal(asked: Sequence[Order], scenes: "Sequence[Scene]") -> Goal:
    """What orders come to on a page of `scenes`. Raises InvalidInput for what is not there."""
    named = {order.what: order.value for order in asked}
    settings = {o.what: o.value for o in asked if o.what not in WORDS}
    lights = tuple(order.value for order in asked if order.what == "light")
    scene = _scene(named, [*settings, *lights], scenes)
    preset = next((each for each in scene.presets if each.name == named.get("preset")), None)
    steps = named.get("run", "0")
    if not steps.isdecimal():
        raise InvalidInput("{value} is no number of steps.", value=repr(steps))
    parsed = scene.params().parsed(settings)
    values = {name: getattr(parsed, name) for name in settings}
    found = Goal(scene, preset, values, int(steps), "play" in named, lights)
    scene.check(found.params("en"))
    return found


def _scene(named: Mapping[str, str], things: Sequence[str], scenes: "Sequence[Scene]") -> "Scene":
    """The first scene that has all that is named."""
    for scene in scenes:
        presets = [preset.name for preset in scene.presets]
        if (
            named.get("scene", scene.name) == scene.name
            and ("preset" not in named or named["preset"] in presets)
            and set(things) <= _touchable(scene)
        ):
            return scene
    raise InvalidInput("No scene of this page has {asked}.", asked=repr(dict(named)))


def _touchable(scene: "Scene") -> set[str]:
    actions = (action.name for action in scene.experiment.actions)
    return {*scene.views, *scene.knobs(), *actions}


class Progress:
    """Which of `goals` were reached: those that were asked for, or that once were not reached."""

    def __init__(self, goals: Sequence[Goal]) -> None:
        self.goals, self.done = tuple(goals), set[int]()
        self._open, self._touched = set[int](), set[str]()

    def ask(self, index: int) -> None:
        """Begin on a goal: what is to be touched is to be touched anew."""
        self._open.add(index)
        self.done.discard(index)
        self._touched.difference_update(self.goals[index].lights)

    def turned(self, knob: str) -> None:
        """A hand has turned a knob."""
        self._touched.add(knob)

    def sent(self, command: Command) -> None:
        """A command went to the run."""
        if isinstance(command, ApplyTouch) and not isinstance(command.touch, Hover | Leave):
            touch = command.touch
            self._touched.add(touch.name if isinstance(touch, RunAction) else command.view)

    def see(self, snapshot: Snapshot) -> bool:
        """Whether some goal was reached with this snapshot that was not before."""
        news = False
        for index, each in enumerate(self.goals):
            if index in self.done:
                continue
            reached = each.reached(snapshot, self._touched)
            if reached and index in self._open:
                self.done.add(index)
                news = True
            elif not reached:
                self._open.add(index)
        return news
