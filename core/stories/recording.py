"""Recordings: what a beat showed when it was played, to be shown again where a run fails.

A recording is a row of moments, each with all views of the page. It is a container like a session
(core/keeping/container.py), compressed, and stands in the cache of the person who played the beat.
"""

import zlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from safetensors.torch import load as arrays_load
from safetensors.torch import save as arrays_save

from core.environment import versions
from core.importing.source import MEGABYTE, Source
from core.keeping import container
from core.keeping.container import Container, Head
from core.message import InvalidInput
from core.packing import Packer, Unpacker
from core.run import Run
from core.stories.kept import keep, kept_at, key
from core.stories.meaning import Staged
from core.stories.story import Beat
from core.views import AnyView

MOMENTS = 24
"""How many are kept of a beat, where they are small enough."""
LARGEST = 2 * MEGABYTE - 1024
"""Bytes of a recording."""
UNPACKED = 64 * MEGABYTE
ENDING = ".recording"


@dataclass(frozen=True, eq=False)
class Moment:
    """What was shown after `step` steps, by the names of the views."""

    step: int
    views: Mapping[str, AnyView]


@dataclass(frozen=True, eq=False)
class Recording:
    """The moments of a beat, in the order of their steps; there is at least one."""

    moments: tuple[Moment, ...]

    def at(self, step: int) -> Moment:
        """What is to be shown at a step: the newest moment that is not after it, or the first."""
        after = bisect_right(self.moments, step, key=lambda moment: moment.step)
        return self.moments[max(0, after - 1)]


class Film:
    """Records the run of a beat from the step `begins` on: `see` it there and after each step, and
    once at its `end`."""

    def __init__(self, staged: Staged, begins: int) -> None:
        self._staged, self._wanted = staged, _steps(staged.beat, begins)
        self._moments: list[Moment] = []

    def see(self, run: Run) -> None:
        """Look, if this is a step that is wanted."""
        if run.step in self._wanted:
            self._look(run)

    def end(self, run: Run | None) -> Recording:
        """The recording, with what is to be seen of the run now, unless it has broken (None)."""
        if run is not None and self._moments[-1].step < run.step:
            self._look(run)
        return Recording(tuple(self._moments))

    def _look(self, run: Run) -> None:
        run.begin_look(fine=False, playing=False)
        views = {name: run.draw(name) for name in run.looks.names}
        run.end_look()
        self._moments.append(Moment(run.step, views))


def _steps(beat: Beat, begins: int) -> set[int]:
    """The steps at which a beat that begins there is looked at: evenly spaced, and at its aha."""
    span = beat.steps - begins
    even = {begins + span * each // (MOMENTS - 2) for each in range(MOMENTS - 1)}
    return even | {beat.aha.step}


def is_recorded(staged: Staged) -> bool:
    """Whether the beat was recorded on this machine."""
    return kept_at(f"{key(staged)}{ENDING}").is_file()


def recording_of(staged: Staged) -> Recording | None:
    """What was recorded of a beat on this machine; None where it was never played, or is unsound.

    A beat that was rewritten, and one of another version of the program, was never played.
    """
    path = kept_at(f"{key(staged)}{ENDING}")
    try:
        return _unpacked(container.read(Source.of_file(path)))
    except (InvalidInput, ValueError, TypeError, zlib.error, msgspec.MsgspecError):
        return None


def keep_recording(staged: Staged, recording: Recording) -> bool:
    """Keep what was recorded for `recording_of`; whether that was possible."""
    return keep(f"{key(staged)}{ENDING}", as_bytes(staged, recording))


def as_bytes(staged: Staged, recording: Recording) -> bytes:
    """The content of its file, LARGEST at most: where there are too many moments, some go."""
    moments = recording.moments
    while True:
        content = _packed(staged, moments)
        if len(content) <= LARGEST or len(moments) == 1:
            return content
        thinned = moments[::2] if len(moments) % 2 else (moments[0], *moments[1::2])
        aha = [each for each in moments if each.step == staged.beat.aha.step]
        kept = {each.step: each for each in (*thinned, *aha, moments[-1])}
        moments = tuple(kept[step] for step in sorted(kept))
        if len(moments) <= 3:
            moments = moments[-1:]


def _packed(staged: Staged, moments: tuple[Moment, ...]) -> bytes:
    packer = Packer(copies=False)
    structure = packer.packed([(each.step, dict(each.views)) for each in moments])
    head = Head(staged.beat.page, staged.scene.name, moments[-1].step, versions())
    parts = msgspec.msgpack.encode(structure), arrays_save(packer.tensors)
    return container.written(head, *(zlib.compress(part) for part in parts))


def _unpacked(found: Container) -> Recording:
    structure, arrays = (_inflated(part) for part in (found.structure, found.arrays))
    rows = Unpacker(arrays_load(arrays)).value(msgspec.msgpack.decode(structure))
    return Recording(tuple(Moment(step, views) for step, views in rows))


def _inflated(part: bytes) -> bytes:
    """What was compressed, if it is no more than can be meant."""
    inflater = zlib.decompressobj()
    found = inflater.decompress(part, UNPACKED)
    if inflater.unconsumed_tail:
        raise InvalidInput("It holds something that this program does not know.")
    return found
