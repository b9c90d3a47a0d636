"""Bytes as text, in whatever encoding they were written."""

import re
from dataclasses import dataclass

from charset_normalizer import CharsetMatch, from_bytes

from core.importing.source import Source
from core.message import InvalidInput

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32": "UTF-32",
    "utf-32-le": "UTF-32 LE",
    "utf-32-be": "UTF-32 BE",
    "gb18030": "GBK, GB 18030",
    "big5": "Big5",
    "cp932": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "euc_kr": "EUC-KR",
    "cp1252": "Windows-1252, Latin-1",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "koi8_r": "KOI8-R",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "latin_1": "Latin-1",
}
"""Python's name of each encoding that can be chosen, and its own."""
EAST_ASIAN = ("gb18030", "big5", "cp932", "euc_jp", "euc_kr")
ONE_BYTE = ("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256")
MARKS = (  # what a byte order mark says; that of UTF-32 begins as UTF-16's does
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
SAMPLE = 2**16
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
MOST_USUAL = 0.95
# Alphabets from Latin to Thai, signs, kana, Chinese, Hangul, full-width forms, emoji.
USUAL = re.compile(
    r"[\t\n\r -~\xa0-\u09ff\u0e00-\u0e5b\u1e00-\u1fff\u200b-\u2064\u20a0-\u22ff"
    r"\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef\U0001f000-\U0001faff]"
)

# Half-width katakana: a lone sign of Latin-1 is far likelier.
HALF_KANA = re.compile(r"[\uff61-\uff9f]")
WORD = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
# Blanks, line ends, the escape of terminals, and the Ctrl-Z with which DOS ended a file, are text.
CONTROL = re.compile(r"[\0-\x08\x0e-\x19\x1c-\x1f\x7f]")


@dataclass(frozen=True)
class Decoded:
    """A text with line ends "\\n"; its encoding in Python's name, and whether that was guessed."""

    text: str
    encoding: str
    guessed: bool


def decoded(source: Source, encoding: str | None = None) -> Decoded:
    """What `source` says, read as `encoding` or as what it most likely is.

    Byte order marks count first, then UTF-16 and UTF-32 by zeros and letters, then UTF-8, of which
    anything else is hardly ever valid by chance; the rest is guessed from the frequency of letters.
    Raises InvalidInput for what is no text.
    """
    if encoding is not None:
        text, guessed = _strictly(source.content, encoding), False
    else:
        text, encoding, guessed = _guessed(source.content)
    if text is None or CONTROL.search(text):
        raise InvalidInput("{name} is not a text file.", name=source.name)
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff\x1a")
    return Decoded(plain, encoding.removesuffix("-sig"), guessed)


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _guessed(content: bytes) -> tuple[str | None, str, bool]:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding), encoding, False
    if b"\0" in content:
        encoding = _zeros(content[:SAMPLE]) or _wide(content[:SAMPLE])
        return _strictly(content, encoding), encoding, True
    text = _strictly(content, "utf-8")
    if text is not None:
        return text, "utf-8", False
    for encoding in [*_by_letters(content), "cp1252", "latin_1"]:
        text = _strictly(content, encoding)
        if text is not None:
            return text, encoding, True
    return None, "", True


def _zeros(sample: bytes) -> str:
    """UTF-16 by where the zeros are that its signs and figures have; else ""."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    foreign = sum(each > 0x7F for each in sample)
    if min(even, odd) > 0 or 5 * max(even, odd) + foreign < len(sample):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _wide(sample: bytes) -> str:
    """UTF-16 or UTF-32 by letters that are in use: in the wrong one a third are not; else none."""
    share = {}
    for encoding in WIDE:
        text = sample.decode(encoding, "replace")
        share[encoding] = len(USUAL.findall(text)) / max(1, len(text))
    likeliest = max(WIDE, key=lambda encoding: share[encoding])
    # In ASCII a zero is the first control character, by which it is known for no text.
    return likeliest if share[likeliest] > MOST_USUAL else "ascii"


def _by_letters(content: bytes) -> list[str]:
    """The likely encodings, best first.

    East Asian ones only where words are not mostly ASCII letters: a lone letter with an accent and
    the letter behind it are a valid pair in each of them.
    """
    if re.search(rb"[\x01-\x08\x0e-\x19\x1c-\x1f\x7f]", content):
        return []
    content = content[: 16 * SAMPLE]
    words = WORD.findall(content)
    high = sum(each > 0x7F for word in words for each in word)
    mostly = high > 0.6 * sum(map(len, words))
    candidates = (*EAST_ASIAN, *ONE_BYTE) if mostly else ONE_BYTE
    lines = b"\n".join(line for line in content.splitlines() if WORD.search(line))
    found = from_bytes(lines[:SAMPLE], cp_isolation=list(candidates))
    likely = [match for match in found if not HALF_KANA.search(str(match))]
    likely.sort(key=lambda match: (round(match.chaos, 1), -match.coherence, _usual(match)))
    return [list(ENCODINGS)[_usual(match)] for match in likely]


def _usual(match: CharsetMatch) -> int:
    """The place in ENCODINGS of the commonest that says the same: of a few letters many do."""
    order = list(ENCODINGS)
    return min(order.index(each) for each in match.could_be_from_charset if each in order)
