"""A page shows what its run says, and hands on what a person does."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.commands import ApplyTouch, Pause, Play, Reset, Step
from core.touches import Drag
from gui.i18n import set_language
from gui.rows import NumberRow
from gui.theme import DARK
from tests.gui.opening import Listed, failed, open_page, paused, playing, until
from tests.toy import TOY


def test_play_and_pause_show_what_the_run_says(qtbot: QtBot) -> None:
    page = open_page(qtbot)
    until(qtbot, page, paused)
    assert page.transport.play.accessibleName() == "Play"
    QTest.mouseClick(page.transport.play, Qt.MouseButton.LeftButton)
    until(qtbot, page, playing)
    assert page.transport.play.accessibleName() == "Pause"
    QTest.mouseClick(page.transport.play, Qt.MouseButton.LeftButton)
    until(qtbot, page, paused)


def test_step_trains_one_step_and_draws_finely(qtbot: QtBot) -> None:
    page = open_page(qtbot)
    until(qtbot, page, paused)
    page.send(Step())
    until(qtbot, page, lambda s: s.step == 1 and s.fine)
    assert page.grid is not None
    assert set(page.grid.cards) == {"plane", "bars", "run"}


def test_a_live_knob_does_not_rebuild_and_another_does(qtbot: QtBot) -> None:
    page = open_page(qtbot)
    run = until(qtbot, page, paused).run
    assert page.inspector is not None
    rows = page.inspector.forms["main"].rows
    rate, width = rows["learning_rate"], rows["width"]
    assert isinstance(rate, NumberRow)
    assert isinstance(width, NumberRow)
    rate.slider.setValue(10)
    changed = until(qtbot, page, lambda s: s.params.values()["learning_rate"] != 0.1)
    assert changed.run == run
    width.slider.setValue(width.slider.value() + 5)
    changed = until(qtbot, page, lambda s: s.params.values()["width"] == 8 and paused(s))
    assert changed.run == run + 1
    assert changed.params.values()["learning_rate"] != 0.1


def test_a_knob_shows_what_was_chosen_until_the_run_has_answered(qtbot: QtBot) -> None:
    page = open_page(qtbot)
    before = until(qtbot, page, lambda s: paused(s) and s.fine)
    assert page.inspector is not None
    row = page.inspector.forms["main"].rows["learning_rate"]
    assert isinstance(row, NumberRow)
    page.turn_knob("learning_rate", 0.5)
    page.turn_knob("bias", False)
    page._show(before)  # an older snapshot comes late
    assert page.wishes.pending == {"learning_rate": 0.5, "bias": False}
    assert row.field.text() == "0.5"
    values = until(qtbot, page, lambda s: s.answered >= 2 and paused(s)).params.values()
    assert (values["learning_rate"], values["bias"]) == (0.5, False)
    assert page.wishes.pending == {}


def test_a_knob_that_was_refused_goes_back_to_what_runs(qtbot: QtBot) -> None:
    page = open_page(qtbot, {"fault": "build"})
    until(qtbot, page, failed)
    page.turn_knob("fault", "none")
    until(qtbot, page, paused)
    assert page.inspector is not None
    row = page.inspector.forms["main"].rows["learning_rate"]
    assert isinstance(row, NumberRow)
    page.wishes.pending["learning_rate"] = 0.5  # chosen, but the run never takes it
    page.wishes._asked = page.send(Pause())
    until(qtbot, page, lambda s: s.answered >= page.wishes._asked)
    assert page.wishes.pending == {}
    assert row.field.text() == "0.1"


def test_a_knob_on_which_a_hand_rests_is_left_alone(qtbot: QtBot) -> None:
    page = open_page(qtbot)
    before = until(qtbot, page, lambda s: paused(s) and s.fine)
    assert page.inspector is not None
    row = page.inspector.forms["main"].rows["width"]
    assert isinstance(row, NumberRow)
    row.slider.setValue(row.slider.value() + 4)
    assert row.resting
    page.inspector.show_params(before.params, None)
    assert row.field.text() == "7"
    until(qtbot, page, lambda s: s.params.values()["width"] == 7)


def test_a_page_that_cannot_be_opened_says_why_and_offers_nothing(qtbot: QtBot) -> None:
    page = open_page(qtbot, {"width": "none"})
    seen = until(qtbot, page, failed)
    assert seen.scene is None
    assert page.loading.isVisible()
    assert "Width" in page.loading.text() or "width" in page.loading.text()
    assert page.inspector is None
    assert not page.failure.isVisible()


def test_the_devices_of_the_machine_come_with_the_snapshot(qtbot: QtBot) -> None:
    assert until(qtbot, open_page(qtbot), paused).devices[0] == "cpu"


def test_a_typed_value_outside_the_limits_is_refused_in_words(qtbot: QtBot) -> None:
    page = open_page(qtbot)
    until(qtbot, page, lambda s: paused(s) and s.fine)
    assert page.inspector is not None
    row = page.inspector.forms["main"].rows["width"]
    assert isinstance(row, NumberRow)
    row.field.setFocus()
    row.field.selectAll()
    QTest.keyClicks(row.field, "900")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert "between 1 and 64" in page.transport.status.accessibleName()
    assert row.field.text() == "3"


def test_a_preset_is_taken_and_marked(qtbot: QtBot) -> None:
    page = open_page(qtbot)
    until(qtbot, page, paused)
    page.header.presets.step(1)
    until(qtbot, page, lambda s: s.params.values()["width"] == 16)
    qtbot.waitUntil(lambda: page.preset is not None and page.preset.name == "Wide")
    assert page.inspector is not None
    assert page.inspector.hint.sentence.text() == "More of it."


@pytest.mark.parametrize("fault", ["step", "nan"])
def test_a_failing_run_says_why_and_restarts(qtbot: QtBot, fault: str) -> None:
    page = open_page(qtbot, {"fault": fault})
    until(qtbot, page, paused)
    page.send(Play())
    until(qtbot, page, failed)
    assert page.failure.isVisible()
    assert ("cannot step" if fault == "step" else "nan") in page.failure.reason.text()
    assert not page.transport.play.isEnabled()
    QTest.mouseClick(page.failure.restart, Qt.MouseButton.LeftButton)
    until(qtbot, page, paused)
    assert not page.failure.isVisible()


def test_going_back_halves_the_rate(qtbot: QtBot) -> None:
    page = open_page(qtbot, {"fault": "nan"})
    until(qtbot, page, paused)
    page.send(Play())
    until(qtbot, page, failed)
    QTest.mouseClick(page.failure.halve, Qt.MouseButton.LeftButton)
    after = until(qtbot, page, paused)
    assert after.params.values()["learning_rate"] == pytest.approx(0.05)
    assert after.step == 0


def test_a_failing_touch_shows_and_reset_works(qtbot: QtBot) -> None:
    page = open_page(qtbot, {"fault": "touch"})
    until(qtbot, page, paused)
    page.send(ApplyTouch("plane", Drag("handle", 0, 1.0, 1.0)))
    until(qtbot, page, failed)
    page.send(Reset())
    until(qtbot, page, paused)


def test_a_bad_file_is_refused_in_words_and_a_good_one_taken(qtbot: QtBot, tmp_path: Path) -> None:
    page = open_page(qtbot)
    until(qtbot, page, paused)
    bad, good = tmp_path / "bad.txt", tmp_path / "good.csv"
    bad.write_text("no number\n")
    good.write_text("x\n" + "\n".join(f"{n / 8}" for n in range(2, 40)))
    page.bringing.bring_files([bad])
    qtbot.waitUntil(lambda: "bad.txt" in page.transport.status.accessibleName())
    page.bringing.bring_files([good])
    seen = until(qtbot, page, lambda s: s.own is not None)
    assert seen.own is not None
    assert seen.own.name == "good.csv"
    assert page.inspector is not None
    assert "38 points" in page.inspector.brought.text()


def test_language_and_theme_follow_at_once(qtbot: QtBot) -> None:
    page = open_page(qtbot)
    until(qtbot, page, paused)
    try:
        set_language("zh")
        qtbot.waitUntil(lambda: page.transport.restart.text() == "重来")
    finally:
        set_language("en")
    qtbot.waitUntil(lambda: page.transport.restart.text() == "Restart")
    page.restyle(DARK)
    assert page.grid is not None
    picture = page.grid.cards["plane"].panel.grab().toImage()
    assert picture.pixelColor(2, 2).name() == DARK.surface.lower()


def test_a_hidden_page_takes_no_pictures(qtbot: QtBot) -> None:
    page = open_page(qtbot)
    until(qtbot, page, paused)
    page.hide()
    before = page.pictures
    page.send(Step(5))
    qtbot.waitUntil(lambda: not page.session.mailbox.empty)  # and nobody took it
    assert not page.puller.active
    assert page.pictures == before
    page.show()
    until(qtbot, page, lambda s: s.step == 5)


def test_presenting_shows_the_pictures_alone(qtbot: QtBot) -> None:
    page = open_page(qtbot)
    until(qtbot, page, paused)
    page.set_presenting(True)
    assert page.inspector is not None
    assert not page.inspector.isVisible()
    assert not page.transport.isVisible()
    stage = page.grid
    assert stage is not None
    qtbot.waitUntil(stage.isVisible)  # a layout shows what was added when events are next handled
    page.set_presenting(False)
    assert page.inspector.isVisible()


def test_a_tab_enters_a_scene_which_is_later_found_as_it_was_left(qtbot: QtBot) -> None:
    other = replace(TOY, name="other", hero="bars", side=("plane",))

    class Tabbed(Listed):
        shown = (replace(TOY, name="first"), other)

    page = open_page(qtbot, entry=Tabbed("toy", "Toy", "A line fitted to points", "waves"))
    first = until(qtbot, page, paused)
    assert page.header.tabs is not None
    page.send(ApplyTouch("plane", Drag("handle", 0, 0.5, 0.5, done=True)))
    page.header.tabs.chosen.emit(1)
    seen = until(qtbot, page, lambda s: s.scene is other and bool(s.views) and paused(s))
    assert page.preset is other.presets[0]
    assert seen.params.values()["width"] == 16
    assert seen.views["plane"].layers["handle"].points[0, 0] == 0.5  # type: ignore[union-attr]
    assert page.grid is not None
    qtbot.waitUntil(page.grid.isVisible)  # Qt shows what was added when it has time
    page.header.tabs.chosen.emit(0)
    back = until(qtbot, page, lambda s: s.scene is first.scene and s.run > seen.run and paused(s))
    assert back.params == first.params


@pytest.mark.parametrize("seen", [False, True], ids=["before it is seen", "after"])
def test_a_knob_that_rests_while_its_scene_is_left_turns_nothing_in_the_next(
    seen: bool, qtbot: QtBot
) -> None:
    """A child alone with the window found it: the next scene has no such knob, or another value."""
    other = replace(TOY, name="other")

    class Tabbed(Listed):
        shown = (replace(TOY, name="first"), other)

    page = open_page(qtbot, entry=Tabbed("toy", "Toy", "A line fitted to points", "waves"))
    until(qtbot, page, paused)
    assert page.inspector is not None
    row = page.inspector.forms["main"].rows["width"]
    row.choose(33)
    page.enter_scene(other)
    if not seen:
        row._tell()
    until(qtbot, page, lambda s: s.scene is other and paused(s) and s.fine)
    if seen:
        row._tell()
    page.send(Step())
    after = until(qtbot, page, lambda s: s.step == 1)
    assert after.params.values()["width"] == 16
