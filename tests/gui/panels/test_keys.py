"""A touch brings back what the layer calls its item, and nothing where it calls it nothing."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.touches import Drag, Pick
from core.view_layers import Handles, Layer, Points, frozen
from core.views import Bars, Find, Globe, Images, Plane, Search, Token, Tokens, View
from gui.panels import panel_for
from tests.gui.panels.shown import touches

LEFT = Qt.MouseButton.LeftButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
KEYS = ("first", "second", "third")
WORDS = tuple(Token(word) for word in ("one", "two", "three"))


def pickable(keys: tuple[str, ...]) -> list[View]:
    return [
        Bars(title="b", values=frozen([1, 2, 3]), labels=KEYS, pickable=True, keys=keys),
        Images(title="i", pictures=frozen(np.zeros((3, 4, 4))), columns=3, pickable=True,
               keys=keys),
        Tokens(title="t", rows=(WORDS[:1], WORDS[1:]), pickable=True, keys=keys),
        Search(title="s", entry="", finds=tuple(Find((word,), 0.5) for word in WORDS), keys=keys),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", range(4))
@pytest.mark.parametrize("keys", [KEYS, ()])
def test_a_pick_brings_the_key_back(qtbot: QtBot, kind: int, keys: tuple[str, ...]) -> None:
    view = pickable(keys)[kind]
    panel = panel_for(view)
    qtbot.addWidget(panel)
    panel.draw(view, False)
    seen = touches(panel)
    QTest.keyClick(panel, Qt.Key.Key_Comma)
    pick = seen[-1]
    assert isinstance(pick, Pick)
    assert (pick.index, pick.key) == (2, "third" if keys else "")


@pytest.mark.parametrize("keys", [KEYS, ()])
def test_a_drag_and_a_picked_point_bring_the_key_back(qtbot: QtBot, keys: tuple[str, ...]) -> None:
    places = frozen([[-1.0, 0.0], [0.0, 0.0], [1.0, 0.0]])
    layers: dict[str, Layer] = {
        "handles": Handles(places, keys=keys),
        "points": Points(frozen(places + np.array([0.0, 0.5])), pickable=True, keys=keys),
    }
    panel = panel_for(view := Plane(title="p", layers=layers, bounds=(-2, 2, -1, 1)))
    qtbot.addWidget(panel)
    panel.resize(400, 200)
    panel.draw(view, False)
    seen = touches(panel)
    QTest.mousePress(panel, LEFT, NONE, QPoint(300, 100))
    QTest.mouseMove(panel, QPoint(310, 120))
    QTest.mouseRelease(panel, LEFT, NONE, QPoint(310, 120))
    QTest.mouseClick(panel, LEFT, NONE, QPoint(200, 50))
    *drags, pick = seen
    assert {(d.index, d.key) for d in drags if isinstance(d, Drag)} == {(2, (keys or ("",) * 3)[2])}
    assert pick == Pick("points", 1, key=(keys or ("",) * 3)[1])


def test_a_handle_of_a_globe_brings_its_key_back(qtbot: QtBot) -> None:
    places = frozen([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0]])
    panel = panel_for(view := Globe(title="g", layers={"h": Handles(places, keys=KEYS)}))
    qtbot.addWidget(panel)
    panel.draw(view, False)
    seen = touches(panel)
    QTest.keyClick(panel, Qt.Key.Key_Comma)
    QTest.keyClick(panel, Qt.Key.Key_Left, SHIFT)
    assert isinstance(drag := seen[-1], Drag)
    assert (drag.index, drag.key) == (1, "second")
