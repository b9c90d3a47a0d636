"""On every page and at every size all lines, marks and axes can be read."""

from collections.abc import Iterator, Mapping
from functools import partial

import pytest
from PySide6.QtCore import QRectF, QSize
from pytestqt.qtbot import QtBot

from core.commands import Step
from core.experiments import ENTRIES, Entry
from core.scene import Scene
from core.snapshot import Phase, Snapshot
from gui.panels import Panel
from gui.panels.globe import GlobePanel
from gui.panels.keyed import KeyedPanel
from gui.panels.plot import PlotPanel
from tests.gui.driven import Driven, driven
from tests.gui.test_screens import settle

SIZES = ((800, 500), (1024, 700), (1280, 800), (2560, 1440))


def crowded(panel: PlotPanel | GlobePanel) -> Iterator[str]:
    """A legend that takes more than a quarter of a picture, or than its one row."""
    legend = (
        panel.axes(panel.view).legend if isinstance(panel, PlotPanel) else panel.legend(panel.view)
    )
    if legend.height > max(legend.line, 0.25 * panel.height()):
        yield f"{panel.view.title}: a legend of {legend.height:.0f} in {panel.size()}"


def unnamed(panel: PlotPanel) -> Iterator[str]:
    """The layers whose names are not seen, are cut, or lie over another.

    Where some are folded away, all are looked for in what unfolds.
    """
    folded = panel.names(panel.view)
    panel.unfold(True)
    unfolded = panel.names(panel.view)
    panel.unfold(False)
    for mark in panel.marks(panel.view):
        if mark.name not in unfolded:
            yield f"{panel.view.title}: {mark.label} has no name"
    for names in (folded, unfolded):
        yield from over_each_other(panel, names)


def over_each_other(panel: PlotPanel, names: Mapping[str, QRectF]) -> Iterator[str]:
    """Names that are cut, or lie over another."""
    rects = {name: rect.adjusted(1, 1, -1, -1) for name, rect in names.items()}
    for name, rect in rects.items():
        if not QRectF(panel.rect()).contains(rect):
            yield f"{panel.view.title}: {name} is cut, {rect.getRect()} in {panel.size()}"
        over = [other for other, its in rects.items() if other != name and its.intersects(rect)]
        if over:
            yield f"{panel.view.title}: {name} lies over {over}"


def unscaled(panel: PlotPanel) -> Iterator[str]:
    """Axes with a label on which fewer than two numbers stand: they tell no scale."""
    axes = panel.axes(panel.view)
    for label, ticks in ((axes.spec.x_label, axes.x_ticks), (axes.spec.y_label, axes.y_ticks)):
        if label and len(ticks) < 2:
            yield f"{panel.view.title}: {label} has {ticks} in {panel.size()}"


def cut_keys(panel: KeyedPanel) -> Iterator[str]:
    """The names of colours that are cut, or take half of the picture."""
    legend = panel.legend(panel.view)
    for row in legend.rows:
        yield from (f"{panel.view.title}: {e.text}" for e in row if e.text != e.mark.text)
    if legend.height > max(2 * legend.line, 0.4 * panel.height()):
        yield f"{panel.view.title}: a key of {legend.height:.0f} in {panel.size()}"


def seen_nameless(driver: Driven) -> list[str]:
    """What the open page shows without a name, at each size."""
    found = []
    for width, height in SIZES:
        driver.window.resize(QSize(width, height))
        settle(driver)
        for panel in driver.page.findChildren(Panel):
            if panel.isVisible() and panel.view is not None:
                wrong = [*crowded(panel)] if isinstance(panel, PlotPanel | GlobePanel) else []
                wrong += [*unnamed(panel), *unscaled(panel)] if isinstance(panel, PlotPanel) else []
                wrong += [*cut_keys(panel)] if isinstance(panel, KeyedPanel) else []
                found += [f"{width}×{height} {each}" for each in wrong]
    return found


@pytest.mark.parametrize("name", [each.name for each in ENTRIES])
def test_each_layer_has_a_name_that_is_seen(qtbot: QtBot, name: str) -> None:
    with driven(qtbot) as driver:
        driver.open(name)
        driver.send(Step(20))
        driver.until(lambda seen: seen.step >= 20)
        assert seen_nameless(driver) == []


def shows(scene: Scene, seen: Snapshot) -> bool:
    return seen.scene is scene and bool(seen.views)


@pytest.mark.wide
@pytest.mark.parametrize("entry", [each for each in ENTRIES if len(each.scenes()) > 1])
def test_each_layer_of_each_scene_has_a_name_that_is_seen(qtbot: QtBot, entry: Entry) -> None:
    with driven(qtbot) as driver:
        driver.open(entry.name)
        for scene in entry.scenes()[1:]:
            driver.page.enter_scene(scene)
            driver.until(partial(shows, scene))
            driver.send(Step(20))
            driver.until(lambda seen: seen.step >= 20 and seen.phase is Phase.PAUSED)
            assert seen_nameless(driver) == []
