"""What is kept of a picture shows the same as what is painted anew."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from core.view_layers import (
    CLASSES,
    Area,
    Array,
    Arrows,
    Handles,
    Layer,
    Lines,
    Points,
    Rings,
    Rule,
    Texts,
    frozen,
    role_of_class,
)
from core.views import Chart, Plane
from gui.panels.plot import PlotPanel
from gui.panels.text import mixed
from gui.theme import DARK, LIGHT
from tests.gui.panels.test_plot_panel import BOUNDS, DATA, every_layer, picture, shown

Moves = tuple[str, ...]
# Which layers change from one picture to the next: none, each time, in turn, now and then.
SCHEDULES: dict[str, list[Moves]] = {
    "nothing": [()] * 4,
    "the lowest": [("heat",)] * 5,
    "the uppermost": [("texts",)] * 5,
    "in turn": [("heat",), ("line",), ("points",)] * 3,
    "now and then": [("area",), (), (), ("area",), ("points",), (), ("heat", "points")],
    "all": [tuple(every_layer(DATA["ordinary"]))] * 3,
}


def moved(layer: Layer, by: float) -> Layer:
    """Another object that shows something else."""
    if isinstance(layer, Points | Handles):
        return replace(layer, points=frozen(layer.points + by))
    if isinstance(layer, Lines | Area | Arrows | Rings | Texts | Rule):
        return replace(layer, role="accent")
    return replace(layer)


def fresh(qtbot: QtBot, view: Plane | Chart) -> QImage:
    panel = shown(qtbot)
    panel.draw(view, False)
    return picture(panel)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("kind", [Plane, Chart])
def test_a_picture_is_the_same_whatever_was_kept(
    qtbot: QtBot, schedule: str, kind: type[Plane | Chart]
) -> None:
    panel, layers = shown(qtbot), dict(every_layer(DATA["ordinary"]))
    for step, names in enumerate(SCHEDULES[schedule]):
        layers |= {name: moved(layers[name], 0.01 * step) for name in names}
        view = kind(title="p", layers=dict(layers), bounds=BOUNDS, x_label="x", y_label="y")
        panel.draw(view, False)
        assert picture(panel) == fresh(qtbot, view), step


def test_layers_that_come_and_go_leave_nothing_behind(qtbot: QtBot) -> None:
    panel, layers = shown(qtbot), every_layer(DATA["ordinary"])
    for left_out in ((), ("heat",), ("heat",), ("points", "texts"), ()):
        kept = {name: layer for name, layer in layers.items() if name not in left_out}
        view = Plane(title="p", layers=kept, bounds=BOUNDS)
        panel.draw(view, False)
        assert picture(panel) == fresh(qtbot, view), left_out


def test_size_theme_and_zoom_are_followed(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    view = Chart(title="c", layers=every_layer(DATA["ordinary"]), x_label="x", y_label="y")
    panel.draw(view, False)
    picture(panel)
    for theme, size in ((DARK, (400, 200)), (DARK, (300, 260)), (LIGHT.zoomed(1.5), (500, 300))):
        panel.restyle(theme)
        panel.resize(*size)
        other = PlotPanel()
        qtbot.addWidget(other)
        other.restyle(theme)
        other.resize(*size)
        other.draw(view, False)
        assert picture(panel) == picture(other)


@pytest.mark.parametrize("kind", [Points, Handles])
def test_each_mark_has_the_colour_of_its_class(qtbot: QtBot, kind: type[Points | Handles]) -> None:
    places = frozen(np.stack([np.linspace(-1.8, 1.8, CLASSES), np.zeros(CLASSES)], axis=1))
    classes: Array = frozen(np.arange(CLASSES)[::-1])
    panel = shown(qtbot, 800, 200)
    layer = kind(places, classes=classes)
    layer = replace(layer, size=20.0) if isinstance(layer, Points) else layer
    view = Plane(title="p", layers={"marks": layer}, bounds=BOUNDS)
    panel.draw(view, False)
    image, frame = picture(panel), panel.axes(view).frame
    solid, paper = 0.85 if isinstance(layer, Points) else 1.0, QColor(LIGHT.surface)
    hues = [mixed(LIGHT.colour(role_of_class(k)), paper, solid) for k in range(CLASSES)]
    for (x, y), each in zip(frame.to_pixels(places), classes, strict=True):
        near = [
            image.pixelColor(round(x) + dx, round(y) + dy)
            for dx in range(-11, 12)
            for dy in range(-11, 12)
        ]
        away = [min(_distance(colour, hue) for colour in near) for hue in hues]
        assert int(np.argmin(away)) == int(each)


def _distance(one: QColor, other: QColor) -> float:
    return sum(
        abs(a - b)
        for a, b in (
            (one.redF(), other.redF()),
            (one.greenF(), other.greenF()),
            (one.blueF(), other.blueF()),
        )
    )
