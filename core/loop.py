"""Training as a state machine without a thread: commands in, snapshots out."""

import logging
from collections.abc import Callable

from core import commands
from core.commands import Command, Commands, coalesced
from core.experiment import build, choose_device, devices
from core.mailbox import Mailbox
from core.message import InvalidInput, Message
from core.pacing import Pacing
from core.params import Params
from core.record import NonFiniteError
from core.run import Run
from core.scene import Scene
from core.snapshot import Phase, Snapshot
from core.view_scheduler import FRAME, ViewScheduler
from core.views import RUN_CHART

log = logging.getLogger("qujing")


class Loop:
    """One page's run. `turn` obeys, trains and shows; who calls it owns the thread.

    `clock` gives seconds. Failing steps, views and touches end in one place and leave the loop
    alive, so that Reset works.
    """

    def __init__(
        self,
        scene: Scene,
        params: Params,
        seed: int,
        device: str,
        inbox: Commands,
        mailbox: Mailbox[Snapshot],
        clock: Callable[[], float],
    ) -> None:
        self.scene, self.params, self.seed, self.device = scene, params, seed, device
        self.inbox, self.mailbox, self.clock = inbox, mailbox, clock
        self.phase = Phase.BUILDING
        self.run: Run | None = None
        self.runs = self.picture = self.answered = 0
        self.devices = devices()
        self.reason: Message | None = None
        self.notice: Message | None = None
        self.looking = self._scheduler()
        self.step_seconds, self.pacing = 0.0, Pacing(clock)
        self.closed = False

    def begin(self) -> None:
        """Build, before any command is obeyed."""
        self._guarded(self._rebuild, self.params, self.seed)
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
        if asked or self.phase is not before:
            self.looking.want()
        if not self.closed:
            self._show(quiet=not asked)
        return not self.closed

    def _guarded(self, act: Callable[..., None], *values: object) -> None:
        """The one place where what a technique raises ends."""
        try:
            act(*values)
        except InvalidInput as invalid:
            self.notice = invalid.message
        except Exception as error:
            self._fail(error)

    def _asked(self, wait: bool) -> list[Command]:
        if self.phase is Phase.PLAYING:
            return self.inbox.gather(min(max(self._rest(), 0.0), FRAME) if wait else 0.0)
        return self.inbox.gather(self.looking.patience() if wait else 0.0)

    def _obey(self, command: Command) -> None:
        self.notice = None
        match command:
            case commands.Play():
                self._play(None)
            case commands.Toggle():
                self._obey(commands.Pause() if self.phase is Phase.PLAYING else commands.Play())
            case commands.Step(count):
                self._play(count)
            case commands.Pace(speed):
                self.pacing.asked = speed
            case commands.Pause() if self.phase is Phase.PLAYING:
                self.phase = Phase.PAUSED
            case commands.Reset(seed, device, params):
                if device is not None:
                    self.device = choose_device(self.scene.experiment, device)
                self._rebuild(params or self.params, self.seed if seed is None else seed)
            case commands.Change(params):
                self._change(params)
            case commands.Enter(scene, params):
                self._enter(scene, params)
            case commands.ApplyTouch(view, touch):
                self._hand_over(lambda run: run.touch(view, touch))
            case commands.Open(path):
                self._hand_over(lambda run: run.open_file(path))
            case commands.Restore(state, step):
                self._go_back(lambda run: run.restore(step, state))
            case commands.RestoreBest():
                self._go_back(Run.restore_best)
            case commands.Recover(halve):
                self._recover(halve)
            case commands.Close():
                self.closed = True

    def _built(self) -> Run:
        if self.run is None:
            raise InvalidInput("Nothing is built yet; press Restart.")
        return self.run

    def _play(self, count: int | None) -> None:
        run = self._built()
        if self.phase is Phase.FAILED:
            raise InvalidInput(
                "This run has failed; restart it, or go back to its last sound state."
            )
        if count != 0:
            self.pacing.ask(count, playing=self.phase is Phase.PLAYING)
            self.phase = Phase.PLAYING
            run.record.start_clock()

    def _hand_over(self, give: Callable[[Run], None]) -> None:
        """Hand a gesture or a file to the run; it may have turned a live knob."""
        run = self._built()
        before = run.params  # not the loop's, if building with those has failed
        give(run)
        self.params = self.params if run.params is before else run.params

    def _change(self, params: Params) -> None:
        if self.run is None or self.params.rebuilds(params):
            self._rebuild(params, self.seed)
        else:
            self.params = params
            self.run.apply_params(params)

    def _enter(self, scene: Scene, params: Params) -> None:
        """Go to another scene of the page."""
        self.scene = scene
        self.looking = self._scheduler()
        self._rebuild(params, self.seed)

    def _rebuild(self, params: Params, seed: int) -> None:
        plays_on = self.phase is Phase.PLAYING
        previous, self.params, self.seed = self.run, params, seed
        self.phase, self.reason = Phase.BUILDING, None
        self.runs += 1
        self._post(fine=False)
        if previous is not None and previous.scene is not self.scene:
            self.run = None  # should building fail, nothing of another scene is gone back to
        experiment = build(self.scene.experiment, params, seed, self.device)
        if previous is not None:
            experiment.carry_over(previous.experiment)
        self.run = Run(self.scene, experiment, self.clock)
        self.phase = Phase.PLAYING if plays_on else Phase.PAUSED

    def _scheduler(self) -> ViewScheduler:
        others = [*self.scene.side, *self.scene.strip, RUN_CHART]
        return ViewScheduler(self.scene.hero, others, self.clock)

    def _go_back(self, act: Callable[[Run], None]) -> None:
        act(self._built())
        self.phase, self.reason = Phase.PAUSED, None

    def _recover(self, halve: bool) -> None:
        self._go_back(Run.recover)
        if halve:
            self._change(self.params.halved("learning_rate"))

    def _train(self) -> None:
        run = self._built()
        began = self.pacing.begin()
        try:
            run.train()
        except InvalidInput:
            self.phase = Phase.PAUSED  # it would refuse again
            raise
        self.step_seconds = self.clock() - began
        if self.pacing.end() or run.stopped:
            self.phase = Phase.PAUSED
        self.notice = run.stopped or self.notice

    def _rest(self) -> float:
        """Seconds until the next step is due."""
        natural = self.run.experiment.max_steps_per_second() if self.run else 0.0
        return self.pacing.rest(natural)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, NonFiniteError):
            self.reason = error.message
        else:
            log.error("The run failed.", exc_info=error)
            words = f"{type(error).__name__}: {error}"
            self.reason = Message("This run failed: {error}", {"error": words})
        self.phase = Phase.FAILED

    def _show(self, quiet: bool) -> None:
        """Look and post, if somebody waits for it or it is due."""
        look = self.looking.next_look(self.phase, quiet, taken=self.mailbox.empty)
        if look is None:
            return
        if self.phase is not Phase.FAILED and self.run is not None:
            self._guarded(self.looking.look, self.run, *look, self.phase is Phase.PLAYING)
        self.answered = self.inbox.gathered
        self._post(look.fine and not self.looking.grows)

    def _post(self, fine: bool) -> None:
        self.picture += 1
        self.mailbox.post(
            Snapshot(
                scene=self.scene,
                run=self.runs,
                picture=self.picture,
                step=self.run.step if self.run and self.phase is not Phase.BUILDING else 0,
                phase=self.phase,
                params=self.params,
                seed=self.seed,
                device=self.device,
                devices=self.devices,
                answered=self.answered,
                views=self.looking.views,
                fine=fine,
                reason=self.reason,
                notice=self.notice,
                can_recover=self.run is not None and self.run.record.last_finite_state is not None,
                step_seconds=self.step_seconds,
                look_seconds=self.looking.cost,
                pace=self.pacing.asked,
                steps_per_second=self.run.record.speed if self.run else 0.0,
            )
        )
