"""The formula that lives: typeset once, numbers painted over, terms struck by a click."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.numbers import Reading
from core.views import FORMULA, Equation, Term
from gui.panels.equation import EquationPanel, said
from gui.theme import DARK, LIGHT
from gui.typesetting import PAD, drawn, typeset
from tests.pages import every_scene, made

WIDTHS = (238, 352)
"""Pixels that a formula has in the panel of knobs, and presented."""


def equation(value: float = 1.25, struck: bool = False) -> Equation:
    number = Reading("loss", value, ".2f", "nats", "model", "What training lowers.")
    pull = Reading("pull", 0.0 if struck else 1.0, ".3g", "", "accent", "How strongly.")
    row = (Term("L", number), Term("= x +"), Term(r"\lambda", pull, "pull", 1.0 - struck, struck))
    return Equation(title="The formula now", rows=(row,))


def panel(qtbot: QtBot, view: Equation, width: int = WIDTHS[0]) -> EquationPanel:
    made = EquationPanel()
    qtbot.addWidget(made)
    made.resize(width, 100)
    made.show()
    made.draw(view, True)
    return made


def test_numbers_change_and_nothing_moves(qtbot: QtBot) -> None:
    shown = panel(qtbot, equation())
    before = shown.placed(shown.view)
    for value in (-2.0, 1e9, float("nan"), float("inf")):
        shown.draw(equation(value), True)
        assert shown.placed(shown.view) is before
        assert not shown.grab().isNull()
        assert not shown.broken


def test_numbers_that_change_faster_than_eyes_wait(qtbot: QtBot) -> None:
    shown = panel(qtbot, equation())
    first = shown.view
    shown.draw(equation(2.0), False)
    assert shown.view is first
    shown.draw(equation(2.0, struck=True), False)  # what a hand did is answered at once
    assert shown.view.rows[0][2].struck


def test_a_click_strikes_and_a_click_puts_back(qtbot: QtBot) -> None:
    shown = panel(qtbot, equation())
    turned = list[tuple[str, object]]()
    shown.turned.connect(lambda knob, value: turned.append((knob, value)))
    for struck in (False, True):
        shown.draw(equation(struck=struck), True)
        boxes = {each.term: each.box.center().toPoint() for each in shown.placed(shown.view)[0]}
        for place in boxes.values():
            qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=place)  # type: ignore[no-untyped-call]
        qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=QPoint(shown.width() - 1, 1))  # type: ignore[no-untyped-call]
    assert turned == [("pull", 1.0), ("pull", 0.0)]
    qtbot.keyClick(shown, Qt.Key.Key_Period)  # type: ignore[no-untyped-call]
    qtbot.keyClick(shown, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
    assert turned[-1] == ("pull", 0.0)


def test_each_number_says_what_it_is(qtbot: QtBot) -> None:
    shown = panel(qtbot, equation())
    tips = [shown.tip(each.box.center()) for each in shown.placed(shown.view)[0]]
    assert "What training lowers." in tips[0]
    assert "nats" in tips[0]
    assert tips[1] == ""
    assert "Click" in tips[2]
    assert "loss 1.25" in said(shown.view)


@every_scene
@pytest.mark.parametrize("width", WIDTHS)
def test_each_formula_stands_in_its_box_and_no_term_on_another(
    qtbot: QtBot, page: str, width: int
) -> None:
    view = made(page).look(names=[FORMULA])[FORMULA]
    assert isinstance(view, Equation)
    for theme in (LIGHT, DARK, LIGHT.zoomed(1.4)):
        shown = panel(qtbot, view, width)
        shown.restyle(theme)
        placed, height = shown.placed(view)
        assert shown.height() >= height - 1
        assert not shown.grab().isNull()
        assert not shown.broken
        symbols = [each.box for each in placed]
        for place, one in enumerate(symbols):
            assert one.left() >= 0
            assert one.right() <= width + 1
            assert one.bottom() <= height + 1
            inner = one.adjusted(4, 4, -4, -4)
            assert not any(inner.intersects(each) for each in symbols[:place])


def test_other_sizes_and_colours_are_not_drawn_anew(qtbot: QtBot) -> None:
    """Ziamath takes the window's thread ten milliseconds a term."""
    shown = panel(qtbot, equation())
    drawn_so_far = drawn.cache_info().misses
    heights = []
    for theme in (DARK, LIGHT.zoomed(1.5), DARK.zoomed(2.0)):
        shown.restyle(theme)
        assert not shown.grab().isNull()
        heights.append(shown.height())
    assert drawn.cache_info().misses == drawn_so_far
    assert heights == sorted(heights)


def test_a_formula_grows_with_its_size_but_for_the_pixel_round_it() -> None:
    one, two = typeset(r"\frac{a}{b}", "#102030", 20), typeset(r"\frac{a}{b}", "#102030", 40)
    assert abs(two.size.height() - 1 - 2 * PAD - 2 * (one.size.height() - 1 - 2 * PAD)) <= 2
    assert abs(two.ascent - 2 * one.ascent) <= 3
    ink = {one.picture.toImage().pixelColor(x, y).name()
           for x in range(one.picture.width()) for y in range(one.picture.height())
           if one.picture.toImage().pixelColor(x, y).alpha() == 255}  # fmt: skip
    assert ink == {"#102030"}
