"""Terms of the formula and what they mean in the pictures light each other."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from core.views import FORMULA, KNOB, RUN_CHART, Equation
from gui.focus_ring import FocusRing
from gui.panels.equation import EquationPanel
from gui.panels.panel import Panel
from gui.panels.plot import PlotPanel
from gui.theme import LIGHT
from tests.gui.driven import Driven, driven


def point(panel: Panel, at: QPointF) -> None:
    there = QPointF(panel.mapToGlobal(at))
    none = Qt.MouseButton.NoButton
    kind, keys = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(panel, QMouseEvent(kind, at, there, none, none, keys))


def leave(panel: Panel) -> None:
    QApplication.sendEvent(panel, QEvent(QEvent.Type.Leave))


def rest_on(driver: Driven, number: str) -> None:
    """The pointer comes to the term of a number."""
    view = driver.seen.views[FORMULA]
    assert isinstance(view, Equation)
    terms = [term for row in view.rows for term in row]
    index = next(i for i, term in enumerate(terms) if number in term.shown)
    box = next(each.box for each in formula(driver).placed(view)[0] if each.term == index)
    point(formula(driver), box.center())


def formula(driver: Driven) -> EquationPanel:
    assert driver.page.inspector is not None
    return driver.page.inspector.equation.panel


def test_a_term_lights_its_curve_its_layers_its_reading_and_its_view(qtbot: QtBot) -> None:
    with driven(qtbot) as driver:
        driver.open("flow_plane")
        grid = driver.page.grid
        assert grid is not None
        rest_on(driver, "nll")
        assert grid.cards[RUN_CHART].panel.lit == {"nll"}
        rest_on(driver, "log_q")
        assert grid.cards["data"].panel.lit == {"heat"}
        assert not grid.cards[RUN_CHART].panel.lit
        rest_on(driver, "log_det")
        assert "underline" in grid.cards["layers"].readings.text()
        assert grid.links.glow.target is grid.cards["layers"]
        for card in grid.cards.values():
            card.panel.grab()
            assert not card.panel.broken
        leave(formula(driver))
        assert not any(card.panel.lit for card in grid.cards.values())
        assert grid.links.glow.target is None


def test_a_term_lights_what_is_left_after_a_comparison(qtbot: QtBot) -> None:
    """The formula is kept, the pictures of the other run are not."""
    with driven(qtbot) as driver:
        driver.open("flow_plane")
        sides = driver.page.sides
        sides.compare()
        qtbot.waitUntil(lambda: sides.other is not None and sides.other.grid is not None)
        assert sides.other is not None
        gone = sides.other.grid
        sides.choose(sides.other)
        qtbot.waitUntil(lambda: driver.page.grid is gone)
        rest_on(driver, "log_det")
        sides.choose(sides.all[0])
        sides.leave()
        qtbot.waitUntil(lambda: not Shiboken.isValid(gone))
        grid = driver.page.grid
        assert grid is not None
        rest_on(driver, "log_q")
        rest_on(driver, "log_det")
        assert grid.links.glow.target is grid.cards["layers"]
        leave(formula(driver))


def test_a_ring_lets_go_of_what_is_gone(qtbot: QtBot) -> None:
    window, theme = QWidget(), LIGHT
    qtbot.addWidget(window)
    outer = QWidget(window)
    inner = QWidget(outer)
    window.show()
    ring = FocusRing(window, theme)
    ring.follow(inner)
    assert ring.target is inner
    Shiboken.delete(inner)
    outer.resize(50, 50)  # what it stood in moves
    assert ring.target is None
    assert not ring.isVisible()
    ring.follow(outer)
    assert ring.target is outer


def test_a_curve_lights_its_term_and_its_fellows(qtbot: QtBot) -> None:
    with driven(qtbot) as driver:
        driver.open("optimiser_race")
        grid = driver.page.grid
        assert grid is not None
        chart = grid.cards[RUN_CHART].panel
        assert isinstance(chart, PlotPanel)
        where = chart.names(chart.view)["momentum"]
        point(chart, where.center())
        assert grid.cards["race"].panel.lit == {"momentum"}
        assert formula(driver).lit == {"momentum"}
        leave(chart)
        assert not grid.cards["race"].panel.lit
        assert not formula(driver).lit


@pytest.mark.parametrize(
    ("page", "knob"), [("optimiser_race", "momentum"), ("flow_images", "noise")]
)
def test_a_term_rings_its_knob_or_where_it_is_folded_away_and_a_knob_lights_its_term(
    qtbot: QtBot, page: str, knob: str
) -> None:
    with driven(qtbot) as driver:
        driver.open(page)
        inspector = driver.page.inspector
        assert inspector is not None
        rest_on(driver, KNOB + knob)
        place = next(place for place, form in inspector.forms.items() if knob in form.rows)
        row, ring = inspector.forms[place].rows[knob], inspector.links.glow
        folded = place == "more" and not inspector.more.button.isChecked()
        assert ring.target is (inspector.more if folded else row)
        assert ring.ring is not None
        assert ring.ring.isVisible()
        leave(formula(driver))
        assert ring.target is None
        QApplication.sendEvent(row, QEvent(QEvent.Type.Leave))
        assert not formula(driver).lit
        row.over.emit(True)
        assert formula(driver).lit == {KNOB + knob}
        row.over.emit(False)
        assert not formula(driver).lit
