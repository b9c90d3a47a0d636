"""What one cell of a table holds: nothing, a number, perhaps with its unit, or something else."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import regex

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
AMBIGUOUS = ("none", "nil", "-", "--", "–", "—", "−", "*", "无", "空")
"""Those of them that may as well be the name of a class."""
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
    r"|(?:\d+(?:{sign}{least})?|{sign}\d+)(?:[eEdD][-+]?\d+)?)"
)
NUMBERS = {
    ".": re.compile(
        _NUMBER.format(sign=r"\.", least=r"\d*", other=",", indian=r"|[1-9]\d?(?:,\d\d)+,\d{3}")
    ),
    ",": re.compile(_NUMBER.format(sign=",", least=r"\d+", other=".", indian="")),
}
"""By the decimal sign, what a number may look like; nothing else is one."""
_CURRENCY = (  # any sign of one, the letters that stand for one, or its code (ISO 4217)
    r"(?:(?:R|A|C|NZ?|S|US|HK|NT|MX)?\p{Sc}|zł|kr|Kč|Ft|Fr\.?|lei|руб\.?|Rs\.?"
    r"|EUR|USD|GBP|JPY|CNY|RMB|INR|KRW|BRL|CHF|PLN|SEK|NOK|DKK|CZK|HUF|RON|BGN|RUB|UAH|TRY|ILS|ZAR|AUD"
    r"|CAD|NZD|MXN|ARS|CLP|COP|SGD|HKD|TWD|THB|IDR|MYR|PHP|VND|SAR|AED|EGP|NGN|KES|PKR|BDT"
    r"|[美欧日港]?元|人民币)"
)
_SYMBOL = (
    r"(?:[YZEPTGMkhdcmµμunpfa]?(?:m|s|g|t|K|V|A|W|J|N|Hz|Pa|bar|mol|cd|lm|lx|C|F|H|T|Wb|Ω|ohm|Ohm|S"
    r"|l|L|B|eV|Bq|Gy|Sv|rad|sr|cal|px)|°|°C|°F|°K|deg|min|h|hr|d|yr|sec|in|ft|mi|kn|lb|oz|psi"
    r"|ppm|ppb|dB|dBm|rpm|[毫厘分千微纳]?[米秒克升]|小时|分钟?|度|摄氏度|个|年|月|日)"
)
_POWER = r"(?:\^?-?[1-9](?!\d)|[⁰-⁹²³¹⁻]+)?"
_ONE = rf"(?:(?:{_SYMBOL}|{_CURRENCY}){_POWER}|[%‰])"
_UNIT = rf"{_ONE}(?:[ */·]{_ONE})*"
UNIT = regex.compile(rf"[(\[]?(?:{_UNIT}|a\.?u\.?|1|-)[)\]]?")
"""A unit as it stands in a row of units, or behind a name."""
SPREADSHEET = re.compile(r"=?\"(.*)\"|'(.*)'|'(.*)")
"""What a spreadsheet takes for the text in it."""
ACCOUNT = re.compile(r"\((\W?\d.*)\)")
"""A negative number as accountants write it."""
BEHIND = re.compile(r"(\d(?:[\d.,' ]*\d)?) ?-")
"""And as some of their programs write it."""
DRESSED = regex.compile(
    rf"(?P<sign>[-+]?)(?:(?P<before>{_CURRENCY}) ?|(?P<before>%))?(?P<bare>[-+]?[.,]?\d[^±]*?)"
    rf" ?(?P<after>{_UNIT}|±.*)?"
)
BOTH_WAYS = re.compile(r"[-+]? ?[1-9]\d{0,2}[.,]\d{3}")
LETTERLESS = re.compile(r"(?<=\d)(?=[-+]\d{3}$)")
SURPLUS = {".": re.compile(r"[ ,']"), ",": re.compile(r"[ .']")}
SHARES = ("%", "‰")
SIGNS = {".": ",", ",": "."}
"""The decimal signs, and that which may part thousands then."""
BOTH_SIGNS = re.compile(r"\d[.,]\d.*[.,]\d")


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    text = cell.strip()
    return text.lower() in MISSING or (text[:1] == "#" and ERROR.fullmatch(text) is not None)


def undressed(cell: str) -> tuple[str, str]:
    """What stands in `cell` as a program would write it, and the unit, currency or ± it wears."""
    text = plain(cell)
    if quoted := SPREADSHEET.fullmatch(text):
        text = next(each for each in quoted.groups() if each is not None)
    if negative := ACCOUNT.fullmatch(text) or BEHIND.fullmatch(text):
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
    """The number in `cell`, whose decimal sign is `decimal` and which wears `unit`, or None.

    One that wears nothing has the unit of its column, unless that is a share: 0.05 may be 5 %.
    """
    if PLAIN[decimal].issuperset(cell) and unit not in SHARES:
        try:
            return _usable(float(cell.replace(",", ".")))
        except ValueError:
            pass  # two points, say
    text, worn = undressed(cell)
    if not NUMBERS[decimal].fullmatch(text) or (worn or unit) != unit:
        return None
    text = SURPLUS[decimal].sub("", text).replace(",", ".")
    value = float(LETTERLESS.sub("e", text).translate(LETTERS))
    return None if value and not worn and unit in SHARES else _usable(value)


def _usable(value: float) -> float | None:
    return value if abs(value) <= LARGEST else None


def is_number(cell: str) -> bool:
    """Whether a cell is a number with one of the two decimal signs, whatever it wears."""
    text, _ = undressed(cell)
    return any(pattern.fullmatch(text) for pattern in NUMBERS.values())


def decimal_sign(cells: Sequence[str]) -> tuple[str | None, bool]:
    """The decimal sign of a column as a whole, and whether its cells leave no doubt.

    None where they do not say: they hold no sign, or only numbers such as 1,290, which is a
    thousand or one and a bit. Such a number makes a sign that others say doubtful, unless some cell
    shows how thousands are parted. Of a long column some cells are asked first.
    """
    for step in dict.fromkeys((max(1, len(cells) // ASKED), 1)):
        signed = [undressed(cell)[0] for cell in set(cells[::step]) if not cell.isdigit()]
        signed = [text for text in signed if "." in text or "," in text]
        telling = [text for text in signed if not BOTH_WAYS.fullmatch(text)]
        point, comma = (sum(map(bool, map(NUMBERS[d].fullmatch, telling))) for d in SIGNS)
        if point != comma:
            sign = ",."[point > comma]
            return sign, not _are_mixed(cells, sign)
    return None, not signed


def _are_mixed(cells: Sequence[str], sign: str) -> bool:
    """Whether some cells may have the other decimal sign: 1,290 beside 1.5, no 1,290.5 anywhere."""
    others = [undressed(cell)[0] for cell in set(cells) if SIGNS[sign] in cell]
    grouped = any(map(BOTH_SIGNS.search, others))
    return not grouped and any(map(BOTH_WAYS.fullmatch, others))


def are_decimals(cells: Iterable[str]) -> bool:
    """Whether commas or points before three digits are decimal: thousands stand without them."""
    return any(re.fullmatch(r"[-+]?\d{4,}", plain(cell)) for cell in cells)
