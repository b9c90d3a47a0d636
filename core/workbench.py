"""The workbench: the run of a page, and what a person does to it beside training."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from core.acts import Act, Acts, Standing, named
from core.experiment import build
from core.going_back import stand_at
from core.history import Event, Ghost
from core.message import InvalidInput, Message
from core.own_data import Own
from core.params import Params
from core.ring import CAP, Kept, Ring
from core.run import Run
from core.scene import Scene
from core.snapshot import Past
from core.touches import Drag, Hover, Leave, RunAction, Stroke, Touch
from core.twin import Twin

HAND = "hand"
"""The source of the marks of what a person did."""
GESTURES = {"Drag": "Drag", "Stroke": "Draw", "Paint": "Paint", "Pick": "Pick", "Type": "Type"}


class Workbench:
    """Holds one run at a time; every act on it can be taken back.

    `building` is called before a run is built. `clock` gives seconds.
    """

    def __init__(
        self,
        scene: Scene,
        params: Params,
        seed: int,
        device: str,
        clock: Callable[[], float],
        building: Callable[[], None],
    ) -> None:
        self.scene, self.params, self.seed, self.device = scene, params, seed, device
        self.run: Run | None = None
        self.runs = 0
        self.own: dict[Scene, Own | None] = {}
        self.pinned: dict[Scene, tuple[Ghost, ...]] = {}
        self._acts: defaultdict[Scene, Acts] = defaultdict(Acts)
        self._clock, self._building, self._held = clock, building, False
        self.twin = Twin(clock)

    @property
    def acts(self) -> Acts:
        """What was done on the scene that is open."""
        return self._acts[self.scene]

    def built(self) -> Run:
        """The run. Raises InvalidInput where there is none."""
        if self.run is None:
            raise InvalidInput("Nothing is built yet; press Restart.")
        return self.run

    def followed(self) -> bool:
        """Let what follows the run do what is due after a step; whether to train on."""
        goes_on = self.run is None or self.run.follower is None or self.run.follower()
        self.params = self.run.params if self.run and self.run.follower else self.params
        return goes_on

    # --- acts -----------------------------------------------------------------------------------

    def enter(self, scene: Scene, params: Params) -> None:
        """Go to another scene of the page."""
        self.scene = scene
        self._rebuild(params, self.seed)

    def begin(self) -> None:
        """Build the first run."""
        self._rebuild(self.params, self.seed)

    def restart(self, params: Params | None, seed: int | None) -> None:
        """Begin again; with other knobs or another seed where they are given."""
        words = "Choose a preset" if params else "Restart" if seed is None else "Take another seed"
        seed = self.seed if seed is None else seed
        self._build_anew(params or self.params, seed, None, Message(words))

    def bring(self, own: Own) -> None:
        """Begin a run on data that a person brought, or hand it over to be looked at."""
        name = Message("Bring {name}", {"name": own.name})
        if own.learnt:
            self._build_anew(self.params.changed(own.sets), self.seed, own, name)
            return
        run = self.built()
        with self._act(name, None, False):
            self._handed(lambda: run.receive(own.content))

    def take_over(self, run: Run) -> None:
        """Go on with a run of this page that comes from elsewhere."""
        self.scene = run.scene
        if self.run is not None and self.run.scene is run.scene:
            self.acts.note(Act(Message("Open"), None, self._standing()))
        experiment = run.experiment
        run.record.remember()
        self._stand(Standing(
            run, run.params, experiment.seed, experiment.device.type, experiment.own,
            experiment.made,
        ))  # fmt: skip

    def _build_anew(self, params: Params, seed: int, own: Own | None, name: Message) -> None:
        self.scene.check(params)  # a refusal leaves all as it is
        if self.run is not None:
            self.acts.note(Act(name, None, self._standing()))
        self._rebuild(params, seed, own)

    def change(self, params: Params) -> None:
        """Take knobs: at the next step where all that moved is live, else rebuild."""
        turned = self.params.turned(params)
        if self.run is None or self.params.rebuilds(params):
            self._build_anew(params, self.seed, None, named(turned))
        else:
            with self._act(named(turned), frozenset(turned), False):
                self.run.apply_params(params)
            self.params = params

    def touch(self, view: str, touch: Touch) -> None:
        """Hand a gesture, or an action, to the run; it may turn a live knob."""
        run = self.built()
        if isinstance(touch, Hover | Leave):
            run.touch(view, touch)
            return
        kind = type(touch).__name__
        name = Message(touch.name if isinstance(touch, RunAction) else GESTURES[kind])
        with self._act(name, (view, kind), self._held):
            self._held = isinstance(touch, Drag | Stroke) and not touch.done
            self._handed(lambda: run.touch(view, touch))

    def _handed(self, give: Callable[[], None]) -> None:
        before = self.built().params  # not those asked for, if building with them has failed
        give()
        after = self.built().params
        self.params = self.params if after is before else after

    @contextmanager
    def _act(self, name: Message, key: Hashable, held: bool) -> Iterator[None]:
        """Note what is done within, unless it goes on with the last act or does nothing."""
        run = self.built()
        if self.acts.joins(key, self._clock(), held):
            yield
            return
        moment, moves = run.kept_now(), run.moves
        before = self._standing(moment)
        yield
        if run.moves == moves:
            before = replace(before, moment=None)
            if run.experiment.made is before.made and run.params == before.params:
                return
        if run.params != before.params:
            self.twin.leave(run, moment)
        self.acts.note(Act(name, key, before))
        run.record.history.marks.append(Event(run.step, HAND, name))

    def _standing(self, moment: Kept | None = None) -> Standing:
        run = self.built()
        return Standing(
            run, self.params, self.seed, self.device, self.own.get(self.scene),
            run.experiment.made, moment,
        )  # fmt: skip

    # --- taking back ----------------------------------------------------------------------------

    def undo(self) -> Message:
        """Take the last act back; what it was. Raises InvalidInput where there is none."""
        if not self.acts.done:
            raise InvalidInput("There is nothing to be taken back.")
        act = self.acts.done[-1]
        self._stand(self.acts.back(self._here(act)))
        return Message("Taken back: {act}", {"act": act.name})

    def redo(self) -> Message:
        """Do again what was taken back; what it was. Raises InvalidInput where nothing was."""
        if not self.acts.undone:
            raise InvalidInput("There is nothing to be done again.")
        act = self.acts.undone[-1]
        self._stand(self.acts.forth(self._here(act)))
        return Message("Done again: {act}", {"act": act.name})

    def _here(self, act: Act) -> Standing:
        return self._standing(self.built().kept_now() if act.other.moment else None)

    def _stand(self, there: Standing | None) -> None:
        assert there is not None
        run = there.run
        if run is not self.run:
            self.run, self.runs = run, self.runs + 1
            self._show_pinned()
        elif there.moment is not None:
            stand_at(run, there.moment)
        else:
            run.apply_params(there.params)
            run.take_made(there.made)
        self.params, self.seed, self.device = run.params, there.seed, there.device
        self.own[self.scene] = there.own

    def past(self) -> Past:
        """What can be gone back to."""
        acts, run = self.acts, self.run
        names = [kept[-1].name if kept else None for kept in (acts.done, acts.undone)]
        if run is None:
            return Past(undo=names[0], redo=names[1])
        history = run.record.history
        return Past(
            max(history.end, run.step), run.record.ring.steps, (*history.events, *history.marks),
            len(run.courses), bool(self.pinned.get(self.scene)), self.twin.on,
            Ring.all_bytes(), CAP, *names,
        )  # fmt: skip

    # --- building -------------------------------------------------------------------------------

    def _rebuild(self, params: Params, seed: int, own: Own | None = None) -> None:
        self.scene.check(params)
        previous, self.params, self.seed = self.run, params, seed
        self.runs += 1
        self._building()
        if previous is not None and previous.scene is not self.scene:
            self.run = None  # should building fail, nothing of another scene is gone back to
        own = self.own[self.scene] = own or self.own.get(self.scene)
        experiment = build(self.scene.experiment, params, seed, self.device, own)
        self.run = Run(self.scene, experiment, self._clock, previous)
        self.run.record.remember()
        self.params = self.run.params  # own data may have fewer classes than were asked for
        self._show_pinned()

    # --- other courses --------------------------------------------------------------------------

    def pin(self) -> None:
        """Keep the curves of this run behind those that follow; once more takes them away."""
        history = self.built().record.history
        if self.pinned.get(self.scene):
            self.pinned[self.scene] = ()
        else:
            ghost = history.ghost("pinned")
            self.pinned[self.scene] = (replace(ghost, pinned=True),)
        self._show_pinned()

    def _show_pinned(self) -> None:
        run = self.built()
        history = run.record.history
        others = tuple(ghost for ghost in history.ghosts if not ghost.pinned)
        history.ghosts = (*self.pinned.get(self.scene, ()), *others)
        run.cache.moved()
