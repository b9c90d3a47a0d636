"""Which rows of a table are titles, names, units, and data."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.importing.cells import UNIT, is_missing, is_number
from core.importing.dates import days
from core.importing.dialect import Lines, Row, body, is_measured, rows
from core.message import InvalidInput

# A width that so many rows share is one of the table and no accident.
SHARE = 0.1
MOST_UNEQUAL = 0.2
LOOKED_AT = 300

UNITS = re.compile(rf"[(\[]?(?:{UNIT}|%|a\.?u\.?|1|-)[)\]]?")
BRACKETED = re.compile(r"[(\[].+[)\]]")
RULE = re.compile(r"[|+]?:?-{2,}[-+|:]*|={2,}")
MARK = re.compile(r"^\s*(?:#|%|//)+\s*")


@dataclass(frozen=True)
class Layout:
    """The rows of data, names and units of the columns where they have any, and the rest.

    `header` and `units` are lines of the file, None where there is no such line; `titles` are the
    rows above the data that are neither, `long` those with more cells than there are columns.
    `doubtful` says that the first row might as well be names as data.
    """

    names: tuple[str, ...]
    unit_names: tuple[str, ...]
    data: tuple[Row, ...]
    header: int | None
    units: int | None
    titles: tuple[Row, ...]
    long: tuple[Row, ...]
    doubtful: bool


def laid_out(
    name: str, lines: Lines, found: Sequence[Row], separator: str, header: bool | None
) -> Layout:
    """Understand rows, with a header, without, or with what there seems to be.

    Raises InvalidInput where there is no data, or the rows fit no table.
    """
    found = [row for row in found if not _is_rule(row)]
    width = _width(found)
    start, doubtful = _start(found, width)
    if header is not None:
        start = max(start, 1) if header else start - doubtful * (start > 0)
        doubtful = False
    above, below = found[:start], found[start:]
    named, units = _names(above, width) if header is not False else (None, None)
    names, line = _texts(named, width), named.line if named else None
    if not named and header is not False and (noted := _commented(lines, below, separator, width)):
        names, line = noted
    long = tuple(row for row in below if row.width > width)
    data = tuple(row for row in below if row.width <= width)
    _check_widths(name, below, width)
    if not data:
        raise InvalidInput("{name} holds no rows of data.", name=name)
    titles = tuple(row for row in above if row is not named and row is not units)
    return Layout(
        names, _texts(units, width), data, line, units.line if units else None, titles, long,
        doubtful,
    )  # fmt: skip


def _is_rule(row: Row) -> bool:
    """Whether a row is the line that is drawn under names."""
    there = [cell for cell in row.cells if cell]
    return bool(there) and all(RULE.fullmatch(cell) for cell in there)


def _width(found: Sequence[Row]) -> int:
    counts = Counter(row.width for row in found)
    usual = max(counts, key=lambda width: (counts[width], width), default=0)
    shared = [w for w, count in counts.items() if count > max(1, SHARE * len(found))]
    return max([usual, *shared])


def _start(found: Sequence[Row], width: int) -> tuple[int, bool]:
    """The place of the first row of data, and whether that is open to doubt."""
    below = body(found, LOOKED_AT)
    columns = [[_cell(row, n) for row in below] for n in range(width)]
    measured = [n for n, cells in enumerate(columns) if is_measured(cells)]
    if not measured:
        return _start_of_words(found, width)
    for place, row in enumerate(found):
        cells = [_cell(row, n) for n in measured]
        there = [cell for cell in cells if not is_missing(cell)]
        if 2 * len(there) >= len(cells) and all(map(_is_measure, there)):
            counted = place == 0 and _counts_columns(row, below, width)
            return place + counted - _faulty_above(found, place, measured), counted
    return 0, True


def _faulty_above(found: Sequence[Row], place: int, measured: Sequence[int]) -> int:
    """How many rows above the first sound one are data too: some numbers, with names over them."""
    are = [[_is_measure(_cell(row, n)) for n in measured] for row in found[:place]]
    count = 0
    while count + 1 < place and any(are[-1 - count]) and not all(are[-1 - count]):
        count += 1
    return count if count and not any(are[-1 - count]) else 0


def _is_measure(cell: str) -> bool:
    return is_number(cell) or days([cell])[0] is not None


def _counts_columns(row: Row, below: Sequence[Row], width: int) -> bool:
    """Whether a first row 0, 1, 2 … are names, as of a frame without any: no other row is whole."""
    counting = [str(n) for n in range(width)]
    whole = (all(cell.isdigit() for cell in other.cells) for other in below if other is not row)
    return width > 1 and list(row.cells) == counting and not any(whole)


def _start_of_words(found: Sequence[Row], width: int) -> tuple[int, bool]:
    """A table of words has names where the first row is unlike a column that repeats itself."""
    for n in range(width):
        first, *rest = (_cell(row, n) for row in found)
        if first and 2 * len(set(rest)) <= len(rest) and first not in rest:
            return 1, True
    return 0, True


def _names(above: Sequence[Row], width: int) -> tuple[Row | None, Row | None]:
    """Of the rows above the data the one of names, and the one of units below it."""
    least = width if width < 3 else width - 1  # R has no name for the names of rows
    whole = [row for row in above if row.width >= least]
    whole = [row for row in whole if row.width <= width] or [row for row in above if width == 1]
    if not whole:
        return None, None
    if len(whole) > 1 and _are_units(whole[-1]):
        return whole[-2], whole[-1]
    return whole[-1], None


def _are_units(row: Row) -> bool:
    there = [cell for cell in row.cells if cell]
    return all(UNITS.fullmatch(cell) or BRACKETED.fullmatch(cell) for cell in there)


def _commented(
    lines: Lines, below: Sequence[Row], separator: str, width: int
) -> tuple[tuple[str, ...], int] | None:
    """Names in the last comment above the data, where it has as many words as there are columns."""
    first = below[0].line if below else 0
    for line, text in reversed([each for each in lines.comments if each[0] < first]):
        for row in rows("", [(line, MARK.sub("", text))], separator):
            if row.width == width > 1:
                return _texts(row, width), line
        break
    return None


def _texts(row: Row | None, width: int) -> tuple[str, ...]:
    """Cells as `width` names on one line; where one is lacking, the first column has none (R)."""
    cells = [" ".join(cell.split()) for cell in row.cells[: row.width]] if row else []
    if len(cells) == width - 1 and row and len(row.cells) < width:
        cells = ["", *cells]
    return tuple([*cells, *[""] * width][:width])


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _check_widths(name: str, data: Sequence[Row], width: int) -> None:
    """Refuse rows of many lengths: values would be taken from the wrong columns."""
    odd = [row for row in data if row.width > width or len(row.cells) < width]
    if len(odd) > max(1, MOST_UNEQUAL * len(data)):
        raise InvalidInput(
            "The lines of {name} have unequal numbers of columns: line {line} has {count} and not"
            " {most}.", name=name, line=odd[0].line, count=len(odd[0].cells), most=width,
        )  # fmt: skip
