"""Training as a state machine without a thread: commands in, snapshots out."""

import logging
from collections.abc import Callable

import torch

from core import commands
from core.commands import Command, Commands, coalesced
from core.experiment import Experiment, State, build, choose_device, devices, open_file
from core.history import run_drawer
from core.mailbox import Mailbox
from core.message import InvalidInput, Message
from core.params import Params
from core.record import NonFiniteError, Record
from core.snapshot import RUN_CHART, Phase, Snapshot
from core.touches import Touch
from core.view_scheduler import FRAME, ViewScheduler

log = logging.getLogger("qujing")

# A paused page that is left alone this long, in seconds, is drawn finely.
FINE_AFTER = 0.12


class Loop:
    """One run of one experiment. `turn` obeys, trains and shows; who calls it owns the thread.

    `clock` gives seconds. Failing steps, views and touches end in one place and leave the loop
    alive, so that Reset works.
    """

    def __init__(
        self,
        kind: type[Experiment],
        params: Params,
        seed: int,
        device: str,
        inbox: Commands,
        mailbox: Mailbox[Snapshot],
        clock: Callable[[], float],
    ) -> None:
        self.kind, self.params, self.seed, self.device = kind, params, seed, device
        self.inbox, self.mailbox, self.clock = inbox, mailbox, clock
        self.phase = Phase.BUILDING
        self.experiment: Experiment | None = None
        self.run = self.step = self.picture = self.answered = 0
        self.devices = devices()
        self.remaining: int | None = None
        self.reason: Message | None = None
        self.notice: Message | None = None
        self.record: Record | None = None
        self.looking = ViewScheduler(kind.hero, [*kind.side, *kind.strip, RUN_CHART])
        self.step_seconds, self._began = 0.0, float("-inf")
        self.closed = self._owes_fine = self._wanted = False

    def begin(self) -> None:
        """Build, before any command is obeyed."""
        self._guarded(self._rebuild, self.params, self.seed)
        self._look(everything=True, fine=False)
        self._owes_fine = self.phase is Phase.PAUSED

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
        self._wanted |= bool(asked) or self.phase is not before
        if not self.closed:
            self._show(settled=not asked)
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
        idle = FINE_AFTER if self._owes_fine else None
        return self.inbox.gather(idle if wait else 0.0)

    def _obey(self, command: Command) -> None:
        self.notice = None
        match command:
            case commands.Play():
                self._play(None)
            case commands.Step(count):
                self._play(count)
            case commands.Pause() if self.phase is Phase.PLAYING:
                self.phase = Phase.PAUSED
            case commands.Reset(seed, device):
                self.device = self.device if device is None else choose_device(self.kind, device)
                self._rebuild(self.params, self.seed if seed is None else seed)
            case commands.Change(params):
                self._change(params)
            case commands.ApplyTouch(view, touch):
                self._touch(view, touch)
            case commands.Open(path):
                self._touch("", open_file(self.kind, path))
            case commands.Restore(state, step):
                self._go_back(step, state)
            case commands.Recover(halve):
                self._recover(halve)
            case commands.Close():
                self.closed = True

    def _built(self) -> tuple[Experiment, Record]:
        if self.experiment is None or self.record is None:
            raise InvalidInput("Nothing is built yet; press Restart.")
        return self.experiment, self.record

    def _play(self, count: int | None) -> None:
        _, record = self._built()
        if self.phase is Phase.FAILED:
            raise InvalidInput(
                "This run has failed; restart it, or go back to its last sound state."
            )
        if count != 0:
            self.phase, self.remaining = Phase.PLAYING, count
            record.start_clock()

    def _touch(self, view: str, touch: Touch) -> None:
        """Hand over a gesture; it may have turned a live knob."""
        experiment, _ = self._built()
        before = experiment.params  # not the run's, if building with those has failed
        experiment.touch(view, touch)
        if experiment.params is not before:
            self.params = experiment.params

    def _change(self, params: Params) -> None:
        if self.experiment is None or self.params.rebuilds(params):
            self._rebuild(params, self.seed)
        else:
            self.params = params
            self.experiment.apply_params(params)

    def _rebuild(self, params: Params, seed: int) -> None:
        plays_on = self.phase is Phase.PLAYING
        previous, self.params, self.seed = self.experiment, params, seed
        self.phase, self.reason = Phase.BUILDING, None
        self.run, self.step = self.run + 1, 0
        self._post(fine=False)
        self.experiment = build(self.kind, params, seed, self.device)
        if previous is not None:
            self.experiment.carry_over(previous)
        scalars = [curve.scalar for curve in self.kind.curves]
        self.record = Record(self.experiment, scalars, self.clock)
        self.phase = Phase.PLAYING if plays_on else Phase.PAUSED

    def _go_back(self, step: int, state: State) -> None:
        experiment, record = self._built()
        experiment.restore(state)
        experiment.apply_params(self.params)  # the optimiser's state brought its old learning rate
        record.forget_after(step)
        self.step, self.phase, self.reason = step, Phase.PAUSED, None

    def _recover(self, halve: bool) -> None:
        _, record = self._built()
        if record.last_finite_state is None:
            raise InvalidInput("There is no sound state to go back to; restart the run.")
        self._go_back(*record.last_finite_state)
        if halve:
            self._change(self.params.halved("learning_rate"))

    def _train(self) -> None:
        experiment, record = self._built()
        self._began = began = self.clock()
        try:
            scalars = experiment.step()
        except InvalidInput:
            self.phase, self.remaining = Phase.PAUSED, None  # it would refuse again
            raise
        self.step += 1
        record.add(self.step, scalars)
        self.step_seconds = self.clock() - began
        if self.remaining is not None:
            self.remaining -= 1
        if self.remaining == 0:
            self.phase, self.remaining = Phase.PAUSED, None

    def _rest(self) -> float:
        """Seconds until the next step is due, for what is shown step by step; steps asked for are
        due at once."""
        pace = (
            self.experiment.max_steps_per_second()
            if self.experiment and self.remaining is None
            else 0.0
        )
        return self._began + 1 / pace - self.clock() if pace > 0 else 0.0

    def _fail(self, error: Exception) -> None:
        if isinstance(error, NonFiniteError):
            self.reason = error.message
        else:
            log.error("The run failed.", exc_info=error)
            words = f"{type(error).__name__}: {error}"
            self.reason = Message("This run failed: {error}", {"error": words})
        self.phase, self.remaining = Phase.FAILED, None

    def _show(self, settled: bool) -> None:
        """Look and post, if somebody waits for it or it is due."""
        if self.phase is Phase.PLAYING:
            if self.mailbox.empty and (self._wanted or self.looking.due(self.clock())):
                self._look(everything=self._wanted, fine=False)
        elif self._wanted:
            self._look(everything=True, fine=False)
            self._owes_fine = self.phase is Phase.PAUSED
        elif self._owes_fine and settled:
            self._look(everything=True, fine=True)
            self._owes_fine = False

    def _look(self, everything: bool, fine: bool) -> None:
        self._wanted = False
        if self.phase is not Phase.FAILED and self.experiment and self.record:
            self._guarded(self._draw, self.experiment, self.record, everything, fine)
        self.answered = self.inbox.gathered
        self._post(fine)

    @torch.no_grad()
    def _draw(self, experiment: Experiment, record: Record, everything: bool, fine: bool) -> None:
        record.read()
        drawers = {**experiment.views(), RUN_CHART: run_drawer(experiment, record.history)}
        self.looking.look(drawers, everything, fine, self.clock)

    def _post(self, fine: bool) -> None:
        self.picture += 1
        self.mailbox.post(
            Snapshot(
                kind=self.kind,
                run=self.run,
                picture=self.picture,
                step=self.step,
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
                can_recover=self.record is not None and self.record.last_finite_state is not None,
                step_seconds=self.step_seconds,
                look_seconds=self.looking.cost,
                steps_per_second=self.record.speed if self.record else 0.0,
            )
        )
