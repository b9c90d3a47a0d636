"""The keyboard of a window: its keys work wherever the focus is, and leave alone who types."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QTextEdit, QWidget

from gui.drags import Drags
from gui.focus_ring import FocusRing
from gui.keys import KeyAction, action_of
from gui.row import Row
from gui.tab_order import go

Key = Qt.Key
# What a control that was reached by Tab keeps for itself.
KEPT = {Key.Key_Space, Key.Key_Return, Key.Key_Enter,
        Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down}  # fmt: skip
LEAVING = {Key.Key_Escape, Key.Key_Return, Key.Key_Enter}
"""What ends typing."""
CTRL = Qt.KeyboardModifier.ControlModifier


class Keyboard(QObject):
    """Sees each key before the widget that has the focus does.

    `obey` does an action and says whether it means anything now; `leave` gives the keyboard back
    to what is open; `on_stage` says whether that is a talk; `ring` goes round what
    was reached by Tab, which keeps its own keys.

    While text is typed the field has all that it takes. Any other key that means something ends
    typing, and so does a click elsewhere: what was typed is taken before that counts.
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
        self.drags = Drags(window)
        self._released = (0, 0)
        """The key that was let go last, and when, in milliseconds."""
        application().focusChanged.connect(self._follow)

    def go_on(self, forward: bool) -> bool:
        """Move the focus as Tab does; whether there is anything to move it to.

        Qt also asks this for what had the focus and was disabled or hidden, which gives it back.
        """
        now = application().focusWidget()
        if now is not None and not (now.isEnabled() and now.isVisible()):
            self._leave()
            return True
        moved = go(self._window.centralWidget(), forward)
        self._ring.follow(application().focusWidget())
        return moved

    def _follow(self, former: QWidget | None, now: QWidget | None) -> None:
        """Watch what has the focus, and the whole program while somebody types."""
        application().removeEventFilter(self)
        if former is not None:
            former.removeEventFilter(self)
        if now is None:
            return
        if now.window() is not self._window:
            self.drags.end()  # a popup takes the mouse too, without a word to the window
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
        typed = focus if focus is not None and types(focus) else None
        if typed is not None:
            if event.key() in LEAVING and not event.modifiers():
                QTimer.singleShot(0, self, self._leave)  # after the field has taken it
                return event.key() == Key.Key_Escape
            if takes(typed, event):
                return False
        elif focus is not None and focus is self._ring.target and Key(event.key()) in KEPT:
            return False
        action = action_of(event, self._on_stage())
        if action is None or (event.matches(QKeySequence.StandardKey.Copy) and copies(focus)):
            return False
        if self._is_held(event) and not action.repeats:
            return True
        if typed is not None:
            self._leave()
        return self._obey(action)

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


def takes(field: QWidget, event: QKeyEvent) -> bool:
    """Whether a field in which text is typed wants a key: it writes, or Qt says that it is its."""
    text, held = event.text(), event.modifiers()
    wanted = QKeyEvent(QEvent.Type.ShortcutOverride, event.key(), held, text)
    wanted.ignore()
    field.event(wanted)
    writes = text.isprintable() and held & ~Qt.KeyboardModifier.ShiftModifier != CTRL
    return wanted.isAccepted() or bool(text and writes)


def application() -> QApplication:
    """The one application."""
    there = QApplication.instance()
    assert isinstance(there, QApplication)
    return there
