"""Choosing one of many items, by mouse or keys."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

STEPS = {Qt.Key.Key_Comma: -1, Qt.Key.Key_Period: 1}


def toggled(index: int, picked: int) -> int:
    """What is picked after a click on `index`: a second click lets go."""
    return -1 if index == picked else index


def stepped(event: QKeyEvent, picked: int, count: int) -> int | None:
    """What is picked after comma or full stop; None where the key means something else."""
    step = STEPS.get(Qt.Key(event.key()))
    if step is None or count == 0:
        return None
    if picked < 0:
        return 0 if step > 0 else count - 1
    return (picked + step) % count
