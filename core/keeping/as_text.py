"""A value of a run as one line of text: compressed, in letters that no mail and no chat changes."""

import base64
import binascii
import zlib
from typing import Any

import msgspec
from safetensors import SafetensorError
from safetensors.torch import load as arrays_load
from safetensors.torch import save as arrays_save

from core.importing.source import MAX_BYTES
from core.message import InvalidInput
from core.packing import Packer, Unpacker

BROKEN = "This text is not whole, or was not made by this program."


def as_text(value: Any) -> str:
    """The text from which `kept` makes an equal value."""
    packer = Packer()
    packed = packer.packed(value)
    whole = msgspec.msgpack.encode([packed, arrays_save(packer.tensors)])
    return encoded(whole)


def kept(text: str) -> Any:
    """The value of a text. Raises InvalidInput where it means none."""
    try:
        packed, arrays = msgspec.msgpack.decode(decoded(text), type=tuple[Any, bytes])
        return Unpacker(arrays_load(arrays)).value(packed)
    except (ValueError, TypeError, LookupError, RecursionError, SafetensorError) as error:
        raise InvalidInput(BROKEN) from error


def encoded(content: bytes) -> str:
    """`content` compressed, with its checksum, in the letters of base64 for addresses."""
    return base64.urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """The content of a text; no more than MAX_BYTES. Raises InvalidInput where it is broken."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        inflate = zlib.decompressobj()
        content = inflate.decompress(packed, MAX_BYTES)
    except (binascii.Error, zlib.error, ValueError):
        raise InvalidInput(BROKEN) from None
    if not inflate.eof or inflate.unused_data:
        raise InvalidInput(BROKEN)
    return content
