"""Run: one experiment as it is trained and looked at, for loop, headless runs and studies."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import is_dataclass

import torch
from torch import Tensor, nn

from core.cache import Cache
from core.callback_knobs import CALLBACKS as PLACE
from core.callbacks import CALLBACKS, Attached, Best, Moment
from core.experiment import MADE, Experiment, Scalars, State, read_file
from core.history import Event, History
from core.interning import interned
from core.message import InvalidInput, Message
from core.params import Params
from core.reads import PLAIN
from core.record import Record
from core.scene import Scene
from core.touches import RunAction, Touch
from core.views import RUN_CHART, AnyView


class Run:
    """An experiment with its step count, its record, its callbacks, and what is kept for looking.

    `params` are the knobs as a person has set them; those of the experiment are what schedules
    have made of them. `stopped` says why a callback has ended the training with the last step.
    `clock` gives seconds.
    """

    def __init__(self, scene: Scene, experiment: Experiment, clock: Callable[[], float]) -> None:
        self.scene, self.experiment, self.params = scene, experiment, experiment.params
        self.step = 0
        self.stopped: Message | None = None
        scene.check(self.params)
        history = History((*scene.curves, *scene.traced))
        moment = Moment(experiment, self._state_but_best, history, scene.monitors(), self.params)
        self.callbacks = Attached(scene.callbacks, moment)
        self.record = Record(experiment, history, self.state, clock)
        parts = frozenset(id(part) for part in experiment.parts().values())
        sources = {
            "params": lambda: experiment.params,
            "made": lambda: experiment.made,
            "model": lambda: experiment,
        }
        self.cache = Cache(sources, parts, clock)
        self.seen = scene.seen(experiment, self.cache, history, scene.numbers)
        self._views = {**scene.views, RUN_CHART: scene.run_chart}
        self._shown: dict[str, AnyView] = {}

    @property
    def view_names(self) -> tuple[str, ...]:
        """The views of the scene, and last the chart of the run."""
        return tuple(self._views)

    # --- training -------------------------------------------------------------------------------

    def train(self) -> None:
        """Train once. Raises NonFiniteError where a scalar that is read is not finite."""
        self.stopped = None
        self.callbacks.begin_step(self.step + 1)
        if self.callbacks.active:
            self._follow()
        with self.callbacks.watching_gradients():
            scalars = self.experiment.step()
        self.step += 1
        self.cache.trained()
        numbers = self.callbacks.end_step(scalars)
        self.record.add(self.step, {**scalars, **numbers})
        if self.callbacks.now.stop is not None:
            self._stop(self.callbacks.now.stop)

    def _follow(self) -> None:
        """Give the experiment what schedules have made of the knobs.

        A rate and the callbacks' own knobs are only set; others may have what follows from them.
        """
        wanted = self.callbacks.effective(self.params)
        turned = self.experiment.params.turned(wanted)
        if all(knob.place == PLACE or name == "learning_rate" for name, knob in turned.items()):
            self.experiment.params = wanted
            if "learning_rate" in turned:
                self.experiment.set_learning_rates()
        else:
            self.experiment.apply_params(wanted)

    def _stop(self, why: Message) -> None:
        """End the training, with the best state where one was kept."""
        self.end()
        if self.callbacks.best is not None:
            self.restore_best()
        self.record.history.note(Event(self.step, "early stop", why))
        self.stopped = why

    def end(self) -> None:
        """The training is over."""
        self.callbacks.end()

    def state(self) -> State:
        """A copy of all that training changes, and what a hand made."""
        return self.experiment.state() | self.callbacks.state()

    def _state_but_best(self) -> State:
        return self.experiment.state() | self.callbacks.state(but=Best.name)

    def restore(self, step: int, state: State) -> None:
        """Go back to `state`, taken at `step`."""
        self.experiment.restore(state)
        self.callbacks.restore(state)
        self._follow()
        self.record.forget_after(step)
        self.step = step
        self.cache.moved()

    def restore_best(self) -> None:
        """Go back to the best state, which stays the best."""
        best = self.callbacks.best
        if best is None or best.kept is None:
            raise InvalidInput("No best state is kept; switch on Keep the best, and train.")
        callbacks = {**best.kept[CALLBACKS], best.name: best.state()}
        self.restore(best.to_beat.step, {**best.kept, CALLBACKS: callbacks})

    def recover(self) -> None:
        """Go back to the last finite state, and keep what a hand has made since."""
        if self.record.last_finite_state is None:
            raise InvalidInput("There is no sound state to go back to; restart the run.")
        step, state = self.record.last_finite_state
        self.restore(step, {name: part for name, part in state.items() if name != MADE})

    # --- what a hand does -----------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Hand over a gesture, or do an action."""
        with self._handed():
            if isinstance(touch, RunAction):
                self.experiment.run_action(touch.name)
            else:
                self.experiment.touch(view, touch)

    def open_file(self, path: str) -> None:
        """Read a file and hand over what it holds. Raises InvalidInput where it cannot be used."""
        content = read_file(type(self.experiment), path)
        with self._handed():
            self.experiment.receive(content)

    def apply_params(self, params: Params) -> None:
        """Take new values of live knobs. Raises InvalidInput where they name what is not there."""
        self.scene.check(params)
        with self._watched():
            self._take(params)

    def _take(self, params: Params) -> None:
        self.params = params
        self.callbacks.take(params)
        self._follow()

    @contextmanager
    def _handed(self) -> Iterator[None]:
        """Take over the knobs that a hand turns at the experiment."""
        before = self.experiment.params
        with self._watched():
            yield
            now = self.experiment.params
            turned = {name: getattr(now, name) for name in before.turned(now)}
            if turned:
                self._take(self.params.changed(turned))

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Know afterwards whether a hand has changed what training changes, or what is shown."""
        before, averaging = _fingerprint(self.experiment), self.callbacks.averaging
        try:
            yield
        finally:
            self.cache.touched()
            moved = _fingerprint(self.experiment) != before
            if moved:
                self.callbacks.weights_moved()
            if moved or self.callbacks.averaging is not averaging:
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

        with self.callbacks.shown():
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
