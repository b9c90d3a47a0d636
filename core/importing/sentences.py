"""Sentences in groups, from a table of texts and labels or from plain lines."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.importing.encoding import decoded
from core.importing.source import Source
from core.importing.table import LARGEST, Table
from core.importing.text import Text
from core.importing.thinning import drawn, thinned
from core.message import InvalidInput, Message

MOST_SENTENCES = 20_000
ABOVE = 20
"""Lines in which the names of a table are looked for: titles may stand above them."""
PARTS = re.compile(r"[,;\t|，]|(?<=[\"']) +(?=[\"'])")
TEXT_NAMES = ("text", "sentence", "question", "文本", "句子", "问题")


@dataclass(frozen=True)
class SentenceChoices:
    """Places of the columns of texts and of labels; None is for the likeliest."""

    text: int | None = None
    label: int | None = None


@dataclass(frozen=True, eq=False)
class Sentences:
    """Texts, the group of each (N,) as a place in `groups`, and what is said of the reading.

    `columns` are those of texts and labels where they came from a table of such.
    """

    name: str
    texts: tuple[str, ...]
    labels: npt.NDArray[np.int64]
    groups: tuple[str, ...]
    columns: tuple[int, ...]
    said: tuple[Message, ...]


def names_of_texts(
    source: Source, encoding: str | None = None
) -> tuple[tuple[str, ...], str | None]:
    """The names of columns, of which one holds texts, and what parts them; else no names."""
    if len(source.content) > LARGEST:
        return (), None
    lines = [line for line in decoded(source, encoding).text.split("\n", ABOVE)[:ABOVE] if line]
    for place, line in enumerate(lines):
        names = tuple(part.strip("# \"'").lower() for part in PARTS.split(line))
        if (place == 0 or len(names) > 1) and set(names) & set(TEXT_NAMES):
            parted = PARTS.search(line)
            return names, parted[0][0] if parted else None
    return (), None


def sentences_of_table(
    table: Table, choices: SentenceChoices = SentenceChoices(), labelled: bool = True
) -> Sentences:
    """The texts and labels of a table, rows without one of them left out and counted.

    Where they are not to be `labelled`, each text is its own group. Raises InvalidInput where
    there is no column of texts, or none of labels.
    """
    text, label = _columns(table, choices, labelled)
    gone = table.columns[text].missing | table.columns[label].missing
    rows = np.flatnonzero(~gone)
    texts = [table.columns[text].cells[row] for row in rows]
    labels = [table.columns[label].cells[row] for row in rows]
    said = (*table.lost, *table.thinned)
    if gone.any():
        count = {"count": int(gone.sum())}
        said = (Message("Rows left out, no text or no label: {count}.", count), *said)
    return _sentences(table.name, texts, labels, (text, label), said)


def sentences_of_text(text: Text) -> Sentences:
    """The lines of a text, grouped by empty lines; without any each line is its own group."""
    groups = text.groups if len(text.groups) > 1 else tuple((line,) for line in text.lines)
    labels = [group[0] for group in groups for _ in group]
    return _sentences(text.name, [line for group in groups for line in group], labels, (), ())


def _columns(table: Table, choices: SentenceChoices, labelled: bool) -> tuple[int, int]:
    lengths = [sum(map(len, column.cells)) for column in table.columns]
    named = [n for n, column in enumerate(table.columns) if column.name.lower() in TEXT_NAMES]
    text = choices.text
    if text is None:
        text = named[0] if named else int(np.argmax(lengths))
    label = choices.label if labelled else text
    if label is None:
        others = [n for n in range(len(table.columns)) if n != text]
        label = next((n for n in others if n in table.labels), others[0] if others else None)
    if label is None:
        raise InvalidInput(
            "{name} has {found} of the {count} columns that are needed.",
            name=table.name, found=1, count=2,
        )  # fmt: skip
    return text, label


def _sentences(
    name: str, texts: list[str], labels: list[str], columns: tuple[int, ...],
    said: tuple[Message, ...],
) -> Sentences:  # fmt: skip
    some = drawn(len(texts), MOST_SENTENCES)
    groups = tuple(dict.fromkeys(labels[n] for n in some))
    number = {group: n for n, group in enumerate(groups)}
    first = Message("{name}: {count} sentences in {groups} groups.",
                    {"name": name, "count": len(some), "groups": len(groups)})  # fmt: skip
    return Sentences(
        name, tuple(texts[n] for n in some),
        np.array([number[labels[n]] for n in some], dtype=np.int64), groups, columns,
        (first, *said, *thinned(len(texts), MOST_SENTENCES)),
    )  # fmt: skip
