"""The door: whatever a person brings comes in here, and is told to a page as it takes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from core.data.brought import Lines, Rows
from core.importing.drawing import Drawing, DrawingChoices, figure, read_drawing
from core.importing.many_pictures import (
    MOST_PICTURES,
    Progress,
    files_in,
    of_files,
    of_sheet,
    pixels_of,
)
from core.importing.picture import FORMATS, read_picture
from core.importing.points import PointChoices, Points, points
from core.importing.sentences import (
    TEXT_NAMES,
    Sentences,
    names_of_texts,
    sentences_of_table,
    sentences_of_text,
)
from core.importing.sheet import Sheet, SheetChoices, read_sheet
from core.importing.signatures import READ, format_of
from core.importing.source import Source
from core.importing.table import Table, TableChoices, read_table
from core.importing.text import TextChoices, read_text
from core.importing.words import normalised
from core.message import InvalidInput, Message
from core.own_data import LABEL, Own, Takes, taking

READS = (
    (("table",), Message("tables as CSV or plain text")),
    (("drawing", "picture", "pictures"),
     Message("pictures as {formats}", {"formats": ", ".join(FORMATS)})),
    (("text",), Message("texts as plain text")),
)  # fmt: skip
"""In which formats what kinds are read."""


@dataclass(frozen=True)
class Choices:
    """How something is to be read, where a person has said so."""

    table: TableChoices = TableChoices()  # noqa: RUF009 - frozen
    points: PointChoices = field(default_factory=PointChoices)
    drawing: DrawingChoices = DrawingChoices()  # noqa: RUF009 - frozen
    sheet: SheetChoices = SheetChoices()  # noqa: RUF009 - frozen


@dataclass(frozen=True, eq=False)
class Reading:
    """What was read: for whom, as what, with which choices, and how sure that is."""

    name: str
    takes: Takes
    brought: Any
    said: tuple[Message, ...]
    choices: Choices = Choices()
    guessed: bool = False
    table: Table | None = None
    points: Points | None = None
    drawing: Drawing | None = None
    sheet: Sheet | None = None

    def own(self) -> Own:
        """It, as the page has it. Raises InvalidInput, naming it, where the page cannot."""
        try:
            return self.takes.own(self.name, self.brought, self.said)
        except InvalidInput as invalid:
            raise InvalidInput("{name}: {why}", name=self.name, why=invalid.message) from None


def bring(
    takes: Sequence[Takes],
    paths: Sequence[str | Path],
    choices: Choices | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Reading:
    """Read files, or one folder, for a page that `takes` some kinds. Raises InvalidInput."""
    first = Path(paths[0])
    labelled = [each for each in takes if each.kind == "table" and LABEL in each.columns]
    if len(paths) > 1 and labelled and taking(takes, "pictures") is None:
        return _tables(labelled[0], paths, choices or Choices())
    if first.is_dir() or len(paths) > 1:
        files = files_in(first) if first.is_dir() else [Path(each) for each in paths]
        wanted = taking(takes, "pictures")
        if wanted is None:
            raise InvalidInput("This page takes one file at a time.")
        name, found, said = of_files(files[:MOST_PICTURES], progress)
        return Reading(name, wanted, found, said)
    return read(takes, Source.of_file(first), choices)


def read(takes: Sequence[Takes], source: Source, choices: Choices | None = None) -> Reading:
    """Read one thing for a page that `takes` some kinds. Raises InvalidInput."""
    choices = choices or Choices()
    if format_of(source.content) in READ:
        return _picture(takes, source, choices)
    source = _unformatted(takes, source)
    tables, text = [each for each in takes if each.kind == "table"], taking(takes, "text")
    if tables:
        return _rows(tables, source, choices)
    if text is not None:
        return _lines(text, source, choices)
    raise InvalidInput(
        "This page takes {kinds}; {name} is none.",
        kinds=tuple(each.words for each in takes) or "no files", name=source.name,
    )  # fmt: skip


def _unformatted(takes: Sequence[Takes], source: Source) -> Source:
    """It, where it may be a text. Raises InvalidInput for a known format, which is named."""
    found = format_of(source.content)
    if found is None or not takes:
        return source
    kinds = {each.kind for each in takes}
    raise InvalidInput(
        "{name} has the format {format}, which this page does not read; it reads {formats}.",
        name=source.name, format=found,
        formats=tuple(words for names, words in READS if kinds & {*names}),
    )  # fmt: skip


def _picture(takes: Sequence[Takes], source: Source, choices: Choices) -> Reading:
    drawing, several = taking(takes, "drawing"), taking(takes, "pictures")
    if drawing is not None:
        found = read_drawing(read_picture(source), choices.drawing)
        places = figure(found)
        return Reading(
            source.name, drawing, Rows(places.values), places.said, Choices(drawing=found.read),
            bool(found.guessed), drawing=found,
        )  # fmt: skip
    seen = read_picture(source)
    sheet = read_sheet(seen, choices.sheet) if several is not None else None
    if several is not None and sheet is not None:
        name, tiles, said = of_sheet(source.name, sheet)
        asks = choices.sheet.rows is None
        return Reading(name, several, tiles, said, Choices(sheet=sheet.read), asks, sheet=sheet)
    picture = taking(takes, "picture")
    if picture is not None:
        settled = Choices(sheet=replace(choices.sheet, rows=1, columns=1))
        return Reading(source.name, picture, pixels_of(seen), seen.done, settled)
    raise InvalidInput("{name} is a picture, which this page does not take.", name=source.name)


def _rows(tables: Sequence[Takes], source: Source, choices: Choices) -> Reading:
    """Points for the first of `tables` for which there are columns enough."""
    table = read_table(source, choices.table)
    takes = next((each for each in tables if _has_columns(table, each)), tables[-1])
    labelled = LABEL in takes.columns
    found = points(table, takes.numbers, choices.points, labelled, takes.fewest)
    if labelled and found.labels is None:
        raise InvalidInput("{name} has no column of labels.", name=source.name)
    labels = () if found.labels is None else tuple(found.classes[n] for n in found.labels)
    settled = Choices(table.read, PointChoices(found.columns, found.label))
    guessed = found.asks or bool(table.guessed)
    return Reading(
        source.name, takes, Rows(found.values, labels), found.said, settled, guessed, table, found
    )


def _has_columns(table: Table, takes: Takes) -> bool:
    count, usable = len(takes.numbers), {*table.measured, *table.labels}
    more = LABEL not in takes.columns or (bool(table.labels) and len(usable) > count)
    return count <= len(table.measured) and more


def _tables(takes: Takes, paths: Sequence[str | Path], choices: Choices) -> Reading:
    """Several tables, each of them a class that is called as its file."""
    plain = replace(takes, columns=takes.numbers)
    sources = [_unformatted([plain], Source.of_file(Path(path))) for path in paths]
    read = [_rows([plain], source, choices) for source in sources]
    labels = [name for each in read for name in [each.name] * len(each.brought.numbers)]
    numbers = np.concatenate([each.brought.numbers for each in read])
    name = ", ".join(each.name for each in read)
    said = tuple(sentence for each in read for sentence in each.said)
    return Reading(name, takes, Rows(numbers, tuple(labels)), said)


def _lines(takes: Takes, source: Source, choices: Choices) -> Reading:
    """Sentences from a table of such, with labels for a page of such, else the lines of a text."""
    labelled = LABEL in takes.columns
    table = _table_of_texts(source, choices, labelled)
    if table is not None:
        found = sentences_of_table(table, labelled=labelled)
        settled, guessed = Choices(table.read), bool(table.guessed)
    else:
        text = read_text(source, TextChoices(choices.table.encoding))
        found, settled = sentences_of_text(text), Choices(TableChoices(text.read.encoding))
        guessed = bool(text.guessed)
    return Reading(source.name, takes, _grouped(found), found.said, settled, guessed, table)


def _grouped(found: Sentences) -> Lines:
    """Its texts in their normal form; labels only where a group has more than one."""
    texts = tuple(map(normalised, found.texts))
    single = len(found.groups) == len(texts)
    return Lines(texts, () if single else tuple(found.groups[n] for n in found.labels))


def _table_of_texts(source: Source, choices: Choices, labelled: bool) -> Table | None:
    """The table in `source` where it has a column called text, and another for labels.

    Raises InvalidInput where its names say that it is such a table, but its rows do not fit them.
    """
    names, separator = names_of_texts(source, choices.table.encoding)
    if len(names) <= labelled:
        return None
    said = choices.table
    header, separator = said.header is not False, said.separator or separator
    try:
        table = read_table(source, replace(said, header=header, separator=separator))
    except InvalidInput:
        if len(names) > 1:
            raise
        return None  # lines under a heading
    return table if {column.name.lower() for column in table.columns} & set(TEXT_NAMES) else None
