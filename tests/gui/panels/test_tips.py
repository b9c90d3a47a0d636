"""What is said where the pointer rests on an axis, in each kind of panel that has axes."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from core.view_layers import Lines, Texts, frozen
from core.views import Chart, Matrix
from core.words import AXES, NAMES
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


def test_words_in_a_picture_say_what_they_stand_for(qtbot: QtBot) -> None:
    places = frozen([[1.2, 2.5], [1.8, 2.5]])
    words = Texts(places, ("gradient penalty", "16.2%"))
    panel = shown_panel(qtbot, PlotPanel(), 300, 240)
    panel.draw(replace(CURVE, layers={**CURVE.layers, "words": words}), True)
    assert panel.view is not None
    name, share = (QPointF(*at) for at in panel.projection(panel.view).to_pixels(places))
    assert panel.tip(name) == f"gradient penalty: {NAMES['gradient penalty']}"
    assert not panel.tip(share)
    panel.draw(replace(CURVE, layers={"words": replace(words, verbatim=True)}), True)
    assert not panel.tip(name)
