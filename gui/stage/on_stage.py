"""The run of a beat, and what the audience is shown of it: the run, or its recording."""

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from core.commands import Ask, Open, Pace, Pause, Play
from core.experiments import find
from core.message import Message
from core.snapshot import Phase, Snapshot
from core.stories.live import Live
from core.stories.story import Beat
from gui.worker import Session

if TYPE_CHECKING:  # torch is imported by the worker
    from core.stories.recording import Moment, Recording
    from core.stories.rehearsal import Plan

PATIENCE, LOOKS = 0.15, 4.0
"""A run that is silent for so many seconds, and so many times what a step and a look take, hangs;
the recording goes on meanwhile."""
LAG = 5.0
"""Seconds that a run may be late."""
LIVE = Message("The run itself")
FROZEN = Message("The picture is frozen")


class OnStage(Session):
    """A session that trains the run of `beat`, opened by `live`, and never shows a failure.

    Where the run fails, hangs, lags or comes out otherwise than expected, its `recording` goes on
    at the same step, if there is one, and `why` says so. A run that hangs is shown again once it
    answers.
    """

    def __init__(self, beat: Beat, live: Live, language: str) -> None:
        self.beat = beat
        self.recording: Recording | None = None
        self.plan: Plan | None = None
        self.latest: Snapshot | None = None
        """The newest of the run."""
        self.why: Message = LIVE
        self.shows_recording = self.frozen = self.asking = self.plays = False
        self._hangs = self._by_hand = False
        self._given: Snapshot | Moment | None = None
        """What the page was shown last."""
        self._heard = self._since = time.monotonic()
        self._played = 0.0
        """The steps that should have been made before."""
        self._after, self._asked = 0, 0
        super().__init__(find(beat.page), language=language, first=live)

    # --- the run ----------------------------------------------------------------------------

    @property
    def begins(self) -> int:
        """The step with which the beat begins here."""
        return self.plan.trained_before if self.plan else self.beat.trained

    @property
    def pace(self) -> float:
        """Steps a second, as planned."""
        left = max(self.beat.steps - self.begins, 1)
        return (self.plan.pace if self.plan else self.beat.pace) or left / self.beat.aha.seconds

    @property
    def ready(self) -> bool:
        """Whether the beat can be shown."""
        return self.latest is not None and bool(self.latest.views)

    @property
    def planned(self) -> int:
        """The step at which the beat should stand by now."""
        played = self._played + (self._passed if self.plays else 0.0)
        return min(self.begins + int(played), self.beat.steps)

    @property
    def _passed(self) -> float:
        """The steps that should have been made since it plays."""
        return (time.monotonic() - self._since) * self.pace

    @property
    def _stands_at(self) -> int:
        """The step that is shown."""
        return self._given.step if self._given else 0

    @property
    def broken(self) -> bool:
        """Whether the run has failed."""
        return self.latest is not None and self.latest.phase is Phase.FAILED

    def play(self) -> None:
        """Train, at the pace at which the aha comes when it is planned."""
        self.plays, self._since = True, time.monotonic()
        self._heard = self._since
        self.send(Pace((self.plan or self.beat).pace))
        self._asked = self.send(Play())

    def rest(self) -> None:
        """Train no more until told."""
        if self.plays:
            self._played += self._passed
        self.plays = False
        self.pause()

    # --- questions --------------------------------------------------------------------------

    def ask(self) -> bool:
        """Leave the run as it stands, and open a copy to play with; whether that can be."""
        from core.keeping.aside import Aside

        if self.asking or self.broken or self._hangs or not self.ready:
            return False
        self.rest()
        self._aside = Aside(self.beat.page)
        self.send(Ask(self._aside.leave))
        self.send(Open(self._aside))
        self.asking, self._was = True, (self.shows_recording, self.frozen)
        self.shows_recording = self.frozen = False
        return True

    def come_back(self) -> None:
        """Go on with the run as it was."""
        from core.keeping.aside import Back

        self.send(Pause())
        self._after = self.send(Open(Back(self._aside)))
        self.asking, self._given = False, None
        self.shows_recording, self.frozen = self._was

    # --- what is shown ----------------------------------------------------------------------

    def poll(self) -> None:
        """Hear what the run says, whether or not it is shown."""
        found = self.mailbox.take()
        if found is None or found.answered < self._after:
            return
        self._heard = time.monotonic()
        if found.phase is not Phase.BUILDING:
            self.latest = found
        if self._hangs and found.step >= self._stands_at:
            self._hangs = False
            self.show_run()

    def trained(self) -> None:
        """The run trains, though it may not have been looked at for a while."""
        if self.recording is None:
            self._heard = time.monotonic()

    def take(self) -> Snapshot | None:
        """What is to be shown, if it is another than at the last call."""
        self.poll()
        if self.asking:
            return self._new(self.latest)
        self._judge()
        if self.frozen:
            return None
        if self.shows_recording and self.recording is not None:
            return self._recorded()
        if self.latest is None or (self.broken and not self.breaks):
            return None
        found = self._new(self.latest)
        return replace(found, phase=Phase.PAUSED, reason=None) if found and self.broken else found

    def _new(self, found: Snapshot | None) -> Snapshot | None:
        if found is self._given or found is None:
            return None
        self._given = found
        return found

    def _recorded(self) -> Snapshot | None:
        assert self.recording is not None
        moment = self.recording.at(self.planned)
        if moment is self._given or moment.step < self._stands_at or self.latest is None:
            return None  # a run that fell ill between two moments is not shown younger than it was
        self._given = moment
        phase = Phase.PLAYING if self.plays and self.planned < self.beat.steps else Phase.PAUSED
        views = {**self.latest.views, **moment.views}
        return replace(
            self.latest, step=moment.step, views=views, phase=phase, fine=True, reason=None,
            notice=None,
        )  # fmt: skip

    # --- the safety net ---------------------------------------------------------------------

    def _judge(self) -> None:
        """Fall back where the run does not do what it should."""
        silent = time.monotonic() - self._heard
        seen = self.latest
        if self.shows_recording or not self.plays or seen is None:
            return
        usual = seen.step_seconds + seen.look_seconds
        trains = seen.phase is Phase.PLAYING or seen.answered < self._asked
        if seen.phase is Phase.FAILED and not self.breaks:
            self.fall_back(seen.reason or Message("The run has failed"), seen.step)
        elif trains and silent > PATIENCE + LOOKS * usual:
            self._hangs = True
            self.fall_back(Message("The run does not answer"))
        elif self.planned - seen.step > LAG * self.pace and seen.phase is Phase.PLAYING:
            self.fall_back(Message("The run is late"))

    @property
    def breaks(self) -> bool:
        """Whether the run is expected to fail."""
        return any(each.condition is None for each in self.beat.expects)

    def fall_back(self, why: Message, step: int | None = None) -> None:
        """Show the recording from `step` on, or where the beat should be; `why` the notes say."""
        self.why = why
        if step is not None:
            self._played = max(step - self.begins, self._stands_at - self.begins, 0)
            self._since = time.monotonic()
        self.shows_recording = True
        if self.recording is None:
            self.plays = self.plays and not self.broken

    def show_run(self) -> None:
        """Show the run again."""
        self.why, self.shows_recording = LIVE, False
