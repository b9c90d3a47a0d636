"""What cells of a table say: signs, units, currencies, and when they leave a doubt."""

import pytest

from core.importing.points import points
from core.importing.table import TableChoices
from core.message import InvalidInput
from tests.core.importing.made import ELLIPSE, is_ellipse, lines, table, taken


def comma(text: str) -> str:
    return text.replace(".", ",")


def test_two_decimal_signs_in_one_column_are_a_guess() -> None:
    rows = [f"{x};{y}" if n % 4 else comma(f"{x};{y}") for n, (x, y) in enumerate(ELLIPSE.tolist())]
    content = "x;y\n" + "\n".join(rows)
    assert table(content).guessed == {"decimal"}
    assert table(content, TableChoices(decimal=".")).guessed == frozenset()
    assert table("x;y\n13,951;1\n14.0;2\n9.25;3\n").guessed == {"decimal"}


@pytest.mark.parametrize("cell", ["1,290.5", "1,290,000", "1,290,000.25"])
def test_thousands_that_some_cell_shows_are_no_guess(cell: str) -> None:
    found = table(f"x;y\n13,951;1\n14.5;2\n{cell};3\n")
    assert found.guessed == frozenset()
    assert found.columns[0].values[0] == 13951


@pytest.mark.parametrize("share", ["{}%", "{} %", "%{}", "{}‰"])
def test_a_share_is_a_unit_that_a_bare_number_does_not_have(share: str) -> None:
    cells = [share.format(n + 1) if n % 13 else "0.05" for n in range(40)]
    found = table("x,y\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate(cells)))
    assert found.columns[1].unit == share.strip("{} ")
    assert found.columns[1].faulty.sum() == 4
    cells = [share.format(n + 1) if n % 2 else "0.05" for n in range(40)]
    with pytest.raises(InvalidInput, match="different units"):
        taken("x,y\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate(cells)))
    assert table(f"x,y\n1,{share.format(5)}\n2,0\n").columns[1].values.tolist() == [5, 0]


@pytest.mark.parametrize(
    "cell", ["28,{:02d} °C", "28,{:02d}", "2,{:02d}E+01", "-3,{:02d}%", "{:02d},05"]
)
@pytest.mark.parametrize("head", ["", "Temperatur\n", "Temperatur, °C\n", "T, (cm)\n"])
def test_one_column_of_numbers_in_any_dress_is_no_pair(cell: str, head: str) -> None:
    content = head + "".join(cell.format(n) + "\n" for n in range(30))
    found = table(content)
    assert len(found.columns) == 1
    assert found.guessed == {"separator"}
    values = [float(cell.format(n).rstrip(" °C%").replace(",", ".")) for n in range(30)]
    assert found.columns[0].values.tolist() == values


def test_where_nothing_tells_one_number_from_a_pair_it_is_a_guess() -> None:
    content = "".join(f"{28 + n // 10},{n % 10}\n" for n in range(40))
    assert table(content).guessed == {"separator"}
    assert table("x,y\n" + content).guessed == frozenset()
    assert table("hour,minute\n" + "".join(f"9,{n:02d}\n" for n in range(30))).guessed == {
        "separator"
    }


@pytest.mark.parametrize("form", [
    "₹{}", "₩ {}", "R${}", "EUR {}", "zł {}", "{} zł", "{} EUR", "{}₽", "{} Kč", "US$ {}", "{}美元",
    "CHF {}", "{}m2", "{} m^-1", "{} kg/m³",
])  # fmt: skip
def test_currencies_and_powers(form: str) -> None:
    content = lines(form.format("{x}") + ";{y}", "x;y\n")
    assert is_ellipse(taken(content))
    assert table(content).columns[0].unit == form.replace("{}", "").strip()


@pytest.mark.parametrize("form", ["{y}-", "{y} -"])
def test_a_minus_behind(form: str) -> None:
    rows = "".join(f"{x};{form.format(y=-y)}\n" for x, y in ELLIPSE.tolist())
    assert is_ellipse(taken("x;y\n" + rows))


def test_a_full_width_comma_parts_columns() -> None:
    assert is_ellipse(taken(lines("{x}，{y}", "横，纵\n")))
    assert is_ellipse(taken(lines("{x}; {y}", "x; y\n").replace(".", "，")))


def test_hours_and_minutes_are_a_time_and_no_units() -> None:
    found = points(table("t;y\n" + "".join(f"{n // 2:02d}h{n % 2 * 3}0;{n}\n" for n in range(40))))
    assert found.values[:, 0] * 48 == pytest.approx(range(40))
    with pytest.raises(InvalidInput, match="holds '7x30' in the column t"):
        taken("t;y\n" + "7x30;5\n" * 20)
