"""Open 2,000 session files with changed bytes: `python -m tests.bench sessions [--repeats FILES]`.

Half are changed as a disk or a mail might, which the checksum has to tell; half are sealed again,
as who means harm would. Each is refused in a sentence or goes on: the first kind from the same
bits, the second from any. None takes a second of the processor or 500 MB, or starts a process.
"""

import random
import sys
import time

from core.going_back import go_to
from core.importing.source import Source
from core.keeping import container
from core.keeping.beginning import Beginning, scene_of
from core.keeping.container import Container
from core.keeping.session import Session, as_bytes, opened
from core.message import InvalidInput
from core.run import Run
from tests.bench.frame import Figures, figure
from tests.bench.fuzz import STARTS, peak
from tests.same import same

SLOWEST, MOST_MEMORY = 1.0, 500.0
PAGES = (("nce_density", "one dimension"), ("ode_cells", "GRU"), ("optimiser_race", "jar"))

Found = dict[str, list[float]]


def measure(repeats: int = 2000) -> Found:
    """Of `repeats` files: seconds, megabytes, and whether refused, of both kinds.

    Raises AssertionError where a bar is missed.
    """
    draw, started = random.Random(0), list[str]()
    sys.addaudithook(lambda event, _: started.append(event) if event in STARTS else None)
    sessions = [_session(page, scene) for page, scene in PAGES]
    for session in sessions:  # what is imported late is not counted
        assert _refused(as_bytes(session), session, sealed=False) is False
    found: Found = {"seconds": [], "memory": [], "refused": [], "refused, sealed again": []}
    for number in range(repeats):
        session, sealed = sessions[number % len(PAGES)], number % 2 == 1
        content = _sealed(session, draw) if sealed else _changed(as_bytes(session), draw)
        before, began = peak(reset=True), time.process_time()
        refused = _refused(content, session, sealed)
        took, memory = time.process_time() - began, peak() - before
        assert took < SLOWEST, (number, took)
        assert memory < MOST_MEMORY, (number, memory)
        found["seconds"].append(took)
        found["memory"].append(memory)
        found["refused, sealed again" if sealed else "refused"].append(float(refused))
    assert not started, started
    return found


def figures(found: Found) -> Figures:
    """The median and the worst of each."""
    units = {"seconds": "s", "memory": "MB"}
    return {name: figure(values, units.get(name, "of all")) for name, values in found.items()}


def _session(page: str, scene: str) -> Session:
    kind = scene_of(page, scene)
    run = Beginning(page, kind, kind.params(), 1, "cpu").run(time.perf_counter)
    run.record.remember()
    for count in range(12):
        run.train()
        if count % 4 == 0:
            run.record.keep_sound()
        if count == 6:
            go_to(run, 4)
    return Session.of(page, run, past=True)


def _refused(content: bytes, session: Session, sealed: bool) -> bool:
    """Whether it is refused in one sentence; what is not and is not sealed again is the same."""
    try:
        run: Run = opened(Source("a.qujing", content)).revived(time.perf_counter, past=True)
    except InvalidInput as invalid:
        said = str(invalid)
    else:
        assert sealed or same(run.state(), session.state)
        return False
    assert "\n" not in said, said
    return True


def _changed(content: bytes, draw: random.Random) -> bytes:
    """Some bytes altered, left out, put in, or all from somewhere on."""
    broken = bytearray(content) if draw.random() < 0.9 else bytearray(draw.randbytes(2000))
    for _ in range(draw.choice([1, 1, 3, 50])):
        place = draw.randrange(len(broken) or 1)
        broken = broken or bytearray(1)
        match draw.randrange(4):
            case 0:
                broken[place] ^= 1 << draw.randrange(8)
            case 1:
                del broken[place : place + draw.randrange(1, 9)]
            case 2:
                broken[place:place] = draw.randbytes(draw.randrange(1, 9))
            case _:
                del broken[place + 1 :]
    return bytes(broken) or b"1"


def _sealed(session: Session, draw: random.Random) -> bytes:
    """Changed in what the checksum covers, with a checksum that holds."""
    found: Container = container.read(Source("a.qujing", as_bytes(session)))
    structure, arrays = found.structure, found.arrays
    if draw.random() < 0.2:
        structure = _changed(structure, draw)
    elif draw.random() < 0.2:
        arrays = _changed(arrays, draw)
    else:
        structure = _flipped(structure, draw)
    return container.written(found.head, structure, arrays)


def _flipped(content: bytes, draw: random.Random) -> bytes:
    """One or two bytes are others, and all stands where it stood."""
    other = bytearray(content)
    for _ in range(draw.choice([1, 2])):
        other[draw.randrange(len(other))] = draw.randrange(256)
    return bytes(other)
