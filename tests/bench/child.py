"""A child alone with the window: what it does, and how the window bears it."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QEventLoop,
    QMimeData,
    QObject,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    QUrl,
    Slot,
)
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from core.commands import Pause
from gui.window import Window
from gui.worker import Session
from tests.bench import kept
from tests.patience import PATIENCE

PROBE, REST = 250, 2
"""After so many events a command is sent and waited for; milliseconds between two events."""
STALL = 1.0
"""Seconds for which a window may stand still."""
KEYS = (
    Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_R, Qt.Key.Key_T, Qt.Key.Key_L, Qt.Key.Key_Question, Qt.Key.Key_Escape,
    Qt.Key.Key_F11, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Tab, Qt.Key.Key_Backtab,
    Qt.Key.Key_Return, Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0, Qt.Key.Key_V, Qt.Key.Key_Comma,
)  # fmt: skip
NONE, CONTROL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
TEXTS = ("0,5", "-1e999", "١٢", "曲径", "\U0001f600" * 40, "<b>{0}</b>", "a" * 100_000)


@dataclass
class Found:
    """What one seed brought to light."""

    events: int = 0
    answers: int = 0
    faults: list[str] = field(default_factory=list)
    stalls: list[str] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    """Seconds that the window let each event wait."""


def seen_in(holder: QWidget) -> Iterator[QWidget]:
    """All widgets in `holder` that can be seen; hidden pages are not gone through."""
    for part in holder.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if part.isVisible():
            yield part
            yield from seen_in(part)


class Child(QObject):
    """Does one thing after another, also while a menu or a dialog is open."""

    def __init__(
        self,
        window: Window,
        seed: int,
        events: int,
        pages: Sequence[str],
        files: list[str],
        found: Found,
    ) -> None:
        super().__init__()
        self.window, self.draw, self.left, self.found = window, random.Random(seed), events, found
        self.pages, self.files, self.loop = pages, files, QEventLoop()
        self.last, self._due, self._owed, self._owed_since = "", 0.0, 0, 0.0
        self._asked: Session | None = None
        acts: dict[Callable[[], None], int] = {
            self.click: 30, self.drag: 15, self.key: 30, self.wheel: 8, self.type: 4,
            self.paste: 1, self.resize: 2, self.open: 4, self.drop: 3, self.keep: 6,
        }  # fmt: skip
        self._acts = [act for act, weight in acts.items() for _ in range(weight)]
        for scheme in ("http", "https"):
            QDesktopServices.setUrlHandler(scheme, self, "ignore")  # type: ignore[arg-type]

    @Slot(QUrl)
    def ignore(self, _url: QUrl) -> None:
        """Follow no link out of the program."""

    def play(self) -> None:
        """Until all events are over and the last command is answered."""
        self.window.open_page(self.pages[0])
        self._again(REST)
        self.loop.exec()

    def _again(self, milliseconds: int) -> None:
        self._due = time.perf_counter() + milliseconds / 1000
        QTimer.singleShot(milliseconds, self, self._act)

    def _act(self) -> None:
        self._measure(time.perf_counter() - self._due)
        if self._waits():
            self._again(10 * REST)
        elif self.left <= 0:
            self._end()
        else:
            self.left -= 1
            self.found.events += 1
            # Asked for before it acts: a menu that opens holds this call, and not the next.
            self._again(REST)
            if self.left % PROBE == 0:
                self._probe()
            elif not self._close_dialog():
                act = self.draw.choice(self._acts)
                self.last = act.__name__
                act()

    def _measure(self, late: float) -> None:
        self.found.late.append(late)
        if late > STALL:
            self.found.stalls.append(f"{late:.2f} s after {self.last} at {self._where()}")

    def _where(self) -> str:
        return self.window.page.entry.name if self.window.page else "gallery"

    def _end(self) -> None:
        for name, page in self.window.pages.items():
            if not page.session.alive:
                self.found.faults.append(f"the worker of {name} is dead")
        self.loop.quit()

    # --- a command that must be answered ----------------------------------------------------

    def _probe(self) -> None:
        page = self.window.page
        if page is not None:
            self._owed, self._owed_since = page.send(Pause()), time.perf_counter()
            self._asked = page.session

    def _waits(self) -> bool:
        page = self.window.page
        if not self._owed or page is None or page.session is not self._asked:
            self._owed = 0  # another page, or another of two runs
            return False
        if page.snapshot is not None and page.snapshot.answered >= self._owed:
            self._owed, self.found.answers = 0, self.found.answers + 1
        elif time.perf_counter() - self._owed_since > PATIENCE:
            self._owed = 0
            self.found.faults.append(f"no answer on {self._where()}")
        return bool(self._owed)

    # --- what a child does ------------------------------------------------------------------

    def _close_dialog(self) -> bool:
        """Choose a made file, or none: in the dialog itself a file of somebody's could be lost."""
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            return False
        dialog.done(QDialog.DialogCode.Rejected)
        return True

    def _target(self) -> tuple[QWidget, QPoint]:
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window
        widget = self.draw.choice([top, *(w for w in seen_in(top) if w.isEnabled())])
        return widget, self._in(widget)

    def _in(self, widget: QWidget) -> QPoint:
        return QPoint(*(self.draw.randrange(max(1, side)) for side in widget.size().toTuple()))

    def click(self) -> None:
        """Press and let go."""
        widget, at = self._target()
        buttons = [Qt.MouseButton.LeftButton] * 6 + [Qt.MouseButton.RightButton]
        QTest.mouseClick(widget, self.draw.choice(buttons), NONE, at)

    def drag(self) -> None:
        """Press, wander, and let go; now and then of a widget that is gone by then."""
        widget, at = self._target()
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, NONE, at)
        for _ in range(self.draw.randrange(5)):
            QTest.mouseMove(widget, self._in(widget))
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, NONE, self._in(widget))

    def wheel(self) -> None:
        """Turn the wheel."""
        widget, at = self._target()
        turned = QPoint(0, self.draw.choice([-1200, -120, -1, 1, 120, 1200]))
        where, buttons = QPointF(at), Qt.MouseButton.NoButton
        held = self.draw.choice([NONE, CONTROL, SHIFT])
        event = QWheelEvent(
            where, QPointF(widget.mapToGlobal(at)), QPoint(), turned, buttons, held,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)

    def key(self) -> None:
        """Press a key wherever the focus is."""
        widget = QApplication.focusWidget() or self._target()[0]
        key, held = self.draw.choice(KEYS), self.draw.choice([NONE] * 5 + [CONTROL, SHIFT])
        QTest.keyClick(widget, key, held)

    def type(self) -> None:
        """Type a text, and enter it."""
        widget = QApplication.focusWidget() or self._target()[0]
        for letter in self.draw.choice(TEXTS)[:80]:
            event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, NONE, letter)
            QApplication.sendEvent(widget, event)
        QTest.keyClick(widget, Qt.Key.Key_Return)

    def paste(self) -> None:
        """Paste a text of any length."""
        QApplication.clipboard().setText(self.draw.choice(TEXTS))
        widget = QApplication.focusWidget() or self._target()[0]
        QTest.keyClick(widget, Qt.Key.Key_V, CONTROL)

    def keep(self) -> None:
        """Undo, go back, compare, save or open."""
        self.last = kept.act(self.window, Path(self.files[0]).with_name("a.qujing"), self.draw)

    def resize(self) -> None:
        """Pull at the window."""
        self.window.resize(self.draw.randrange(1, 4000), self.draw.randrange(1, 2400))

    def open(self) -> None:
        """Go to a page, or to the gallery."""
        self.window.open_page(self.draw.choice([*self.pages, *self.pages, ""]))

    def drop(self) -> None:
        """Drop a file, or more, or an address."""
        page = self.window.page
        if page is None:
            return
        urls = [QUrl.fromLocalFile(path) for path in self.draw.sample(self.files, 2)]
        data, at = QMimeData(), self._in(page)
        data.setUrls(self.draw.choice([urls[:1], urls, [QUrl("https://a.invalid/x.png")]]))
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        entered = QDragEnterEvent(at, copy, data, left, NONE)
        QApplication.sendEvent(page, entered)
        if entered.isAccepted():
            QApplication.sendEvent(page, QDropEvent(QPointF(at), copy, data, left, NONE))
