"""The part of the axes that is shown: all of it, or what a person has magnified."""

import math
from collections.abc import Hashable

from PySide6.QtCore import QObject, Signal

from core.view_layers import Bounds
from gui.panels.frame import widened

CLOSEST = 1000.0
"""How far an axis can be magnified."""
NOTCH = 1.0015
"""Magnification of one eighth of a degree of the wheel: a notch of 120 gives a fifth."""
STEP = 120.0
"""Eighths of a degree for which a key stands."""

Span = tuple[float, float]


class Zoom(QObject):
    """What was magnified of each axis, in its own coordinates: logarithms where it has them.

    It is kept as long as the view asks for the same axes, which `key` tells. `changed` tells the
    panels that share it.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[Span | None] = [None, None]
        self._asked: list[Span | None] = [None, None]
        self._key: Hashable = None

    @property
    def magnified(self) -> bool:
        """Whether less than all is shown."""
        return self._spans != [None, None]

    def shown(
        self, whole: Bounds, key: Hashable = None, logs: tuple[bool, bool] = (False, False)
    ) -> Bounds:
        """What to show of `whole`; `logs` says which axes are logarithmic."""
        if (key, logs) != self._key:
            self._key = key, logs
            self._spans = [
                _logarithms(span) if log else span
                for span, log in zip(self._asked, logs, strict=True)
            ]
        across, up = (
            span or all_of for span, all_of in zip(self._spans, _spans(whole), strict=True)
        )
        return *across, *up

    def turn(
        self, whole: Bounds, at: Span, wheel: float, axes: tuple[bool, bool] = (True, True)
    ) -> None:
        """Magnify or shrink the `axes` round a point `at` by `wheel` eighths of a degree."""
        factor = NOTCH**wheel
        for axis, (low, high) in enumerate(_spans(whole)):
            first, last = self._spans[axis] or (low, high)
            width = (last - first) / factor
            if axes[axis] and width >= high - low:
                self._spans[axis] = None
            elif axes[axis] and width >= (high - low) / CLOSEST:
                middle = at[axis]
                ends = middle + (first - middle) / factor, middle + (last - middle) / factor
                self._spans[axis] = ends
        self.changed.emit()

    def look_at(self, bounds: Bounds) -> None:
        """Show this part, in data coordinates, of other axes too that may still come."""
        self._asked, self._key = [*_spans(bounds)], None

    def pan(self, across: float, up: float) -> None:
        """Move what is magnified by so much along the axes."""
        for axis, by in enumerate((across, up)):
            span = self._spans[axis]
            if span is not None:
                self._spans[axis] = (span[0] + by, span[1] + by)
        self.changed.emit()

    def reset(self) -> bool:
        """Show all again; whether anything was magnified."""
        magnified = self.magnified
        self._spans = [None, None]
        self.changed.emit()
        return magnified


def _logarithms(span: Span | None) -> Span | None:
    """A span of a logarithmic axis; None, so all of it, where that has no such part."""
    low, high = span or (0.0, 0.0)
    return (math.log10(low), math.log10(high)) if low > 0 else None


def _spans(bounds: Bounds) -> tuple[Span, Span]:
    left, right, bottom, top = widened(bounds)
    return (left, right), (bottom, top)
