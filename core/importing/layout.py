"""Which rows of a table are titles, names, units, and data."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.importing.cells import UNIT, is_missing, is_number
from core.importing.comments import MARK
from core.importing.dialect import Line, Row, body, is_measure, is_measured, rows
from core.message import InvalidInput

# A width that so many rows share is one of the table and no accident.
SHARE = 0.1
MOST_UNEQUAL = 0.2
LOOKED_AT = 300

BRACKETED = re.compile(r"[(\[].+[)\]]")
BOUND = re.compile(r"^[<>≤≥~≈]+ ?(?=\S)")
"""What stands before a value that was not measured itself."""
NONE = None, None, ()
RULE = re.compile(r"[|+]?:?-{2,}[-+|:]*|={2,}")


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
    name: str, remarks: Sequence[Line], found: Sequence[Row], separator: str, header: bool | None
) -> Layout:
    """Understand rows, with a header, without, or with what there seems to be.

    Raises InvalidInput where there is no data, or the rows fit no table.
    """
    found = [row for row in found if not _is_rule(row)]
    width = _width(found)
    measured = _measured(found, width)
    first = 0 if measured else _first_whole(found, width)
    start, doubtful = _start(found, width, measured) if measured else _words(found[first:], width)
    start += first
    if header is not None:
        start = max(start, first + 1) if header else start - doubtful * (start > 0)
        doubtful = False
    above, below = found[:start], found[start:]
    named, units, faulty = _names(above, width, measured) if header is not False else NONE
    below = [*faulty, *below]
    _check_widths(name, named, below, width, measured)
    long = tuple(row for row in below if row.width > width)
    data = tuple(row for row in below if row.width <= width)
    if not data:
        raise InvalidInput("{name} holds no rows of data.", name=name)
    names, line = _texts(named, width), named.line if named else None
    noted = None if named or header is False else _commented(remarks, data, separator, width)
    if noted:
        names, line = noted
    titles = tuple(row for row in above if row not in (named, units, *faulty))
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


def _measured(found: Sequence[Row], width: int) -> tuple[int, ...]:
    """The columns of numbers and dates."""
    below = body(found, LOOKED_AT)
    return tuple(n for n in range(width) if is_measured([_cell(row, n) for row in below]))


def _start(found: Sequence[Row], width: int, measured: Sequence[int]) -> tuple[int, bool]:
    """The place of the first row of data, and whether that is open to doubt."""
    for place, row in enumerate(found):
        cells = [_cell(row, n) for n in measured]
        there = [cell for cell in cells if not is_missing(cell)]
        if 2 * len(there) >= len(cells) and all(map(is_measure, there)):
            counted = place == 0 and _counts_columns(row, found[1:], width)
            return place + counted - _faulty_above(found, place, measured), counted
    return 0, True


def _faulty_above(found: Sequence[Row], place: int, measured: Sequence[int]) -> int:
    """How many rows above the first sound one are data too: some numbers, with names over them."""
    are = [[is_measure(_cell(row, n)) for n in measured] for row in found[:place]]
    count = 0
    while count + 1 < place and any(are[-1 - count]) and not all(are[-1 - count]):
        count += 1
    return count if count and not any(are[-1 - count]) else 0


def _counts_columns(row: Row, below: Sequence[Row], width: int) -> bool:
    """Whether a first row 0, 1, 2 … are names, as of a frame without any: no other row is whole.

    Before them a blank stands above the numbers of the rows, if there are such.
    """
    if row.cells[0] == "" and below and below[0].cells[0]:
        return list(row.cells[1:]) == [str(n) for n in range(width - 1)]
    counting = [str(n) for n in range(width)]
    whole = (all(cell.isdigit() for cell in other.cells) for other in body(below, LOOKED_AT))
    return width > 1 and list(row.cells) == counting and not any(whole)


def _least(width: int) -> int:
    """How many names there must be: R has none for the names of rows."""
    return width if width < 3 else width - 1


def _first_whole(found: Sequence[Row], width: int) -> int:
    return next((n for n, row in enumerate(found) if len(row.cells) >= _least(width)), 0)


def _words(found: Sequence[Row], width: int) -> tuple[int, bool]:
    """A table of words has names where the first row is unlike a column that repeats itself."""
    for n in range(width):
        first, *rest = (_cell(row, n) for row in found)
        if first and 2 * len(set(rest)) <= len(rest) and first not in rest:
            return 1, True
    return 0, True


def _names(
    above: Sequence[Row], width: int, measured: Sequence[int]
) -> tuple[Row | None, Row | None, Sequence[Row]]:
    """Of the rows above the first sound one that of names, that of units, and faulty data below."""
    whole = [row for row in above if row.width >= _least(width)]
    whole = [row for row in whole if row.width <= width] or [row for row in above if width == 1]
    count = len(whole)
    while whole and _are_values([_cell(whole[-1], n) for n in measured], len(whole) > 1):
        whole.pop()
    faulty = [row for row in above if whole[-1:] and row.line > whole[-1].line]
    if not whole:
        return None, None, above[-count:] if count else ()
    if len(whole) > 1 and _are_units(whole[-1]):
        return whole[-2], whole[-1], faulty
    return whole[-1], None, faulty


def _are_values(cells: Sequence[str], named: bool) -> bool:
    """Whether they stand for values that are not there, and so name nothing: NA, <0.1, or ERR."""
    there = [cell for cell in cells if cell]
    if named and len(there) > 1 and len(set(there)) == 1:
        return True
    sound = [BOUND.sub("", cell) for cell in there]
    gone = sum(is_missing(cell) or cell != bare for cell, bare in zip(there, sound, strict=True))
    return gone > 0 and all(is_missing(cell) or is_measure(cell) for cell in sound)


def _are_units(row: Row) -> bool:
    there = [cell for cell in row.cells if cell]
    return all(UNIT.fullmatch(cell) or BRACKETED.fullmatch(cell) for cell in there)


def _commented(
    remarks: Sequence[Line], below: Sequence[Row], separator: str, width: int
) -> tuple[tuple[str, ...], int] | None:
    """Names in the last comment above the data, where it has as many words as there are columns."""
    first = below[0].line if below else 0
    for line, text in reversed([each for each in remarks if each[0] < first]):
        for row in rows("", [(line, MARK.sub("", text))], separator):
            if row.width == width > 1:
                return _texts(row, width), line
        break
    return None


def _texts(row: Row | None, width: int) -> tuple[str, ...]:
    """Cells as `width` names on one line; where one is lacking, the first column has none (R)."""
    cells = [" ".join(cell.split()) for cell in row.cells[: row.width]] if row else []
    if row and _lacks_one(row, width):
        cells = ["", *cells]
    return tuple([*cells, *[""] * width][:width])


def _lacks_one(row: Row, width: int) -> bool:
    return row.width == width - 1 and len(row.cells) < width


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _check_widths(
    name: str, named: Row | None, data: Sequence[Row], width: int, measured: Sequence[int]
) -> None:
    """Refuse rows of many lengths, or of another than the names: values would change columns.

    Columns of words that have a name may be left away at the end of a row.
    """
    usual = named.width if named else width
    least = max(measured, default=0) + 1 if named and usual == width else width
    odd = [row for row in data if row.width > width or len(row.cells) < least]
    lacking = named is not None and _lacks_one(named, width) and not _are_named(data)
    if len(odd) > max(1, MOST_UNEQUAL * len(data)) or lacking:
        row = next((row for row in data if row.width > usual), (odd or data)[0])
        raise InvalidInput(
            "The lines of {name} have unequal numbers of columns: line {line} has {count} and not"
            " {most}.", name=name, line=row.line, count=len(row.cells), most=usual,
        )  # fmt: skip


def _are_named(data: Sequence[Row]) -> bool:
    """Whether the first column names the rows: all different, and no words stand behind it."""
    first = [row.cells[0] for row in data]
    spoken = any(" " in cell and not is_measure(cell) for row in data for cell in row.cells[1:])
    numbered = all(each.isdigit() for each in first if is_number(each))
    return len(set(first)) == len(first) and numbered and not spoken
