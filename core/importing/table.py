"""A table that a person brings, from bytes to typed columns that say what was guessed."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.importing.columns import Column, order_of_dates, typed
from core.importing.comments import parted, without_remarks
from core.importing.dialect import Line, Lines, Row, guessed_separator
from core.importing.encoding import decoded
from core.importing.layout import Layout, laid_out
from core.importing.source import MEGABYTE, Source
from core.message import InvalidInput, Message

LARGEST = 8 * MEGABYTE
"""Nobody means a longer table for these pages, and the window must not wait for one."""
NAMED = 5
"""Lines that a sentence names."""


@dataclass(frozen=True)
class TableChoices:
    """How a table is read; None is for what it seems to be.

    A key of ENCODINGS, one of SEPARATORS or "" for none, "." or ",", whether names stand above,
    and "day" or "month", whichever stands first in dates that do not tell.
    """

    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
    header: bool | None = None
    dates: str | None = None


@dataclass(frozen=True)
class PassedOver:
    """Lines of the file that are no rows of the table, and why."""

    reason: Message
    lines: tuple[int, ...]

    @property
    def named(self) -> str:
        """The first few of them."""
        return ", ".join(map(str, self.lines[:NAMED])) + "…" * (len(self.lines) > NAMED)


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length, and how they were read.

    `lines` are the rows' lines in the file; `header` and `units` those of names and units. `read`
    has every choice settled, and `guessed` names those that are open to doubt. `thinned` says so
    where only some lines of a long file were read.
    """

    name: str
    columns: tuple[Column, ...]
    lines: tuple[int, ...]
    header: int | None
    units: int | None
    read: TableChoices
    guessed: frozenset[str]
    passed_over: tuple[PassedOver, ...]
    thinned: tuple[Message, ...]

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.lines)

    @property
    def measured(self) -> tuple[int, ...]:
        """Places of the columns that hold numbers or dates."""
        return tuple(n for n, column in enumerate(self.columns) if column.kind != "labels")

    @property
    def labels(self) -> tuple[int, ...]:
        """Places of the columns that may name classes."""
        return tuple(n for n, column in enumerate(self.columns) if column.may_label)

    @property
    def lost(self) -> tuple[Message, ...]:
        """A sentence for each reason for which lines among the rows were passed over."""
        start = self.header or self.lines[0]
        among = [PassedOver(each.reason, tuple(n for n in each.lines if n > start))
                 for each in self.passed_over]  # fmt: skip
        return tuple(
            Message("Lines passed over, {why}: {count} (line {lines}).",
                    {"why": each.reason, "count": len(each.lines), "lines": each.named})
            for each in among if each.lines
        )  # fmt: skip

    @property
    def said(self) -> Message:
        """What was read, in one sentence."""
        return Message(
            "{name} has {rows} rows and {columns} columns: {names}.",
            {"name": self.name, "rows": len(self), "columns": len(self.columns),
             "names": ", ".join(column.name for column in self.columns)},
        )  # fmt: skip


def read_table(source: Source, choices: TableChoices = TableChoices()) -> Table:
    """Read a table as `choices` say, what they leave open as it seems to be.

    Raises InvalidInput, with one exact sentence, for what is no table.
    """
    source.check_length(LARGEST)
    text = decoded(source, choices.encoding)
    lines = Lines.of(text.text)
    separator, doubt = _separator(source.name, lines, choices)
    found, remarks = parted(source.name, lines.lines, separator)
    if not found:
        raise InvalidInput("{name} holds no rows of data.", name=source.name)
    layout = laid_out(source.name, remarks, found, separator, choices.header)
    cells = list(zip(*_filled(layout.data, len(layout.names)), strict=True))
    filled = [n for n, column in enumerate(cells) if any(column)]
    columns, decimal, unsure = typed(
        [layout.names[n] for n in filled], [layout.unit_names[n] for n in filled],
        [cells[n] for n in filled], choices.decimal, separator, choices.dates,
    )  # fmt: skip
    order, told = order_of_dates(columns, choices.dates)
    doubts = {"encoding": text.guessed, "separator": doubt, "decimal": unsure,
              "header": layout.doubtful, "dates": not told}  # fmt: skip
    return Table(
        source.name,
        columns,
        tuple(row.line for row in layout.data),
        layout.header,
        layout.units,
        TableChoices(
            text.encoding,
            separator,
            decimal,
            layout.header is not None,
            order if told else choices.dates or order,
        ),
        frozenset(name for name, doubtful in doubts.items() if doubtful),
        _passed_over(layout, remarks),
        lines.thinned,
    )


def _separator(name: str, lines: Lines, choices: TableChoices) -> tuple[str, bool]:
    for said in (choices.separator, lines.separator):
        if said is not None:
            return said, False
    return guessed_separator(name, without_remarks(lines.lines))


def _filled(data: Sequence[Row], width: int) -> list[tuple[str, ...]]:
    return [(*row.cells, *[""] * (width - len(row.cells)))[:width] for row in data]


def _passed_over(layout: Layout, remarks: Sequence[Line]) -> tuple[PassedOver, ...]:
    found = (
        PassedOver(Message("a title"), tuple(row.line for row in layout.titles)),
        PassedOver(Message("a comment"), tuple(n for n, _ in remarks if n != layout.header)),
        PassedOver(Message("too many columns"), tuple(row.line for row in layout.long)),
    )
    return tuple(each for each in found if each.lines)
