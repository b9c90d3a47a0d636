"""Numbers as people and programs write them."""

import re
import unicodedata

MINUS = str.maketrans(dict.fromkeys("−‐‑‒–﹣－", "-"))
POWER = re.compile(r"\s*[·⋅×*]\s*10(?:\^|\*\*)?([-+]?\d+)$")
PLAIN = re.compile(r"[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?")


def parse_number(text: str) -> float:
    """The number that `text` writes. Raises ValueError where it writes none.

    A comma is a decimal sign, for thousands are not parted in a field; minus signs of every kind,
    full-width digits and powers such as 5·10⁻¹ are understood.
    """
    plain = unicodedata.normalize("NFKC", text).translate(MINUS).strip()
    plain = POWER.sub(r"e\1", plain)
    if not PLAIN.fullmatch(plain):
        raise ValueError(f"{text!r} is no number")
    return float(plain.replace(",", "."))
