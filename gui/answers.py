"""What is asked of a run or of a thread, and what is done with the answer when it has come."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from core.commands import Ask, Command
from core.files import save
from core.mailbox import Mailbox
from core.message import InvalidInput, told
from gui.i18n import format_message
from gui.worker import on_a_thread

if TYPE_CHECKING:  # torch is imported by the worker
    from core.run import Run

POLL = 30
"""Milliseconds between two looks for an answer."""


class AbandonedError(Exception):
    """What is asked for is not waited for any more."""


class Answers(QObject):
    """Looks for answers; of two questions of one name the newer counts. `refuse` says why not."""

    def __init__(self, parent: QObject, refuse: Callable[[str], None]) -> None:
        super().__init__(parent)
        self._refuse = refuse
        self._waiting: dict[str, tuple[Mailbox[Any], Callable[[Any], None]]] = {}
        self._timer = QTimer(self, interval=POLL)
        self._timer.timeout.connect(self._look)

    def of_run(
        self,
        send: Callable[[Command], object],
        question: "Callable[[Run], Any]",
        then: Callable[[Any], None],
    ) -> None:
        """Have a run answer on its thread between two steps; why it cannot, the page says."""
        slot: Mailbox[Any] = Mailbox()
        send(Ask(lambda run: slot.post(question(run))))
        self._wait("run", slot, then)

    def written_by_run(
        self,
        send: Callable[[Command], object],
        path: Path,
        content: "Callable[[Run], bytes]",
        then: Callable[[], None],
    ) -> None:
        """Have a run write a file on its thread, also where the window is closed meanwhile."""

        def write(run: "Run") -> bool:
            save(path, content(run))
            return True

        self.of_run(send, write, lambda _done: then())

    def of_thread(self, name: str, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Have a thread of its own answer."""
        slot: Mailbox[Any] = Mailbox()

        def run() -> None:
            try:
                slot.post(work())
            except AbandonedError:
                return
            except InvalidInput as invalid:
                slot.post(invalid)
            except Exception as error:
                slot.post(InvalidInput("It cannot be read: {error}", error=told(error)))

        on_a_thread(run, name)
        self._wait(name, slot, then)

    def end(self) -> None:
        """Wait for nothing any more."""
        self._waiting.clear()
        self._timer.stop()

    def _wait(self, name: str, slot: Mailbox[Any], then: Callable[[Any], None]) -> None:
        self._waiting[name] = slot, then
        self._timer.start()

    def _look(self) -> None:
        for name, (slot, then) in list(self._waiting.items()):
            found = slot.take()
            if found is None:
                continue
            del self._waiting[name]
            if isinstance(found, InvalidInput):
                self._refuse(format_message(found.message))
            else:
                then(found)
        if not self._waiting:
            self._timer.stop()
