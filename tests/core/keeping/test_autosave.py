"""A run is kept by itself: at a pause, and every half a minute of training."""

from pathlib import Path

import pytest

from core.going_back import go_to
from core.importing.source import Source
from core.keeping import container
from core.keeping.autosave import EVERY, Autosave
from core.keeping.opening import Opened
from core.keeping.session import Session, as_bytes, opened
from core.run import Run
from tests.pages import trained
from tests.rig import FakeClock
from tests.same import same

PAGE = "ode_cells/GRU"


def kept_step(path: Path) -> int:
    return opened(Source.of_file(path)).step


def test_it_is_kept_at_pauses_and_now_and_then(tmp_path: Path) -> None:
    run, autosave = trained(PAGE, 2), Autosave(tmp_path / "new", "ode_cells")
    assert not autosave.consider(None, False, 0.0)
    assert autosave.consider(run, True, 100.0)
    run.train()
    assert not autosave.consider(run, True, 100.0 + EVERY / 2)
    assert kept_step(autosave.path) == 2
    assert autosave.consider(run, True, 101.0 + EVERY)
    assert kept_step(autosave.path) == 3
    assert not autosave.consider(run, False, 200.0 + EVERY)  # nothing has changed
    run.train()
    assert autosave.consider(run, False, 203.0 + EVERY)
    assert kept_step(autosave.path) == 4


def test_its_past_is_kept_in_few_bytes_and_looking_back_saves_seldom(tmp_path: Path) -> None:
    run, autosave = trained(PAGE, 0), Autosave(tmp_path, "ode_cells")
    run.record.remember()
    for _ in range(40):
        run.train()
        run.record.keep_sound()
    assert autosave.consider(run, False, 100.0)
    go_to(run, 10)
    assert not autosave.consider(run, False, 100.0 + EVERY / 2)
    again = Opened("ode_cells", container.read(Source.of_file(autosave.path))).run(FakeClock())
    assert again.record.ring.steps == tuple(range(41))
    go_to(again, 10)
    assert same(again.state(), run.state())
    for _ in range(3):
        run.train()
        again.train()
    assert same(again.state(), run.state())
    assert autosave.consider(run, False, 101.0 + EVERY)
    room = sum(each.bytes for each in run.record.ring.kept[:4])
    few = opened(Source("few", as_bytes(Session.of("ode_cells", run, past=True), room))).timeline
    assert 1 < len(few.moments) + len(few.left[0].ring.kept) <= 6


def test_what_cannot_be_written_is_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    occupied = tmp_path / "file"
    occupied.write_bytes(b"")
    run, autosave = trained(PAGE, 2), Autosave(occupied, "ode_cells")
    for now in (0.0, 100.0):
        assert not autosave.consider(run, False, now)
        run.train()
    assert caplog.text.count("is not kept") == 1
    assert isinstance(run, Run)


def test_an_untrained_run_is_not_kept(tmp_path: Path) -> None:
    assert not Autosave(tmp_path, "ode_cells").consider(trained(PAGE, 0), False, 9.0)
    assert list(tmp_path.iterdir()) == []
