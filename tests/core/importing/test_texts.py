"""Tables of texts, for pages of sentences with labels and for pages of texts alone."""

import pytest

from core import door
from core.door import Choices
from core.importing.source import Source
from core.importing.table import TableChoices
from core.message import InvalidInput
from core.own_data import Takes

LABELLED = Takes("text", "Text", lambda lines: lines, ("text", "label"))
PLAIN = Takes("text", "Text", lambda lines: lines)


def read(content: str, takes: Takes = PLAIN, choices: Choices | None = None) -> door.Reading:
    return door.read([takes], Source("own.csv", content.encode()), choices)


def told(row: str, head: str = "text,label\n", every: str = "") -> str:
    rows = (every if every and n % 2 else row for n in range(24))
    return head + "".join(each.format(n=n, label="ab"[n % 2]) + "\n" for n, each in enumerate(rows))


@pytest.mark.parametrize(("row", "head"), [
    ('"Please, lamp {n}",{label}', "text,label\n"), ('{label};"Please, lamp {n}"', "label;text\n"),
    ("Please, lamp {n}\t{label}{n}", "Text\tauthor\n"), ('"Please, lamp {n}"', "sentence\n"),
    ('"{n}" "Please, lamp {n}" "{label}"', '"id" "text" "label"\n'),
    ("Please, lamp {n};{label}", "made in May\n\ntext;label\n"),
    ('"Please, lamp {n}"，{label}', "文本，标签\n"),
])  # fmt: skip
def test_a_page_of_texts_learns_the_texts_of_a_table(row: str, head: str) -> None:
    found = read(told(row, head))
    assert found.brought.texts == tuple(f"please, lamp {n}" for n in range(24))
    assert found.brought.labels == ()
    assert "24 sentences" in str(found.said[0])


@pytest.mark.parametrize("takes", [PLAIN, LABELLED])
@pytest.mark.parametrize("every", ["", "Please lamp {n},{label}"])
@pytest.mark.parametrize("head", ["text,label\n", "May 2021\ntext,label\n"])
def test_commas_without_quotes_are_refused_by_the_width(
    takes: Takes, every: str, head: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(told("Please, lamp {n},{label}", head, every), takes)
    line = head.count("\n") + 1
    assert str(refused.value) == (
        f"The lines of own.csv have unequal numbers of columns: line {line} has 3 and not 2."
    )


def test_lines_are_no_table() -> None:
    for head in ("", "Text\n", "The text, the label\n"):
        found = read(told("Please, lamp {n}, {label}", head))
        assert found.table is None
        assert len(found.brought.texts) == 24 + bool(head)
    names = Choices(table=TableChoices(header=False))
    assert read(told("{n},{label}"), LABELLED, names).table is None
