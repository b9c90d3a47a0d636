"""What the rows of all kinds of knobs share."""

from abc import abstractmethod

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSlider, QVBoxLayout, QWidget

from core.params import Knob, Value
from gui.i18n import tr
from gui.tooltips import explain
from gui.widgets import label

# A knob that rebuilds waits this long for the hand to rest, in milliseconds.
REST = 250


class Row(QWidget):
    """One knob, called `key` on the command line. `moved` carries the value that a person chose.

    What holds for every kind of knob is here: a double click puts the default back, and a copy is
    what sets the knob on the command line. `over` says whether the pointer is on it.
    """

    moved, over = Signal(object), Signal(bool)
    refused = Signal(str)

    def __init__(self, key: str, knob: Knob) -> None:
        super().__init__()
        self.key, self.knob = key, knob
        self.name, self.tag = label(), label(name="tag")
        if knob.live:
            self.tag.hide()
        self.head = QHBoxLayout()
        self.head.setSpacing(6)
        self.head.addWidget(self.name)
        self.head.addWidget(self.tag)
        self.head.addStretch(1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(2)
        self.column.addLayout(self.head)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._tell)
        self._chosen: Value = knob.default
        self.add_control(self.name)

    def add_control(self, control: QWidget) -> None:
        """Treat `control` as one that turns the knob."""
        control.installEventFilter(self)

    def eventFilter(self, control: QObject, event: QEvent) -> bool:
        """What all controls do alike."""
        match event.type():
            case QEvent.Type.MouseButtonDblClick if isinstance(control, QLabel | QSlider):
                self.show_value(self.knob.default)
                self.choose(self.knob.default)
                return True
            case QEvent.Type.KeyPress if isinstance(event, QKeyEvent):
                return self._copied(control, event)
        return False

    def _copied(self, control: QObject, event: QKeyEvent) -> bool:
        marked = isinstance(control, QLineEdit) and control.hasSelectedText()
        copies = event.matches(QKeySequence.StandardKey.Copy) and not marked
        if copies:
            QGuiApplication.clipboard().setText(f"--set {self.key}={self._chosen}")
        return copies

    def enterEvent(self, event: QEnterEvent) -> None:
        """Say that the pointer is here."""
        super().enterEvent(event)
        self.over.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        """Say that it is not."""
        super().leaveEvent(event)
        self.over.emit(False)

    def choose(self, value: Value) -> None:
        """A person chose `value`: told at once if live, else when the hand rests."""
        self._chosen = value
        self._tell() if self.knob.live else self._rest.start()

    def settle(self, value: Value) -> None:
        """A person typed `value`: told at once, unless it is what runs."""
        if value != self._chosen or self.resting:
            self._chosen = value
            self._tell()

    @property
    def resting(self) -> bool:
        """Whether a chosen value has not been told yet."""
        return self._rest.isActive()

    def tell(self) -> None:
        """Tell at once what was chosen and not told yet."""
        if self.resting:
            self._tell()

    def _tell(self) -> None:
        self._rest.stop()
        self.moved.emit(self._chosen)

    def retranslate(self) -> None:
        self.name.setText(tr(self.knob.label))
        self.tag.setText(tr("rebuilds"))
        explain(self, tr(self.knob.help))
        self.setAccessibleName(tr(self.knob.label))

    def show_value(self, value: Value) -> None:
        """Show `value`, which the run has now."""
        self._chosen = value
        self._show(value)

    @abstractmethod
    def _show(self, value: Value) -> None:
        """Have the control show `value`."""


def tell_all(within: QWidget) -> None:
    """Tell at once what the knobs in a widget have not told yet."""
    for row in within.findChildren(Row):  # type: ignore[type-abstract]
        row.tell()
