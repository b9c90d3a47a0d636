"""The keyboard of a window: its keys work wherever the focus is, and leave alone who types."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QTextEdit, QWidget

from gui.focus_ring import FocusRing
from gui.keys import KeyAction, action_of
from gui.row import Row

Key = Qt.Key
# What a control that was reached by Tab keeps for itself.
KEPT = {Key.Key_Space, Key.Key_Return, Key.Key_Enter,
        Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down}  # fmt: skip
LEAVING = {Key.Key_Escape, Key.Key_Return, Key.Key_Enter}
"""What ends typing."""


class Keyboard(QObject):
    """Sees each key before the widget that has the focus does.

    `obey` does an action and says whether it means anything now; `leave` gives the keyboard back
    to what is open; `on_stage` says whether that is a talk; `ring` goes round what
    was reached by Tab, which keeps its own keys.

    While text is typed only the keys that end typing and those that write nothing are looked at,
    and a click elsewhere ends it, so that what was typed is taken before the click counts.
    """

    def __init__(
        self,
        window: QMainWindow,
        obey: Callable[[KeyAction], bool],
        leave: Callable[[], None],
        ring: FocusRing,
        on_stage: Callable[[], bool] = bool,
    ) -> None:
        super().__init__(window)
        self._on_stage = on_stage
        self._window, self._obey, self._leave, self._ring = window, obey, leave, ring
        self._released = (0, 0)
        """The key that was let go last, and when, in milliseconds."""
        application().focusChanged.connect(self._follow)

    def tabbed(self) -> None:
        """The focus has moved by Tab."""
        self._ring.follow(application().focusWidget())

    def _follow(self, former: QWidget | None, now: QWidget | None) -> None:
        """Watch what has the focus, and the whole program while somebody types."""
        application().removeEventFilter(self)
        if former is not None:
            former.removeEventFilter(self)
        if now is None or now.window() is not self._window:
            return
        (application() if types(now) else now).installEventFilter(self)
        if now is not self._ring.target:
            self._ring.follow(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that mean something to the window."""
        focus = application().focusWidget()
        if isinstance(event, QKeyEvent) and watched is focus:
            if event.type() == QEvent.Type.KeyPress:
                return self.press(event, focus)
            if event.type() == QEvent.Type.KeyRelease:
                self._released = (event.key(), event.timestamp())
        if event.type() == QEvent.Type.MouseButtonPress and focus is not None and types(focus):
            elsewhere = isinstance(watched, QWidget) and watched.window() is self._window
            if elsewhere and watched is not focus:
                self._leave()
        return False

    def press(self, event: QKeyEvent, focus: QWidget | None = None) -> bool:
        """Do what a key means; whether it meant anything. `focus` may want it for itself."""
        if focus is not None and types(focus):
            if event.key() in LEAVING and not event.modifiers():
                QTimer.singleShot(0, self, self._leave)  # after the field has taken it
                return event.key() == Key.Key_Escape
            if event.text():
                return False
        elif focus is not None and focus is self._ring.target and Key(event.key()) in KEPT:
            return False
        action = action_of(event, self._on_stage())
        if action is None or (event.matches(QKeySequence.StandardKey.Copy) and copies(focus)):
            return False
        return (self._is_held(event) and not action.repeats) or self._obey(action)

    def _is_held(self, event: QKeyEvent) -> bool:
        """Whether the keyboard repeats a key by itself.

        X says so by letting it go and pressing it at the same moment, which Qt misses where the
        two come in two lots.
        """
        again = event.timestamp() and self._released == (event.key(), event.timestamp())
        return event.isAutoRepeat() or bool(again)


def copies(widget: QWidget | None) -> bool:
    """Whether `widget` has something of its own to copy: selected text, or the value of a knob."""
    if isinstance(widget, QTextEdit) and widget.textCursor().hasSelection():
        return True
    while widget is not None and not isinstance(widget, Row):
        widget = widget.parentWidget()
    return widget is not None


def types(widget: QWidget) -> bool:
    """Whether text is typed in `widget`."""
    return isinstance(widget, QLineEdit | QTextEdit) and not widget.isReadOnly()


def application() -> QApplication:
    """The one application."""
    there = QApplication.instance()
    assert isinstance(there, QApplication)
    return there
