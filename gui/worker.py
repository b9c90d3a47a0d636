"""One worker thread per page in use. The worker touches no Qt object."""

import logging
import sys
import threading
import time
from collections.abc import Callable

from core.commands import Close, Command, Commands, Pause
from core.environment import import_torch
from core.experiments import Entry
from core.mailbox import Mailbox
from core.message import Message
from core.params import Params, Value
from core.snapshot import Phase, Snapshot

log = logging.getLogger("qujing")

# Half the default: lowers the worst lateness of the window by about a third, costs nothing.
SWITCH_INTERVAL = 0.001
# All that a worker imports, it imports under this lock and before it builds anything: of two
# threads that import at once, one may be handed a module that the other has half made.
_IMPORTING = threading.Lock()


class Session:
    """A run on a thread of its own: commands go in by `send`, snapshots come out by `take`.

    `settings` are texts for knobs, from the command line. The thread begins at once with
    importing the experiment and building it.
    """

    def __init__(
        self,
        entry: Entry,
        seed: int = 0,
        settings: dict[str, str] | None = None,
        device: str = "auto",
        values: dict[str, Value] | None = None,
    ) -> None:
        self.entry, self.seed = entry, seed
        self.commands = Commands()
        self.mailbox: Mailbox[Snapshot] = Mailbox()
        self._settings, self._values, self._device = settings or {}, values or {}, device
        self._thread = threading.Thread(target=self._work, name=entry.name, daemon=True)
        self._thread.start()

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
        try:
            turn = self._prepare()
            while turn():
                pass
        except Exception as error:  # what fails here failed before there was a loop to tell it
            log.error("The page could not be opened.", exc_info=error)
            self.mailbox.post(self._failed(error))

    def _failed(self, error: Exception) -> Snapshot:
        return Snapshot(
            scene=None,
            run=0,
            picture=0,
            step=0,
            phase=Phase.FAILED,
            params=Params(),
            seed=self.seed,
            device=self._device,
            reason=Message("This page could not be opened: {error}", {"error": str(error)}),
        )

    def _prepare(self) -> Callable[[], bool]:
        with _IMPORTING:
            import_torch()
            import torch

            from core.experiment import choose_device
            from core.loop import Loop

            self.entry.scenes()
        sys.setswitchinterval(SWITCH_INTERVAL)
        torch.set_num_threads(1)
        scene, params = self.entry.chosen(self._settings)
        params = params.changed(self._values)
        device = choose_device(scene.experiment, self._device)
        loop = Loop(
            scene, params, self.seed, device, self.commands, self.mailbox, time.perf_counter
        )
        # The queue may hold commands already; building comes before them.
        loop.begin()
        return loop.turn


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
        with _IMPORTING:
            import_torch()

    threading.Thread(target=work, name="warm-up", daemon=True).start()
