"""A brush that hides and shows cells of pictures, ahead of the model's answer."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from core.touches import Paint
from core.views import Images

Cell = tuple[int, int, int]
"""Picture, row, column."""


class Brush:
    """The cells that a hand has set or cleared and that the model has not answered yet."""

    def __init__(self, send: Callable[[Paint], int]) -> None:
        self.send = send
        self.ahead: dict[Cell, bool] = {}
        self._asked = 0
        self._hides: bool | None = None
        self._last: Cell | None = None

    @property
    def busy(self) -> bool:
        """Whether a stroke is under way."""
        return self._hides is not None

    def press(self, view: Images, cell: Cell, hides: bool) -> None:
        """Begin a stroke: it hides cells, but shows them if it begins on a hidden one."""
        self._hides, self._last = hides and not self.hidden(view, cell), None
        self.move(view, cell)

    def move(self, view: Images, cell: Cell) -> None:
        """Set or clear the cells from the last one to `cell`, without holes."""
        if self._hides is None:
            return
        last = self._last if self._last is not None and self._last[0] == cell[0] else cell
        fresh = [c for c in between(last, cell) if self.hidden(view, c) != self._hides]
        self._last = cell
        self._set(cell[0], fresh, self._hides)

    def release(self) -> None:
        """The stroke ends."""
        self._hides = self._last = None

    def let_go(self, answered: int) -> bool:
        """Forget the cells if the model has answered them all; whether there were any."""
        if answered < self._asked or not self.ahead:
            return False
        self.ahead.clear()
        return True

    def toggle(self, view: Images, cell: Cell) -> None:
        """Hide or show one cell."""
        self._set(cell[0], [cell], not self.hidden(view, cell))

    def hidden(self, view: Images, cell: Cell) -> bool:
        """Whether a cell is shown as hidden."""
        if cell in self.ahead:
            return self.ahead[cell]
        return view.masked is not None and cell[0] < len(view.masked) and bool(view.masked[cell])

    def mask(self, view: Images, index: int, rows: int, columns: int) -> npt.NDArray[np.bool_]:
        """The hidden cells (rows, columns) of one picture."""
        mask = np.zeros((rows, columns), dtype=bool)
        if view.masked is not None and index < len(view.masked):
            mask = np.asarray(view.masked[index] > 0.5)
        for (at, row, column), on in self.ahead.items():
            if at == index and row < rows and column < columns:
                mask[row, column] = on
        return mask

    def _set(self, index: int, cells: list[Cell], on: bool) -> None:
        if cells:
            self.ahead.update(dict.fromkeys(cells, on))
            self._asked = self.send(
                Paint(index, tuple((row, column) for _, row, column in cells), on)
            )


def between(first: Cell, last: Cell) -> list[Cell]:
    """The cells of one picture on the way from `first` to `last`, both included."""
    steps = max(abs(last[1] - first[1]), abs(last[2] - first[2]), 1)
    cells = [
        (last[0], round(first[1] + (last[1] - first[1]) * s / steps),
         round(first[2] + (last[2] - first[2]) * s / steps))
        for s in range(steps + 1)
    ]  # fmt: skip
    return list(dict.fromkeys(cells))
