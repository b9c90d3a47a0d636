"""Fixtures for tests of the window: there is an application, and nothing of it outlives a test."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid


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
