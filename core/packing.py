"""Values of a run as what msgpack can write, their arrays beside it, and back.

No class is made but the dataclasses, named tuples and enumerations of what a page is made of, and
none is imported: a name that is not among those loaded is refused.
"""

import dataclasses
import os
import sys
from collections.abc import Mapping
from enum import Enum, IntEnum
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.message import InvalidInput


class Tag(IntEnum):
    """What the first item of a packed list says that the list stands for."""

    LIST, TUPLE, SET, FROZEN, DICT, TENSOR, ARRAY, WORDS, RECORD, MEMBER = range(10)


SEVERAL: dict[type, Tag] = {
    list: Tag.LIST, tuple: Tag.TUPLE, set: Tag.SET, frozenset: Tag.FROZEN
}  # fmt: skip

UNKNOWN = "It holds something that this program does not know."

LONGEST = 10**7
"""Letters of an array of texts, which are all as long as the longest."""

PLACES = (
    "core.experiments.", "core.data.", "core.callbacks.", "core.deeds", "core.formula",
    "core.history", "core.lipschitz.", "core.margins.", "core.masking.", "core.message",
    "core.nce.", "core.numbers", "core.odes.", "core.optim.", "core.own_data", "core.touches",
    "core.view_layers", "core.views",
)  # fmt: skip
"""Where the classes stand that may be made."""


def known() -> dict[str, type]:
    """The classes that may be made, by name, of the modules that are loaded."""
    found = {}
    for name, module in list(sys.modules.items()):
        if name.startswith(PLACES):
            for each in vars(module).values():
                if isinstance(each, type) and each.__module__ == name and _is_plain(each):
                    found[_name(each)] = each
    return found


def _is_plain(kind: type) -> bool:
    named_tuple = issubclass(kind, tuple) and hasattr(kind, "_fields")
    return dataclasses.is_dataclass(kind) or issubclass(kind, Enum) or named_tuple


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


class Packer:
    """Packs values; their arrays gather in `tensors`, copied, one that is met twice only once."""

    def __init__(self, copies: bool = True) -> None:
        self._copies = copies
        self.tensors: dict[str, Tensor] = {}
        self._met: dict[int, tuple[object, str]] = {}

    def packed(self, value: Any) -> Any:
        """What msgpack can write. Raises TypeError for what is no value."""
        if value is None or type(value) in (bool, int, float, str, bytes):
            return value
        match value:
            case Tensor():
                return [Tag.TENSOR, self._gathered(value, value.detach())]
            case np.ndarray() if value.dtype.kind == "U":
                return [Tag.WORDS, list(value.shape), value.ravel().tolist()]
            case np.ndarray() | np.generic():
                return [Tag.ARRAY, self._gathered(value, _tensor(value)), _is_fixed(value)]
            case Mapping():
                return [Tag.DICT, [[self.packed(k), self.packed(v)] for k, v in value.items()]]
            case Enum():
                return [Tag.MEMBER, _name(type(value)), value.name]
            case os.PathLike():
                return os.fspath(value)
        return self._several(value)

    def _several(self, value: Any) -> Any:
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = [field.name for field in dataclasses.fields(value) if field.init]
            return self._record(value, {name: getattr(value, name) for name in fields})
        if isinstance(value, tuple) and hasattr(value, "_asdict"):
            return self._record(value, value._asdict())
        tag = SEVERAL.get(type(value))
        if tag is None:
            raise TypeError(f"{type(value).__name__} cannot be kept")
        items = sorted(value, key=repr) if tag in (Tag.SET, Tag.FROZEN) else value
        return [tag, [self.packed(item) for item in items]]

    def _record(self, value: Any, fields: Mapping[str, Any]) -> Any:
        return [Tag.RECORD, _name(type(value)), {k: self.packed(v) for k, v in fields.items()}]

    def _gathered(self, value: Any, tensor: Tensor) -> str:
        if id(value) not in self._met:
            name = str(len(self.tensors))
            tensor = tensor.cpu().contiguous()
            self.tensors[name] = tensor.clone() if self._copies else tensor
            self._met[id(value)] = value, name  # kept, or another might get its identity
        return self._met[id(value)][1]


def _tensor(array: Any) -> Tensor:
    return torch.from_numpy(np.array(array, order="C"))


def _is_fixed(array: Any) -> bool:
    """0-d scalars of NumPy are no arrays."""
    return isinstance(array, np.ndarray) and not array.flags.writeable


class Unpacker:
    """Makes values of what was packed, with the arrays that lay beside it."""

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        self._tensors, self._known = tensors, known()
        self._arrays: dict[tuple[str, bool], Any] = {}

    def value(self, packed: Any) -> Any:
        """The value. Raises InvalidInput, or ValueError or TypeError, where it means none."""
        if not isinstance(packed, list):
            return packed
        match packed:
            case [0 | 1 | 2 | 3 as tag, list() as items]:
                return list(SEVERAL)[tag](self.value(item) for item in items)
            case [Tag.DICT, list() as pairs]:
                return {self.value(key): self.value(value) for key, value in pairs}
            case [Tag.TENSOR, str() as name]:
                return self._tensors[name]
            case [Tag.ARRAY, str() as name, bool() as fixed]:
                return self._array(name, fixed)
            case [Tag.WORDS, list() as shape, list() as words]:
                if len(words) * max(map(len, words), default=0) > LONGEST:
                    raise InvalidInput(UNKNOWN)
                return np.array(words, dtype=str).reshape(shape)
            case [Tag.RECORD, str() as name, dict() as fields]:
                return self._record(name, fields)
            case [Tag.MEMBER, str() as name, str() as member]:
                kind = self._class(name)
                if issubclass(kind, Enum):
                    return kind[member]
        raise InvalidInput(UNKNOWN)

    def _array(self, name: str, fixed: bool) -> Any:
        if (name, fixed) not in self._arrays:
            array = self._tensors[name].numpy().copy()
            array.flags.writeable = not fixed
            self._arrays[name, fixed] = array
        return self._arrays[name, fixed]

    def _record(self, name: str, fields: Mapping[str, Any]) -> Any:
        kind = self._class(name)
        if issubclass(kind, tuple):
            wanted = set(kind._fields)  # type: ignore[attr-defined]  # a named tuple
        else:
            wanted = {f.name for f in dataclasses.fields(kind) if f.init}  # type: ignore[arg-type]
        if set(fields) != wanted:
            raise InvalidInput("{name} has other fields here.", name=name)
        return kind(**{key: self.value(value) for key, value in fields.items()})

    def _class(self, name: str) -> type:
        if name not in self._known:
            raise InvalidInput(UNKNOWN)
        return self._known[name]
