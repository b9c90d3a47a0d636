"""Run: one experiment as it is trained and looked at, for loop, headless runs and studies."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import is_dataclass

import torch
from torch import Tensor, nn

from core.cache import Cache
from core.experiment import MADE, Experiment, Scalars, State, read_file
from core.interning import interned
from core.message import InvalidInput
from core.params import Params
from core.reads import PLAIN
from core.record import Record
from core.scene import Scene
from core.touches import RunAction, Touch
from core.views import RUN_CHART, AnyView


class Run:
    """An experiment with its step count, its record, and what is kept for looking at it.

    `clock` gives seconds.
    """

    def __init__(self, scene: Scene, experiment: Experiment, clock: Callable[[], float]) -> None:
        self.scene, self.experiment = scene, experiment
        self.step = 0
        self.record = Record(experiment, (*scene.curves, *scene.traced), clock)
        parts = frozenset(id(part) for part in experiment.parts().values())
        sources = {
            "params": lambda: experiment.params,
            "made": lambda: experiment.made,
            "model": lambda: experiment,
        }
        self.cache = Cache(sources, parts, clock)
        self.seen = scene.seen(experiment, self.cache, self.record.history, scene.numbers)
        self._views = {**scene.views, RUN_CHART: scene.run_chart}
        self._shown: dict[str, AnyView] = {}

    @property
    def view_names(self) -> tuple[str, ...]:
        """The views of the scene, and last the chart of the run."""
        return tuple(self._views)

    # --- training -------------------------------------------------------------------------------

    def train(self) -> None:
        """Train once. Raises NonFiniteError where a scalar that is read is not finite."""
        scalars = self.experiment.step()
        self.step += 1
        self.cache.trained()
        self.record.add(self.step, scalars)

    def state(self) -> State:
        """A copy of all that training changes, and what a hand made."""
        return self.experiment.state()

    def restore(self, step: int, state: State) -> None:
        """Go back to `state`, taken at `step`."""
        self.experiment.restore(state)
        self.record.forget_after(step)
        self.step = step
        self.cache.moved()

    def recover(self) -> None:
        """Go back to the last finite state, and keep what a hand has made since."""
        if self.record.last_finite_state is None:
            raise InvalidInput("There is no sound state to go back to; restart the run.")
        step, state = self.record.last_finite_state
        self.restore(step, {name: part for name, part in state.items() if name != MADE})

    # --- what a hand does -----------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Hand over a gesture, or do an action."""
        with self._watched():
            if isinstance(touch, RunAction):
                self.experiment.run_action(touch.name)
            else:
                self.experiment.touch(view, touch)

    def open_file(self, path: str) -> None:
        """Read a file and hand over what it holds. Raises InvalidInput where it cannot be used."""
        content = read_file(type(self.experiment), path)
        with self._watched():
            self.experiment.receive(content)

    def apply_params(self, params: Params) -> None:
        """Take new values of live knobs."""
        with self._watched():
            self.experiment.apply_params(params)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Know afterwards whether a hand has changed what training changes."""
        before = _fingerprint(self.experiment)
        try:
            yield
        finally:
            self.cache.touched()
            if _fingerprint(self.experiment) != before:
                self.cache.moved()

    # --- looking --------------------------------------------------------------------------------

    def begin_look(self, fine: bool, playing: bool) -> None:
        """Begin a look: `draw` what is due, then `end_look`."""
        self.record.read()
        self.cache.begin(fine, playing)

    @torch.no_grad()
    def draw(self, name: str) -> AnyView:
        """The view `name`; the same object as before where it shows the same."""

        def make() -> AnyView:
            self._shown[name] = interned(self._views[name](self.seen), self._shown.get(name))
            return self._shown[name]

        view: AnyView = self.cache.get((AnyView, name), make)
        return view

    def end_look(self) -> None:
        """End a look, and drop what no view reads any more."""
        self.cache.end([(AnyView, name) for name in self._views])

    def look(self, fine: bool = False, names: Sequence[str] | None = None) -> dict[str, AnyView]:
        """The views `names`, or all, with nothing left waiting or growing."""
        while True:
            self.begin_look(fine, playing=False)
            views = {name: self.draw(name) for name in names or self.view_names}
            self.end_look()
            if not self.cache.grows:
                return views


def _fingerprint(experiment: Experiment) -> list[object]:
    """What differs as soon as a module, a tensor or a number of the parts is written to.

    A module's own settings, such as the slope that it is held to, are plain values or dataclasses.
    """
    found: list[object] = []
    for part in experiment.parts().values():
        if isinstance(part, nn.Module):
            found += [(id(t), t._version) for t in (*part.parameters(), *part.buffers())]
            values = [value for module in part.modules() for value in vars(module).values()]
            found += [repr(v) for v in values if isinstance(v, PLAIN) or is_dataclass(v)]
        elif isinstance(part, Tensor):
            found.append((id(part), part._version))
        elif isinstance(part, Scalars):
            found.append(repr(part))
    return found
