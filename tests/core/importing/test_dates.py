"""Dates and labels as columns: what does not tell itself is a guess that can be turned."""

import pytest

from core.importing.points import points
from core.importing.table import TableChoices
from core.message import InvalidInput
from tests.core.importing.made import is_ellipse, lines, table, taken

DAILY, MONTHLY = (
    [float(n) for n in range(12)],
    [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335],
)


def dated(form: str, count: int = 12) -> str:
    each = [form.format(n % 12 + 1, year=2020 + n // 12) for n in range(count)]
    return "date,y\n" + "".join(f"{date},{n}.5\n" for n, date in enumerate(each))


@pytest.mark.parametrize(("form", "other"), [
    ("01/{:02d}/{year}", "month"), ("{:02d}-01-{year}", "day"), ("{:02d}/01/{year}", "day"),
    ("1-{}-{year} 10:00", "month"),
])  # fmt: skip
def test_first_days_of_months_or_first_days_of_one_month_are_a_guess(form: str, other: str) -> None:
    content = dated(form)
    found = table(content)
    assert found.guessed == {"dates"}
    assert {found.read.dates, other} == {"day", "month"}
    assert points(found).values[:, 0].tolist() == MONTHLY
    turned = table(content, TableChoices(dates=other))
    assert (turned.guessed, turned.read.dates) == (frozenset(), other)
    assert points(turned).values[:, 0].tolist() == DAILY


@pytest.mark.parametrize("form", ["01/{:02d}/{year}", "{:02d}/01/{year}", "01.{:02d}.{year}"])
def test_even_steps_tell(form: str) -> None:
    found = table(dated(form, 24))
    assert found.guessed == frozenset()
    assert points(found).values[:12, 0].tolist() == MONTHLY


def test_days_and_months_that_nothing_tells_are_a_guess() -> None:
    pairs = [(1, 2), (3, 4), (5, 2), (7, 9), (8, 1), (3, 3), (4, 4), (9, 2), (10, 3), (11, 2)]
    content = "date,y\n" + "".join(f"{a}/{b}/2020,{n}\n" for n, (a, b) in enumerate(pairs))
    assert table(content).guessed == {"dates"}
    assert table(content + "13/1/2020,5\n").guessed == frozenset()
    assert table(content + "13/1/2020,5\n", TableChoices(dates="month")).read.dates == "day"
    assert table("t,y\n1/1/2020,1\n2/2/2020,2\n").guessed == frozenset()
    assert table("t,y\n0/1/2020,1\n1/2/0000,2\n").columns[0].kind == "labels"


@pytest.mark.parametrize(("early", "late", "hours"), [
    ("2019-03-31T01:30+01:00", "2019-03-31T03:30+02:00", 1), ("10:00Z", "10:00-0530", 5.5),
    ("2020-01-01 00:30+01", "2020-01-01 00:30Z", 1), ("10:00 UTC", "12:00", 2),
])  # fmt: skip
def test_times_of_other_zones(early: str, late: str, hours: float) -> None:
    values = table(f"t,y\n{early},1\n{late},2\n").columns[0].values
    assert 24 * (values[1] - values[0]) == pytest.approx(hours)


@pytest.mark.parametrize(("first", "second", "fault"), [
    ("{n}.5", "<0.5", "<0.5"), ("2020-01-{n:02d}", "soon 5", "soon 5"), ("{n},5", "5.5.5", "5.5.5"),
    ("{n} cm", "NA", ""), ("a{n}", "5", "a10"),
])  # fmt: skip
def test_the_cell_is_named_that_is_at_fault(first: str, second: str, fault: str) -> None:
    cells = [(second if n % 3 == 2 else first).format(n=n) for n in range(10, 30)]
    content = "x;y\n" + "".join(f"{n};{cell}\n" for n, cell in enumerate(cells))
    if not fault:
        assert len(taken(content).values) == 13
        return
    with pytest.raises(InvalidInput) as refused:
        taken(content)
    assert str(refused.value) == (
        f"Line {2 + cells.index(fault)} of own.csv holds {fault!r} in the column y,"
        " which is not a number."
    )


@pytest.mark.parametrize(
    "labels", ["+-", "有无", ("none", "mild", "bad"), ("None", "Mild"), "ABC-"]
)
def test_a_mark_that_a_column_of_labels_repeats_is_a_class(labels: tuple[str, ...]) -> None:
    content = "x,y,g\n" + "".join(
        line + f",{labels[n % len(labels)]}\n" for n, line in enumerate(lines(head="").splitlines())
    )
    found = points(table(content), labelled=True)
    assert is_ellipse(found)
    assert found.classes == tuple(labels)


@pytest.mark.parametrize("mark", ["-", "none", "NA", "", "?"])
def test_a_mark_that_is_rare_is_a_missing_label(mark: str) -> None:
    content = "x,y,g\n" + "".join(
        line + f",{mark if n % 10 == 0 else 'ab'[n % 2]}\n"
        for n, line in enumerate(lines(head="").splitlines())
    )
    found = points(table(content), labelled=True)
    assert found.classes == ("b", "a")
    assert str(found.said[1]) == "Rows left out, no value in g: 4 (line 2, 12, 22, 32)."


def test_texts_that_say_nothing_are_missing() -> None:
    content = "".join(f"{'-' if n % 5 == 0 else f'say {n}'},{n % 2}\n" for n in range(20))
    assert table("text,label\n" + content).columns[0].missing.sum() == 4
