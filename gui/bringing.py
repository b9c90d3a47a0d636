"""What a person brings is read on a thread of its own, and handed to the run."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from core.commands import Bring, Command
from core.keeping.container import ENDING
from core.mailbox import Mailbox
from core.message import InvalidInput, Message, told
from core.own_data import Own
from gui.i18n import format_message, tr
from gui.inspector import Inspector
from gui.preview import Preview
from gui.theme import Theme
from gui.worker import on_a_thread

if TYPE_CHECKING:
    from core.door import Choices, Reading
    from core.importing.many_pictures import Progress
    from core.own_data import Takes
    from core.scene import Scene

    Read = Callable[[Choices | None, Progress], Reading]

POLL = 30
"""Milliseconds between two looks for what has been read."""
PASTED, DRAWN = "what was pasted", "what was drawn"
EARLY = "It is read as soon as the page is there"
READING_FILES = "Reading file {done} of {total}; Esc leaves it"


class AbandonedError(Exception):
    """What is read is not waited for any more."""


class Bringing(QObject):
    """The ways in of one page: a button, a drop, the clipboard.

    `said` carries a sentence, `refused` why something cannot be used, "" where it can. Reading that
    is not waited for any more ends at its next file, and is forgotten.
    """

    said, refused = Signal(str), Signal(str)

    def __init__(self, page: QWidget, theme: Theme, send: Callable[[Command], int]) -> None:
        super().__init__(page)
        self._page, self._theme, self._send = page, theme, send
        self.scene: Scene | None = None
        self.reading: Reading | None = None
        self.preview: Preview | None = None
        self._again: Read | None = None
        self._early: Read | None = None
        self._left: dict[Scene, tuple[Reading | None, Read | None]] = {}
        self._slot: Mailbox[Reading | Bring | Message] = Mailbox()
        self._files: Mailbox[tuple[int, int]] = Mailbox()
        self._timer = QTimer(self, interval=POLL)
        self._timer.timeout.connect(self._look)

    def enter(self, scene: "Scene") -> None:
        """Go over to another scene: what is still read was meant for the former one."""
        if self.scene is not None:
            self._left[self.scene] = self.reading, self._again
        self.scene = scene
        self.reading, self._again = self._left.get(scene, (None, None))
        self.abandon()
        self._close()
        if self._early is not None:
            self._begin(self._early)

    def abandon(self) -> bool:
        """Wait no longer for what is read; whether anything was."""
        reads = self._timer.isActive()
        self._timer.stop()
        self._slot = Mailbox()
        if reads:
            self.said.emit("")
        return reads

    def serve(self, inspector: Inspector) -> None:
        """Do what its buttons ask, and say there what cannot be used."""
        inspector.opened.connect(self.choose)
        inspector.previewed.connect(self.open_preview)
        inspector.cleared.connect(
            lambda: self._send(Bring(Own("", None, learnt=False), self.scene))
        )
        inspector.pad.drawn.connect(lambda content: self.bring_bytes(content, tr(DRAWN)))
        self.refused.connect(inspector.say_refusal)

    # --- ways in ----------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for files."""
        paths, _ = QFileDialog.getOpenFileNames(self._page, tr("Open"))
        if paths:
            self.bring_files(paths)

    def takes(self, mime: QMimeData | None) -> bool:
        """Whether there is anything in `mime` that the page might take."""
        if mime is None or not (self._wanted() or self.scene is None):
            return False
        if any(url.path().endswith(ENDING) for url in mime.urls()):
            return False  # a session, which the window opens
        return mime.hasUrls() or mime.hasImage() or mime.hasText()

    def take(self, mime: QMimeData) -> None:
        """Bring what was dropped or pasted: files, a picture, cells, or lines."""
        paths = [url.toLocalFile() or url.toString() for url in mime.urls()]
        if paths:
            self.bring_files(paths)
        elif mime.hasImage():
            buffer = QBuffer()
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            QImage(mime.imageData()).save(buffer, "PNG")  # type: ignore[call-overload]
            self.bring_bytes(bytes(buffer.data().data()))
        elif mime.hasText():
            self.bring_bytes(mime.text().encode())

    def paste(self) -> None:
        """Bring what lies on the clipboard."""
        mime = QGuiApplication.clipboard().mimeData()
        if self.takes(mime):
            self.take(mime)

    def bring_files(self, paths: Sequence[str | Path]) -> None:
        """Read files, or a folder."""

        def read(choices: "Choices | None", progress: "Progress") -> "Reading":
            from core.door import bring

            return bring(self._wanted(), paths, choices, progress)

        self._begin(read)

    def bring_bytes(self, content: bytes, name: str = "") -> None:
        """Read what came without a file."""

        def read(choices: "Choices | None", progress: "Progress") -> "Reading":
            from core import door
            from core.importing.source import Source

            return door.read(self._wanted(), Source(name or tr(PASTED), content), choices)

        self._begin(read)

    def _wanted(self) -> "tuple[Takes, ...]":
        return self.scene.experiment.takes if self.scene is not None else ()

    # --- reading ----------------------------------------------------------------------------

    def _begin(self, read: "Read") -> None:
        """Read it, or keep it until the page is there."""
        self._close()
        self._early = read if self.scene is None else None
        if self._early is not None:
            self.said.emit(tr(EARLY))
            return
        self._again = read
        self._read(None)

    def _read(self, choices: "Choices | None") -> None:
        if self._again is not None:
            self._at_work(partial(self._again, choices))

    def _at_work(self, make: "Callable[[Progress], Reading | Bring]") -> None:
        """Read, or make ready, on a thread; a later reading overtakes an earlier one."""
        slot: Mailbox[Reading | Bring | Message] = Mailbox()
        self._slot, self._files = slot, Mailbox()
        self.said.emit(tr("Reading"))

        def told_of(done: int, total: int) -> None:
            if self._slot is not slot:
                raise AbandonedError
            self._files.post((done, total))

        def work() -> None:
            try:
                slot.post(make(told_of))
            except AbandonedError:
                return
            except InvalidInput as invalid:
                slot.post(invalid.message)
            except Exception as error:
                slot.post(Message("It cannot be read: {error}", {"error": told(error)}))

        on_a_thread(work, "reading")
        self._timer.start()

    def _look(self) -> None:
        found, files = self._slot.take(), self._files.take()
        if found is None:
            if files is not None:
                self.said.emit(tr(READING_FILES).format(done=files[0], total=files[1]))
            return
        self._timer.stop()
        if isinstance(found, Message):
            self._refuse(format_message(found))
            if self.preview is not None:
                self.preview.refuse(format_message(found))
            return
        self._refuse("")
        if isinstance(found, Bring):
            self._send(found)
            return
        self.reading = found
        if self.preview is not None:
            self.preview.show_reading(found)
        elif found.guessed:
            self.open_preview()
        else:
            self._hand_over(found)

    def open_preview(self) -> None:
        """Show what was read, and let it be corrected."""
        if self.reading is None:
            return
        self.preview = Preview(self._page, self._theme)
        self.preview.changed.connect(self._read)
        self.preview.accepted.connect(self._agreed)
        self.preview.rejected.connect(self._close)
        self.preview.show_reading(self.reading)
        self.preview.open()

    def _agreed(self) -> None:
        self._close()
        if self.reading is not None:
            self._hand_over(self.reading)

    def _close(self) -> None:
        if self.preview is not None:
            self.preview.deleteLater()
            self.preview = None

    def _hand_over(self, reading: "Reading") -> None:
        """Some pages prepare for seconds what they are given."""
        scene = self.scene
        self._at_work(lambda _told_of: Bring(reading.own(), scene))

    def _refuse(self, words: str) -> None:
        self.said.emit(words)
        self.refused.emit(words)

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
