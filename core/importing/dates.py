"""Dates and times of day as tables hold them."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Literal

_CLOCK = (
    r"(?:(?:[T ]+|^)(?P<h>\d{1,2})[:h](?P<min>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp][Mm])?)?"
    r"(?:\s*(?:Z|UTC|(?P<east>[-+]\d{2})(?::?(?P<off>\d{2})|(?(h)|(?!)))))?"
)
YEAR_FIRST = re.compile(
    r"(?:(?P<y>\d{4})(?P<dash>[-/.年])(?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?)?" + _CLOCK
)
YEAR_LAST = re.compile(
    r"(?P<one>\d{1,2})(?P<dash>[-/.])(?P<two>\d{1,2})(?P=dash)(?P<y>\d{4})" + _CLOCK
)
DAY = timedelta(days=1)
Order = Literal["day", "month"]
"""Which stands first."""


def days(cells: Sequence[str], chosen: str | None = None) -> list[float | None]:
    """Days since the year 1 of each cell, None where it holds no date; times are parts of a day.

    Whether the day or the month stands first is decided for the column as a whole, and as `chosen`
    only where the cells do not tell. Times of any zone are those of UTC.
    """
    order, told = day_or_month(cells)
    first = order if told else chosen or order
    return [_days(cell.strip(), first == "day") for cell in cells]


def day_or_month(cells: Sequence[str]) -> tuple[Order | None, bool]:
    """Which stands first in a column, None in one without such dates; and whether that is certain.

    A number above 12 tells, or points, which only stand behind days, or that but one of the two
    leaves even steps. Else the likelier is one by which all are the same day of months.
    """
    found = [each for cell in cells if (each := YEAR_LAST.fullmatch(cell.strip()))]
    if not found:
        return None, True
    above = {name for each in found for name in ("one", "two") if int(each[name]) > 12}
    if above or found[0]["dash"] == ".":
        return ("month" if above == {"two"} else "day"), True
    dates = [(int(each["y"]), int(each["one"]), int(each["two"])) for each in found]
    dates = [date for date in dict.fromkeys(dates) if min(date) > 0]
    if all(one == two for _, one, two in dates):
        return "day", True
    by_day = _evenness([(year, two, one) for year, one, two in dates])
    by_month = _evenness([(year, one, two) for year, one, two in dates])
    usual: Order = "month" if found[0]["dash"] == "/" else "day"
    if by_day == by_month:
        return usual, False
    return ("day" if by_day > by_month else "month"), min(by_day, by_month) == 0


def _evenness(dates: Sequence[tuple[int, int, int]]) -> int:
    """Of years, months and days: 2 for even steps in months, 1 for those in days, else 0."""
    months = [12 * year + month for year, month, _ in dates]
    if len({day for _, _, day in dates}) == 1 and _are_even(months):
        return 2
    return int(_are_even([datetime(*date, tzinfo=UTC).toordinal() for date in dates]))


def _are_even(places: Sequence[int]) -> bool:
    return len({later - earlier for earlier, later in pairwise(places)}) == 1


def _days(cell: str, day_first: bool) -> float | None:
    if not {":", "h"} & {*cell[:5]} and not (cell[:1].isdigit() and len(cell) >= 8):
        return None
    if found := YEAR_FIRST.fullmatch(cell):
        year, month, day = found["y"], found["m"], found["d"]
    elif found := YEAR_LAST.fullmatch(cell):
        year, month, day = found["y"], found["one"], found["two"]
        if day_first:
            month, day = day, month
    else:
        return None
    hour = int(found["h"] or 0)
    if found["half"]:
        hour = hour % 12 + 12 * (found["half"].lower() == "pm")
    try:
        moment = datetime(
            int(year or 1), int(month or 1), int(day or 1), hour,
            int(found["min"] or 0), int(found["s"] or 0), tzinfo=UTC,
        )  # fmt: skip
    except ValueError:
        return None
    east = found["east"] or "+0"
    zone = timedelta(hours=int(east), minutes=int(east[0] + (found["off"] or "0")))
    part = float(f"0.{found['part'] or 0}")
    return (moment - datetime(1, 1, 1, tzinfo=UTC) - zone) / DAY + part / 86400
