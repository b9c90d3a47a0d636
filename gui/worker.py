"""One worker thread per page in use. The worker touches no Qt object."""

import logging
import math
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands import Close, Command, Commands, Opens, Pause, Reset
from core.environment import import_torch
from core.experiments import Entry
from core.mailbox import Mailbox
from core.message import InvalidInput, Message, told
from core.params import Params, Value
from core.snapshot import Phase, Snapshot

if TYPE_CHECKING:  # torch is imported on the thread
    from core.keeping.autosave import Autosave
    from core.loop import Loop

log = logging.getLogger("qujing")

# Half the default: lowers the worst lateness of the window by about a third, costs nothing.
SWITCH_INTERVAL = 0.001
# All that a worker imports, it imports under this lock and before it builds anything: of two
# threads that import at once, one may be handed a module that the other has half made.
_IMPORTING = threading.Lock()


class Session:
    """A run on a thread of its own: commands go in by `send`, snapshots come out by `take`.

    `settings` are texts for knobs, from the command line. The thread begins at once with
    importing the experiment and building it. In `folder` the run is kept while it `keeps`, so that
    it is not lost. Where nothing is set, the data of a page of texts is in `language`. It may go
    on with `first`.
    """

    def __init__(
        self,
        entry: Entry,
        seed: int = 0,
        settings: dict[str, str] | None = None,
        device: str = "auto",
        values: dict[str, Value] | None = None,
        folder: Path | None = None,
        language: str = "en",
        first: Opens | None = None,
        keeps: bool = True,
    ) -> None:
        self._language, self._first, self.keeps = language, first, keeps
        self.entry, self.seed, self._folder = entry, seed, folder
        self.commands = Commands()
        self.mailbox: Mailbox[Snapshot] = Mailbox()
        self._settings, self._values, self._device = settings or {}, values or {}, device
        self._autosave: Autosave | None = None
        self._thread = threading.Thread(target=self._work, name=entry.name, daemon=True)
        self._thread.start()

    def beside(self, first: Opens) -> "Session":
        """Another run of the same page, for a while beside this one."""
        return Session(
            self.entry, self.seed, device=self._device, folder=self._folder,
            language=self._language, first=first, keeps=False,
        )  # fmt: skip

    def send(self, command: Command) -> int:
        """Have `command` obeyed between two steps; its serial number."""
        return self.commands.put(command)

    def take(self) -> Snapshot | None:
        """The newest snapshot, if one came since the last call."""
        return self.mailbox.take()

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def pause(self) -> None:
        """Stop training; the state stays."""
        self.send(Pause())

    def close(self) -> None:
        """Ask the thread to end; `wait` for it afterwards."""
        self.send(Close())

    def wait(self, seconds: float) -> bool:
        """Wait for the thread to end; whether it did."""
        self._thread.join(max(0.0, seconds))
        return not self._thread.is_alive()

    def _work(self) -> None:
        while not self._work_once() and self._asked_again():
            pass

    def _work_once(self) -> bool:
        """Open the page and run it; whether it was closed in the end."""
        try:
            loop = self._prepare()
            while self._turn(loop):
                self._keep(loop, time.monotonic())
            self._keep(loop, math.inf)
        except BaseException as error:  # failed before there was a loop to tell it
            log.error("The page could not be opened.", exc_info=error)
            self.mailbox.post(self._failed(error))
            return False
        return True

    def _turn(self, loop: "Loop") -> bool:
        try:
            return loop.turn()
        except BaseException as error:  # a mistake of the loop's own; Restart may still mend it
            loop.fail(error)
        return True

    def _keep(self, loop: "Loop", now: float) -> None:
        if self._autosave is not None and self.keeps and loop.phase is not Phase.FAILED:
            self._autosave.consider(loop.run, loop.phase is Phase.PLAYING, now)

    def _asked_again(self) -> bool:
        """Wait until a page that could not be opened is restarted, or closed."""
        while True:
            for command in self.commands.gather(None):
                if isinstance(command, Close | Reset):
                    return isinstance(command, Reset)

    def _failed(self, error: BaseException) -> Snapshot:
        words = str(error) if isinstance(error, InvalidInput) else told(error)
        return Snapshot(
            scene=None,
            run=0,
            picture=0,
            step=0,
            phase=Phase.FAILED,
            params=Params(),
            seed=self.seed,
            device=self._device,
            reason=Message("This page could not be opened: {error}", {"error": words}),
        )

    def _prepare(self) -> "Loop":
        import_all()
        with _IMPORTING:
            import torch

            from core.experiment import choose_device
            from core.keeping.autosave import Autosave
            from core.loop import Loop

            self.entry.scenes()
        sys.setswitchinterval(SWITCH_INTERVAL)
        torch.set_num_threads(1)
        self._autosave = Autosave(self._folder, self.entry.name) if self._folder else None
        scene, params = self.entry.chosen(self._settings, self._language)
        params = params.changed(self._values)
        device = choose_device(scene.experiment, self._device)
        loop = Loop(
            scene, params, self.seed, device, self.commands, self.mailbox, time.perf_counter
        )
        # The queue may hold commands already; building comes before them.
        loop.begin(self._first)
        return loop


def import_all() -> None:
    """Import what threads need that read, save, compare and rehearse; they import nothing."""
    with _IMPORTING:
        import_torch()
        import core.door
        import core.keeping.aside
        import core.keeping.link
        import core.keeping.script
        import core.keeping.verify
        import core.stories.recorded
        import core.stories.recording
        import core.stories.rehearsal  # noqa: F401


def close_all(sessions: list[Session], seconds: float) -> bool:
    """Ask all to end, then wait for all of them, `seconds` together; whether all did."""
    for session in sessions:
        session.close()
    deadline = time.monotonic() + seconds
    ended = [session.wait(deadline - time.monotonic()) for session in sessions]
    return all(ended)


def warm_up() -> None:
    """Import torch on a thread, while the window is looked at."""

    def work() -> None:
        try:
            with _IMPORTING:
                import_torch()
        except BaseException as error:  # the first page that is opened will say it
            log.error("What the pages need could not be imported.", exc_info=error)

    on_a_thread(work, "warm-up")


def on_a_thread(work: Callable[[], None], name: str) -> None:
    """Do something that may take long and may be forgotten."""
    threading.Thread(target=work, name=name, daemon=True).start()
