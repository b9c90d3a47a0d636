"""A beat as the loop of a page plays it: it begins the run, and follows it step by step."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.mailbox import Mailbox
from core.stories.story import Beat

if TYPE_CHECKING:  # the window stands before torch is imported
    from core.run import Run
    from core.stories.playing import Playing
    from core.stories.recording import Film, Recording
    from core.stories.rehearsal import Plan
    from core.stories.watching import Verdict

NEWS = 0.1
"""Seconds between two news of a run that trains."""


@dataclass(frozen=True, eq=False)
class News:
    """How a beat stands after `step` steps.

    `met` says that nothing came out otherwise than expected; `done` that the beat is over. `curve`
    is what is predicted: steps and values (N,) each, None where nothing is. `plan` is how it was
    begun, and `recording` what was recorded of it here.
    """

    step: int = 0
    verdicts: "tuple[Verdict, ...]" = ()
    met: bool = True
    done: bool = False
    curve: tuple[Any, Any] | None = None
    plan: "Plan | None" = None
    recording: "Recording | None" = None


class Live:
    """Opens the run of a beat of the file `path`, in a window that speaks `language`.

    `run` is called, and the run followed, on the thread that trains; `news` are read on another.
    What was never played here is recorded, from where it begins here.
    """

    def __init__(self, beat: Beat, path: Path, language: str) -> None:
        self.beat, self._path, self._language = beat, path, language
        self.news: Mailbox[News] = Mailbox()
        self._playing: Playing | None = None
        self._plan: Plan | None = None
        self._recording: Recording | None = None
        self._film: Film | None = None
        self._told_at = float("-inf")

    def run(self, clock: Callable[[], float], /) -> "Run":
        """The run where the beat begins. Raises InvalidInput where the beat means nothing here."""
        from core.stories.beginning import Begun
        from core.stories.meaning import staged
        from core.stories.playing import Playing
        from core.stories.recording import Film, recording_of
        from core.stories.rehearsal import plan_of

        found = staged(self.beat, self._path, self._language)
        self._plan, self._recording = plan_of(found), recording_of(found)
        begun = Begun.of(found, self._plan.trained_before).run(clock)
        self._playing = playing = Playing(found, clock, begun)
        if self._recording is None or self._recording.moments[0].step > begun.step:
            self._film = Film(found, begun.step)
        begun.record.remember()
        begun.follower = lambda: self._after(clock())
        playing.watch.see(begun)
        playing.turn()
        if self._film is not None:
            self._film.see(begun)
        self._tell(clock())
        return begun

    def _after(self, now: float) -> bool:
        """Do what is due after a step; whether to train on. Past its end it is free to."""
        playing = self._playing
        assert playing is not None
        if playing.watch.done:
            return True
        goes_on = playing.watch.see(playing.run)
        if self._film is not None:
            self._film.see(playing.run)
        playing.turn()
        if not goes_on:
            playing.watch.end(playing.run)
            self._keep()
        if not goes_on or now - self._told_at >= NEWS:
            self._tell(now)
        return goes_on

    def _keep(self) -> None:
        """Keep what was recorded, if all came out as expected."""
        from core.stories.recording import keep_recording

        playing, film = self._playing, self._film
        if playing is not None and film is not None and playing.as_expected:
            self._recording, self._film = film.end(playing.run), None
            keep_recording(playing.staged, self._recording)

    def _tell(self, now: float) -> None:
        assert self._playing is not None
        run, watch = self._playing.run, self._playing.watch
        asked, self._told_at = self.beat.prediction, now
        curve = None
        if asked is not None and asked.curve:
            run.record.read()
            curve = run.record.history.steps(), run.record.history.values(asked.curve)
        self.news.post(News(
            run.step, tuple(watch.verdicts), watch.met, watch.done, curve, self._plan,
            self._recording,
        ))  # fmt: skip
