"""Bars, images, tokens, matrices and globes: what they draw and what a hand does to them."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.touches import Drag, Paint, Pick, Type
from core.view_layers import Arrows, Handles, Lines, Points, frozen
from core.views import Bars, Find, Globe, Images, Matrix, Search, Token, Tokens, View
from gui.panels import PANELS, Panel, panel_for
from gui.panels.bars import BarsPanel
from gui.panels.globe import GlobePanel
from gui.panels.images import ImagesPanel
from gui.panels.matrix import MatrixPanel
from gui.panels.search import SearchPanel
from gui.panels.tokens import TokensPanel
from gui.theme import DARK, LIGHT
from tests.gui.panels.shown import touches

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
NAN = float("nan")


def shown(qtbot: QtBot, view: View, width: int = 420, height: int = 300) -> Panel:
    panel = panel_for(view)
    qtbot.addWidget(panel)
    panel.resize(width, height)
    panel.show()
    panel.draw(view, False)
    return panel


def bars(values: list[float], **given: object) -> Bars:
    view = Bars(
        title="b", values=frozen(values), labels=tuple(f"bar {i}" for i in range(len(values)))
    )
    return dataclasses.replace(view, **given)  # type: ignore[arg-type]  # fields by name


def images(count: int, **given: object) -> Images:
    view = Images(title="i", pictures=frozen(np.zeros((count, 8, 8))), columns=3)
    return dataclasses.replace(view, **given)  # type: ignore[arg-type]  # fields by name


WORDS = tuple(Token(word, weight=0.5) for word in ("one", "two", "three"))
ODD: list[View] = [
    bars([]),
    bars([1.0]),
    bars([NAN, NAN], truth=frozen([NAN, 1.0])),
    bars([0.0, 0.0], horizontal=True, roles=("data",)),
    bars([-1.0] * 200, truth=frozen([-2.0] * 200), picked=3),
    images(0),
    images(1, labels=("a long label for one picture",), picked=(0, 9)),
    images(200, cells=(2, 2), masked=frozen(np.ones((200, 2, 2)))),
    images(2, pictures=frozen(np.full((2, 4, 4), NAN))),
    images(2, pictures=frozen(np.full((2, 4, 4, 3), NAN)), smooth=True),
    Tokens(title="t", rows=()),
    Tokens(title="t", rows=((), WORDS, (Token("\n\x00\u202e" + "x" * 5000, NAN, hidden=False),))),
    Tokens(title="t", rows=(WORDS * 200,), entry="Type", picked=1),
    Search(title="s", entry="Type"),
    Search(
        title="s", entry="Type", typed="x", asked=WORDS, said="long " * 500, rule=NAN,
        finds=(Find(WORDS * 90, NAN, mark="m" * 300), Find((), 7.0), Find((Token("\n\x00"),), -1)),
    ),
    Matrix(title="m", values=frozen(np.zeros((0, 0))), levels=(0, 1)),
    Matrix(title="m", values=frozen([[NAN]]), levels=(0, 0), row_labels=("one", "two")),
    Matrix(
        title="m", values=frozen(np.eye(30)), levels=(0, 1), x_label="x", y_label="y",
        row_labels=("row",) * 30, column_labels=("a very long column",) * 30, picked=(2, 3),
    ),
    Globe(title="g", layers={}),
    Globe(
        title="g",
        layers={
            "none": Points(frozen(np.zeros((0, 3)))),
            "nan": Lines(frozen(np.full((5, 3), NAN))),
            "flat": Points(frozen(np.zeros((5, 2)))),
            "arrows": Arrows(frozen(np.zeros((2, 3))), frozen(np.eye(3)[:2])),
        },
    ),
]  # fmt: skip


def test_every_view_has_its_panel_and_odd_views_are_drawn(qtbot: QtBot) -> None:
    assert {type(view) for view in ODD} <= set(PANELS)
    for view in ODD:
        panel = shown(qtbot, view)
        for width, height in ((120, 80), (180, 110), (1900, 1000)):
            panel.resize(width, height)
            for theme in (LIGHT, DARK.zoomed(1.5)):
                panel.restyle(theme)
                corner = panel.grab().toImage().pixelColor(0, 0)
                assert corner == QColor(theme.surface), view
        children = len(panel.children())
        panel.draw(dataclasses.replace(view), True)
        panel.grab()
        assert len(panel.children()) == children


def test_a_bar_is_picked_by_mouse_and_keys(qtbot: QtBot) -> None:
    panel = shown(qtbot, bars([1.0, 2.0, 3.0], pickable=True, picked=2))
    assert isinstance(panel, BarsPanel)
    seen = touches(panel)
    middle = panel.slots(panel.view).slot(1).center().toPoint()
    QTest.mouseClick(panel, LEFT, NONE, middle)
    QTest.keyClick(panel, Qt.Key.Key_Period)
    QTest.mouseClick(panel, LEFT, NONE, panel.slots(panel.view).slot(2).center().toPoint())
    assert seen == [Pick("bars", 1), Pick("bars", 0), Pick("bars", -1)]


def test_bars_reach_their_values(qtbot: QtBot) -> None:
    panel = shown(qtbot, bars([1.0, -0.5], limits=(-1.0, 1.0)))
    assert isinstance(panel, BarsPanel)
    slots = panel.slots(panel.view)
    high, low = slots.bar(0, 1.0, 50), slots.bar(1, -0.5, 50)
    assert high.height() == pytest.approx(2 * low.height())
    assert high.bottom() == pytest.approx(low.top())
    picture = panel.grab().toImage()
    assert picture.pixelColor(high.center().toPoint()) == QColor(LIGHT.accent)


def test_a_picture_is_picked(qtbot: QtBot) -> None:
    panel = shown(qtbot, images(6, pickable=True, picked=(1,)))
    assert isinstance(panel, ImagesPanel)
    seen = touches(panel)
    for index in (4, 1):
        box = panel.grid(panel.view).box(index)
        QTest.mouseClick(panel, LEFT, NONE, box.center().toPoint())
    QTest.keyClick(panel, Qt.Key.Key_Comma)
    assert seen == [Pick("pictures", 4), Pick("pictures", -1), Pick("pictures", 0)]


def test_a_brush_hides_and_shows_cells(qtbot: QtBot) -> None:
    mask = np.zeros((3, 4, 4))
    mask[1, 0, 0] = 1
    panel = shown(qtbot, images(3, cells=(4, 4), masked=frozen(mask)))
    assert isinstance(panel, ImagesPanel)
    seen = touches(panel)

    def at(index: int, row: int, column: int) -> QPoint:
        box = panel.grid(panel.view).box(index)
        side = box.width() / 4
        return (box.topLeft() + QPointF((column + 0.5) * side, (row + 0.5) * side)).toPoint()

    QTest.mousePress(panel, LEFT, NONE, at(0, 0, 0))
    QTest.mouseMove(panel, at(0, 0, 3))
    QTest.mouseRelease(panel, LEFT, NONE, at(0, 0, 3))
    painted = [touch for touch in seen if isinstance(touch, Paint)]
    assert all(touch.index == 0 and touch.on for touch in painted)
    assert [cell for touch in painted for cell in touch.cells] == [(0, 0), (0, 1), (0, 2), (0, 3)]
    assert panel.brush.ahead  # shown before the model has answered
    seen.clear()
    QTest.mouseClick(panel, LEFT, NONE, at(1, 0, 0))  # begins on a hidden cell: shows it
    QTest.mouseClick(panel, RIGHT, NONE, at(0, 0, 1))
    assert seen == [Paint(1, ((0, 0),), False), Paint(0, ((0, 1),), False)]
    panel.draw(panel.view, False, answered=1)
    assert panel.brush.ahead  # later cells are not answered yet
    panel.draw(panel.view, False, answered=99)
    assert not panel.brush.ahead


def test_one_cell_is_framed_in_every_picture(qtbot: QtBot) -> None:
    panel = shown(qtbot, images(2, cells=(4, 4), lit=(1, 2)))
    assert isinstance(panel, ImagesPanel)
    picture = panel.grab().toImage()
    for index in (0, 1):
        box = panel.grid(panel.view).box(index)
        side = box.width() / 4
        edge = (box.topLeft() + QPointF(2 * side, 1.5 * side)).toPoint()
        around = [picture.pixelColor(edge + QPoint(x, 0)) for x in (-2, -1, 0, 1)]
        assert QColor(LIGHT.accent) in around


def test_grey_pictures_take_the_colours_of_the_theme(qtbot: QtBot) -> None:
    half = np.zeros((1, 8, 8))
    half[0, :, 4:] = 1.0
    panel = shown(qtbot, images(1, pictures=frozen(half)))
    assert isinstance(panel, ImagesPanel)
    for theme in (LIGHT, DARK):
        panel.restyle(theme)
        box, picture = panel.grid(panel.view).box(0), panel.grab().toImage()
        left = QPointF(box.left() + 10, box.center().y()).toPoint()
        right = QPointF(box.right() - 10, box.center().y()).toPoint()
        assert picture.pixelColor(left) == QColor(theme.surface)
        assert picture.pixelColor(right) == QColor(theme.text)


def test_the_entry_keeps_what_a_person_types(qtbot: QtBot) -> None:
    view = Tokens(title="t", rows=(WORDS,), entry="Type a word", typed="first", pickable=True)
    panel = shown(qtbot, view)
    assert isinstance(panel, TokensPanel)
    seen = touches(panel)
    assert panel.entry.text() == "first"
    QTest.keyClicks(panel.entry, "!")
    panel.draw(dataclasses.replace(view, typed="something else", rows=()), False)
    QTest.keyClicks(panel.entry, "?")
    assert panel.entry.text() == "first!?"
    assert seen == [Type("first!"), Type("first!?")]


def finds(count: int) -> Search:
    rows = tuple(Find(WORDS, 1 - 0.1 * row, "data", f"mark {row}") for row in range(count))
    return Search(title="s", entry="Type", typed="first", asked=WORDS, finds=rows, rule=0.5)


def test_a_find_is_picked_by_mouse_and_keys_and_typing_is_told(qtbot: QtBot) -> None:
    panel = shown(qtbot, finds(4), 500, 420)
    assert isinstance(panel, SearchPanel)
    seen = touches(panel)
    QTest.mouseClick(panel, LEFT, NONE, panel.rows(panel.view)[2].center().toPoint())
    QTest.mouseClick(panel, LEFT, NONE, QPoint(250, 415))
    panel.draw(dataclasses.replace(finds(4), picked=3), False)
    QTest.keyClick(panel, Qt.Key.Key_Period)
    QTest.keyClicks(panel.entry, "!")
    assert seen == [Pick("finds", 2), Pick("finds", 0), Type("first!")]


TEXT = 19
"""Pixels of the words of a find, of which the last have the colour of its bar."""


def test_finds_are_underlined_up_to_their_value_and_as_many_as_there_is_room_for(
    qtbot: QtBot,
) -> None:
    panel = shown(qtbot, finds(10), 500, 420)
    assert isinstance(panel, SearchPanel)
    rows = panel.rows(panel.view)
    assert 3 <= len(rows) < 10
    assert rows[-1].bottom() <= 420
    picture, colour = panel.grab().toImage(), LIGHT.colour("data")
    painted = [
        max(x for x in range(500) for y in range(int(room.top()) + TEXT, int(room.bottom()))
            if picture.pixelColor(x, y) == colour)
        for room in rows[:3]
    ]  # fmt: skip
    assert painted == pytest.approx([10 + 480 * (1 - 0.1 * row) for row in range(3)], abs=4)


def test_a_chip_is_picked_and_control_characters_are_written_out(qtbot: QtBot) -> None:
    rows = (WORDS, (Token("\n"), Token("\u202eb"), Token(" ")))
    panel = shown(qtbot, Tokens(title="t", rows=rows, pickable=True))
    assert isinstance(panel, TokensPanel)
    seen = touches(panel)
    chips = panel.chips(panel.view)
    assert [chip.text for chip in chips[3:]] == ["\\n", "U+202Eb", "·"]
    middle = chips[4].box.center() + panel.origin(panel.view)
    QTest.mouseClick(panel, LEFT, NONE, middle.toPoint())
    assert seen == [Pick("tokens", 4)]


def test_chips_wrap_within_the_panel(qtbot: QtBot) -> None:
    panel = shown(qtbot, Tokens(title="t", rows=(WORDS * 20,)), 200, 300)
    assert isinstance(panel, TokensPanel)
    boxes = [chip.box for chip in panel.chips(panel.view)]
    assert max(box.right() for box in boxes) <= 200
    assert not any(a.intersects(b) for a, b in pairwise(boxes))


def test_a_cell_of_a_matrix_is_picked(qtbot: QtBot) -> None:
    view = Matrix(title="m", values=frozen(np.eye(4)), levels=(0, 1), pickable=True)
    panel = shown(qtbot, view)
    assert isinstance(panel, MatrixPanel)
    seen = touches(panel)
    cell = panel.table(view).cell(1, 3)
    QTest.mouseClick(panel, LEFT, NONE, cell.center().toPoint())
    assert seen == [Pick("matrix", 1, 3)]
    picture = panel.grab().toImage()
    inside = panel.table(view).cell(2, 2).topLeft() + QPointF(6, 6)
    assert picture.pixelColor(inside.toPoint()) == QColor(LIGHT.magnitude[-1])


def test_what_is_not_known_is_hatched_and_never_taken_for_a_value(qtbot: QtBot) -> None:
    values = frozen([[0.5, np.nan], [0.0, 1.0]])
    panel = shown(qtbot, Matrix(title="m", values=values, levels=(0, 1)))
    assert isinstance(panel, MatrixPanel)
    picture, table = panel.grab().toImage(), panel.table(panel.view)

    def colours(row: int, column: int) -> int:
        corner = table.cell(row, column).toRect().topLeft()  # of the number in it nothing
        across, up = range(corner.x() + 4, corner.x() + 24), range(corner.y() + 4, corner.y() + 24)
        return len({picture.pixelColor(x, y).name() for x in across for y in up})

    assert colours(0, 1) > 1
    assert colours(1, 0) == 1


def test_a_globe_is_turned_and_its_handle_dragged_over_the_near_side(qtbot: QtBot) -> None:
    view = Globe(title="g", layers={"h": Handles(frozen([[0.0, -1.0, 0.0], [0.0, 1.0, 0.0]]))})
    panel = shown(qtbot, view, 300, 300)
    assert isinstance(panel, GlobePanel)
    seen = touches(panel)
    before = panel.turn
    QTest.mousePress(panel, LEFT, NONE, QPoint(60, 60))
    QTest.mouseMove(panel, QPoint(90, 60))
    QTest.mouseRelease(panel, LEFT, NONE, QPoint(90, 60))
    assert not np.allclose(panel.turn, before)
    np.testing.assert_allclose(panel.turn @ panel.turn.T, np.eye(3), atol=1e-9)
    assert seen == []

    found = np.array([[0.0, -1.0, 0.0]]) @ panel.turn.T
    start = QPointF(*panel.frame(view).to_pixels(found[:, :2])[0].tolist()).toPoint()
    QTest.mousePress(panel, LEFT, NONE, start)
    QTest.mouseMove(panel, QPoint(150, 150))
    QTest.mouseRelease(panel, LEFT, NONE, QPoint(150, 150))
    last = seen[-1]
    assert isinstance(last, Drag)
    assert (last.layer, last.index, last.done) == ("h", 0, True)
    np.testing.assert_allclose((last.x, last.y, last.z), panel.turn[2], atol=0.02)
    assert np.hypot(np.hypot(last.x, last.y), last.z) == pytest.approx(1.0)
    QTest.keyClick(panel, Qt.Key.Key_Right, SHIFT)
    assert len(seen) >= 3
    assert panel.interaction.held is not None
    panel.draw(view, False, answered=len(seen))
    assert panel.interaction.held is None
