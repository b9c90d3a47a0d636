"""Colour levels that follow a playing run by degrees, so that a field does not flicker."""

import math
from dataclasses import replace

from core.view_layers import Heat, Layers

Levels = tuple[float, float]

SHARE = 0.3
"""Share of the way to its new levels that a heat goes with each picture."""
CLOSE = 1 / 512
"""Levels nearer than half of one of 256 colours have arrived."""


class EasedLevels:
    """Remembers the levels of the heats that were shown last."""

    def __init__(self) -> None:
        self._shown: dict[str, tuple[Levels, tuple[int, ...]]] = {}
        self._run = 0

    def layers(self, layers: Layers, run: int, fine: bool) -> Layers:
        """The layers as they are to be shown; the same objects where the levels have arrived.

        Levels snap in a `fine` picture, in another `run` and with another shape of the values.
        """
        known = {} if fine or run != self._run else self._shown
        self._run, self._shown = run, {}
        eased = dict(layers)
        for name, layer in layers.items():
            if isinstance(layer, Heat):
                before, shape = known.get(name, (layer.levels, layer.values.shape))
                same = shape == layer.values.shape
                levels = nearer(before, layer.levels) if same else layer.levels
                self._shown[name] = (levels, layer.values.shape)
                if levels != layer.levels:
                    eased[name] = replace(layer, levels=levels)
        return eased


def nearer(shown: Levels, wanted: Levels) -> Levels:
    """The levels on the way from `shown` to `wanted`, or those where they have arrived."""
    away = max(abs(new - old) for old, new in zip(shown, wanted, strict=True))
    if not math.isfinite(away) or away <= CLOSE * (wanted[1] - wanted[0]):
        return wanted
    low, high = (old + SHARE * (new - old) for old, new in zip(shown, wanted, strict=True))
    return low, high
