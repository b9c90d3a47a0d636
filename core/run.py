"""Run: one experiment as it is trained and looked at, for loop, headless runs and studies."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from weakref import finalize

from core.callback_knobs import CALLBACKS as PLACE
from core.callbacks import CALLBACKS, Attached, Best, Moment
from core.courses import Courses
from core.deeds import Carried, Deeds, Ended, PutBack, Received, Touched, Turned, WentBack
from core.digest import Digests
from core.experiment import MADE, Experiment, State
from core.fingerprint import fingerprint
from core.history import Event, History
from core.looks import Looks
from core.loose import loose
from core.message import InvalidInput, Message
from core.params import Params
from core.record import Record
from core.ring import Kept
from core.scene import Scene
from core.touches import RunAction, Touch
from core.views import AnyView


class Run:
    """An experiment with its step count, its record, its callbacks, and what is kept for looking.

    `params` are the knobs as a person has set them; those of the experiment are what schedules
    have made of them. `stopped` says why a callback has ended the training with the last step.
    `clock` gives seconds. What a hand made in the `previous` run is carried over.
    """

    scene: Scene
    experiment: Experiment

    def __init__(
        self,
        scene: Scene,
        experiment: Experiment,
        clock: Callable[[], float],
        previous: "Run | None" = None,
    ) -> None:
        before = (previous.scene.name, previous.experiment) if previous else None
        carried = Carried.over(experiment, *before) if before else None
        self.scene, self.experiment, self.params = scene, experiment, experiment.params
        self.deeds, self.digests = Deeds(self.params, carried), Digests()
        self.step = self.moves = 0  # moves of a hand, in what training changes
        self.stopped: Message | None = None
        self.follower: Callable[[], bool] | None = None
        """Asked by a loop after each step: whether to train on. It may do something to the run."""
        scene.check(self.params)
        history = History((*scene.curves, *scene.traced))
        state = loose(self._state_but_best)
        now = Moment(experiment, state, history, scene.monitors(), self.params)
        self.callbacks = Attached(scene.callbacks, now)
        self.record = Record(experiment, history, loose(self.kept_now), clock)
        self.courses = Courses(self.record)
        self.looks = Looks(scene, experiment, history, clock)
        self.cache, self.seen = self.looks.cache, self.looks.seen
        finalize(self, self.cache.clear)  # which holds what makes its values, and so all

    # --- training -------------------------------------------------------------------------------

    def train(self) -> None:
        """Train once. Raises NonFiniteError where a scalar that is read is not finite."""
        self.stopped = None
        if self.record.history.now is not None:
            self._branch()
        self.deeds.made += 1
        self.callbacks.begin_step(self.step + 1)
        if self.callbacks.active:
            self._follow()
        with self.callbacks.watching_gradients():
            scalars = self.experiment.step()
        self.step += 1
        self.cache.trained()
        numbers = self.callbacks.end_step(scalars)
        self.record.add(self.step, {**scalars, **numbers})
        if self.digests.due(self.deeds.made):
            self.digests.note(self.deeds.made, self._state_but_best())
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
        self.callbacks.end()
        if self.callbacks.best is not None:
            self._restore_best()
        self.record.history.note(Event(self.step, "early stop", why))
        self.stopped = why

    def end(self) -> None:
        """The training is over."""
        self.deeds.note(Ended())
        self.callbacks.end()

    def state(self) -> State:
        """A copy of all that training changes, and what a hand made."""
        return self.experiment.state() | self.callbacks.state()

    def _state_but_best(self) -> State:
        return self.experiment.state() | self.callbacks.state(but=Best.name)

    # --- going back -----------------------------------------------------------------------------

    def kept_now(self) -> Kept:
        """This moment, to be gone back to."""
        return Kept(self.step, self.params, self.state(), self.deeds.copy(), self.digests.copy())

    def _branch(self) -> None:
        """Go on from here: what came after it is a course that is left."""
        self.courses.leave(self.step)
        self.cache.moved()

    def restore(self, step: int, state: State) -> None:
        """Go back to `state`, taken at `step`. Who knows how it came about sets `deeds` after."""
        self.deeds.lose()
        self.put(step, state)

    def put(self, step: int, state: State) -> None:
        """Have another state; what came after it stays until the run goes on."""
        self.callbacks.restore(state)
        self._follow()  # first, since of a knob may follow more than its value
        self.experiment.restore(state)
        self.record.look_back(step)
        self.step = step
        self.cache.moved()

    def restore_best(self) -> None:
        """Go back to the best state, which stays the best."""
        self.deeds.note(WentBack(None))
        self._restore_best()

    def _restore_best(self) -> None:
        best = self.callbacks.best
        if best is None or best.kept is None:
            raise InvalidInput("No best state is kept; switch on Keep the best, and train.")
        self.record.keep_end()
        callbacks = {**best.kept[CALLBACKS], best.name: best.state()}
        self.put(best.to_beat.step, {**best.kept, CALLBACKS: callbacks})

    def recover(self, kept: Kept | None = None) -> None:
        """Go back to `kept`, or the last finite state, and keep what a hand has made since."""
        kept = kept or self.record.sound_at(self.step)
        self.deeds.note(WentBack(kept.deeds.made))
        self.put(kept.step, {n: part for n, part in kept.state.items() if n != MADE})

    # --- what a hand does -----------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Hand over a gesture, or do an action."""
        self.deeds.note(Touched(view, touch))
        with self._handed():
            if isinstance(touch, RunAction):
                self.experiment.run_action(touch.name)
            else:
                self.experiment.touch(view, touch)

    def receive(self, content: Any) -> None:
        """Hand over something that a person brought to be looked at."""
        self.deeds.note(Received(content))
        with self._handed():
            self.experiment.receive(content)

    def take_made(self, made: Any) -> None:
        """Have what a hand made as it was."""
        self.deeds.note(PutBack(made))
        with self._watched():
            if made is not self.experiment.made:
                self.experiment.made = made
                self.experiment.take_data()

    def apply_params(self, params: Params) -> None:
        """Take new values of live knobs. Raises InvalidInput where they name what is not there."""
        self.scene.check(params)
        if turned := self.params.turned(params):
            self.deeds.note(Turned({name: getattr(params, name) for name in turned}))
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
            if turned := {name: getattr(now, name) for name in before.turned(now)}:
                self._take(self.params.changed(turned))

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Know afterwards whether a hand has changed what training changes, or what is shown."""
        before, averaging = fingerprint(self.experiment), self.callbacks.averaging
        try:
            yield
        finally:
            self.cache.touched()
            if moved := fingerprint(self.experiment) != before:
                self.callbacks.weights_moved()
            if moved or self.callbacks.averaging is not averaging:
                self.cache.moved()
            self.moves += moved

    # --- looking --------------------------------------------------------------------------------

    def begin_look(self, fine: bool, playing: bool) -> None:
        """Begin a look: `draw` what is due, then `end_look`."""
        self.record.read()
        self.cache.begin(fine, playing)

    def draw(self, name: str) -> AnyView:
        """The view `name`; the same object as before where it shows the same."""
        with self.callbacks.shown():
            return self.looks.draw(name)

    def end_look(self) -> None:
        """End a look, and drop what no view reads any more."""
        self.looks.end()

    def look(self, fine: bool = False, names: Sequence[str] | None = None) -> dict[str, AnyView]:
        """The views `names`, or all, with nothing left waiting or growing."""
        while True:
            self.begin_look(fine, playing=False)
            views = {name: self.draw(name) for name in names or self.looks.names}
            self.end_look()
            if not self.cache.grows:
                return views
