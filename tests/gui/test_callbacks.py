"""The callbacks' panel: what is on is said, turned and gone back to."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.commands import Step
from core.views import Chart
from gui.i18n import set_language
from gui.rows import ChoiceRow, NumberRow
from tests.gui.opening import open_page, paused, until

LEFT = Qt.MouseButton.LeftButton


def test_the_panel_is_folded_and_says_what_is_on(qtbot: QtBot) -> None:
    page = open_page(qtbot)
    until(qtbot, page, paused)
    assert page.inspector is not None
    panel, form = page.inspector.callbacks, page.inspector.forms["callbacks"]
    assert not panel.inner.isVisible()
    assert panel.button.text() == "Callbacks · none is on"
    page.turn_knob("clip_norm", 0.5)
    page.turn_knob("keep_best", True)
    until(qtbot, page, lambda s: s.params.values()["clip_norm"] == 0.5)
    assert form.switched_on == ["Clip the gradient", "Keep the best"]
    assert panel.button.text().startswith("Callbacks · Clip the gradient")
    QTest.mouseClick(panel.button, LEFT)
    assert panel.button.text() == "Callbacks"
    assert form.isVisible()
    monitor = form.rows["monitor"]
    assert isinstance(monitor, ChoiceRow)
    assert monitor.knob.choices == ("first curve", "loss")


def test_units_follow_the_language(qtbot: QtBot) -> None:
    page = open_page(qtbot)
    until(qtbot, page, paused)
    assert page.inspector is not None
    row = page.inspector.forms["callbacks"].rows["warm_up"]
    assert isinstance(row, NumberRow)
    assert row.field.text() == "0 steps"
    set_language("zh")
    assert row.field.text() == "0 步"
    set_language("en")


def test_what_callbacks_did_is_on_the_curve_and_the_best_comes_back(qtbot: QtBot) -> None:
    page = open_page(qtbot)
    until(qtbot, page, paused)
    assert page.inspector is not None
    page.turn_knob("warm_up", 3)
    page.turn_knob("keep_best", True)
    page.turn_knob("goal", "highest")  # which is one of the first
    page.send(Step(40))
    seen = until(qtbot, page, lambda s: s.step == 40 and s.fine)
    chart = seen.views["run"]
    assert isinstance(chart, Chart)
    assert "callbacks" in chart.layers
    assert {reading.label for reading in chart.readings} >= {"best"}
    page.inspector.callbacks.unfold()
    QTest.mouseClick(page.inspector.best, LEFT)
    until(qtbot, page, lambda s: 0 < s.step < 40 and paused(s))
