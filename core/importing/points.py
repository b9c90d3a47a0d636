"""Points from the columns of a table: which columns, which rows, and what is said of the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.importing.cells import units_worn
from core.importing.columns import Column, Values
from core.importing.dialect import is_measured
from core.importing.table import NAMED, PassedOver, Table
from core.importing.thinning import drawn, thinned
from core.message import InvalidInput, Message

FEWEST_POINTS, MOST_POINTS = 10, 2000
"""More are thinned; the density of the data is a sum over all of them."""
FAR = 20
"""Interquartile ranges from the median at which a value is named, and kept."""
TIME, TIMES = "t", ("t", "time", "times", "时间")


@dataclass(frozen=True, eq=False)
class PointChoices:
    """Places of the columns to take, and of the one that labels; None is for the likeliest."""

    columns: tuple[int, ...] | None = None
    label: int | None = None


@dataclass(frozen=True, eq=False)
class Points:
    """Points (N, k), float64 and neither centred nor scaled, with their classes where asked for.

    `rows` (N,) are their places in the table, `labels` (N,) places in `classes`. `columns` were
    taken, and `label`; `asks` says that others might as well be meant. `said` are sentences: what
    was read, left out, and thinned.
    """

    name: str
    values: Values
    rows: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int64] | None
    classes: tuple[str, ...]
    columns: tuple[int, ...]
    label: int | None
    asks: bool
    left_out: tuple[PassedOver, ...]
    said: tuple[Message, ...]

    def fates(self, table: Table) -> list[Message]:
        """What became of each row of the table they were made of."""
        reasons = {line: each.reason for each in self.left_out for line in each.lines}
        numbers = {row: n for n, row in enumerate(self.rows.tolist(), 1)}
        return [
            Message("point {number}", {"number": numbers[row]}) if row in numbers
            else Message("left out: {why}", {"why": reasons[line]}) if line in reasons
            else Message("thinned out")
            for row, line in enumerate(table.lines)
        ]  # fmt: skip

    @property
    def centred(self) -> Values:
        """The points less their mean, which no float32 could be told apart from far away."""
        centred: Values = self.values - self.values.mean(axis=0)
        return centred


def points(
    table: Table,
    names: Sequence[str] = ("x", "y"),
    choices: PointChoices = PointChoices(),
    labelled: bool = False,
    fewest: int = FEWEST_POINTS,
) -> Points:
    """Points of coordinates `names` from the columns chosen, or from those that are likeliest.

    Rows in which a value is missing or faulty are left out and counted. Raises InvalidInput, with
    one exact sentence, where there are not enough columns, numbers or points.
    """
    count = len(names)
    columns = choices.columns or _likely(table, names)
    _check(table, columns, count)
    label = choices.label
    if labelled and label is None:
        label = next((n for n in reversed(table.labels) if n not in columns), None)
    taken = [table.columns[n] for n in columns]
    named = [*taken, *([table.columns[label]] if label is not None else [])]
    kept, left_out = _whole(table, named)
    values = np.stack([_since(column, kept) for column in taken], axis=1)
    _check_points(table.name, values, fewest)
    some = drawn(len(kept), MOST_POINTS)
    classes = table.columns[label].classes if label is not None else ()
    labels = None if label is None else _numbers(table.columns[label], kept[some])
    first = Message("{name}: {count} points from the columns {columns}.",
                    {"name": table.name, "count": len(kept),
                     "columns": ", ".join(column.name for column in named)})  # fmt: skip
    asks = choices.columns is None and len(table.measured) > count
    return Points(
        table.name, values[some], kept[some], labels, classes, columns, label, asks, left_out,
        (first, *map(_said, left_out), *table.lost, *_far(table, taken, kept), *_dated(taken),
         *table.thinned, *thinned(len(kept), MOST_POINTS)),
    )  # fmt: skip


def _likely(table: Table, wanted: Sequence[str]) -> tuple[int, ...]:
    """The likeliest coordinates: by their names, else what neither counts, names nor rests.

    A time is what is called so, or a date, or the first column, and may well count.
    """
    count, names = len(wanted), [column.name.lower() for column in table.columns]
    if set(wanted) <= set(names):
        return tuple(names.index(name) for name in wanted)
    if TIME in wanted:
        times = [n for n in table.measured if names[n] in TIMES or table.columns[n].kind == "dates"]
        first = (times or list(table.measured))[:1]
        return (*first, *(n for n in table.measured if n not in first))[:count]
    if len(table.measured) <= count:
        return table.measured

    def unlikely(place: int) -> tuple[bool, bool]:
        column = table.columns[place]
        return column.counts_rows, column.distinct < 2 or column.may_label

    return tuple(sorted(sorted(table.measured, key=unlikely)[:count]))


def _check(table: Table, columns: Sequence[int], count: int) -> None:
    """Refuse too few columns, and one of words."""
    if len(table.columns) < count:
        raise InvalidInput(
            "{name} has {found} of the {count} columns that are needed.",
            name=table.name, found=len(table.columns), count=count,
        )  # fmt: skip
    words = [n for n in columns if table.columns[n].kind == "labels"]
    if len(columns) < count:
        words = [n for n, column in enumerate(table.columns) if column.kind == "labels"]
    if words:
        column = table.columns[words[0]]
        _check_units(table.name, column)
        row = column.first_fault(table.read.decimal or ".")
        raise InvalidInput(
            "Line {line} of {name} holds {found} in the column {column}, which is not a number.",
            line=table.lines[row], name=table.name, found=repr(column.cells[row][:40]),
            column=column.name,
        )  # fmt: skip


def _check_units(name: str, column: Column) -> None:
    units = units_worn(column.cells)
    if len(units) > 1 and is_measured(column.cells):
        raise InvalidInput(
            "The column {column} of {name} holds different units: {units}.",
            name=name, column=column.name, units=", ".join(unit or "–" for unit in units[:NAMED]),
        )  # fmt: skip


def _whole(
    table: Table, columns: Sequence[Column]
) -> tuple[npt.NDArray[np.int64], tuple[PassedOver, ...]]:
    """Rows in which all columns have a value, and the lines of the others, each with its reason."""
    kept = np.ones(len(table), dtype=bool)
    left_out = []
    for column in columns:
        for gone in (column.missing & kept, column.faulty & kept):
            kept &= ~gone
            if gone.any():
                lines = tuple(table.lines[row] for row in np.flatnonzero(gone))
                left_out.append(PassedOver(_reason(column, int(gone.argmax())), lines))
    return np.flatnonzero(kept), tuple(left_out)


def _reason(column: Column, row: int) -> Message:
    if column.missing[row]:
        return Message("no value in {column}", {"column": column.name})
    found = {"found": repr(column.cells[row][:40]), "column": column.name}
    return Message("{found} in {column} is no number", found)


def _said(left_out: PassedOver) -> Message:
    reason = left_out.reason
    values = {**reason.values, "count": len(left_out.lines), "lines": left_out.named}
    if "found" in reason.values:
        return Message("Rows left out, {found} in {column} is no number: {count} (line {lines}).",
                       values)  # fmt: skip
    return Message("Rows left out, no value in {column}: {count} (line {lines}).", values)


def _since(column: Column, kept: npt.NDArray[np.int64]) -> Values:
    values: Values = column.values[kept]
    return values - values.min(initial=np.inf) if column.kind == "dates" else values


def _dated(columns: Sequence[Column]) -> tuple[Message, ...]:
    return tuple(
        Message("{column} is in days since the first of its dates.", {"column": column.name})
        for column in columns
        if column.kind == "dates"
    )


def _check_points(name: str, values: Values, fewest: int) -> None:
    if len(values) < fewest:
        raise InvalidInput(
            "{name} holds {count} points; at least {least} are needed.",
            name=name, count=len(values), least=fewest,
        )  # fmt: skip
    if (values == values[0]).all():
        raise InvalidInput("All points of {name} are the same.", name=name)


def _numbers(column: Column, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    number = {label: n for n, label in enumerate(column.classes)}
    return np.array([number[column.cells[row]] for row in rows], dtype=np.int64)


def _far(
    table: Table, columns: Sequence[Column], kept: npt.NDArray[np.int64]
) -> tuple[Message, ...]:
    """A sentence for each column in which a few values lie far from all others: -999, say."""
    said = []
    for column in columns:
        values = column.values[kept]
        low, middle, high = np.quantile(values, (0.25, 0.5, 0.75))
        far = np.abs(values - middle) > FAR * (high - low)
        if high > low and far.any():
            first, rest = int(np.flatnonzero(far)[0]), values[~far]
            said.append(Message(
                "Line {line} holds {value} in {column}, far from {low} to {high}; it is kept.",
                {"line": table.lines[kept[first]], "column": column.name,
                 "value": f"{values[first]:.6g}", "low": f"{rest.min():.6g}",
                 "high": f"{rest.max():.6g}"},
            ))  # fmt: skip
    return tuple(said)
