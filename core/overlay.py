"""Curves of two runs in one chart."""

from collections.abc import Sequence
from dataclasses import replace

from core.view_layers import Layer, Lines
from core.views import Chart


def overlaid(chart: Chart, other: Chart, curves: Sequence[str], name: str) -> Chart:
    """`chart` with the `curves` of `other` pale behind its own, under a name."""
    found = {curve: other.layers.get(curve) for curve in curves}
    lines = {curve: layer for curve, layer in found.items() if isinstance(layer, Lines)}
    behind: dict[str, Layer] = {
        f"{curve} beside": Lines(line.points, "ghost", label=name if curve is curves[0] else "")
        for curve, line in lines.items()
    }
    return replace(chart, layers={**behind, **chart.layers})
