"""What is read while a value is made, and whether it is as it was."""

import types
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

PLAIN = (bool, int, float, complex, str, bytes, type(None))
FIXED = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type, torch.device)
ABSENT = object()


class Read(NamedTuple):
    """Of "params", "made" or "model" an attribute, and its value when it was read."""

    source: str
    name: str
    value: object

    def as_it_was(self, source: object) -> bool:
        """Whether the attribute of `source` is the same object now, or plain and equal."""
        return _equal(getattr(source, self.name, ABSENT), self.value)


def _equal(now: object, before: object) -> bool:
    if now is before:
        return True
    if type(now) is not type(before):
        return False
    if isinstance(now, tuple) and isinstance(before, tuple):
        return len(now) == len(before) and all(map(_equal, now, before))
    return isinstance(now, PLAIN) and now == before


def is_fixed(value: Any, parts: frozenset[int]) -> bool:
    """Whether a value of the model stays as it is until it is replaced.

    So are plain values, functions, tensors that are no part of the training (`parts` are the
    identities of those that are), and tuples and frozen dataclasses of such. All else may change
    at any step.
    """
    if isinstance(value, PLAIN + FIXED):
        return True
    if isinstance(value, Tensor):
        return not value.requires_grad and id(value) not in parts
    if isinstance(value, np.ndarray):
        return not value.flags.writeable
    if isinstance(value, tuple):
        return all(is_fixed(item, parts) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return False
    frozen = vars(type(value))["__dataclass_params__"].frozen
    return frozen and all(is_fixed(getattr(value, f.name), parts) for f in fields(value))
