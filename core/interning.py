"""Equal views and layers become the same object, which the window does not paint anew."""

from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

import numpy as np

V = TypeVar("V")


def interned(new: V, old: object) -> V:
    """`old` where it shows the same as `new`, else `new` with those layers of `old` that do."""
    layers, former = getattr(new, "layers", None), getattr(old, "layers", None)
    if isinstance(layers, dict) and isinstance(former, dict):
        pairs = ((name, layer, former.get(name)) for name, layer in layers.items())
        kept = {name: before if same(layer, before) else layer for name, layer, before in pairs}
        new = replace(new, layers=kept)  # type: ignore[type-var]
    return old if same(new, old) else new  # type: ignore[return-value]


def same(one: object, other: object) -> bool:
    """Whether two views, layers or values are equal, arrays by what they hold."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.shape == other.shape and one.tobytes() == other.tobytes()  # NaN equals itself
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[name], other[name]) for name in one)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if is_dataclass(one):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return bool(one == other) or (one != one and other != other)
