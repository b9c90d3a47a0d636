"""The bar in the gallery that offers to go on where a person stopped, or where the program did."""

from pathlib import Path

from PySide6.QtCore import QLockFile, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from core.experiments import find
from core.keeping.container import ENDING, Head
from core.keeping.opening import Opened
from gui.i18n import follow_language, tr
from gui.theme import Theme
from gui.widgets import Elided, IconButton, button

LOCK = "running.lock"
CRASHED = "Qujing did not end as it should. {page} was kept at step {step}."
LAST_TIME = "Last time: {page}, step {step}."


class Offer(QFrame):
    """Says what was kept; `taken` when a person wants to go on with it. Hidden until then."""

    taken, turned = Signal(), Signal()
    """It is taken up; it has come or gone."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._head: Head | None = None
        self._crashed = False
        self.words = Elided("")
        self.go_on = button(self._take, "primary")
        self.leave = IconButton("x", self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 6, 4)
        row.setSpacing(10)
        row.addWidget(self.words, 1)
        row.addWidget(self.go_on)
        row.addWidget(self.leave)
        self.hide()
        follow_language(self.retranslate)

    def offer(self, found: Opened, crashed: bool) -> None:
        """Offer what was found."""
        if found.found is not None:
            self._head, self._crashed = found.found.head, crashed
            self.retranslate()
            self.show()

    def showEvent(self, event: QShowEvent) -> None:
        """Say that it has come."""
        super().showEvent(event)
        self.turned.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that it has gone."""
        super().hideEvent(event)
        self.turned.emit()

    def _take(self) -> None:
        self.hide()
        self.taken.emit()

    def retranslate(self) -> None:
        self.go_on.setText(tr("Go on"))
        self.leave.say(tr("Close"))
        if self._head is not None:
            words = tr(CRASHED) if self._crashed else tr(LAST_TIME)
            page = tr(find(self._head.page).title)
            self.words.say(words.format(page=page, step=self._head.step))

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.leave.restyle(theme)


def newest(folder: Path) -> Path | None:
    """The run that was kept last in `folder`."""
    found = [(path.stat().st_mtime, path) for path in folder.glob(f"*{ENDING}")]
    return max(found)[1] if found else None


class Running:
    """Says while the program runs that it does, so that the next start knows whether it crashed."""

    def __init__(self, folder: Path) -> None:
        path = folder / LOCK
        there = path.exists()
        self._lock = QLockFile(str(path))
        self._lock.setStaleLockTime(0)  # not by its age: only if the process is gone
        self.crashed = self._lock.tryLock(0) and there

    def end(self) -> None:
        """The program ends as it should."""
        self._lock.unlock()
