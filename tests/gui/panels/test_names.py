"""Names of lines: at their ends, in the legend, and what a click on them does."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.view_layers import Layers, Lines, Points, Rule, frozen
from core.views import Chart, Plane
from gui.panels.end_labels import placed, spread
from gui.panels.frame import Frame
from gui.panels.legend import marks_of
from gui.panels.legend_layout import chip_at
from gui.panels.plot import PlotPanel
from gui.theme import LIGHT
from tests.gui.panels.shown import shown_panel


def curves(count: int) -> Layers:
    x = np.linspace(1.0, 30.0, 30)
    lines = {
        f"curve {n}": Lines(
            frozen(np.stack([x, n + 1 / x], axis=1)), f"class {n}", label=f"name {n}"
        )
        for n in range(count)
    }
    return {**lines, "truth": Rule(1.5, label="exact value")}


def apart(rects: list[QRectF]) -> bool:
    inner = [rect.adjusted(0.5, 0.5, -0.5, -0.5) for rect in rects]
    return not any(a.intersects(b) for i, a in enumerate(inner) for b in inner[i + 1 :])


def test_labels_are_spread_in_order_within_their_room() -> None:
    found = spread([5.0, 6.0, 6.0, 90.0, 200.0], 10.0, 0.0, 100.0)
    assert found == sorted(found)
    assert min(np.diff(found)) >= 10.0
    assert found[0] >= 0.0
    assert found[-1] <= 100.0


@pytest.mark.parametrize("width", [180, 300, 900])
@pytest.mark.parametrize("height", [110, 150, 400])
def test_each_line_has_a_name_inside_the_panel(qtbot: QtBot, width: int, height: int) -> None:
    panel = shown_panel(qtbot, PlotPanel(), width, height)
    view = Chart(title="c", layers=curves(3), x_label="step", y_label="nats")
    panel.draw(view, True)
    names = panel.names(view)
    assert "truth" in names
    assert panel.lettered(view)[0].more == len(view.layers) - len(names)
    assert apart(list(names.values()))
    assert all(QRectF(panel.rect()).contains(rect) for rect in names.values())


def test_dashed_names_are_the_last_to_go(qtbot: QtBot) -> None:
    panel = shown_panel(qtbot, PlotPanel(), 150, 100)
    view = Chart(title="c", layers=curves(9), x_label="step", y_label="nats")
    panel.draw(view, True)
    assert "truth" in panel.names(view)


@pytest.mark.parametrize("plane", [False, True])
def test_a_click_on_a_name_hides_its_layer_and_shows_it_again(qtbot: QtBot, plane: bool) -> None:
    panel = shown_panel(qtbot, PlotPanel(), 500, 300)
    clouds = {
        n: Points(frozen([[0.2, 0.3]]), role, 9, label=n)
        for n, role in (("some", "data"), ("others", "model"))
    }
    bounds = (0.0, 1.0, 0.0, 1.0)
    view = (
        Plane(title="p", layers=clouds, bounds=bounds)
        if plane
        else Chart(title="c", layers=curves(2), x_label="step", y_label="nats")
    )
    panel.draw(view, True)
    name = next(iter(view.layers))
    before, frame = panel.grab().toImage(), panel.axes(view).frame
    at = panel.names(view)[name].center().toPoint()
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(at))
    assert panel.hidden == {getattr(view.layers[name], "label", "")}
    assert panel.grab().toImage() != before
    QTest.mouseClick(
        panel, Qt.MouseButton.LeftButton, pos=panel.names(view)[name].center().toPoint()
    )
    assert not panel.hidden
    assert panel.axes(view).frame == frame


def test_layers_of_one_name_are_one_entry_and_hide_together(qtbot: QtBot) -> None:
    panel = shown_panel(qtbot, PlotPanel(), 500, 300)
    runs = {f"run {n}": Lines(frozen([[0, n], [1, n]]), "model", label="runs") for n in range(3)}
    bounds = (0.0, 1.0, 0.0, 4.0)
    layers = {**runs, "best": Lines(frozen([[0, 3], [1, 3]]), "data", label="best")}
    panel.draw(Plane(title="p", layers=layers, bounds=bounds), True)
    assert [*panel.names(panel.view)] == ["run 0", "best"]
    panel.switch("run 0")
    late = {**layers, "run 3": Lines(frozen([[0, 3.5], [1, 3.5]]), "model", label="runs")}
    panel.draw(Plane(title="p", layers=late, bounds=bounds), True)
    alone = panel.grab().toImage()
    panel.draw(Plane(title="p", layers=layers, bounds=bounds), True)
    assert panel.grab().toImage() == alone  # one that comes later is hidden as well
    panel.switch("run 0")
    assert panel.grab().toImage() != alone


def test_folded_names_unfold_under_the_pointer_and_by_keys(qtbot: QtBot) -> None:
    panel = shown_panel(qtbot, PlotPanel(), 180, 110)
    view = Chart(title="c", layers=curves(6), x_label="step", y_label="nats")
    panel.draw(view, True)
    legend, strip = panel.lettered(view)
    assert legend.more > 0
    assert not set(view.layers) <= set(panel.names(view))
    QTest.mouseMove(panel, chip_at(legend, strip).center().toPoint())
    assert panel.unfolded
    rects = [*panel.names(view).values()]
    assert set(panel.names(view)) == set(view.layers)
    assert apart(rects)
    assert all(panel.plate(view).contains(rect.adjusted(1, 1, -1, -1)) for rect in rects)
    at = panel.names(view)["curve 5"].center().toPoint()
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=at)
    assert panel.hidden == {"name 5"}
    assert panel.unfolded  # the hand is still among the names
    QTest.mouseMove(panel, QPoint(3, panel.height() - 3))
    assert not panel.unfolded
    for _ in view.layers:
        QTest.keyClick(panel, Qt.Key.Key_Period)
    assert panel.unfolded


def test_nothing_is_folded_on_paper(qtbot: QtBot) -> None:
    panel = shown_panel(qtbot, PlotPanel(), 180, 110)
    view = Chart(title="c", layers=curves(6), x_label="step", y_label="nats")
    panel.draw(view, True)
    panel.straight = True
    assert set(panel.names(view)) == set(view.layers)


def test_no_leader_leads_to_a_line_that_has_not_begun() -> None:
    nothing = Lines(frozen(np.zeros((0, 2))), "model", label="later")
    layers: Layers = {"curve": nothing, "truth": Rule(0.5, label="exact")}
    frame = Frame(QRectF(0, 0, 100, 100), (0.0, 1.0, 0.0, 1.0))
    ends = {label.mark.name: label.end for label in placed(marks_of(layers), layers, frame, LIGHT)}
    assert ends["curve"] is None
    assert ends["truth"] is not None
