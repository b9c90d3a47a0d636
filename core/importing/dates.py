"""Dates and times of day as tables hold them."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

_CLOCK = (
    r"(?:(?:[T ]+|^)(?P<h>\d{1,2})[:h](?P<min>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp][Mm])?)?(?:\s*(?:Z|UTC|[-+]\d{2}:?\d{2}))?"
)
YEAR_FIRST = re.compile(
    r"(?:(?P<y>\d{4})(?P<dash>[-/.年])(?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?)?" + _CLOCK
)
YEAR_LAST = re.compile(
    r"(?P<one>\d{1,2})(?P<dash>[-/.])(?P<two>\d{1,2})(?P=dash)(?P<y>\d{4})" + _CLOCK
)
DAY = timedelta(days=1)


def days(cells: Sequence[str]) -> list[float | None]:
    """Days since the year 1 of each cell, None where it holds no date; times are parts of a day.

    Whether the day or the month stands first is decided for the column as a whole; where nothing
    tells, the month does with slashes and the day with points. Time zones are passed over.
    """
    last = [found for cell in cells if (found := YEAR_LAST.fullmatch(cell.strip()))]
    day_first = _day_first(last)
    return [_days(cell.strip(), day_first) for cell in cells]


def _day_first(found: Sequence[re.Match[str]]) -> bool:
    if any(int(each["one"]) > 12 for each in found):
        return True
    if any(int(each["two"]) > 12 for each in found):
        return False
    return not found or found[0]["dash"] != "/"


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
    part = float(f"0.{found['part'] or 0}")
    return (moment - datetime(1, 1, 1, tzinfo=UTC)) / DAY + part / 86400
