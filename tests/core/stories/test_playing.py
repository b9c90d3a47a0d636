"""Beats play, are watched and recorded, and are put where a slow machine needs them."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from torch import Tensor

from core.commands import Commands, Pace, Play
from core.digest import digest
from core.experiment import Experiment
from core.loop import Loop
from core.mailbox import Mailbox
from core.message import InvalidInput
from core.snapshot import Snapshot
from core.stories.beginning import Begun
from core.stories.headless import headless, played, told
from core.stories.live import Live
from core.stories.meaning import Staged, meant
from core.stories.playing import Playing
from core.stories.reading import parse
from core.stories.recording import LARGEST, MOMENTS, as_bytes, keep_recording, recording_of
from core.stories.rehearsal import plan_of, planned, rehearsed, usual
from tests.rig import FakeClock

HEAD = "# A talk\n\n## A beat\n\n```beat\n"
NCE = "page: nce_density\npreset: Corrected\nseed: 3\ntrain: 60\n"


def beat(lines: str) -> Staged:
    """One beat, staged."""
    return meant(parse(f"{HEAD}{lines}```\n", Path("talk.md")), "en")[0]


@pytest.mark.parametrize(
    ("expected", "comes"),
    [
        ("loss below 10 by step 5", True),
        ("loss above 10", False),
        ("loss above 1 from step 3", True),
        ("gamma above 0.2 at step 10", False),
        ("gamma below log_z", True),
        ("breaks", False),
    ],
)
def test_expectations_are_checked(expected: str, comes: bool) -> None:
    playing = played(beat(f"{NCE}expect: {expected}\n"), FakeClock())
    assert playing.as_expected == comes
    assert ("WRONG" in "\n".join(told(1, playing))) != comes


def test_what_breaks_is_expected_or_not() -> None:
    broken = "page: nce_words\npreset: Too fast\ntrain: 300\n"
    assert not played(beat(broken), FakeClock()).as_expected
    playing = played(beat(f"{broken}expect: breaks by step 300\n"), FakeClock())
    assert playing.as_expected
    assert playing.failed is not None


def test_it_waits_for_what_is_to_come() -> None:
    playing = played(beat(NCE + "until: gamma above 0.3\n"), FakeClock())
    assert playing.as_expected
    assert 0 < playing.run.step < 60
    assert not played(beat(NCE + "until: gamma above 30\n"), FakeClock()).as_expected


def test_a_turn_comes_at_its_step_and_a_trained_state_is_the_same_to_the_last_bit() -> None:
    lines = "at 20: centre=3\nat 30: drag density layer=noise index=0 x=-1 y=0.2\n"
    whole = played(beat(NCE + lines), FakeClock()).run
    assert whole.params.values()["centre"] != 0
    later = beat(NCE + lines + "trained: 25\n")
    begun = Begun.of(later)
    assert begun.prepare(FakeClock())
    assert begun.session is not None
    playing = Playing(later, FakeClock(), begun.run(FakeClock()))
    assert playing.run.step == 25
    assert [run.step for run in playing.play()][-1] == 60
    assert digest(playing.run.state()) == digest(whole.state())


def test_a_recording_is_small_and_shows_what_was_shown() -> None:
    staged = beat("page: nce_words\ntrain: 30\naha: step 7\n")
    playing = played(staged, FakeClock(), records=True)
    found = recording_of(staged)
    assert found is not None
    assert [found.at(0).step, found.at(7).step, found.at(99).step] == [0, 7, 30]
    assert len(found.moments) <= MOMENTS
    assert len(as_bytes(staged, found)) < LARGEST
    last = playing.run.look(names=["learnt"])["learnt"]
    assert digest(found.at(30).views["learnt"]) == digest(last)
    assert keep_recording(staged, found)


def test_a_slow_machine_begins_later_and_a_fast_one_goes_slower() -> None:
    staged = beat("page: nce_density\nseed: 1\ntrain: 200\naha: step 150 after 10 s\n")
    assert usual(staged) == plan_of(staged)
    slow, fast = planned(staged, 5.0), planned(staged, 500.0)
    assert (slow.trained_before, slow.pace) == (100, 5.0)
    assert (fast.trained_before, fast.pace) == (0, 15.0)
    for speed in (0.3, 2, 14.9, 15, 15.1, 1000):
        assert abs(planned(staged, speed).aha - 10) <= 5
    turned = beat("page: nce_density\ntrain: 200\naha: step 150 after 10 s\nat 40: centre=1\n")
    assert planned(turned, 5.0).trained_before == 40
    assert planned(turned, 5.0).aha == 22
    plan = rehearsed(staged, FakeClock(tick=0.04), seconds=4)
    assert 0 < plan.speed < 15
    assert plan.trained_before > 0
    assert plan_of(staged) == plan
    begun = Begun.of(staged, plan.trained_before)
    assert begun.session is not None
    assert begun.run(FakeClock()).step == plan.trained_before


def test_a_beat_that_begins_later_here_is_recorded_from_there_and_once_whole_where_it_can() -> None:
    staged = beat("page: nce_density\nseed: 6\ntrain: 60\naha: step 50 after 10 s\n")
    plan = rehearsed(staged, FakeClock(tick=0.1), seconds=4)
    assert plan.trained_before > 0
    play_live(staged)
    later = recording_of(staged)
    assert later is not None
    assert (later.moments[0].step, later.moments[-1].step) == (plan.trained_before, 60)
    assert 50 in {moment.step for moment in later.moments}
    rehearsed(staged, FakeClock(tick=1e-4), seconds=4)
    play_live(staged)
    whole = recording_of(staged)
    assert whole is not None
    assert (whole.moments[0].step, whole.moments[-1].step) == (0, 60)


def play_live(staged: Staged) -> None:
    """Play a beat as the loop of a page does."""
    run = Live(staged.beat, Path("talk.md"), "en").run(FakeClock())
    goes_on = True
    while goes_on:
        run.train()
        assert run.follower is not None
        goes_on = run.follower()


@pytest.mark.parametrize("seconds", [0.02, 0.3, 0.9])
def test_after_rehearsing_the_aha_comes_in_time(
    seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On machines on which a step takes so long."""
    staged = beat("page: nce_density\nseed: 4\ntrain: 50\naha: step 48 after 15 s\n")
    clock = FakeClock(1e-3)
    kind = staged.scene.experiment
    step = kind.step

    def slowly(self: Experiment) -> Mapping[str, Tensor | float]:
        clock.now += seconds
        return step(self)

    monkeypatch.setattr(kind, "step", slowly)
    plan = rehearsed(staged, clock, seconds=4)
    begun = Begun.of(staged, plan.trained_before)
    inbox, mailbox, begin = Commands(), Mailbox[Snapshot](), staged.beginning
    loop = Loop(begin.scene, begin.params, begin.seed, "cpu", inbox, mailbox, clock)
    loop.begin(begun)
    inbox.put(Pace(plan.pace))
    inbox.put(Play())
    began = clock()
    while loop.run is None or loop.run.step < 48:
        loop.turn(wait=False)
        mailbox.take()
    assert abs(clock() - began - 15) <= 5
    assert (plan.trained_before > 0) == (seconds > 0.25)


def test_a_beat_that_breaks_is_rehearsed_as_well() -> None:
    lines = "page: nce_words\npreset: Too fast\ntrain: 300\nexpect: breaks by step 300\n"
    plan = rehearsed(beat(lines), FakeClock(tick=0.05), seconds=3)
    assert (plan.trained_before, plan.pace) == (0, 20.0)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("nce_density", "nowhere", 6),
        ("Corrected", "nought", 7),
        ("train", "set: nought=1\ntrain", 9),
        ("train", "set: ratio=0\ntrain", 9),
        ("train", "at 3: ratio=5000\ntrain", 9),
        ("train", "at 3: energy=network\ntrain", 9),
        ("train", "at 3: press nought\ntrain", 9),
        ("train", "light: nought\ntrain", 9),
        ("train", "camera: nought 0, 1, 0, 1\ntrain", 9),
        ("train", "predict: What?\ndraw: nought\ntrain", 10),
        ("train", "until: nought below 3\ntrain", 9),
        ("train", "expect: loss below nought\ntrain", 9),
    ],
)
def test_what_means_nothing_is_said_with_its_line(old: str, new: str, line: int) -> None:
    with pytest.raises(InvalidInput, match=rf"^talk\.md, line {line}: "):
        beat(NCE.replace(old, new))


def test_a_story_ends_with_its_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "talk.md"
    path.write_text(f"{HEAD}{NCE}expect: loss below 10\n```\n", encoding="utf-8")
    assert headless(str(path), FakeClock()) == 0
    assert "1 beats, all as expected" in capsys.readouterr().out
    path.write_text(f"{HEAD}{NCE}expect: loss above 10\n```\n", encoding="utf-8")
    assert headless(str(path), FakeClock(), seed=7) == 1


def test_a_story_says_the_same_in_both_languages(tmp_path: Path) -> None:
    for language, steps in (("en", 60), ("zh", 61)):
        text = f"{HEAD}{NCE}```\n".replace("60", str(steps))
        (tmp_path / f"talk.{language}.md").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"^talk\.zh\.md, line 3: .* talk\.en\.md"):
        headless(str(tmp_path / "talk.en.md"), FakeClock())
