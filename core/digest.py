"""Digests of a run's state at ten of its steps: what shows whether another run was the same."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
import torch

from core.packing import Packer

MOST, FIRST = 10, 25
"""How many are kept, and after how many steps the first is taken: one costs about three steps."""


def digest(value: Any) -> bytes:
    """Sixteen bytes that differ as soon as a bit of `value` does."""
    packer = Packer(copies=False)
    found = hashlib.blake2b(msgspec.msgpack.encode(packer.packed(value)), digest_size=16)
    for tensor in packer.tensors.values():
        found.update(f"{tensor.dtype} {tuple(tensor.shape)}".encode())
        found.update(tensor.contiguous().reshape(-1).view(torch.uint8).numpy().data)
    return found.digest()


class Digests:
    """The digests of each part after every `stride`-th step made, of the last ten at most.

    When there are more, every second is dropped and the stride doubles, so that they lie all over
    a run of any length and cost it nothing.
    """

    def __init__(self) -> None:
        self.stride = FIRST
        self.at: dict[int, Mapping[str, bytes]] = {}

    def due(self, made: int) -> bool:
        """Whether the state after so many steps is to be noted."""
        return made % self.stride == 0

    def note(self, made: int, state: Mapping[str, Any]) -> None:
        """Keep the digests of a state."""
        self.at[made] = {name: digest(part) for name, part in state.items()}
        if len(self.at) > MOST:
            self.stride *= 2
            self.at = {at: parts for at, parts in self.at.items() if self.due(at)}

    def copy(self) -> "Digests":
        """As it is now, for a run that goes on from here."""
        other = Digests()
        other.stride, other.at = self.stride, dict(self.at)
        return other
