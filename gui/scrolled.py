"""What is longer than its room: scrolled by wheel, bar, keys, or a finger."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QLayout, QScrollArea, QScroller, QWidget

BAR = 8
"""Pixels that the bar takes, as the style sheet has it."""


def by_finger(area: QAbstractScrollArea) -> None:
    """Have a finger scroll `area`; a mouse that drags there does what it did."""
    QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.TouchGesture)


class Scrolled(QScrollArea):
    """`layout` in a column as wide as its room, scrolled up and down where it is too long."""

    def __init__(self, layout: QLayout) -> None:
        super().__init__()
        self._inner = QWidget()
        self._inner.setLayout(layout)
        margins = layout.contentsMargins()
        margins.setRight(max(margins.right(), BAR))
        layout.setContentsMargins(margins)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        by_finger(self)

    def minimumSizeHint(self) -> QSize:
        """As wide as what is in it needs, and not high."""
        return QSize(self._inner.minimumSizeHint().width(), 0)
