"""Tables as programs and people write them: read as they are meant, or refused in a sentence."""

import numpy as np
import pytest

from core.importing.points import PointChoices
from core.importing.table import LARGEST, TableChoices
from core.message import InvalidInput
from tests.core.importing.made import AGES, ELLIPSE, is_ellipse, lines, table, taken


def comma(text: str) -> str:
    """With decimal commas."""
    return text.replace(".", ",")


ELLIPSES = {
    "plain": lines(),
    "quoted decimal commas": comma(lines('"{x}","{y}"')).replace("x,y", "x,y"),
    "semicolons and decimal commas": comma(lines('"{x}";"{y}"', '"x";"y"\n', end="\r\n")),
    "a trailing comma": lines("{x},{y},"),
    "a trailing comma in the header too": lines("{x},{y},", "x,y,\n"),
    "a trailing tab": lines("{x}\t{y}\t", "x\ty\t\n"),
    "sep=": lines("{x};{y}", "sep=;\nx;y\n", end="\r\n"),
    "sep= without a header": lines("{x};{y}", "sep=;\n"),
    "a title line": lines(head="Oscilloscope export\nx,y\n"),
    "title lines": lines(head="Device: logger, serial 12\nStarted: 2021-03-04\n\nx,y\n"),
    "units": lines(head="x,y\nmm,s\n"),
    "units in brackets": lines(head="x,y\n(µm),[m/s]\n"),
    "mixed line ends": lines().replace("\n", "\r\n", 9).replace(",-3", ",-3", 1),
    "old line ends": lines(end="\r"),
    "comments": lines(head="# made by hand\n\nx,y\n"),
    "a comment that names": lines("{x} {y}", "% x y\n"),
    "pipes": lines("{x}|{y}", "x|y\n"),
    "blanks": lines("  {x}   {y}", ""),
    "blanks and decimal commas": comma(lines("{x}   {y}", "")),
    "a mark and quotes": "\ufeff" + lines('"{x}","{y}"', '"x","y"\n'),
    "commas in quoted names": lines(head='"length, mm","width, mm"\n'),
    "names over two lines": lines(head='"length\n(mm)","width\n(mm)"\n'),
    "empty rows": lines(foot=",\n,\n,\n"),
    "an empty column": lines("{x}\t\t{y}", ""),
    "percent": lines("{x}%,{y}"),
    "dot on dash": lines().replace("-", "−"),
    "full-width digits": lines(head="").translate({48 + n: 0xFF10 + n for n in range(10)}),
    "a counted first column": lines("{n},{x},{y}", ",x,y\n"),
    "names of rows, as R writes them": lines("{n} {x} {y}", "x y\n"),
    "an apostrophe that closes nothing": lines(head="x' , y'\n"),
    "a constant label": lines("{x},{y},1", "x1,x2,label\n"),
}


@pytest.mark.parametrize("content", ELLIPSES.values(), ids=ELLIPSES)
def test_the_same_forty_points(content: str) -> None:
    found = taken(content)
    assert is_ellipse(found)
    assert len(found.said) == 1
    assert "40 points" in str(found.said[0])


DRESSED = {
    "centimetres": ("{x} cm,{y} cm", "cm"), "no blank": ("{x}cm;{y}cm", "cm"),
    "degrees": ("{x} °C\t{y} °C", "°C"), "speeds": ("{x} m/s,{y} m/s", "m/s"),
    "dollars": ("${x},${y}", "$"), "euros": ("{x} €;{y} €", "€"), "yuan": ("{x}元,{y}元", "元"),
    "± as much": ("{x} ± 0.1;{y} ± 0.1", "± 0.1"),
    "single quotes": ("'{x}','{y}'", ""), "texts of a spreadsheet": ('="{x}";="{y}"', ""),
    "an apostrophe before": ("'{x};'{y}", ""),
}  # fmt: skip
"""How a row is written, and the unit that its columns have."""


@pytest.mark.parametrize(("form", "unit"), DRESSED.values(), ids=DRESSED)
def test_numbers_wear_the_unit_of_their_column(form: str, unit: str) -> None:
    separator = next(each for each in "\t;," if each in form)
    names = f"'x'{separator}'y'" if form[0] == "'" and form[-1] == "'" else f"x{separator}y"
    found = table(lines(form, names + "\n"))
    assert [(column.name, column.unit) for column in found.columns] == [("x", unit), ("y", unit)]
    assert is_ellipse(taken(lines(form, names + "\n")))


def test_accountants_write_negative_numbers_in_brackets() -> None:
    rows = [f"{x},({-y})" if y < 0 else f"{x},{y}" for x, y in ELLIPSE.tolist()]
    assert is_ellipse(taken("x,y\n" + "\n".join(rows)))


def test_other_units_in_one_column_are_refused() -> None:
    rows = [f"{x},{y} {'m' if n % 2 else 'cm'}" for n, (x, y) in enumerate(ELLIPSE.tolist())]
    with pytest.raises(InvalidInput) as refused:
        taken("x,y\n" + "\n".join(rows))
    assert str(refused.value) == "The column y of own.csv holds different units: cm, m."


def test_a_few_cells_of_another_unit_leave_their_rows_out() -> None:
    rows = [f"{x} cm,{y} {'cm' if n else 'm'}" for n, (x, y) in enumerate(ELLIPSE.tolist())]
    found = taken("x,y\n" + "\n".join(rows))
    assert len(found.values) == 39
    assert "is no number: 1 (line 2)" in str(found.said[1])


@pytest.mark.parametrize("rule", ["|---|---|", "|:--|--:|", "+----+----+", "| === | === |"])
def test_a_line_drawn_under_the_names_is_no_row(rule: str) -> None:
    found = table(f"| x | y |\n{rule}\n" + lines("| {x} | {y} |", head=""))
    assert [column.name for column in found.columns] == ["x", "y"]
    assert len(found) == len(ELLIPSE)


def test_a_first_row_with_a_faulty_cell_is_no_header() -> None:
    rows = lines("{x},{y}", head="").splitlines()
    rows[0] = rows[0].split(",")[0] + ",<0.5"
    found = taken("x,y\n" + "\n".join(rows))
    assert len(found.values) == 39
    assert str(found.said[1]) == "Rows left out, '<0.5' in y is no number: 1 (line 2)."


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-16", "x\ty\n"), ("utf-16-le", "x\ty\n"), ("utf-8-sig", "x\ty\n"),
        ("utf-32", "x\ty\n"),
        ("gb18030", "身高\t体重\n"), ("big5", "溫度\t體積\n"), ("cp1252", "T (°C)\tGröße\n"),
        ("latin-1", "T (°)\tµ\n"), ("cp1251", "Температура\tОбъём\n"),
        ("cp932", "温度と\tテスト\n"),
    ],
)  # fmt: skip
def test_encodings(encoding: str, head: str) -> None:
    found = table(lines("{x}\t{y}", head).encode(encoding))
    assert np.allclose([column.values for column in found.columns], ELLIPSE.T)
    names = [column.name + f" ({column.unit})" * bool(column.unit) for column in found.columns]
    assert names == head.split()[:2] or " ".join(names) == head.strip().replace("\t", " ")


@pytest.mark.parametrize("missing", ["", "NA", "nan", "?", "-", "#N/A", "n. v.", "NULL", " "])
def test_a_missing_value_leaves_its_row_out_and_is_counted(missing: str) -> None:
    rows = lines().splitlines()
    for line in (8, 22):
        rows[line] = rows[line].split(",")[0] + "," + missing
    found = taken("\n".join(rows))
    assert len(found.values) == 38
    assert str(found.said[1]) == "Rows left out, no value in y: 2 (line 9, 23)."
    assert [(str(each.reason), each.lines) for each in found.left_out] == [
        ("no value in y", (9, 23)),
    ]  # fmt: skip
    assert 7 not in found.rows
    assert np.allclose(found.values, ELLIPSE[found.rows])


def test_what_is_no_number_leaves_its_row_out_by_name() -> None:
    found = taken(lines(foot="Total,40\n"))
    assert is_ellipse(found)
    assert str(found.said[1]) == "Rows left out, 'Total' in x is no number: 1 (line 42)."


@pytest.mark.parametrize("blank", ["\u202f", "\u00a0", " ", "’", "."])
def test_thousands_that_are_parted(blank: str) -> None:
    rows = [f"{x};{y // 1000}{blank}{y % 1000:03d},5" for x, y in AGES.tolist()]
    assert np.allclose(taken("n;y\n" + "\n".join(rows)).values, AGES + np.array([0, 0.5]))


def test_a_comma_in_quotes_between_commas_parts_thousands_and_is_a_guess() -> None:
    content = "week,visitors\n" + "\n".join(f'{n},"{890 + 10 * n:,}"' for n in range(1, 41))
    found = table(content)
    assert found.columns[1].values.tolist() == [890 + 10 * n for n in range(1, 41)]
    assert found.guessed == {"decimal"}
    assert table(content, TableChoices(decimal=",")).columns[1].values[-1] == 1.29


def test_a_comma_that_does_not_part_the_names_is_a_guess() -> None:
    rows = "".join(f"1.2{n}36,5;{n},25\n" for n in range(10, 50))  # grouped wrongly: three parts
    assert table("x;y\n" + rows).guessed == {"separator"}
    rows = "".join(f"1.2{n},5;{n},25\n" for n in range(10, 50))
    assert table("x;y\n" + rows).guessed == frozenset()


def test_a_decimal_sign_is_settled_for_a_column_as_a_whole() -> None:
    """1.290 is a thousand where another column has decimal commas, else a bit more than one."""
    assert table("x;y\n1.290;2,5\n1.300;3,25\n").columns[0].values.tolist() == [1290, 1300]
    assert table("x;y\n1.290;2.5\n1.300;3.25\n").columns[0].values.tolist() == [1.29, 1.3]
    assert table("x\ty\n1,290\t5\n1,3\t6\n").columns[0].values.tolist() == [1.29, 1.3]
    assert table("x\ty\n12,345,678\t5\n1,300\t6\n").columns[0].values.tolist() == [12345678, 1300]


def test_numbers_of_fortran() -> None:
    assert is_ellipse(
        taken("\n".join(f"  {x:.10e}  {y:.10e}".replace("e", "D") for x, y in ELLIPSE))
    )
    found = table("x y\n1.5 0.5771964-104\n2.5 1.0\n3.5 2.0\n")
    assert found.columns[1].values[0] == 0.5771964e-104


@pytest.mark.parametrize("word", ["100_1", "0x10", "1 2", "5-104", "²", "1e999", "½", "１００＿１"])
def test_nothing_else_is_a_number(word: str) -> None:
    content = "well,value\n" + "\n".join(f"{word},{y}" for _, y in ELLIPSE)
    with pytest.raises(InvalidInput) as refused:
        taken(content)
    assert str(refused.value) == (
        f"Line 2 of own.csv holds {word!r} in the column well, which is not a number."
    )


@pytest.mark.parametrize("head", ["", "Temperature\n"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_one_column_with_decimal_commas_is_no_pair(head: str, quote: str) -> None:
    content = head + "\n".join(f"{quote}28,{n:02d}{quote}" for n in range(30))
    with pytest.raises(InvalidInput) as refused:
        taken(content)
    assert str(refused.value) == "own.csv has 1 of the 2 columns that are needed."
    assert taken(content, count=1).values[:3, 0].tolist() == [28, 28.01, 28.02]


def test_dates_become_days_and_are_named() -> None:
    rows = [f"2019-06-12 09:{n:02d}:17;{y}".replace(".", ",") for n, (_, y) in enumerate(ELLIPSE)]
    found = taken("Datum;Temperatur\n" + "\n".join(rows))
    assert np.allclose(found.values[:, 0] * 24 * 60, range(40), atol=1e-4)
    assert "Datum is in days since the first of its dates." in map(str, found.said)


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["13/02/2020", "14/02/2020"], 1), (["02/13/2020", "02/14/2020"], 1),
        (["12.06.2019", "13.06.2019"], 1), (["2019年6月2日", "2019年6月12日"], 10),
        (["2019-06-12T09:00Z", "2019-06-12T21:00Z"], 0.5), (["9:00 AM", "9:00 PM"], 0.5),
    ],
)  # fmt: skip
def test_dates_of_many_forms(cells: list[str], days: float) -> None:
    column = table("t,n\n" + ",1\n".join(cells) + ",1").columns[0]
    assert column.kind == "dates"
    assert column.values[1] - column.values[0] == pytest.approx(days)


def test_a_header_of_numbers_is_a_guess_that_can_be_turned() -> None:
    content = lines(head="0,1\n")
    found = table(content)
    assert len(found) == 40
    assert found.guessed == {"header"}
    assert len(table(content, TableChoices(header=False))) == 41
    assert len(table(lines(head=""), TableChoices(header=True))) == 39


def test_three_columns_of_numbers_ask_which_are_meant() -> None:
    content = lines("{n},{x},{y}", "a,b,c\n")
    found = taken(content)
    assert (found.asks, found.columns) == (True, (1, 2))
    chosen = taken(content, PointChoices((2, 0)))
    assert not chosen.asks
    assert np.allclose(chosen.values[:, 0], ELLIPSE[:, 1])


def test_labels_are_offered_and_taken() -> None:
    rows = [f"{x},{y},{'ab'[n % 2]}" for n, (x, y) in enumerate(ELLIPSE)]
    content = "x1,x2,class\n" + "\n".join(rows)
    assert table(content).labels == (2,)
    found = taken(content, PointChoices(label=2))
    assert found.classes == ("a", "b")
    assert found.labels is not None
    assert found.labels.tolist() == [0, 1] * 20


def test_comments_behind_numbers_are_passed_over() -> None:
    content = lines().replace("\n", " # outlier?\n", 7).replace("x,y # outlier?", "x,y")
    assert is_ellipse(taken(content))


def test_what_lies_far_from_the_rest_is_kept_and_named() -> None:
    found = taken(lines(foot="10,-999\n"))
    assert len(found.values) == 41
    assert str(found.said[1]) == "Line 42 holds -999 in y, far from -4.999 to -1.001; it is kept."


def test_a_long_table_is_thinned_by_chance_and_says_so() -> None:
    """Two groups in alternate rows: a stride of two would drop one of them."""
    rows = [f"{(-1) ** n * 5},{n / 1000}" for n in range(3999)]
    found = taken("x,y\n" + "\n".join(rows))
    assert len(found.values) == 2000
    assert 0.4 < (found.values[:, 0] > 0).mean() < 0.6
    assert str(found.said[-1]) == "Of 3999 points 2000 were drawn at random."
    assert np.array_equal(found.values, taken("x,y\n" + "\n".join(rows)).values)


def test_far_from_the_origin_points_stay_apart() -> None:
    angles = np.linspace(0, 6, 200)
    for far, radius in ((1e7, 1.0), (1.7e9, 60.0), (0.0, 1e-310)):
        circle = far + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        content = "\n".join(f"{x!r},{y!r}" for x, y in circle.tolist())
        found = taken(content)
        assert len(np.unique(found.values, axis=0)) > 190
        assert np.abs(found.centred).max() < 3 * radius


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "own.csv is empty."),
        ("  \n ", "own.csv is empty."),
        (b"\x89PNG\x00\x01\x02", "own.csv is not a text file."),
        (b"1,2\n\x00\n", "own.csv is not a text file."),
        ("x,y\n1,2\n3,4", "own.csv holds 2 points; at least 10 are needed."),
        ("x,y", "own.csv holds no rows of data."),
        ("1,2\n" * 20, "All points of own.csv are the same."),
        ("1" * (LARGEST + 1), "own.csv is larger than 8 MB."),
        ("1,2\n3,4,5\n" * 9, "The lines of own.csv have unequal numbers of columns: line 1 has 2"
         " and not 3."),
        ("1," * 2000 + "\n", "own.csv has more than 1000 columns."),
    ],
)  # fmt: skip
def test_the_sentence_for_a_table_that_cannot_be_used(content: str | bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        taken(content)
    assert str(refused.value) == sentence


def test_what_a_person_settles_is_obeyed() -> None:
    content = comma(lines("{x};{y}", "x;y\n"))
    assert is_ellipse(taken(content))
    found = table(content, TableChoices(separator=",", header=True))
    assert found.read.separator == ","
    assert found.guessed == frozenset()
    with pytest.raises(InvalidInput, match="not a text file"):
        table("ä".encode("cp1252"), TableChoices(encoding="utf-8"))


def test_the_table_says_what_it_holds() -> None:
    found = table(lines(head="Export\nLänge (cm),y\n", foot="# end\n"))
    assert str(found.said) == "own.csv has 40 rows and 2 columns: Länge, y."
    assert found.columns[0].unit == "cm"
    assert [(str(each.reason), each.lines) for each in found.passed_over] == [
        ("a title", (1,)), ("a comment", (43,)),
    ]  # fmt: skip
    assert (found.header, found.lines[0]) == (2, 3)
