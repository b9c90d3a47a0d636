"""One panel per kind of view, and the map from view to panel."""

from core.views import Bars, Chart, Equation, Globe, Images, Matrix, Plane, Search, Tokens, View
from gui.panels.bars import BarsPanel
from gui.panels.equation import EquationPanel
from gui.panels.globe import GlobePanel
from gui.panels.images import ImagesPanel
from gui.panels.matrix import MatrixPanel
from gui.panels.panel import Deliver, Panel, to_nobody
from gui.panels.plot import PlotPanel
from gui.panels.search import SearchPanel
from gui.panels.tokens import TokensPanel

PANELS: dict[type[View], type[Panel]] = {
    Plane: PlotPanel,
    Chart: PlotPanel,
    Bars: BarsPanel,
    Images: ImagesPanel,
    Tokens: TokensPanel,
    Search: SearchPanel,
    Matrix: MatrixPanel,
    Globe: GlobePanel,
    Equation: EquationPanel,
}
"""From the kind of a view to the panel that draws it."""


def panel_for(view: View) -> Panel:
    """A new panel that can draw views of the kind of `view`; raises KeyError for an unknown one."""
    return PANELS[type(view)]()


__all__ = ["PANELS", "Deliver", "Panel", "panel_for", "to_nobody"]
