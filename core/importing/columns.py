"""The columns of a table: numbers, dates, or labels."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.importing.cells import (
    AMBIGUOUS,
    are_decimals,
    decimal_sign,
    is_missing,
    number,
    units_worn,
)
from core.importing.dates import day_or_month, days
from core.importing.dialect import MOST

Values = npt.NDArray[np.float64]
Kind = Literal["numbers", "dates", "labels"]

MOST_CLASSES = 20
BRACKETS = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]*)[)\]]")


@dataclass(frozen=True, eq=False)
class Column:
    """A name, perhaps a unit, and a cell for each row.

    `values` (N,) are its numbers, or days since the year 1, not to be written to: NaN where a cell
    is missing or faulty. Of labels they are all NaN.
    """

    name: str
    unit: str
    kind: Kind
    cells: tuple[str, ...]
    values: Values

    @cached_property
    def missing(self) -> npt.NDArray[np.bool_]:
        """Which rows (N,) have no value here."""
        return np.array([self._says_nothing(cell) for cell in self.cells], dtype=bool)

    def _says_nothing(self, cell: str) -> bool:
        return is_missing(cell) and cell.strip().lower() not in self._named_marks

    @cached_property
    def _named_marks(self) -> frozenset[str]:
        """Marks of a missing value that are a class here, none beside mild: as usual as others.

        So is one that stands beside a single other class, as - beside + does.
        """
        counts = Counter(cell.strip().lower() for cell in self.cells)
        others = [count for cell, count in counts.items() if not is_missing(cell)]
        if self.kind != "labels" or not others or 2 * len(others) > sum(others):
            return frozenset()
        least = max(2, min(others) / 2 if len(others) > 1 else 0)
        return frozenset(mark for mark in AMBIGUOUS if counts[mark] >= least)

    @cached_property
    def faulty(self) -> npt.NDArray[np.bool_]:
        """Which rows (N,) hold something else than the others do."""
        none = np.isnan(self.values) & ~self.missing
        return none if self.kind != "labels" else np.zeros_like(none)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """Its different labels, numbers by size and words in the order in which they come."""
        found = list(dict.fromkeys(cell for cell in self.cells if not self._says_nothing(cell)))
        if self.kind == "numbers":
            size = dict(zip(self.cells, self.values, strict=True))
            found.sort(key=lambda cell: size[cell])
        return tuple(found)

    @cached_property
    def distinct(self) -> int:
        """How many different cells there are; of more than MOST_CLASSES one more than that."""
        found: set[str] = set()
        for cell in self.cells:
            found.add(cell)
            if len(found) > MOST_CLASSES:
                break
        return sum(not self._says_nothing(cell) for cell in found)

    def first_fault(self, decimal: str) -> int:
        """The first row that is neither a number nor, where there are more of those, a date."""
        worn = (*units_worn(self.cells), "")[0]
        found = max(([number(cell, decimal, worn) for cell in self.cells], days(self.cells)),
                    key=lambda values: sum(value is not None for value in values))  # fmt: skip
        faults = (row for row, value in enumerate(found) if value is None and not self.missing[row])
        return next(faults, 0)

    @property
    def counts_rows(self) -> bool:
        """Whether it only numbers the rows."""
        return bool(self.kind == "numbers" and len(self.values) > 2 and
                    self.values[0] in (0, 1) and (np.diff(self.values) == 1).all())  # fmt: skip

    @property
    def may_label(self) -> bool:
        """Whether its cells may be the names of classes."""
        if self.kind == "dates" or not 2 <= self.distinct <= MOST_CLASSES:
            return False
        whole = self.kind == "labels" or bool((np.nan_to_num(self.values) % 1 == 0).all())
        return whole and 2 * self.distinct <= len(self.cells)


def typed(
    names: Sequence[str],
    units: Sequence[str],
    cells: Sequence[tuple[str, ...]],
    decimal: str | None,
    separator: str,
    dates: str | None,
) -> tuple[tuple[Column, ...], str, bool]:
    """The columns, the decimal sign of most of them, and whether it is open to doubt.

    The sign is decided for each column as a whole; where its cells do not tell, by the others.
    """
    found = [decimal_sign(each) for each in cells]
    told = Counter(sign for sign, _ in found if sign)
    common = decimal or (told.most_common(1)[0][0] if told else None)
    columns, doubtful = [], False
    for place, (each, (sign, certain)) in enumerate(zip(cells, found, strict=True)):
        chosen = decimal or sign or common or _likely(each, separator)
        column = _typed(_name(names[place], place), units[place], each, chosen, dates)
        unsure = not certain and not decimal and bool(sign or not common)
        doubtful |= unsure and column.kind == "numbers"
        columns.append(column)
    return tuple(columns), common or _likely(sum(cells, ()), separator), doubtful


def order_of_dates(columns: Sequence[Column], chosen: str | None) -> tuple[str | None, bool]:
    """Whether days or months stand first in dates, None where there are none; and if it is sure.

    What is `chosen` counts where some column does not tell.
    """
    found = [day_or_month(column.cells) for column in columns if column.kind == "dates"]
    if not all(told for _, told in found):
        return chosen or next(order for order, told in found if not told), bool(chosen)
    return next((order for order, _ in found if order), None), True


def _likely(cells: Sequence[str], separator: str) -> str:
    """The decimal sign where no cell tells: a comma that may part columns parts thousands."""
    signs = {sign for cell in cells for sign in ".," if sign in cell}
    if signs == {","}:
        return "," if separator == ";" or are_decimals(cells) else "."
    return "."


def _name(name: str, place: int) -> str:
    """The name, or the letter by which a spreadsheet calls the column."""
    letters = ""
    place += 1
    while place:
        place, last = divmod(place - 1, 26)
        letters = chr(ord("A") + last) + letters
    return name or letters


def _typed(name: str, unit: str, cells: tuple[str, ...], decimal: str, dates: str | None) -> Column:
    if not unit and (parted := BRACKETS.fullmatch(name)):
        name, unit = parted[1], parted[2]
    there = sum(not is_missing(cell) for cell in cells)
    worn = (*units_worn(cells), "")[0]
    values = [number(cell, decimal, worn) for cell in cells]
    kind: Kind = "numbers"
    if sum(value is not None for value in values) <= MOST * there:
        values, kind = days(cells, dates), "dates"
    if sum(value is not None for value in values) <= MOST * there:
        values, kind = [None] * len(cells), "labels"
    array = np.array(values, dtype=np.float64)  # None becomes NaN
    array.flags.writeable = False
    return Column(name, unit.strip("()[] ") or worn * (kind == "numbers"), kind, cells, array)
