"""The bytes of a `.qujing` file: what may be known without torch, and whether all are as written.

    magic (8)  version (4)  SHA-256 of all that follows (32)  three lengths (8 each)
    head (msgpack)  structure (msgpack)  arrays (core/keeping/arrays.py)

Numbers are little-endian. Nothing is decoded before the checksum is found to hold.
"""

import hashlib
import itertools
import struct
from dataclasses import dataclass

import msgspec

from core.importing.source import MAX_BYTES, MEGABYTE, Source
from core.message import InvalidInput

MAGIC = b"\x93QUJING\n"
VERSION = 2
"""Of the format; in the first the arrays were safetensors, one by one."""
ENDING = ".qujing"
SCHEME = "qujing:"
"""How a link begins, which is one line of text in the place of a file."""
MOST_STRUCTURE = 16 * MEGABYTE
"""Bytes of what is no array: in memory it takes some ten times as much."""
START = struct.Struct("<8sI32s")
LENGTHS = struct.Struct("<QQQ")


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a window needs to know before it opens a session, and what it can say of it."""

    page: str
    scene: str
    step: int
    versions: dict[str, str]


@dataclass(frozen=True)
class Container:
    """A session whose checksum holds; `structure` and `arrays` are not decoded yet."""

    name: str
    head: Head
    structure: bytes
    arrays: bytes
    version: int = VERSION


def written(head: Head, structure: bytes, arrays: bytes) -> bytes:
    """The bytes of a file. Raises InvalidInput where they are too many to be read again."""
    told = msgspec.msgpack.encode(head)
    body = LENGTHS.pack(len(told), len(structure), len(arrays)) + told + structure + arrays
    if START.size + len(body) > MAX_BYTES or len(structure) > MOST_STRUCTURE:
        size = MAX_BYTES // MEGABYTE
        raise InvalidInput("This run is larger than the {size} MB of a session.", size=size)
    return START.pack(MAGIC, VERSION, hashlib.sha256(body).digest()) + body


def is_session(content: bytes) -> bool:
    """Whether these bytes begin as those of a session."""
    return content.startswith(MAGIC)


def read(source: Source) -> Container:
    """What stands in a file. Raises InvalidInput where it is no session, or no whole one."""
    name, content = source.name, source.content
    if not is_session(content):
        raise InvalidInput("{name} is no session of this program.", name=name)
    damaged = InvalidInput("{name} is damaged: it is not as it was saved.", name=name)
    if len(content) < START.size + LENGTHS.size:
        raise damaged
    _, version, digest = START.unpack_from(content)
    if version > VERSION:
        raise InvalidInput("{name} was saved by a newer version of this program.", name=name)
    body = memoryview(content)[START.size :]
    lengths = LENGTHS.unpack_from(body)
    whole = hashlib.sha256(body).digest() == digest
    if not whole or LENGTHS.size + sum(lengths) != len(body) or lengths[1] > MOST_STRUCTURE:
        raise damaged
    ends = [LENGTHS.size + sum(lengths[:count]) for count in range(4)]
    parts = [bytes(body[begin:end]) for begin, end in itertools.pairwise(ends)]
    try:
        head = msgspec.msgpack.decode(parts[0], type=Head)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise damaged from None
    return Container(name, head, parts[1], parts[2], version)
