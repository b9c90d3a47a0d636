"""Fixtures for tests of the window: there is an application, and nothing of it outlives a test."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

import gui.window
from core.experiments import ENTRIES
from gui.page import Page
from gui.window import Window
from tests.gui.opening import ENTRY, paused, until

FIRST = ENTRIES[0].name


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Window:
    """A window in which every page is the toy."""
    monkeypatch.setattr(gui.window, "find", lambda name: ENTRY)
    made = Window(living=False)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    return made


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> Page:
    """The toy, opened and at rest."""
    window.open_page(FIRST)
    until(qtbot, window.pages[FIRST], paused)
    return window.pages[FIRST]


@pytest.fixture(autouse=True)
def _nothing_of_qt_left(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a top-level widget or a running timer alive."""
    before = _living()
    yield
    left = [repr(thing) for thing in _living() if not any(thing is old for old in before)]
    assert not left, f"left alive: {left}"


def _living() -> list[object]:
    """The top-level widgets that are shown and the timers that run."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    gc.collect()
    # type() rather than isinstance(): lazy modules answer the latter by importing themselves.
    found = [thing for thing in gc.get_objects() if issubclass(type(thing), QTimer)]
    running = [timer for timer in found if isValid(timer) and timer.isActive()]
    return [*running, *(widget for widget in QApplication.topLevelWidgets() if widget.isVisible())]
