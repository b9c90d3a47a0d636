"""The keyboard of a window: its keys work wherever the focus is, and leave alone who types."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QTextEdit, QWidget

from gui.keys import KeyAction, action_of

Key = Qt.Key
# What a control that was reached by Tab keeps for itself.
KEPT = {Key.Key_Space, Key.Key_Return, Key.Key_Enter,
        Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down}  # fmt: skip
LEAVING = {Key.Key_Escape, Key.Key_Return, Key.Key_Enter}
"""What ends typing."""


class Keyboard(QObject):
    """Sees each key before the widget that has the focus does.

    `obey` does an action and says whether it means anything now; `leave` gives the keyboard back
    to what is open.

    While text is typed only the keys that end typing and those that write nothing are looked at,
    and a click elsewhere ends it, so that what was typed is taken before the click counts.
    """

    def __init__(
        self,
        window: QMainWindow,
        obey: Callable[[KeyAction], bool],
        leave: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window, self._obey, self._leave = window, obey, leave
        self._by_tab: QWidget | None = None
        application().focusChanged.connect(self._follow)

    def tabbed(self) -> None:
        """The focus has moved by Tab."""
        self._by_tab = application().focusWidget()

    def _follow(self, former: QWidget | None, now: QWidget | None) -> None:
        """Watch what has the focus, and the whole program while somebody types."""
        application().removeEventFilter(self)
        if former is not None:
            former.removeEventFilter(self)
        if now is None or now.window() is not self._window:
            return
        (application() if types(now) else now).installEventFilter(self)
        if now is not self._by_tab:
            self._by_tab = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that mean something to the window."""
        focus = application().focusWidget()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return watched is focus and self.press(event, focus)
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
        elif focus is not None and focus is self._by_tab and Key(event.key()) in KEPT:
            return False
        action = action_of(event)
        if action is None:
            return False
        return (event.isAutoRepeat() and not action.repeats) or self._obey(action)


def types(widget: QWidget) -> bool:
    """Whether text is typed in `widget`."""
    return isinstance(widget, QLineEdit | QTextEdit) and not widget.isReadOnly()


def application() -> QApplication:
    """The one application."""
    there = QApplication.instance()
    assert isinstance(there, QApplication)
    return there
