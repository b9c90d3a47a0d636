"""Words of the data at bars and points stay as they are when the window speaks Chinese."""

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.view_layers import Texts, frozen
from core.views import Bars, Plane, View
from gui.panels import bars, marks, panel_for


def painted(qtbot: QtBot, view: View) -> QImage:
    panel = panel_for(view)
    qtbot.addWidget(panel)
    panel.resize(300, 200)
    panel.draw(view, True)
    return panel.grab().toImage()


def labelled(verbatim: bool) -> list[View]:
    layer = Texts(frozen([[0.5, 0.5]]), ("light",), "ink", verbatim=verbatim)
    return [
        Bars(title="", values=frozen([1.0]), labels=("light",), horizontal=True, verbatim=verbatim),
        Plane(title="", layers={"names": layer}, bounds=(0, 1, 0, 1)),
    ]


@pytest.mark.parametrize("index", range(2))
def test_only_labels_that_are_not_of_the_data_are_translated(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, index: int
) -> None:
    words, plain = labelled(True)[index], labelled(False)[index]
    before = painted(qtbot, words)
    assert painted(qtbot, plain) == before
    for module in (bars, marks):
        monkeypatch.setattr(module, "tr", lambda text: text.replace("light", "浅色"))
    assert painted(qtbot, words) == before
    assert painted(qtbot, plain) != before
