"""The steps of a lesson set the page, light what is to be touched, and are marked when done."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.commands import ApplyTouch
from core.snapshot import Phase
from core.touches import Drag
from gui.inspector import LESSON
from tests.gui.driven import Driven, driven


def _index(shown: Driven, orders: str) -> int:
    """The number of the step that asks for `orders`."""
    from core.lesson import orders as parsed

    return shown.page.guide._text.steps.index(parsed(orders))


def _follow(shown: Driven, orders: str) -> int:
    """Click a step in the text."""
    index = _index(shown, orders)
    inspector = shown.page.inspector
    assert inspector is not None
    inspector.lesson.anchorClicked.emit(QUrl(f"do:{index}"))
    return index


def _until_done(shown: Driven, index: int) -> None:
    shown.until(lambda _: index in shown.page.guide.learning.done)


def test_steps_play_turn_and_are_marked(qtbot: QtBot) -> None:
    with driven(qtbot) as shown:
        shown.open("flow_plane")
        page = shown.page
        assert page.inspector is not None
        page.inspector.show_tab(LESSON)
        assert "▶" in page.inspector.lesson.toPlainText()
        index = _follow(shown, "play")
        _until_done(shown, index)
        assert shown.seen.phase is Phase.PLAYING
        assert page.inspector.lesson.toPlainText().count("✓") == 1
        _until_done(shown, _follow(shown, "temperature=0.5"))
        assert shown.seen.params.values()["temperature"] == 0.5


def test_a_step_rings_a_view_until_it_is_touched(qtbot: QtBot) -> None:
    with driven(qtbot) as shown:
        shown.open("flow_plane")
        index = _follow(shown, "light=latent")
        grid = shown.page.grid
        assert grid is not None
        assert grid.spot.target is grid.cards["latent"]
        shown.send(ApplyTouch("latent", Drag("probe", 0, 0.5, 0.5, done=True)))
        _until_done(shown, index)
        assert grid.spot.target is None


def test_a_step_brings_the_knob_that_is_to_be_turned(qtbot: QtBot) -> None:
    with driven(qtbot) as shown:
        shown.open("flow_plane")
        index = _follow(shown, "light=depth")
        inspector = shown.page.inspector
        assert inspector is not None
        row = inspector.reading.rows["depth"]
        row.moved.emit(40.0)
        _until_done(shown, index)
        shown.until(lambda seen: seen.params.values()["depth"] == 40.0)
        assert not inspector.reading.rows


def test_a_question_is_answered_by_its_run(qtbot: QtBot) -> None:
    with driven(qtbot) as shown:
        shown.open("flow_plane")
        inspector = shown.page.inspector
        assert inspector is not None
        inspector.show_tab(LESSON)
        lesson, answer = inspector.lesson, "Compare the horizontal places"
        assert answer not in lesson.toPlainText()
        lesson.anchorClicked.emit(QUrl("guess:0.0"))
        shown.until(lambda seen: seen.phase is Phase.PLAYING)
        shown.until(lambda _: 0 in shown.page.guide.learning.known)
        assert shown.seen.step >= 300
        assert answer in lesson.toPlainText()
        assert "Not so." in lesson.toPlainText()


def test_a_step_goes_to_another_scene_and_the_lesson_stays_open(qtbot: QtBot) -> None:
    with driven(qtbot) as shown:
        shown.open("ode_cells")
        first = shown.page.inspector
        assert first is not None
        first.show_tab(LESSON)
        index = _follow(shown, "preset=The cure; play")
        shown.until(lambda seen: seen.scene is not None and seen.scene.name == "infer parameters")
        second = shown.page.inspector
        assert second is not None
        assert second is not first
        assert second.pages.currentIndex() == LESSON
        _until_done(shown, index)


def test_a_step_is_done_from_the_keyboard(qtbot: QtBot) -> None:
    with driven(qtbot) as shown:
        shown.open("flow_plane")
        inspector = shown.page.inspector
        assert inspector is not None
        inspector.show_tab(LESSON)
        lesson = inspector.lesson
        lesson.setFocus()
        QTest.keyClick(lesson, Qt.Key.Key_Tab)
        QTest.keyClick(lesson, Qt.Key.Key_Return)
        _until_done(shown, _index(shown, "play"))
