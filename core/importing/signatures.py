"""Formats of files by their first bytes, for a name may say anything."""

import json
import re

READ = {
    "PNG": rb"\x89PNG", "JPEG": rb"\xff\xd8\xff", "GIF": rb"GIF8[79]a", "WEBP": rb"RIFF.{4}WEBP",
    "TIFF": rb"II[*+]\0|MM\0[*+]", "BMP": rb"BM.{12}[\x0c\x10(4@8l|]\0\0\0",
}  # fmt: skip
"""Those of core.data.formats.FORMATS; the size of its header tells a BMP from a text."""

OTHERS = {
    "SVG": rb"\s*(?:<[?!][^>]*>\s*)*<(?:\w+:)?svg[\s>]",
    "HTML": rb"(?i)\s*(?:<[?!][^>]*>\s*)*<html|\s*<!doctype html",
    "XML": rb"\s*<\?xml",
    "PDF": rb"%PDF-",
    "PostScript": rb"%!PS|\xc5\xd0\xd3\xc6",
    "RTF": rb"\{\\rtf",
    "HEIC": rb"\0.{3}ftyp(?:he[iv]|mif1|msf1)",
    "AVIF": rb"\0.{3}ftypavi",
    "JPEG 2000": rb"\0{3}\x0cjP  |\xff\x4f\xff\x51",
    "JPEG XL": rb"\0{3}\x0cJXL |\xff\x0a",
    "Photoshop": rb"8BPS",
    "GIMP": rb"gimp xcf ",
    "ICO": rb"\0\0\x01\0",
    "OpenEXR": rb"v/1\x01",
    "Netpbm": rb"P[1-7]\n(?:#[^\n]*\n)*\d+ \d+\n",
    "DjVu": rb"AT&TFORM",
    "DICOM": rb".{128}DICM",
    "FITS": rb"SIMPLE  =",
    "Excel": rb"PK\x03\x04.*xl/workbook",
    "Word": rb"PK\x03\x04.*word/document",
    "PowerPoint": rb"PK\x03\x04.*ppt/presentation",
    "OpenDocument": rb"PK\x03\x04.*vnd\.oasis\.opendocument",
    "EPUB": rb"PK\x03\x04.*epub\+zip",
    "iWork": rb"PK\x03\x04.*\.iwa",
    "NumPy": rb"\x93NUMPY|PK\x03\x04.*\.npy",
    "ZIP": rb"PK\x03\x04|PK\x05\x06",
    "Office 97-2003": rb"\xd0\xcf\x11\xe0",
    "gzip": rb"\x1f\x8b",
    "bzip2": rb"BZh[1-9]1AY&SY",
    "XZ": rb"\xfd7zXZ\0",
    "Zstandard": rb"\x28\xb5\x2f\xfd",
    "7z": rb"7z\xbc\xaf",
    "RAR": rb"Rar!\x1a",
    "tar": rb".{257}ustar",
    "HDF5": rb"\x89HDF",
    "MATLAB": rb"MATLAB \d\.\d MAT-file",
    "Parquet": rb"PAR1\x15",
    "SQLite": rb"SQLite format 3\0",
    "MP3": rb"ID3[\x02-\x04]\0",
    "WAV": rb"RIFF.{4}WAVE",
    "AVI": rb"RIFF.{4}AVI ",
    "Ogg": rb"OggS\0",
    "FLAC": rb"fLaC\0",
    "MP4": rb"\0.{3}ftyp",
    "Matroska": rb"\x1a\x45\xdf\xa3",
}
"""The first that fits counts."""

PATTERNS = {name: re.compile(each, re.DOTALL) for name, each in {**READ, **OTHERS}.items()}
OBJECT = re.compile(rb'\s*(?:\[\s*)*\{\s*(?:"[^"\n]*"\s*:|\})')
HEAD, TAIL = 2**12, 2**16
"""Bytes in which a signature stands; the end of a ZIP lists what is in it."""
LONGEST = 2**20
"""Bytes of lists that are read to see whether they are JSON; one of objects begins as such."""


def format_of(content: bytes) -> str | None:
    """The name of the format in which `content` begins; None for a text, and for what is unknown.

    One in READ is that of a picture that can be read.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    ends = content[:HEAD] + content[HEAD:][-TAIL:]
    found = next((name for name, each in PATTERNS.items() if each.match(ends)), None)
    return found or ("JSON" if _is_json(content) else None)


def _is_json(content: bytes) -> bool:
    if OBJECT.match(content[:HEAD]):
        return True
    if not re.match(rb"\s*\[", content[:HEAD]) or len(content) > LONGEST:
        return False
    try:
        json.loads(content)
        return True
    except (ValueError, RecursionError):
        return False
