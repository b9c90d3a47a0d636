"""The arrays of a session as bytes: those of one kind lie in one, for a past has thousands."""

import math
from collections import defaultdict
from collections.abc import Mapping

import msgspec
import torch
from safetensors.torch import load, save
from torch import Tensor

from core.message import InvalidInput
from core.packing import UNKNOWN


def written(tensors: Mapping[str, Tensor]) -> bytes:
    """The bytes from which `read` makes equal tensors."""
    alike: defaultdict[str, list[Tensor]] = defaultdict(list)
    index = {}
    for name, tensor in tensors.items():
        kind = str(tensor.dtype)
        index[name] = kind, tuple(tensor.shape)
        alike[kind].append(tensor.reshape(-1))
    joined = {kind: torch.cat(parts) for kind, parts in alike.items()}
    return msgspec.msgpack.encode([index, save(joined)])


def read(content: bytes, version: int) -> dict[str, Tensor]:
    """The tensors of a file of that version. Raises ValueError, LookupError or SafetensorError."""
    if version == 1:
        return load(content)
    kinds = tuple[dict[str, tuple[str, tuple[int, ...]]], bytes]
    index, joined = msgspec.msgpack.decode(content, type=kinds)
    held = load(joined)
    ends = dict.fromkeys(held, 0)
    found = {}
    for name, (kind, shape) in index.items():
        begin = ends[kind]
        ends[kind] += math.prod(shape)
        if min(shape, default=0) < 0 or ends[kind] > len(held[kind]):
            raise InvalidInput(UNKNOWN)
        found[name] = _shaped(held[kind][begin : ends[kind]], shape)
    return found


def _shaped(part: Tensor, shape: tuple[int, ...]) -> Tensor:
    try:
        return part.reshape(shape).clone()
    except RuntimeError:  # nothing, in a shape that is beyond all counting
        raise InvalidInput(UNKNOWN) from None
