"""Two runs of a page side by side: one clock, one camera, and what differs."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.commands import GoTo, Pause, Play, Reset, Step
from core.interning import same
from core.snapshot import Phase, Snapshot
from core.views import RUN_CHART, Chart
from gui.answers import POLL
from gui.page import Page
from gui.panels.zoomable import ZoomablePanel
from gui.rows import NumberRow
from tests.gui.driven import driven
from tests.gui.opening import open_page, paused, until


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[Page]:
    shown = open_page(qtbot)
    until(qtbot, shown, paused)
    shown.sides.compare()
    qtbot.waitUntil(lambda: both_seen(shown))
    yield shown
    shown.sides.leave()


def both_seen(page: Page) -> bool:
    return page.sides.other is not None and page.sides.other.grid is not None


def seen(page: Page) -> tuple[Snapshot, Snapshot]:
    assert page.sides.other is not None
    ours, theirs = page.snapshot, page.sides.other.snapshot
    assert ours is not None
    assert theirs is not None
    return ours, theirs


def at_rest(page: Page, step: int | None = None) -> bool:
    ours, theirs = seen(page)
    rest = all(each.phase is Phase.PAUSED and each.fine for each in (ours, theirs))
    return rest and ours.step == theirs.step and step in (None, ours.step)


def test_equal_runs_rest_at_one_step_with_equal_pictures(page: Page, qtbot: QtBot) -> None:
    page.send(Play())
    qtbot.waitUntil(lambda: min(each.step for each in seen(page)) > 5)
    page.send(Pause())
    qtbot.waitUntil(lambda: at_rest(page))

    def alike() -> bool:
        left, right = (each.grid.cards["plane"].grab().toImage() for each in page.sides.all)  # type: ignore[union-attr]
        return bool(left == right)

    qtbot.waitUntil(alike)  # the axes ease towards their ranges for a moment
    ours, theirs = seen(page)
    assert same(ours.views, theirs.views)
    steps = seen(page)[0].past.steps
    page.send(GoTo(steps[len(steps) // 2]))
    qtbot.waitUntil(lambda: at_rest(page))


def test_runs_are_called_by_what_differs(page: Page, qtbot: QtBot) -> None:
    left, right = page.sides.all
    assert left.words == right.words
    page.turn_knob("learning_rate", 0.5)
    qtbot.waitUntil(lambda: left.words == "Rate 0.5" and right.words == "Rate 0.1")
    QTest.mouseClick(right.name, Qt.MouseButton.LeftButton)
    assert page.sides.chosen is right
    page.turn_knob("width", 5)
    qtbot.waitUntil(lambda: right.words == "Rate 0.1 · Width 5")
    page.send(Step(4))
    qtbot.waitUntil(lambda: at_rest(page, 4))
    assert right.grid is not None
    chart = right.grid.cards[RUN_CHART].panel.view
    assert isinstance(chart, Chart)
    beside = next(layer for name, layer in chart.layers.items() if name.endswith("beside"))
    assert getattr(beside, "label", "") == "Rate 0.5 · Width 3"
    page.send(Reset(seed=7))
    qtbot.waitUntil(lambda: all(each.seed == 7 for each in seen(page)))


def test_a_preset_takes_the_place_of_one_run(page: Page, qtbot: QtBot) -> None:
    page.send(Step(6))
    qtbot.waitUntil(lambda: at_rest(page, 6))
    page.header.presets.step(1)
    qtbot.waitUntil(lambda: seen(page)[0].step == 0)
    assert seen(page)[1].step == 6
    page.send(Play())  # it catches up
    qtbot.waitUntil(lambda: min(each.step for each in seen(page)) > 6)
    page.send(Pause())
    qtbot.waitUntil(lambda: at_rest(page))


def test_what_is_magnified_in_one_is_in_the_other(page: Page) -> None:
    left, right = (side.grid.cards["plane"].panel for side in page.sides.all)  # type: ignore[union-attr]
    assert isinstance(left, ZoomablePanel)
    assert isinstance(right, ZoomablePanel)
    left.magnify(left.rect().center().toPointF(), 240)
    assert right.zoom.magnified
    right.zoom.reset()
    assert not left.zoom.magnified


def test_the_chosen_run_goes_on_alone(page: Page, qtbot: QtBot) -> None:
    page.turn_knob("learning_rate", 0.5)
    qtbot.waitUntil(lambda: seen(page)[0].params != seen(page)[1].params)
    other = page.sides.other
    assert other is not None
    gone = page.session
    assert page.sides.choose_other()
    page.sides.compare()
    assert page.sides.other is None
    assert page.session is other.session
    assert page.session.keeps
    qtbot.waitUntil(lambda: not gone.alive)
    page.send(Step(5))
    until(qtbot, page, lambda shown: shown.step == 5)


def test_a_knob_turns_the_run_that_was_chosen_when_a_hand_turned_it(
    page: Page, qtbot: QtBot
) -> None:
    assert page.inspector is not None
    rows = [row for form in page.inspector.forms.values() for row in form.rows.values()]
    row = next(each for each in rows if not each.knob.live and isinstance(each, NumberRow))
    meant = page.sides.chosen
    wanted = row.knob.low if row.knob.default != row.knob.low else row.knob.high
    row.choose(wanted)
    assert row.resting
    page.sides.choose_other()
    assert not row.resting

    def turned() -> bool:
        params = meant.snapshot.params if meant.snapshot else None
        return params is not None and params.values()[row.key] == wanted

    qtbot.waitUntil(turned)
    assert page.snapshot is not None
    assert page.snapshot.params.values()[row.key] == row.knob.default


def test_what_was_asked_before_the_window_closed_begins_no_run(qtbot: QtBot) -> None:
    """The run still answers; the run beside it would train for nobody."""
    with driven(qtbot) as driver:
        driver.open()
        sides = driver.page.sides
        sides.compare()
        driver.window.close()
        assert not sides.chosen.session.alive
        qtbot.wait(5 * POLL)
        assert sides.other is None
