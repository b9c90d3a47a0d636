"""The states over the time."""

import numpy as np
from torch import Tensor

from core.experiments.ode_cells.setting import FAR, MARGIN, STATE_ROLES, Floats, Setting
from core.views import Handles, Layer, Lines, Plane, Points, Reading, frozen


def curves(
    setting: Setting, times: Floats, path: Tensor, kind: str, role: str = "", width: float = 1.0
) -> dict[str, Layer]:
    """One line per state of a path (T + 1, D), each in the colour of its state or in `role`."""
    low, high = _range(setting)
    far = FAR * (high - low)
    values = np.clip(path.detach().cpu().double().numpy(), low - far, high + far)
    return {
        f"{kind} {name}": Lines(
            frozen(np.stack((times, values[:, state]), axis=1)),
            role or STATE_ROLES[state],
            width,
            dashed=role == "truth",
            label="" if role else name,
        )
        for state, name in enumerate(setting.system.states)
    }


def marks(setting: Setting, t: float, y: Tensor) -> dict[str, Layer]:
    """Where the states (D,) are now."""
    values = np.clip(y.detach().cpu().double().numpy(), -1e9, 1e9)
    return {
        f"now {name}": Points(frozen([[t, values[state]]]), STATE_ROLES[state], 7.0)
        for state, name in enumerate(setting.system.states)
    }


def handles(setting: Setting, times: tuple[float, ...], values: Tensor) -> dict[str, Layer]:
    """The observations (M, D), one layer of rings per state."""
    found = values.detach().cpu().double().numpy()
    return {
        f"seen {state}": Handles(frozen(np.stack((times, found[:, state]), axis=1)), "data")
        for state in range(setting.system.dimension)
    }


def series(
    setting: Setting, end: float, layers: dict[str, Layer], readings: tuple[Reading, ...], note: str
) -> Plane:
    """The plane of time and states, up to the time `end`."""
    low, high = _range(setting)
    margin = MARGIN * (high - low)
    return Plane(
        title="States over time",
        layers=layers,
        readings=readings,
        note=note,
        bounds=(-0.01 * end, 1.02 * end, low - margin, high + margin),
        equal=False,
        x_label="t",
        y_label="y",
    )


def _range(setting: Setting) -> tuple[float, float]:
    """The range of all states together."""
    lows, highs = zip(*setting.system.view, strict=True)
    return min(lows), max(highs)
