"""What colours mean that no layer names: a key over the picture, and a field in the legend."""

import dataclasses
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.view_layers import Handles, Heat, Key, Points, Texts, frozen
from core.views import Bars, Matrix, Plane, Token, Tokens, View
from gui.i18n import tr
from gui.panels import panel_for
from gui.panels.bars import BarsPanel
from gui.panels.keyed import KeyedPanel
from gui.panels.legend_layout import placed
from gui.panels.plot import PlotPanel
from gui.panels.tokens import TokensPanel
from gui.theme import LIGHT
from tests.gui.panels.shown import shown_panel

KEY = (Key("seen", "data"), Key("guessed", "model", "tint"), Key("hidden", shape="hatch"))
CHIPS = Tokens(title="t", rows=((Token("word", 0.5),),), entry="Type")
TABLE = Matrix(title="m", values=frozen([[0.0, 1.0], [np.nan, -1.0]]), levels=(-1.0, 1.0))
BARS = Bars(
    title="b", values=frozen([0.2, 0.4]), labels=("a", "b"),
    truth=frozen([0.3, 0.3]), truth_label="exact",
)  # fmt: skip
BOUNDS = (0.0, 1.0, 0.0, 1.0)


def keyed(qtbot: QtBot, view: View, width: int = 420, height: int = 300) -> KeyedPanel:
    panel = panel_for(view)
    assert isinstance(panel, KeyedPanel)
    shown_panel(qtbot, panel, width, height).draw(view, True)
    return panel


def above(panel: KeyedPanel) -> QRectF:
    return QRectF(0, 0, panel.width(), panel.body(panel.view).top())


@pytest.mark.parametrize("view", [CHIPS, TABLE, BARS], ids=lambda view: view.title)
@pytest.mark.parametrize("width", [200, 420])
def test_a_key_stands_over_the_picture_and_takes_its_room(
    qtbot: QtBot, view: View, width: int
) -> None:
    bare = keyed(qtbot, dataclasses.replace(view, truth=None) if isinstance(view, Bars) else view)
    assert bare.body(bare.view).top() == 0
    panel = keyed(qtbot, dataclasses.replace(view, key=KEY), width)
    entries = placed(panel.legend(panel.view), panel.strip())
    assert {*(tr(key.label) for key in KEY)} <= {entry.text for entry, _ in entries}
    assert all(QRectF(panel.rect()).contains(rect) for _, rect in entries)
    assert not any(one.intersects(other) for (_, one), (_, other) in combinations(entries, 2))
    painted = panel.grab(above(panel).toRect()).toImage()
    colours = {painted.pixel(x, y) for x in range(width) for y in range(painted.height())}
    assert LIGHT.colour("data").rgb() in colours  # the swatch of a bar


def test_the_line_to_type_in_goes_below_the_key_and_back(qtbot: QtBot) -> None:
    panel = keyed(qtbot, CHIPS)
    assert isinstance(panel, TokensPanel)
    high = panel.entry.geometry().top()
    panel.draw(dataclasses.replace(CHIPS, key=KEY), True)
    assert panel.entry.geometry().top() >= above(panel).bottom()
    assert panel.chips(panel.view)[0].box.translated(panel.origin(panel.view)).top() > high
    panel.draw(CHIPS, True)
    assert panel.entry.geometry().top() == high


def test_a_truth_and_what_a_table_counts_are_keys_of_their_own(qtbot: QtBot) -> None:
    upright = keyed(qtbot, BARS)
    lying = keyed(qtbot, dataclasses.replace(BARS, horizontal=True))
    shapes = [panel.legend(panel.view).rows[0][0].mark.shape for panel in (upright, lying)]
    assert shapes == ["dash", "tick"]
    table = keyed(qtbot, dataclasses.replace(TABLE, counts="nats", scale="sign"))
    [entry] = table.legend(table.view).rows[0]
    assert entry.text == "nats −1 … 1"
    aside = keyed(qtbot, dataclasses.replace(table.view, levels=(-5.0, 1.0)))
    assert aside.legend(aside.view).rows[0][0].text == "nats −5…−2…1"  # palest is no nought
    painted = table.grab(above(table).toRect()).toImage()
    lut = LIGHT.lut("sign")
    seen = {painted.pixel(x, y) for x in range(table.width()) for y in range(painted.height())}
    assert len(seen & {0xFF000000 | r << 16 | g << 8 | b for r, g, b, _ in lut.tolist()}) > 8


def test_a_field_is_named_with_its_ends_and_switched_off(qtbot: QtBot) -> None:
    heat = Heat(frozen(np.eye(2)), BOUNDS, (0.0, 0.123456), label="density")
    view = Plane(title="p", layers={"heat": heat}, bounds=BOUNDS)
    panel = shown_panel(qtbot, PlotPanel(), 300, 200)
    panel.draw(view, True)
    [entry] = panel.lettered(view)[0].rows[0]
    assert entry.text == "density 0 … 0.12"
    before = panel.grab().toImage()
    QTest.mouseClick(
        panel, Qt.MouseButton.LeftButton, pos=panel.names(view)["heat"].center().toPoint()
    )
    assert panel.hidden == {"density"}
    middle = panel.projection(view).rect.center().toPoint() + panel.rect().topLeft()
    assert panel.grab().toImage().pixel(middle) != before.pixel(middle)


@pytest.mark.parametrize("width", [120, 260, 700])
@pytest.mark.parametrize("count", [3, 9, 30])
def test_numbers_of_bars_lie_over_none_and_the_largest_has_its_own(
    qtbot: QtBot, width: int, count: int
) -> None:
    values = np.linspace(-0.9, 0.8, count)
    view = Bars(title="b", values=frozen(values), labels=("",) * count, limits=(-1.0, 1.0))
    panel = keyed(qtbot, view, width)
    assert isinstance(panel, BarsPanel)
    boxes = panel.number_boxes(view, panel.slots(view))
    assert 0 in boxes
    assert not any(one.intersects(other) for one, other in combinations(boxes.values(), 2))


def test_bars_that_cannot_be_seen_have_no_number_in_a_crowd(qtbot: QtBot) -> None:
    values = [0.5, *[0.0] * 19, 0.5]
    view = Bars(title="b", values=frozen(values), labels=("",) * 21, limits=(0.0, 1.0))
    panel = keyed(qtbot, view, 2000)
    assert isinstance(panel, BarsPanel)
    assert sorted(panel.number_boxes(view, panel.slots(view))) == [0, 20]


def test_texts_have_the_colours_of_their_classes_and_a_halo(qtbot: QtBot) -> None:
    dots = Points(frozen(np.random.default_rng(0).uniform(0, 1, (4000, 2))), "accent", 9.0)
    texts = Texts(
        frozen([[0.25, 0.5], [0.75, 0.5], [np.nan, 0.5]]), ("MMMM", "MMMM", "MMMM"),
        classes=frozen([0, 1, 2]),
    )  # fmt: skip
    panel = shown_panel(qtbot, PlotPanel(), 300, 200)
    panel.draw(Plane(title="p", layers={"dots": dots, "texts": texts}, bounds=BOUNDS), True)
    painted = panel.grab().toImage()
    seen = {painted.pixel(x, y) for x in range(300) for y in range(200)}
    inks = [LIGHT.colour(f"class {index}").rgb() in seen for index in range(3)]
    assert inks == [True, True, False]
    assert LIGHT.colour("accent").rgb() not in inks


def test_labels_of_rings_that_meet_are_not_written_over_each_other(qtbot: QtBot) -> None:
    places = frozen([[0.5, 0.5], [0.501, 0.5], [0.1, 0.1]])
    panel = shown_panel(qtbot, PlotPanel(), 300, 200)

    def painted(labels: tuple[str, ...]) -> QImage:
        rings = Handles(places, "model", labels)
        panel.draw(Plane(title="p", layers={"rings": rings}, bounds=BOUNDS), True)
        return panel.grab().toImage()

    assert painted(("one", "two", "three")) == painted(("one", "", "three"))
    assert painted(("one", "two", "three")) != painted(("", "two", "three"))
