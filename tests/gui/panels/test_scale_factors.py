"""Every pixel of the device that lies in a panel is painted, whatever the scale of the screen."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.view_layers import frozen
from core.views import (
    Bars,
    Chart,
    Equation,
    Globe,
    Images,
    Matrix,
    Plane,
    Search,
    Term,
    Token,
    Tokens,
    View,
)
from gui.panels import PANELS, Panel, panel_for

NOBODY = QColor("magenta")
HEIGHTS = (81, 82, 83, 84, 86)
WIDTHS = (121, 122, 125)
VIEWS: tuple[View, ...] = (
    Plane(title="p", layers={}, bounds=(0, 1, 0, 1)),
    Chart(title="c", layers={}, x_label="x", y_label="y"),
    Bars(title="b", values=frozen([1.0, 2.0]), labels=("a", "b")),
    Images(title="i", pictures=frozen(np.zeros((2, 4, 4))), columns=2),
    Tokens(title="t", rows=((Token("word"),),)),
    Search(title="s", entry=""),
    Matrix(title="m", values=frozen(np.eye(3)), levels=(0, 1)),
    Globe(title="g", layers={}),
    Equation(title="e", rows=((Term("L"),),)),
)


@pytest.mark.parametrize(
    "scale", [1.75, *(pytest.param(each, marks=pytest.mark.wide) for each in (1, 1.25, 1.5, 2))]
)
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: type(view).__name__)
def test_panels_side_by_side_leave_no_pixel_unpainted(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, view: View, scale: float
) -> None:
    monkeypatch.setattr(Panel, "devicePixelRatioF", lambda _panel: scale)
    ground = QWidget()
    ground.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # it paints nothing itself
    qtbot.addWidget(ground)
    top = 0
    for height in HEIGHTS:
        left = 0
        for width in WIDTHS:
            panel = panel_for(view)
            panel.setParent(ground)
            panel.setGeometry(left, top, width, height)
            panel.draw(view, False)
            left += width
        top += panel.height()  # a formula has a height of its own
    ground.resize(left, top)
    image = QImage(QSize(int(left * scale), int(top * scale)), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(NOBODY)
    ground.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    assert not np.argwhere(pixels[:, : image.width()] == NOBODY.rgb()).tolist()


def test_all_kinds_of_panels_are_asked() -> None:
    assert {type(view) for view in VIEWS} == set(PANELS)
