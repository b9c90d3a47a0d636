"""What a person has done of a page's lesson: steps, guesses, and what their runs have shown."""

from PySide6.QtCore import QObject, Signal


class Learning(QObject):
    """The same for all scenes of a page. `changed` is sent when there is news."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.done = frozenset[int]()
        """Numbers of steps."""
        self.chosen: dict[int, int] = {}
        """Question to choice."""
        self.known = frozenset[int]()
        """Numbers of questions whose run has been there since."""

    def state(self) -> object:
        """What a text depends on."""
        return self.done, tuple(self.chosen.items()), self.known
