"""One panel per kind of view, and the map from view to panel."""

from core.views import Chart, Plane, View
from gui.panels.panel import Panel
from gui.panels.plot import PlotPanel

PANELS: dict[type[View], type[Panel]] = {
    Plane: PlotPanel,
    Chart: PlotPanel,
}
"""From the kind of a view to the panel that draws it."""


def panel_for(view: View) -> Panel:
    """A new panel that can draw views of the kind of `view`; raises KeyError for an unknown one."""
    return PANELS[type(view)]()


__all__ = ["PANELS", "Panel", "panel_for"]
