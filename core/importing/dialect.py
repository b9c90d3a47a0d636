"""The lines of a table as rows of cells, whatever parts the columns."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.importing.cells import NUMBERS, UNIT, is_missing, is_number, undressed
from core.importing.dates import days
from core.importing.thinning import drawn
from core.message import InvalidInput, Message

SEPARATORS = (",", ";", "\t", "|", " ", "，")
PART = 2**14 * 4 // 3
"""Characters of the head, of the middle and of the tail, by which the separator is guessed."""
FEW = 60
"""Rows whose cells are looked at for it."""
MOST = 0.8
"""Share of the cells that are numbers where a column is one of numbers; the others are faulty."""
MOST_COLUMNS = 1000
LONGEST_QUOTE = 20
"""Lines; a quotation that is longer was never closed."""

NOTHING = "\x1f"  # stands in no text, and so parts nothing
NO = False, False
MOST_LINES, MOST_LETTERS = 40_000, 700_000
"""Of longer tables some lines are drawn before anything is understood, which takes its time."""
ENDS = 100
"""Lines at either end that are always kept: titles, names, sums."""
SEP_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
SINGLE = re.compile(r"(?:^|[,;\t|])\s*'[^']*'\s*(?:$|[,;\t|])")
"""A cell in single quotes."""
Line = tuple[int, str]
"""A line of the file, from 1 on, and what it says."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells without blanks around them, and the line in the file, from 1 on, where they end."""

    line: int
    cells: tuple[str, ...]

    @property
    def width(self) -> int:
        """The number of cells up to the last that is not empty."""
        return max((n for n, cell in enumerate(self.cells, start=1) if cell), default=0)


@dataclass(frozen=True)
class Lines:
    """The lines of a table, and what its first line says of the separator.

    Of a long table they are some of the lines, which `thinned` says.
    """

    lines: tuple[Line, ...]
    separator: str | None
    thinned: tuple[Message, ...]

    @classmethod
    def of(cls, text: str) -> "Lines":
        """The lines of `text`, but for Excel's `sep=;`."""
        body, thinned = _numbered(text)
        said = SEP_LINE.fullmatch(body[0][1]) if body else None
        return cls(tuple(body[1:] if said else body), said[1] if said else None, thinned)


def sampled(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines of the head, the middle and the tail, about 64 kB."""
    length = sum(len(line) for _, line in lines)
    if length <= 3 * PART:
        return lines
    each = max(1, PART * len(lines) // length)
    middle = len(lines) // 2
    return [*lines[:each], *lines[middle : middle + each], *lines[-each:]]


def _numbered(text: str) -> tuple[list[Line], tuple[Message, ...]]:
    """The lines that are not blank, with their numbers; of very many the ends, and some between."""
    lines = text.split("\n")
    there = np.fromiter((n for n, line in enumerate(lines) if line and not line.isspace()), int)
    most = min(MOST_LINES, MOST_LETTERS * len(there) // max(1, len(text)) + 2 * ENDS)
    if len(there) > most:
        between = there[ENDS:-ENDS]
        some = between[drawn(len(between), most - 2 * ENDS)]
        kept = np.concatenate([there[:ENDS], some, there[-ENDS:]])
        values = {"count": len(there), "most": most}
        said = Message("Of {count} lines {most} were drawn at random.", values)
        return [(n + 1, lines[n]) for n in kept.tolist()], (said,)
    return [(n + 1, lines[n]) for n in there.tolist()], ()


def rows(name: str, lines: Sequence[Line], separator: str) -> list[Row]:
    """The rows of `lines` that hold anything, quotes obeyed; "" separates nothing.

    Raises InvalidInput for more columns or longer cells than anybody means.
    """
    try:
        found = list(_read(name, lines, separator, csv.QUOTE_MINIMAL))
        if all(cell.count("\n") <= LONGEST_QUOTE for row in found for cell in row.cells):
            return found
    except csv.Error:
        pass  # a quotation that was never closed
    try:
        return list(_read(name, lines, separator, csv.QUOTE_NONE))
    except csv.Error:
        raise InvalidInput("{name} has a cell that is too long.", name=name) from None


def _read(
    name: str, lines: Sequence[Line], separator: str, quoting: Literal[0, 3]
) -> Iterator[Row]:
    reader = csv.reader(
        (line + "\n" for _, line in lines), delimiter=separator or NOTHING,
        quotechar=_quote(lines[:FEW]), quoting=quoting, skipinitialspace=True,
    )  # fmt: skip
    for cells in reader:
        if len(cells) > MOST_COLUMNS:
            raise InvalidInput("{name} has more than {most} columns.", name=name, most=MOST_COLUMNS)
        if any(cells):
            trimmed = tuple(map(str.strip, cells))
            if any(trimmed):
                yield Row(lines[reader.line_num - 1][0], trimmed)


def _quote(lines: Sequence[Line]) -> str:
    quoted = sum(bool(SINGLE.search(line)) for _, line in lines)
    return "'" if quoted > MOST * len(lines) and not any('"' in line for _, line in lines) else '"'


def guessed_separator(name: str, lines: Sequence[Line]) -> tuple[str, bool]:
    """What parts the columns, "" where there is but one; and whether that is open to doubt.

    What clevercsv finds, unless another separator leaves more numbers and dates: it knows no
    decimal commas between blanks. It is doubted where it does not fit the first row and another
    does: so with numbers that are grouped wrongly. Where each line is one number with a decimal
    comma, that may be no separator.
    """
    sample = sampled(lines)
    tried = {each: rows(name, sample, each) for each in SEPARATORS}
    fits = {each: _fit(body(found, FEW)) for each, found in tried.items()}
    proposal = _proposal("\n".join(line for _, line in sample))
    best = max(fits, key=fits.__getitem__)
    if proposal not in fits or fits[best] > fits[proposal]:
        proposal = best if fits[best] > 0 else ""
    one, maybe = _one_number(rows(name, sample, "")) if usual_width(tried[","]) == 2 else NO
    if proposal and one:
        return "", True
    as_good = maybe or sum(fit >= 0.9 * fits[best] > 0 for fit in fits.values()) > 1
    named = {each for each, found in tried.items() if fits[each] > 0 and _first_is_whole(found)}
    return proposal, as_good or (bool(named) and proposal not in named)


def _first_is_whole(found: Sequence[Row]) -> bool:
    """Whether the first row, which may hold the names, has as many cells as the others."""
    return found[0].width == usual_width(found)


def _proposal(sample: str) -> str:
    from clevercsv import Detector  # takes 0.16 s, which no page that reads no table should

    found = Detector().detect(sample, delimiters=SEPARATORS)
    return (found.delimiter if found else None) or ""


def body(found: Sequence[Row], most: int) -> Sequence[Row]:
    """Some of the rows, from all parts but the first quarter, which may be titles and names."""
    rest = found[max(1, len(found) // 4) :] or found
    return rest[:: max(1, len(rest) // most)]


def usual_width(found: Iterable[Row]) -> int:
    """The number of cells that most rows have, empty ones behind not counted."""
    counts = Counter(row.width for row in found)
    return max(counts, key=lambda width: (counts[width], width), default=0)


def _fit(found: Sequence[Row]) -> float:
    """Share of the columns that hold numbers or dates, times that of the rows that are whole."""
    width = usual_width(found)
    whole = [row.cells[:width] for row in found if row.width == width]
    if width < 2:
        return 0.0
    columns = sum(map(is_measured, zip(*whole, strict=True)))
    return columns / width * len(whole) / len(found)


def is_measure(cell: str) -> bool:
    """Whether a cell holds a number or a date."""
    return is_number(cell) or days([cell])[0] is not None


def is_measured(cells: Sequence[str]) -> bool:
    """Whether nearly all cells of a column that hold anything are numbers, or dates."""
    there = [cell for cell in cells if not is_missing(cell)]
    numbers = sum(map(is_number, there))
    dated = 0 if numbers else sum(day is not None for day in days(there))
    return max(numbers, dated) > MOST * len(there)


def _one_number(found: Sequence[Row]) -> tuple[bool, bool]:
    """Whether whole lines that hold commas are numbers, and whether they may be.

    They are where the part behind a comma begins with a zero, as no whole number does, or where one
    name, perhaps with its unit, stands above. Nothing tells where all have as many decimals.
    """
    parts = [_decimals(row.cells[0]) for row in found]
    place = next((n for n, part in enumerate(parts) if part is not None), len(found))
    there = [part for row, part in zip(found, parts, strict=True) if not is_missing(row.cells[0])]
    decimals = [part for part in there[place:] if part]
    if None in there[place:] or not decimals or 2 * place > len(found):
        return False, False
    name = found[place - 1].cells[0].split(",") if place else []
    one = len(name) == 1 or (len(name) == 2 and UNIT.fullmatch(name[1].strip()) is not None)
    zeros = any(len(part) > 1 and part[0] == "0" for part in decimals)
    alike = not name and len(decimals) == len(there) and len(set(map(len, decimals))) == 1
    return one or (zeros and not name), zeros or alike


def _decimals(cell: str) -> str | None:
    """The figures behind a decimal comma, "" where there is none; None for what is no number."""
    text, _ = undressed(cell)
    return text.partition(",")[2] if NUMBERS[","].fullmatch(text) else None
