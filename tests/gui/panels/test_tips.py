"""What is said where the pointer rests on an axis, in each kind of panel that has axes."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from core.view_layers import Lines, frozen
from core.views import Chart, Matrix
from core.words import AXES
from gui.panels.matrix import MatrixPanel
from gui.panels.panel import Panel
from gui.panels.plot import PlotPanel
from tests.gui.panels.shown import shown_panel

TABLE = Matrix(
    title="m", values=frozen(np.eye(3)), levels=(0.0, 1.0), x_label="word", y_label="centre"
)
CURVE = Chart(
    title="c", layers={"line": Lines(frozen([[1, 2], [2, 3]]))}, x_label="step", y_label="nats"
)


@pytest.mark.parametrize(("kind", "view"), [(MatrixPanel, TABLE), (PlotPanel, CURVE)])
def test_both_axes_say_what_they_count(
    qtbot: QtBot, kind: type[Panel], view: Matrix | Chart
) -> None:
    panel = shown_panel(qtbot, kind(), 300, 240)
    panel.draw(view, True)
    assert AXES[view.x_label] in panel.tip(QPointF(200, 236))
    assert AXES[view.y_label] in panel.tip(QPointF(20, 4))
    assert AXES[view.x_label] not in panel.tip(QPointF(150, 120))
