"""Which lines of a table are rows: a mark is no comment where it begins a cell."""

import pytest

from core.importing.points import PointChoices, points
from core.importing.sentences import sentences_of_table
from core.importing.source import Source
from core.importing.table import read_table
from core.message import InvalidInput
from tests.core.importing.made import ELLIPSE, is_ellipse, lines, table, taken


def rows(form: str, other: str, head: str = "x,y\n", every: int = 8) -> str:
    """The ellipse as a text, but for rows at a distance, which are written otherwise."""
    written = (form if n % every else other for n in range(len(ELLIPSE)))
    points = enumerate(zip(written, ELLIPSE.tolist(), strict=True))
    return head + "".join(each.format(x=x, y=y, n=n) + "\n" for n, (each, (x, y)) in points)


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#NAME?", "#BEZUG!", "########"])
def test_an_error_of_a_spreadsheet_is_a_missing_value_in_the_first_column_too(error: str) -> None:
    found = taken(rows("{x},{y}", error + ",{y}"))
    assert len(found.values) == 35
    assert str(found.said[1]) == "Rows left out, no value in x: 5 (line 2, 10, 18, 26, 34)."


@pytest.mark.parametrize("content", [
    rows("{x}; 3; {y}", "{x}; #N/A; {y}", "x; b; y\n"),
    rows("{x},3,{y}", "{x}, #NV,{y}", "x,b,y\n"),
    rows("{x}\t3\t{y}", "{x}\t#REF!\t{y}", "x\tb\ty\n", 3),
])  # fmt: skip
def test_a_mark_within_a_row_cuts_nothing_that_fits(content: str) -> None:
    assert is_ellipse(taken(content))


@pytest.mark.parametrize("content", [
    rows("old,{x},{y}", "#new,{x},{y}", "kind,x,y\n", 3),
    rows("{x}, {y}, #a", "{x}, {y}, #b", "x, y, kind\n", 2),
    rows("{x}, {y}, a", "{x}, {y}, #b", "x, y, kind\n", 2),
    rows("//a;{x};{y}", "b;{x};{y}", "kind;x;y\n", 2),
])  # fmt: skip
def test_a_label_may_begin_with_a_mark(content: str) -> None:
    found = points(table(content), labelled=True)
    assert is_ellipse(found)
    assert len(found.classes) == 2
    assert any(each[0] in "#/" for each in found.classes)


def test_a_sentence_may_begin_with_a_mark() -> None:
    content = "".join(f"{'#' * (n % 5 == 0)}say {n},{n % 2}\n" for n in range(25))
    found = sentences_of_table(read_table(Source("own.csv", b"text,label\n" + content.encode())))
    assert len(found.texts) == 25
    assert found.texts[0] == "#say 0"


@pytest.mark.parametrize(("content", "count"), [
    (rows("{x},{y}", "#{x},{y}"), 35), (rows("{x},{y}", "// {x},{y}"), 35),
    (rows("a,{x},{y}", "#a,{x},{y}", "kind,x,y\n"), 35),
    (rows("{x},{y}", "# from here on calm, warm\n{x},{y}"), 40),
])  # fmt: skip
def test_a_comment_among_the_rows_fits_no_column_and_is_told(content: str, count: int) -> None:
    found = points(table(content))
    assert len(found.values) == count
    assert str(found.said[1]).startswith("Lines passed over, a comment: 5 (line ")


def test_comments_above_the_names_are_no_rows() -> None:
    for remark in ("# by hand, 5", "# by hand", "% x, y, z", "// a,1"):
        assert is_ellipse(taken(lines("{x},{y}", remark + "\nx,y\n")))
        labelled = lines("a,{x},{y}", remark + "\nkind,x,y\n")
        assert is_ellipse(taken(labelled, PointChoices((1, 2))))
    content = "# said, in May\ntext,label\n" + "".join(f"say {n},{'ab'[n % 2]}\n" for n in range(9))
    assert [column.name for column in table(content).columns] == ["text", "label"]


def test_rows_of_too_many_columns_are_told() -> None:
    found = taken(rows("{x},{y}", "1,103,-2.0", every=20))
    assert len(found.values) == 38
    assert str(found.said[1]) == "Lines passed over, too many columns: 2 (line 2, 22)."
    content = "".join(f"say{',' * (n in (5, 9))} thing {n},{n % 2}\n" for n in range(25))
    spoken = sentences_of_table(table("text,label\n" + content))
    assert len(spoken.texts) == 23
    assert str(spoken.said[1]) == "Lines passed over, too many columns: 2 (line 7, 11)."


@pytest.mark.parametrize("faulty", [
    ("NA,NA",), ("NaN,NaN",), ("<0.1,<0.2",), ("ERR,ERR",), ("≥ 5,NA",), ("n. v.,#N/A", "-,-"),
])  # fmt: skip
def test_values_that_are_not_there_name_no_columns(faulty: tuple[str, ...]) -> None:
    for head in ("y,x\n", "y,x\nmm,s\n", "Made by,Smith\ny,x\n"):
        found = taken(lines("{y},{x}", head + "\n".join(faulty) + "\n"))
        assert is_ellipse(found)
        assert "Rows left out" in str(found.said[1])
        assert f": {len(faulty)} (line " in str(found.said[1])


def test_missing_values_in_the_first_row_without_names() -> None:
    found = table(lines(head="NA,NA\n"))
    assert [column.name for column in found.columns] == ["A", "B"]
    assert (found.header, len(found)) == (None, 41)


@pytest.mark.parametrize("form", ["{n},{x},{y}", "{n},{n},3"])
def test_the_names_of_a_frame_without_any_are_a_guess(form: str) -> None:
    found = table(lines(form, ",0,1\n"))
    assert [column.name for column in found.columns] == ["A", "0", "1"]
    assert len(found) == 40
    assert found.guessed == {"header"}


@pytest.mark.parametrize("form", ["{x},{y},3", "{n},{x},up and down"])
def test_a_name_too_few_is_refused_where_no_column_names_the_rows(form: str) -> None:
    with pytest.raises(InvalidInput, match="line 2 has 3 and not 2"):
        table(lines(form, "x,y\n"))


@pytest.mark.parametrize("names", ["row{n}", "Mazda RX{n}", "2021-01-01 10:{n}0"])
def test_the_first_column_may_name_the_rows(names: str) -> None:
    assert is_ellipse(taken(lines(names + "\t{x}\t{y}", "x\ty\n")))


def test_a_remark_at_the_end_of_some_rows_may_be_left_away() -> None:
    assert is_ellipse(taken(rows("{x},{y}", "{x},{y},odd", "x,y,note\n")))
    with pytest.raises(InvalidInput, match="unequal"):
        table(rows("{x},{y}", "{x},{y},5", "x,y,z\n", 4))
