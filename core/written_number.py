"""Numbers as people and programs write them."""

import re
import unicodedata

SIGNS = str.maketrans(dict.fromkeys("−‐‑‒–﹣－", "-") | {"’": "'", "٫": ".", "٬": " "})
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
EXPONENT = re.compile("(?<=10)[⁰¹²³⁴-⁹⁺⁻]+$")
POWER = re.compile(r"\s*[·⋅×*]\s*10(?:\^|\*\*)?([-+]?\d+)$")
PLAIN = re.compile(r"[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?")


def plain(text: str) -> str:
    """`text` as a program would write it: minus signs of every kind, full-width forms, powers.

    Blanks of every kind become one kind; what has no width goes.
    """
    text = text.strip()
    if not text.isascii():
        text = EXPONENT.sub(lambda found: found[0].translate(RAISED), text)
        text = "".join(map(_folded, text)).translate(SIGNS)
    return POWER.sub(r"e\1", text)


def _folded(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) == "Cf":
        return ""
    wide = unicodedata.decomposition(character).startswith(("<wide>", "<narrow>", "<small>"))
    return unicodedata.normalize("NFKC", character) if wide else character


def parse_number(text: str) -> float:
    """The number that `text` writes. Raises ValueError where it writes none.

    A comma is a decimal sign, for thousands are not parted in a field; minus signs of every kind,
    full-width digits and powers such as 5·10⁻¹ are understood.
    """
    number = plain(text)
    if not PLAIN.fullmatch(number):
        raise ValueError(f"{text!r} is no number")
    return float(number.replace(",", "."))


def write_number(number: float, scientific: bool = False) -> str:
    """The shortest text that `parse_number` takes for `number`, such as 0.0125 or 3.0e-4.

    `scientific` asks for a power of ten outside of 0.01 to 1000.
    """
    if scientific and not 0.01 <= abs(number) < 1000:
        texts = (f"{number:.{digits}e}" for digits in range(1, 17))
    else:
        texts = (f"{number:.{digits}g}" for digits in range(3, 18))
    text = next((text for text in texts if float(text) == number), f"{number}")
    return re.sub(r"e\+?(-?)0*(?=\d)", r"e\1", text)
