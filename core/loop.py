"""Training as a state machine without a thread: commands in, snapshots out."""

import logging
from collections.abc import Callable
from functools import partial

from core import commands
from core.commands import Command, Commands, Opens, coalesced
from core.experiment import choose_device, devices
from core.lockstep import Seat
from core.mailbox import Mailbox
from core.message import InvalidInput, Message, told
from core.pacing import Pacing
from core.params import Params
from core.record import NonFiniteError
from core.returning import RETURNS, return_as
from core.run import Run
from core.scene import Scene
from core.snapshot import Phase, Snapshot
from core.view_scheduler import FRAME, ViewScheduler
from core.workbench import Workbench

log = logging.getLogger("qujing")
PATIENCE = 0.01
"""Seconds for which the run beside is waited for at a time."""
HAS_FAILED = "This run has failed; restart it, or go back to its last sound state."


class Loop:
    """One page's run. `turn` obeys, trains and shows; who calls it owns the thread.

    `clock` gives seconds. What fails ends in one place and leaves the loop alive for Reset.
    """

    def __init__(
        self, scene: Scene, params: Params, seed: int, device: str,
        inbox: Commands, mailbox: Mailbox[Snapshot], clock: Callable[[], float],
    ) -> None:  # fmt: skip
        self.bench = Workbench(scene, params, seed, device, clock, self._building)
        self.inbox, self.mailbox, self.clock = inbox, mailbox, clock
        self.phase, self.closed, self.step_seconds = Phase.BUILDING, False, 0.0
        self.picture = self.answered = 0
        self.reason: Message | None = None
        self.notice: Message | None = None
        self.looking, self.pacing = ViewScheduler.of(scene, clock), Pacing(clock)
        self.seat = Seat.alone()
        self._plays_on = False

    @property
    def run(self) -> Run | None:
        """What is trained and looked at."""
        return self.bench.run

    def begin(self, first: Opens | None = None) -> None:
        """Build, before any command is obeyed, or go on with `first` where that is possible."""
        if first is not None:
            self._guarded(self._obey, commands.Open(first))
        if self.run is None and self.phase is not Phase.FAILED:
            self._guarded(self._rebuild, self.bench.begin)
        self.looking.want()
        self._show(quiet=False)

    def turn(self, wait: bool = True) -> bool:
        """Obey what was asked, train once if playing, show what is due; False once closed.

        A loop with nothing to do waits for a command, unless `wait` is false.
        """
        before = self.phase
        asked = coalesced(self._asked(wait))
        for command in asked:
            self._guarded(self._obey, command)
        if self.phase is Phase.PLAYING and self._rest() <= 0:
            self._guarded(self._train)
        elif self.phase is Phase.PAUSED and self.run and self.bench.twin.lags(self.run):
            self._guarded(self._catch_up)
        if self.seat.told(self.phase is Phase.PLAYING) and self.phase is Phase.PAUSED:
            self._guarded(self.bench.built().record.keep_end)
        if asked or self.phase is not before:
            self.looking.want()
        if not self.closed:
            self._show(quiet=not asked)
        return not self.closed

    def _guarded(self, act: Callable[..., None], *values: object) -> None:
        """The one place where what a technique raises ends, SystemExit too."""
        try:
            act(*values)
        except InvalidInput as invalid:
            self.notice = invalid.message
        except BaseException as error:
            self.fail(error)

    def _asked(self, wait: bool) -> list[Command]:
        if self.phase is Phase.PLAYING:
            return self.inbox.gather(min(max(self._rest(), 0.0), FRAME) if wait else 0.0)
        if self.phase is Phase.PAUSED and self.bench.twin.lags(self.run):
            wait = False
        return self.inbox.gather(self.looking.patience() if wait else 0.0)

    def _obey(self, command: Command) -> None:
        self.notice, bench = self.notice if commands.points(command) else None, self.bench
        match command:
            case commands.Pause() | commands.Toggle() if self.phase is Phase.PLAYING:
                self._pause()
            case commands.Play() | commands.Toggle():
                self._play(None)
            case commands.Step(count):
                self._play(count)
            case commands.Pace(speed):
                self.pacing.asked = speed
            case commands.Reset(seed, device, params, scene) if scene in (None, bench.scene):
                self._rebuild(partial(self._reset, seed, device, params))
            case commands.Change(params, scene) if scene in (None, bench.scene):
                self._rebuild(partial(bench.change, params))
            case commands.Enter(scene, params):
                self.looking = ViewScheduler.of(scene, self.clock)
                self._rebuild(partial(bench.enter, scene, params))
            case commands.ApplyTouch(view, touch):
                bench.touch(view, touch)
            case commands.Bring(own, scene) if scene in (None, bench.scene):
                self._rebuild(partial(bench.bring, own))
            case commands.Open(opened):
                self._open(opened.run(self.clock))
            case commands.Join(seat):
                self.seat = seat
            case commands.Ask(question):
                self.notice = question(bench.built())
            case commands.Close():
                self.closed = True
            case commands.Undo() | commands.Redo():
                self._undo(bench.undo if isinstance(command, commands.Undo) else bench.redo)
            case commands.Pin():
                bench.pin()
            case commands.SwitchTwin():
                self.notice = bench.twin.switch(self.run)
            case _ if isinstance(command, RETURNS):
                return_as(bench, command)
                self.phase, self.reason = Phase.PAUSED, None

    def _play(self, count: int | None) -> None:
        run = self.bench.built()
        self.seat.join()
        if self.phase is Phase.FAILED:
            raise InvalidInput(HAS_FAILED)
        if count != 0:
            self.pacing.ask(count, playing=self.phase is Phase.PLAYING)
            self.phase = Phase.PLAYING
            run.record.start_clock()

    def _pause(self) -> None:
        """Rest, at the step at which a run beside this one does."""
        while self.phase is Phase.PLAYING and self.seat.behind(self.bench.built().step):
            self._guarded(self._train)
        self.phase = Phase.PAUSED if self.phase is Phase.PLAYING else self.phase

    def _reset(self, seed: int | None, device: str | None, params: Params | None) -> None:
        bench = self.bench
        bench.scene.check(params or bench.params)  # a refusal leaves all as it is
        if device is not None:
            bench.device = choose_device(bench.scene.experiment, device)
        bench.restart(params, seed)

    def _building(self) -> None:
        """Say that a run is built."""
        self._plays_on = self.phase is Phase.PLAYING
        self.phase, self.reason = Phase.BUILDING, None
        self._post(fine=False)

    def _rebuild(self, act: Callable[[], None]) -> None:
        """Do what may build a run anew; it plays on where the former one did."""
        act()
        if self.phase is Phase.BUILDING:
            self.phase = Phase.PLAYING if self._plays_on else Phase.PAUSED

    def _open(self, run: Run) -> None:
        """Go on with another run, before which this one comes then."""
        if run.scene is not self.bench.scene:
            self.looking = ViewScheduler.of(run.scene, self.clock)
        self._undo(partial(self.bench.take_over, run))

    def _undo(self, act: Callable[[], Message | None]) -> None:
        """Take something back; what trains goes on, unless this was another run or moment."""
        bench, before = self.bench, (self.bench.runs, self.run and self.run.step)
        self.notice = act()
        if self.phase is Phase.FAILED or (bench.runs, self.run and self.run.step) != before:
            self.phase = Phase.PAUSED
        self.reason = None

    def _train(self) -> None:
        run = self.bench.built()
        if not self.seat.take_turn(run.step, PATIENCE):
            return
        run.record.keeps = self.seat.keeps
        began = self.pacing.begin()
        try:
            run.train()
        except InvalidInput:
            self.phase = Phase.PAUSED  # it would refuse again
            raise
        self.step_seconds = self.clock() - began
        self.bench.twin.train(run)
        if self.pacing.end() or run.stopped or not self.bench.followed():
            self.phase = Phase.PAUSED
        self.notice = run.stopped or self.notice

    def _catch_up(self) -> None:
        if self.bench.twin.catch_up(self.bench.built()):
            self.looking.want()

    def _rest(self) -> float:
        """Seconds until the next step is due."""
        return self.pacing.rest(self.run.experiment.max_steps_per_second() if self.run else 0.0)

    def fail(self, error: BaseException) -> None:
        """Stop, and say why; also for who owns the thread, where `turn` itself has failed."""
        if isinstance(error, NonFiniteError):
            self.reason = error.message
        else:
            log.error("The run failed.", exc_info=error)
            self.reason = Message("This run failed: {error}", {"error": told(error)})
        self.phase = Phase.FAILED
        self.looking.see_end(self.run)
        self._post(fine=False)

    def _show(self, quiet: bool) -> None:
        """Look and post, if somebody waits for it or it is due."""
        look = self.looking.next_look(self.phase, quiet, taken=self.mailbox.empty)
        if look is None:
            return
        if self.phase is not Phase.FAILED and self.run is not None:
            self.notice = self.bench.twin.show(self.run) or self.notice
            self._guarded(self.looking.look, self.run, *look, self.phase is Phase.PLAYING)
        self.answered = self.inbox.gathered
        self._post(look.fine and not self.looking.grows)

    def _post(self, fine: bool) -> None:
        self.picture += 1
        bench, run, building = self.bench, self.run, self.phase is Phase.BUILDING
        self.mailbox.post(
            Snapshot(
                scene=bench.scene, run=bench.runs, picture=self.picture,
                step=run.step if run and not building else 0, phase=self.phase,
                params=bench.params, seed=bench.seed, device=bench.device, devices=devices(),
                own=run.experiment.own if run else None, answered=self.answered,
                views=self.looking.views, fine=fine, reason=self.reason, notice=self.notice,
                can_recover=run is not None and bool(run.record.ring.kept), past=bench.past(),
                step_seconds=self.step_seconds, look_seconds=self.looking.cost,
                pace=self.pacing.asked, steps_per_second=run.record.speed if run else 0.0,
            )
        )  # fmt: skip
