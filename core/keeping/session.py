"""A session: a run as it is saved in a file and opened again, to the last bit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from safetensors import SafetensorError

from core.deeds import Carried, Deeds, Done
from core.digest import Digests
from core.environment import environment, versions
from core.experiment import State
from core.importing.source import Source
from core.keeping import arrays, container
from core.keeping.beginning import Beginning, scene_of
from core.keeping.container import Container, Head
from core.keeping.curves import curves_of, put_back
from core.keeping.timeline import ROOM, Timeline, read
from core.keeping.timeline import told as timeline_told
from core.message import InvalidInput, told
from core.own_data import Own
from core.packing import UNKNOWN, Packer, Unpacker
from core.params import LARGEST_SEED, Params
from core.run import Run
from core.scene import Scene


@dataclass(frozen=True, eq=False)
class Session:
    """All that a run is: it goes on from here as if it had never stopped.

    `page` is the name of the page that has the scene; `curves` are the scalars of the history,
    `deeds` are what was done to the run since it began, `digests` those of its states on the way.
    """

    page: str
    scene: Scene
    params: Params
    seed: int
    device: str
    own: Own | None
    step: int
    state: State
    curves: Mapping[str, Any]
    deeds: Deeds
    digests: Digests
    made_with: Mapping[str, str]
    timeline: Timeline

    @classmethod
    def of(cls, page: str, run: Run, past: bool = False) -> "Session":
        """The run as it is now, and its `past` too where that is wanted.

        Raises NonFiniteError where a scalar just read is not finite.
        """
        run.record.read()
        experiment = run.experiment
        return cls(
            page, run.scene, run.params, experiment.seed, experiment.device.type, experiment.own,
            run.step, run.state(), curves_of(run.record.history), run.deeds.copy(),
            run.digests.copy(), environment(), Timeline.of(run) if past else Timeline(),
        )  # fmt: skip

    def beginning(self) -> Beginning:
        """How it began."""
        deeds = self.deeds
        return Beginning(
            self.page, self.scene, deeds.params, self.seed, self.device, self.own, deeds.carried
        )

    def revived(self, clock: Callable[[], float], past: bool = False) -> Run:
        """A run that goes on from here; `clock` gives seconds. Where the device is absent, on CPU.

        With its `past` it can be gone back with.

        Raises InvalidInput where the state does not fit the scene.
        """
        try:
            run = self._revived(clock)
            if past:
                self.timeline.put_into(run)
            return run
        except InvalidInput:
            raise
        except Exception as error:  # whatever a state makes fail that only looks like one
            raise InvalidInput("This run cannot go on here: {error}", error=told(error)) from None

    def _revived(self, clock: Callable[[], float]) -> Run:
        run = replace(self.beginning(), params=self.params, carried=None).run(clock)
        _check_alike(run.state(), self.state)
        put_back(run.record.history, self.curves)
        run.restore(self.step, self.state)
        run.deeds, run.digests = self.deeds.copy(), self.digests.copy()
        run.record.ring.cut_after(-1)
        run.record.keep_sound()
        return run


def as_bytes(session: Session, room: int = ROOM) -> bytes:
    """The content of a `.qujing` file, with about `room` bytes for its past.

    Raises InvalidInput where it is too large.
    """
    try:
        return _as_bytes(session, session.timeline.thinned(room))
    except InvalidInput:  # too large; its past can be done without
        return _as_bytes(session, Timeline())


def _as_bytes(session: Session, timeline: Timeline) -> bytes:
    packer = Packer(copies=False)
    head = Head(session.page, session.scene.name, session.step, versions())
    structure = packer.packed(
        {
            "params": session.params.values(), "seed": session.seed, "device": session.device,
            "own": session.own, "state": session.state, "curves": session.curves,
            "deeds": _deeds_told(session.deeds), "digests": session.digests.at,
            "stride": session.digests.stride, "made with": session.made_with,
            "timeline": timeline_told(timeline, session.deeds),
        }
    )  # fmt: skip
    held = arrays.written(packer.tensors)
    return container.written(head, msgspec.msgpack.encode(structure), held)


def opened(source: Source) -> Session:
    """The session in a file. Raises InvalidInput, in one sentence, for any other content."""
    return unpacked(container.read(source))


def unpacked(found: Container) -> Session:
    """The session in a container. Raises InvalidInput where it means none here."""
    try:
        return _session(found)
    except InvalidInput as invalid:
        why: object = invalid.message
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
        why = told(error)
    except (SafetensorError, AttributeError) as error:
        why = told(error)
    raise InvalidInput("{name} cannot be opened here. {why}", name=found.name, why=why)


def _session(found: Container) -> Session:
    head = found.head
    scene = scene_of(head.page, head.scene)
    unpacker = Unpacker(arrays.read(found.arrays, found.version))
    held = unpacker.value(msgspec.msgpack.decode(found.structure))
    params = scene.params().changed(held["params"])
    scene.check(params)
    own, state, seed, device = held["own"], held["state"], held["seed"], held["device"]
    fits = isinstance(own, Own | None) and isinstance(state, dict) and isinstance(device, str)
    counts = (seed, held["stride"] - 1, held["deeds"]["made"], head.step)
    if not (fits and all(type(n) is int and n >= 0 for n in counts) and seed <= LARGEST_SEED):
        raise InvalidInput(UNKNOWN)
    digests = Digests()
    digests.stride, digests.at = held["stride"], held["digests"]
    deeds = _deeds(scene, held["deeds"])
    timeline = read(held["timeline"], scene, deeds) if "timeline" in held else Timeline()
    return Session(
        head.page, scene, params, seed, device, own, head.step, state, held["curves"],
        deeds, digests, held["made with"], timeline,
    )  # fmt: skip


def _deeds_told(deeds: Deeds) -> dict[str, Any]:
    return {
        "params": deeds.params.values(), "carried": deeds.carried, "made": deeds.made,
        "done": tuple(deeds.done), "lost": deeds.lost,
    }  # fmt: skip


def _deeds(scene: Scene, held: Mapping[str, Any]) -> Deeds:
    carried, done = held["carried"], tuple(held["done"])
    fits = isinstance(carried, Carried | None) and all(isinstance(each, Done) for each in done)
    if not (fits and type(held["made"]) is int):
        raise InvalidInput(UNKNOWN)
    deeds = Deeds(scene.params().changed(held["params"]), carried)
    deeds.made, deeds.done, deeds.lost = held["made"], done, bool(held["lost"])
    return deeds


def _check_alike(fresh: State, state: State) -> None:
    """Refuse a state of other parts, or of parts that are of another kind."""
    optional = {"callbacks"}
    if (fresh.keys() ^ state.keys()) - optional:
        raise InvalidInput("Its state is of other parts than the page has here.")
    for name in fresh.keys() & state.keys():
        if type(fresh[name]) is not type(state[name]) and not (
            isinstance(fresh[name], Mapping) and isinstance(state[name], Mapping)
        ):
            raise InvalidInput("Its state is of other parts than the page has here.")
