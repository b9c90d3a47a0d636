"""Views are plain: read-only arrays, known roles, nothing of torch."""

from dataclasses import fields, is_dataclass

import numpy as np
import pytest
import torch

from core.views import ROLES


def check(thing: object, path: str) -> None:
    """Walk through a view: arrays are read-only float32, roles are known, numbers are printable."""
    if isinstance(thing, np.ndarray):
        assert thing.dtype == np.float32, path
        assert not thing.flags.writeable, path
        assert thing.base is None or not getattr(thing.base, "flags", thing.flags).writeable, path
    elif isinstance(thing, torch.Tensor):
        pytest.fail(f"{path} is a tensor")
    elif is_dataclass(thing):
        for field in fields(thing):
            value = getattr(thing, field.name)
            if field.name == "role":
                assert value in ROLES, f"{path}.role is {value}"
            elif field.name == "roles":
                assert set(value) <= ROLES, path
            elif field.name == "form":
                format(0.5, value)
            check(value, f"{path}.{field.name}")
    elif isinstance(thing, dict):
        for name, value in thing.items():
            check(value, f"{path}[{name}]")
    elif isinstance(thing, tuple):
        for index, value in enumerate(thing):
            check(value, f"{path}[{index}]")
