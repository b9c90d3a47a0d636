"""What a person has chosen and no snapshot has answered yet."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from core.commands import Change, Command, Enter, Reset
from core.params import Params, Preset, Value
from core.snapshot import Snapshot
from gui.i18n import language

if TYPE_CHECKING:  # the window wishes before torch is imported
    from core.scene import Scene


class Wishes:
    """Asks a run for values of knobs with `send`, which gives the serial number of a command.

    `params` are the run's own, `wanted` those with all that was chosen since.
    """

    def __init__(self, send: Callable[[Command], int]) -> None:
        self.send, self._asked, self._entered = send, 0, 0
        self.pending: dict[str, Value] = {}
        """By the names of the knobs."""
        self.params: Params | None = None
        self._scene: Scene | None = None

    @property
    def wanted(self) -> Params | None:
        """The knobs as a person has set them."""
        return self.params.changed(self.pending) if self.params and self.pending else self.params

    def turn(self, values: Mapping[str, Value]) -> None:
        """Have the run take `values`, with all else that it has not answered yet."""
        if self.params is not None:
            self.pending.update(values)
            self._asked = self.send(Change(self.params.changed(self.pending), self._scene))

    def begin(self, preset: Preset) -> None:
        """Begin a run with the values of `preset`, and the defaults for the others."""
        if self.params is not None:
            self.begin_with(type(self.params).usual(language()).changed(preset.values))

    def begin_with(self, params: Params) -> None:
        """Begin a run with `params`."""
        if self.params is not None:
            self.pending.update(params.values())
            self._asked = self.send(Reset(params=params, scene=self._scene))

    def enter(self, scene: "Scene", params: Params) -> None:
        """Go to another scene; until it is there, no knob of this one turns anything."""
        self._entered, self.params = self.send(Enter(scene, params)), None
        self.pending.clear()

    def turn_to_another(self) -> None:
        """Wish nothing of a run that is asked for the first time."""
        self._asked, self._entered = 0, 0
        self.pending.clear()

    def take(self, snapshot: Snapshot) -> bool:
        """What a snapshot answers is no wish any more; whether anything was wished until now."""
        self._scene = snapshot.scene
        self.params = snapshot.params if snapshot.answered >= self._entered else None
        answered = bool(self.pending) and snapshot.answered >= self._asked
        if answered:
            self.pending.clear()
        return answered
