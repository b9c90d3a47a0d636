"""The puller: when it looks for the next picture."""

import time
from itertools import pairwise

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.puller import SHARE, Puller

COST = 0.03
"""Seconds that showing a picture takes."""


@pytest.mark.parametrize("trains", [True, False], ids=["training", "at rest"])
def test_time_is_left_for_training_and_for_nothing_else(qtbot: QtBot, trains: bool) -> None:
    widget, began = QWidget(), list[float]()
    qtbot.addWidget(widget)

    def show() -> bool:
        began.append(time.perf_counter())
        time.sleep(COST)
        return True

    puller = Puller(widget, show, lambda: trains, lambda: True)
    widget.show()
    puller.begin()
    qtbot.waitUntil(lambda: len(began) > 12)
    puller.end()
    quickest = min(later - earlier for earlier, later in pairwise(began))
    if trains:
        assert quickest > 0.9 * COST / SHARE
    else:
        assert quickest < 0.7 * COST / SHARE
