"""Remarks in a table: lines of them, and those behind rows. They are what fits no table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.importing.cells import is_missing
from core.importing.dialect import (
    FEW,
    Line,
    Row,
    body,
    is_measure,
    is_measured,
    rows,
    usual_width,
)

REMARK = re.compile(r"^\s*(?:#|%|//)|(?<=[\d\s,;|])\s#\s*[^\s\d\"'][^\"']*$")
MARK = re.compile(r"^\s*(?:#|%|//)+\s*")
"""What stands before a remark that fills its line."""


def without_remarks(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines` less whatever may be a remark, unless so many lines are that they are data."""
    cut = [(n, _cut(line)) for n, line in lines]
    left = tuple((n, line) for n, line in cut if line.strip())
    return left if 2 * len(left) >= len(lines) else tuple(lines)


def parted(name: str, lines: Sequence[Line], separator: str) -> tuple[list[Row], tuple[Line, ...]]:
    """The rows of a table, and the lines that are remarks.

    A mark such as # may begin a remark, or a cell: it is a cell where its row has the width of the
    table and in each column what others hold there.
    """
    bare = dict(without_remarks(lines))
    marked = {n for n, line in lines if bare.get(n) != line}
    if not marked:
        return rows(name, lines, separator), ()
    clean = rows(name, [line for line in lines if line[0] not in marked], separator)
    cut = rows(name, list(bare.items()), separator)
    table = _Shape.of(clean or rows(name, lines, separator), cut)
    kept, remarks = [], []
    for n, line in lines:
        if n not in marked or table.holds(rows(name, [(n, line)], separator)):
            kept.append((n, line))
        elif n in bare:
            kept.append((n, bare[n]))
        else:
            remarks.append((n, line))
    return rows(name, kept, separator), tuple(remarks)


def _cut(line: str) -> str:
    found = REMARK.search(line) if "#" in line or line.lstrip()[:1] in ("%", "/") else None
    return line[: found.start()] if found else line


@dataclass(frozen=True)
class _Shape:
    """The line of the first row that is surely one, and what stands in each of the columns.

    `measured` are those of numbers and dates; `known` has the cells of those that repeat them.
    """

    first: int
    width: int
    measured: frozenset[int]
    known: Mapping[int, frozenset[str]]

    @classmethod
    def of(cls, clean: Sequence[Row], bare: Sequence[Row]) -> "_Shape":
        width = usual_width(clean)
        columns = [[row.cells[n] for row in bare if n < len(row.cells)] for n in range(width)]
        some = [[row.cells[n] for row in body(bare, FEW) if n < row.width] for n in range(width)]
        measured = frozenset(n for n, cells in enumerate(some) if is_measured(cells))
        known = {n: frozenset(cells) for n, cells in enumerate(columns) if n not in measured}
        known = {n: cells for n, cells in known.items() if 2 * len(cells) <= len(columns[n])}
        return cls(clean[0].line if clean else 0, width, measured, known)

    def holds(self, found: Sequence[Row]) -> bool:
        """Whether what was read of one line is a row of the table."""
        if len(found) != 1 or not found[0].width <= self.width <= len(found[0].cells):
            return False
        above = found[0].line < self.first and 0 not in self.measured  # a title, then
        return not above and all(map(self._fits, range(self.width), found[0].cells))

    def _fits(self, place: int, cell: str) -> bool:
        if is_missing(cell):
            return True
        if place in self.measured:
            return is_measure(cell)
        known = self.known.get(place)
        return not known or cell in known or MARK.sub("", cell) not in (cell, *known)
