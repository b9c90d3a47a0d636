"""What a person is told when the program itself has failed, and the ways on."""

import platform
from collections.abc import Callable
from importlib import metadata

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gui.i18n import tr
from gui.widgets import button, label

SAID = "Something in this window has failed; your runs go on, and are kept when you quit."
LIBRARIES = ("PySide6-Essentials", "torch", "numpy")


class CrashDialog(QDialog):
    """One sentence, and three buttons. `report` goes to the clipboard, `quit_all` ends it all."""

    def __init__(self, parent: QWidget, report: str, quit_all: Callable[[], object]) -> None:
        super().__init__(parent)
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Something went wrong"))
        self._report, self._quit = report, quit_all
        self.go_on, self.quit = button(self.accept, "primary"), button(self._leave)
        self.copy = button(self._copy)
        self.go_on.setText(tr("Continue"))
        self.quit.setText(tr("Save and quit"))
        self.copy.setText(tr("Copy report"))
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(self.quit)
        row.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(16)
        column.addWidget(label(tr("Something went wrong"), "title"))
        column.addWidget(label(tr(SAID), wrap=True))
        column.addLayout(row)
        self.setMinimumWidth(460)

    def _leave(self) -> None:
        self.accept()
        self._quit()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self.copy.setText(tr("Copied"))


class CrashTeller:
    """Opens the dialog in front of `window`, one at a time, and once for each kind of error."""

    def __init__(self, window: QWidget, style: Callable[[], str]) -> None:
        self._window, self._style = window, style
        self._told: set[str] = set()
        self.dialog: CrashDialog | None = None

    def __call__(self, error: str, trace: str) -> None:
        if error in self._told or self.dialog is not None:
            return
        self._told.add(error)
        self.dialog = CrashDialog(self._window, report(trace), self._window.close)
        self.dialog.setStyleSheet(self._style())
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self) -> None:
        self.dialog = None


def report(trace: str) -> str:
    """What failed, and on what: versions and the system, nothing of the person's data."""
    versions = "\n".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    system = f"Python {platform.python_version()}, {platform.platform()}"
    return f"{trace.rstrip()}\n\n{system}\n{versions}\n"
