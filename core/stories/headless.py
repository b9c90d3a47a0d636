"""A story without a window: each beat is played, and what was expected stands beside what came."""

from collections.abc import Callable, Iterator

from core.output import progress, write_out
from core.stories.meaning import Staged, meant
from core.stories.playing import Playing
from core.stories.recording import Film, is_recorded, keep_recording
from core.stories.rehearsal import rehearsed
from core.stories.shelf import check_twin, found
from core.stories.story import Story
from core.stories.watching import Verdict


def headless(
    what: str, clock: Callable[[], float], language: str | None = None, seed: int | None = None
) -> int:
    """Play the story `what`, a file or the name of a shipped one, and tell what came of it.

    All beats are looked at before one plays. With a `seed` each run begins with it. The exit code
    is 1 where something came out otherwise than expected. Raises InvalidInput for a wrong story.
    """
    story = found(what, language)
    check_twin(story)
    beats = meant(story, story.language or language or "en", seed)
    write_out(f"{story.title}\n")
    wrong = 0
    for number, staged in enumerate(beats, 1):
        playing = played(staged, clock, records=True)
        write_out("\n" + "".join(f"{line}\n" for line in told(number, playing)))
        wrong += not playing.as_expected
    write_out(f"\n{_sum(story, wrong)}\n")
    return 1 if wrong else 0


def rehearse(
    what: str, clock: Callable[[], float], language: str | None = None, seed: int | None = None
) -> int:
    """Measure each beat of a story on this machine, choose where it begins, and tell it in a table.

    Raises InvalidInput for a wrong story.
    """
    story = found(what, language)
    write_out(f"{story.title}\n\n{HEAD}\n")
    for number, staged in enumerate(meant(story, story.language or language or "en", seed), 1):
        plan, beat = rehearsed(staged, clock), staged.beat
        write_out(
            f"{number:4} {plan.speed:8.1f} {beat.aha.step:8} {beat.aha.seconds:8.0f} s"
            f" {plan.trained_before:8} {plan.pace:8.1f} {plan.aha:8.1f} s  {beat.title}\n"
        )
    return 0


HEAD = "beat  steps/s      aha  planned   begins at     pace   aha comes"


def played(staged: Staged, clock: Callable[[], float], records: bool = False) -> Playing:
    """A beat that was played to its end, with a progress bar on a terminal.

    What came out as expected is kept as its recording, if it `records` and there is none yet.
    """
    playing, beat = Playing(staged, clock), staged.beat
    film = Film(staged, staged.beat.trained) if records and not is_recorded(staged) else None
    with progress(beat.steps, beat.title) as bar:
        for run in playing.play():
            if film is not None:
                film.see(run)
            bar.update(run.step - bar.n)
    if film is not None and playing.as_expected:
        keep_recording(staged, film.end(None if playing.failed else playing.run))
    return playing


def told(number: int, playing: Playing) -> Iterator[str]:
    """What is said of a beat that was played."""
    beat, scene = playing.staged.beat, playing.staged.scene
    preset = next((order.value for order in beat.orders if order.what == "preset"), "")
    where = ", ".join(name for name in (beat.page, scene.name, preset) if name)
    yield f"{number}. {beat.title}  ({where})"
    if playing.failed is not None:
        yield f"   {playing.failed}"
    else:
        yield f"   {playing.run.step} steps"
    if beat.until is not None:
        yield _row(f"until {beat.until}", "came" if playing.watch.waited else "never came", True)
    for verdict in playing.watch.verdicts:
        yield _row(verdict.expectation.text, _seen(verdict), bool(verdict.met))
    if not playing.as_expected and playing.watch.met:
        yield "   WRONG: this run failed, or did not, against what was expected"


def _row(expected: str, seen: str, met: bool) -> str:
    return f"   {'ok   ' if met else 'WRONG'}  expected: {expected}   seen: {seen}"


def _seen(verdict: Verdict) -> str:
    condition = verdict.expectation.condition
    if condition is None:
        return f"{'broke' if verdict.met else 'had not broken'} at step {verdict.step}"
    other = f", {condition.other} × {condition.value:g} = {verdict.other:.4g}"
    return f"{verdict.seen:.4g}{other if condition.other else ''} at step {verdict.step}"


def _sum(story: Story, wrong: int) -> str:
    if wrong:
        return f"{wrong} of {len(story.beats)} beats came out otherwise than expected."
    return f"{len(story.beats)} beats, all as expected."
