"""Sessions and links in the window: save, open, copy, drop, run again."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSettings
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMainWindow

from core.commands import Opens, Pause
from core.keeping.container import ENDING, SCHEME
from core.keeping.opening import Opened, opened
from core.message import Message
from gui.answers import AbandonedError, Answers
from gui.i18n import format_message, tr
from gui.keys import KeyAction
from gui.look import Look
from gui.offer import Offer, newest
from gui.page import Page
from gui.recent import Recent
from gui.style import sheet
from gui.told import Told

if TYPE_CHECKING:  # torch is imported by the worker
    from core.keeping.session import Session
    from core.run import Run


AGAIN = "go on with "
"""What the name of an action begins with that opens a file."""


class SessionFiles(QObject):
    """What a person does with sessions. `here` is the page that stands open, `go` opens one and
    tells it something.

    The run answers on its own thread, between two steps; files are read on another.
    """

    def __init__(
        self,
        window: QMainWindow,
        settings: QSettings | None,
        look: Look,
        here: Callable[[], Page | None],
        go: Callable[[str, Opens], None],
    ) -> None:
        super().__init__(window)
        self._window, self._here, self._go, self._look = window, here, go, look
        self.recent, self._answers = Recent(settings), Answers(self, self.refuse)
        self._paths: dict[Page, Path] = {}
        self.dialog: Told | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def obey(self, name: str) -> bool:
        """Do the action called `name`; whether it is one of sessions that means something now."""
        page = self._here()
        if name == "open":
            self.choose()
        elif name.startswith(AGAIN):
            self.go_on(name.removeprefix(AGAIN))
        elif name == "paste":
            text = QGuiApplication.clipboard().text()
            if not text.strip().startswith(SCHEME):
                return False
            self.go_on(text)
        elif page is None or page.snapshot is None or page.snapshot.scene is None:
            return False
        else:
            return self._on_page(page, name)
        return True

    def _on_page(self, page: Page, name: str) -> bool:
        match name:
            case "save":
                self.save(page, self._paths.get(page))
            case "save as":
                self.save(page)
            case "copy link":
                self._copy_link(page)
            case "save script":
                self._save_script(page)
            case "verify":
                self._verify(page)
            case _:
                return False
        return True

    # --- saving -----------------------------------------------------------------------------

    def save(self, page: Page, path: Path | None = None) -> None:
        """Save the run of a page; into which file is asked where it is not known."""
        path = path or self._asked(page, ENDING, tr("Sessions"))
        if path is None:
            return

        def content(run: "Run") -> bytes:
            from core.keeping.session import Session, as_bytes

            return as_bytes(Session.of(page.entry.name, run, past=True))

        def saved() -> None:
            self._paths[page] = path
            self.recent.add(path)
            page.transport.say(tr("Saved: {name}").format(name=path.name))

        self._answers.written_by_run(page.send, path, content, saved)

    def _save_script(self, page: Page) -> None:
        path = self._asked(page, ".py", "Python")
        if path is None:
            return

        def content(run: "Run") -> bytes:
            from core.keeping.script import script
            from core.keeping.session import Session

            return script(Session.of(page.entry.name, run)).encode()

        say, said = page.transport.say, tr("Saved: {name}").format(name=path.name)
        self._answers.written_by_run(page.send, path, content, lambda: say(said))

    def _asked(self, page: Page, ending: str, kind: str) -> Path | None:
        """The file that a person names, with its ending."""
        step = page.snapshot.step if page.snapshot else 0
        first = self.recent.folder() / f"{page.entry.name}-{step}{ending}"
        title, kinds = tr("Save"), f"{kind} (*{ending})"
        name, _ = QFileDialog.getSaveFileName(self._window, title, str(first), kinds)
        if not name:
            return None
        return Path(name) if Path(name).suffix == ending else Path(f"{name}{ending}")

    def _copy_link(self, page: Page) -> None:
        def made(run: "Run") -> str:
            from core.keeping.link import link

            return link(page.entry.name, run)

        def copy(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            page.transport.say(tr("The link is on the clipboard."))

        self._answers.of_run(page.send, made, copy)

    # --- opening ----------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a file, and open it."""
        kinds = f"{tr('Sessions')} (*{ENDING})"
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open"), str(self.recent.folder()), kinds
        )
        if name:
            self.go_on(name)

    def go_on(self, what: str | Path, remember: bool = True) -> None:
        """Go on with a session, or begin from a link; what means nothing the run refuses."""

        def go(found: Opened) -> None:
            self._go(found.page, found)
            if found.found is not None and remember:
                self.recent.add(Path(what))

        self._answers.of_thread("open", lambda: opened(what), go)

    def recent_actions(self) -> list[KeyAction]:
        """What opens one of the last sessions again."""
        return [KeyAction(f"{AGAIN}{path}", path.stem) for path in self.recent.files()]

    def offer_kept(self, folder: Path, offer: Offer, crashed: bool) -> None:
        """Offer what was kept in `folder` the last time."""

        def kept() -> tuple[Path, Opened]:
            path = newest(folder)
            if path is None:
                raise AbandonedError
            return path, opened(path)

        def show(found: tuple[Path, Opened]) -> None:
            offer.taken.connect(lambda: self.go_on(found[0], remember=False))
            offer.offer(found[1], crashed)

        self._answers.of_thread("offer", kept, show)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a session that is dropped anywhere on the window."""
        if isinstance(event, QDragEnterEvent | QDropEvent) and watched is self._window:
            paths = [url.toLocalFile() for url in event.mimeData().urls()]
            if len(paths) == 1 and paths[0].endswith(ENDING):
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self.go_on(paths[0])
                return True
        return False

    # --- running again ----------------------------------------------------------------------

    def _verify(self, page: Page) -> None:
        """Pause, and run all again beside it."""

        def kept(run: "Run") -> "Session":
            from core.keeping.session import Session

            return Session.of(page.entry.name, run)

        page.send(Pause())
        self._answers.of_run(page.send, kept, self._run_again)

    def _run_again(self, session: "Session") -> None:
        dialog = self._tell(tr("Run again"))
        steps = dialog.watch()

        def progress(made: int, of: int) -> None:
            if dialog.closed:
                raise AbandonedError
            steps.post((made, of))

        def verify() -> tuple[Message, ...]:
            from core.keeping.verify import verified

            return verified(session, time.perf_counter, progress).said

        self._answers.of_thread(
            "verify", verify, lambda said: dialog.say(*map(format_message, said))
        )

    def refuse(self, words: str) -> None:
        """Say why something cannot be done, where a person looks."""
        page = self._here()
        if words and page is not None:
            page.transport.say(words)
        elif words:
            self._tell(tr("Open")).say(words)

    def _tell(self, title: str) -> Told:
        self.dialog = Told(self._window, title, sheet(self._look.worn()))
        self.dialog.finished.connect(self._forget_dialog)
        self.dialog.open()
        return self.dialog

    def _forget_dialog(self) -> None:
        self.dialog = None
