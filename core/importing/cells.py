"""What one cell of a table holds: nothing, a number, perhaps with its unit, or something else."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from core.written_number import plain

MISSING = frozenset(
    (
        "", "na", "n/a", "nan", "null", "none", "nil", "-", "--", "---", "–", "—", "−", "?", ".",
        "..", "…", "*", "missing", "n.a.", "n. a.", "n. v.", "n.d.", "#n/a", "#na", "#nv",
        "#null!", "#div/0!", "#value!", "#wert!", "#ref!", "#num!", "-nan", "+nan", "nan(ind)",
        "1.#qnan", "-1.#ind", "缺失", "无", "空",
    )
)  # fmt: skip
"""How a value that is not there is written, in small letters."""
ERROR = re.compile(r"#+|#[A-ZÀ-Þ/0-9_]+[!?]")
"""What a spreadsheet shows where it could not reckon, in whatever language."""
LARGEST = 1e150  # beyond it squares are not finite
PLAIN = {sign: frozenset("0123456789+-eE" + sign) for sign in ".,"}
LETTERS = str.maketrans("dD", "ee")
ASKED = 2000
LONGEST = 60  # letters of a number with its unit

# Digits, or groups of three that one sign parts (in India of two, but for the last).
_GROUPS = r"(?:[1-9]\d{{0,2}}(?P<apart>[{other} '])\d{{3}}(?:(?P=apart)\d{{3}})*{indian})"
# Fortran writes exponents with D, and of three digits without a letter.
_NUMBER = (
    rf"[-+]? ?(?:{_GROUPS}(?:{{sign}}\d+)?|\d*{{sign}}\d+[-+]\d{{{{3}}}}"
    r"|(?:\d+(?:{sign}{least})?|{sign}\d+)(?:[eEdD][-+]?\d+)?) ?%?"
)
NUMBERS = {
    ".": re.compile(
        _NUMBER.format(sign=r"\.", least=r"\d*", other=",", indian=r"|[1-9]\d?(?:,\d\d)+,\d{3}")
    ),
    ",": re.compile(_NUMBER.format(sign=",", least=r"\d+", other=".", indian="")),
}
"""By the decimal sign, what a number may look like; nothing else is one."""
_SYMBOL = (
    r"(?:[YZEPTGMkhdcmµμunpfa]?(?:m|s|g|t|K|V|A|W|J|N|Hz|Pa|bar|mol|cd|lm|lx|C|F|H|T|Wb|Ω|ohm|Ohm|S"
    r"|l|L|B|eV|Bq|Gy|Sv|rad|sr|cal|px)|‰|°|°C|°F|°K|deg|min|h|hr|d|yr|sec|in|ft|mi|kn|lb|oz|psi"
    r"|ppm|ppb|dB|dBm|rpm|€|\$|£|¥|[毫厘分千微纳]?[米秒克升]|小时|分钟?|度|摄氏度|元|个|年|月|日)"
)
_POWER = r"(?:\^?-?[\d⁰-⁹²³¹⁻]+)?"
UNIT = rf"{_SYMBOL}{_POWER}(?:[ */·]{_SYMBOL}{_POWER})*"
"""A pattern of units as they stand behind numbers and in a row of units."""
SPREADSHEET = re.compile(r"=?\"(.*)\"|'(.*)'|'(.*)")
"""What a spreadsheet takes for the text in it."""
ACCOUNT = re.compile(r"\((\W?\d.*)\)")
"""A negative number as accountants write it."""
DRESSED = re.compile(
    rf"(?P<sign>[-+]?)(?P<before>[€$£¥])? ?(?P<bare>[-+]?[.,]?\d[^±]*?)"
    rf" ?(?P<after>{UNIT}|±.*)?"
)
BOTH_WAYS = re.compile(r"[-+]? ?[1-9]\d{0,2}[.,]\d{3} ?%?")
LETTERLESS = re.compile(r"(?<=\d)(?=[-+]\d{3}$)")
SURPLUS = {".": re.compile(r"[ ,'%]"), ",": re.compile(r"[ .'%]")}


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    text = cell.strip()
    return text.lower() in MISSING or (text[:1] == "#" and ERROR.fullmatch(text) is not None)


def undressed(cell: str) -> tuple[str, str]:
    """What stands in `cell` as a program would write it, and the unit, currency or ± it wears."""
    text = plain(cell)
    if quoted := SPREADSHEET.fullmatch(text):
        text = next(each for each in quoted.groups() if each is not None)
    if negative := ACCOUNT.fullmatch(text):
        text = "-" + negative[1]
    if len(text) > LONGEST or any(each.fullmatch(text) for each in NUMBERS.values()):
        return text, ""
    worn = DRESSED.fullmatch(text)
    if not worn or bool(worn["before"]) == bool(worn["after"]):
        return text, ""
    return worn["sign"] + worn["bare"], (worn["before"] or worn["after"])


def units_worn(cells: Iterable[str]) -> tuple[str, ...]:
    """The units that cells wear, "" among them for none, the most usual first."""
    worn = Counter(undressed(cell)[1] for cell in cells if not is_missing(cell))
    return tuple(unit for unit, _ in worn.most_common())


def number(cell: str, decimal: str, unit: str = "") -> float | None:
    """The number in `cell`, whose decimal sign is `decimal` and which wears `unit`, or None."""
    if PLAIN[decimal].issuperset(cell):
        try:
            return _usable(float(cell.replace(",", ".")))
        except ValueError:
            pass  # two points, say
    text, worn = undressed(cell)
    if worn != unit or not NUMBERS[decimal].fullmatch(text):
        return None
    text = SURPLUS[decimal].sub("", text).replace(",", ".")
    return _usable(float(LETTERLESS.sub("e", text).translate(LETTERS)))


def _usable(value: float) -> float | None:
    return value if abs(value) <= LARGEST else None


def is_number(cell: str) -> bool:
    """Whether a cell is a number with one of the two decimal signs, whatever it wears."""
    text, _ = undressed(cell)
    return any(pattern.fullmatch(text) for pattern in NUMBERS.values())


def decimal_sign(cells: Sequence[str]) -> tuple[str | None, bool]:
    """The decimal sign of a column as a whole, and whether its cells leave no doubt.

    None where they do not say: they hold no sign, or only numbers such as 1,290, which is a
    thousand or one and a bit. Of a long column some cells are asked first.
    """
    sign: str | None = None
    certain = False
    for step in dict.fromkeys((max(1, len(cells) // ASKED), 1)):
        signed = [undressed(cell)[0] for cell in set(cells[::step]) if not cell.isdigit()]
        signed = [text for text in signed if "." in text or "," in text]
        telling = [text for text in signed if not BOTH_WAYS.fullmatch(text)]
        point, comma = (sum(map(bool, map(NUMBERS[d].fullmatch, telling))) for d in ".,")
        sign, certain = (".", ",")[comma > point], True
        if point != comma:
            break
        sign, certain = None, not signed
    return sign, certain


def are_decimals(cells: Iterable[str]) -> bool:
    """Whether commas or points before three digits are decimal: thousands stand without them."""
    return any(re.fullmatch(r"[-+]?\d{4,}", plain(cell)) for cell in cells)
