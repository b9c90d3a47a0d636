"""Short forms of long benches: `python -m tests.bench monkey`, `soak`, `kill` and `sessions`."""

import gc
import sys
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from core.experiments import ENTRIES
from tests.bench import kill, monkey, sessions, soak

EVENTS, WIDE_EVENTS = 350, 2000
PAGES = [entry.name for entry in ENTRIES]
SECONDS, GROWTH = 5.0, 20.0
"""Of playing, and the megabytes that may be gained: a picture that is kept is four."""


@pytest.fixture
def _collected_as_before() -> Iterator[None]:
    """A window that plays for long has a collector of its own."""
    yield
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.mark.usefixtures("_collected_as_before")
@pytest.mark.parametrize(
    ("events", "pages"),
    [(EVENTS, PAGES[::5]), pytest.param(WIDE_EVENTS, PAGES, marks=pytest.mark.wide)],
)
def test_a_child_breaks_nothing(events: int, pages: list[str], qtbot: QtBot) -> None:
    found = monkey.let_loose(3, events, pages)
    assert found.faults == []
    assert found.events == events
    assert found.answers > 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says how much memory it has")
@pytest.mark.usefixtures("_collected_as_before")
def test_a_page_that_plays_gathers_nothing(qtbot: QtBot) -> None:
    found = soak.measure(seconds=SECONDS)
    assert max(found.megabytes) - found.megabytes[0] < GROWTH
    for counted in (found.threads, found.handles, found.widgets):
        assert len(counted) >= SECONDS // 2
        assert len(set(counted)) == 1


def test_a_killed_writer_leaves_a_whole_file() -> None:
    assert [whole for whole, _ in kill.measure(repeats=4)] == [True] * 4
    assert [whole for whole, _ in kill.measure(repeats=2, page="ode_cells")] == [True] * 2


def test_a_changed_session_is_refused_or_the_same() -> None:
    found = sessions.measure(repeats=120)
    assert sum(found["refused"]) == len(found["refused"])
