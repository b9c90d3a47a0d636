"""The curves of a run as plain values and arrays, and back."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.history import History


def curves_of(history: History, later: bool = False) -> dict[str, Any]:
    """All scalars and events up to now, or what came `later` too."""
    values = np.stack([history.values(name, later) for name in history.names])
    return {
        "names": history.names, "stride": history.stride, "steps": history.steps(later),
        "values": values, "last": dict(history.last), "events": tuple(history.events),
    }  # fmt: skip


def put_back(history: History, curves: Mapping[str, Any]) -> None:
    """Fill an empty history with `curves`."""
    history.stride = curves["stride"]
    for step, values in zip(curves["steps"].tolist(), curves["values"].T.tolist(), strict=True):
        history.add(step, dict(zip(curves["names"], values, strict=True)))
    history.last = dict(curves["last"])
    history.events.extend(curves["events"])
