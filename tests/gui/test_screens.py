"""On every screen that people have each control can be reached and read, and none overlaps."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollBar,
    QSizePolicy,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.experiments import ENTRIES
from core.snapshot import Phase
from gui.i18n import set_language
from gui.panels import Panel
from gui.screens import FRAME, SMALLEST
from gui.scrolled import Scrolled
from tests.gui.driven import Driven, driven
from tests.pages import in_both_languages

SCREENS = {
    "1024×700": QSize(1024, 700),
    "1280×720": QSize(1280, 720),
    "1366×768": QSize(1366, 768),
    "1366×768 at 125 %": QSize(1093, 614),
    "1920×1080 at 150 %": QSize(1280, 720),
    "1920×1080 at 200 %": QSize(960, 540),
    "800×1280": QSize(800, 1280),
    "2560×1440": QSize(2560, 1440),
}
LEAVES = (QLabel, QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, Panel)
TALL = 10_000
"""Pixels to which what is scrolled may reach."""
LAPTOP = QSize(1280, 720)
"""From this size on the formula is seen beside the picture, and knobs above it."""
LEGIBLE = QSize(120, 80)
"""Pixels: the least picture that shows anything."""


def leaves(window: QWidget) -> Iterator[tuple[QWidget, QRect]]:
    """What a person sees and uses, and where it lies in the window."""
    for widget in window.findChildren(QWidget):
        inside = any(isinstance(holder, Panel) for holder in _holders(widget))
        if isinstance(widget, LEAVES) and widget.isVisible() and not inside:
            if isinstance(widget, QScrollBar) or (isinstance(widget, QLabel) and not said(widget)):
                continue
            yield widget, QRect(widget.mapTo(window, QPoint()), widget.size())


def said(widget: QWidget) -> str:
    """The words on a widget."""
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


def reach(window: QWidget, widget: QWidget) -> QRect:
    """Where a widget may lie: in the window, or as far as it can be scrolled."""
    scrolled = next((each for each in _holders(widget) if isinstance(each, Scrolled)), None)
    if scrolled is None:
        return window.rect()
    seen = QRect(scrolled.mapTo(window, QPoint()), scrolled.size())
    return seen.adjusted(0, -TALL, 0, TALL)


def _holders(widget: QWidget) -> Iterator[QWidget]:
    holder = widget.parentWidget()
    while holder is not None:
        yield holder
        holder = holder.parentWidget()


def cut(widget: QWidget) -> bool:
    """Whether words on a widget find no room, and no tool tip has them."""
    if isinstance(widget, Panel):
        least = min(LEGIBLE.height(), widget.maximumHeight())  # a formula is as high as it needs
        return widget.width() < LEGIBLE.width() or widget.height() < least
    if not said(widget) or widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Ignored:
        return False
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() < widget.heightForWidth(widget.width())
    if isinstance(widget, QAbstractButton):  # its tool tip says what it does
        return widget.width() < widget.fontMetrics().horizontalAdvance(said(widget))
    return widget.width() < widget.minimumSizeHint().width() and not widget.toolTip()


def seen(widget: QWidget) -> QRect:
    """What of a widget is not scrolled away."""
    return widget.visibleRegion().boundingRect()


def named(widget: QWidget) -> str:
    return f"{type(widget).__name__} {said(widget) or widget.accessibleName()!r}"


def wrong(window: QWidget) -> list[str]:
    """What lies outside, is cut, or overlaps."""
    found = []
    everything = list(leaves(window))
    for widget, place in everything:
        if not reach(window, widget).contains(place):
            found.append(f"outside: {named(widget)} {place.getRect()}")
        if cut(widget):
            found.append(f"cut: {named(widget)} {place.getRect()}")
    for (one, here), (other, there) in combinations(everything, 2):
        together = reach(window, one) == reach(window, other)
        if together and here.intersects(there) and not one.isAncestorOf(other):
            found.append(f"overlap: {named(one)} and {named(other)}")
    return found


def settle(driver: Driven) -> None:
    for _ in range(3):
        QApplication.processEvents()
    driver.until(lambda seen: seen.phase is Phase.PAUSED)


@in_both_languages
def test_all_can_be_reached_and_read_on_every_screen(qtbot: QtBot, name: str, code: str) -> None:
    with driven(qtbot) as driver:
        set_language(code)
        driver.open(name)
        for screen, size in {**SCREENS, "the smallest": SMALLEST + FRAME}.items():
            driver.window.resize(size - FRAME)
            assert driver.window.size() == size - FRAME
            for tab in (0, 1):
                inspector = driver.page.inspector
                assert inspector is not None
                inspector.show_tab(tab)
                settle(driver)
                assert wrong(driver.window) == [], (screen, tab)
                if tab == 0 and size.expandedTo(LAPTOP) == size:
                    assert seen(inspector.equation).size() == inspector.equation.size(), screen
                    assert seen(inspector.forms["main"]).height() > 150, screen


@pytest.mark.parametrize("screen", SCREENS)
def test_the_gallery_can_be_reached_and_read(qtbot: QtBot, screen: str) -> None:
    with driven(qtbot) as driver:
        driver.window.resize(SCREENS[screen] - FRAME)
        qtbot.waitUntil(lambda: not wrong(driver.window))


def test_the_rail_shows_the_page_that_stands_open(qtbot: QtBot) -> None:
    with driven(qtbot) as driver:
        driver.window.resize(SMALLEST)
        for name in (ENTRIES[-1].name, ENTRIES[0].name):
            driver.open(name)
            rail = driver.window.navigation
            marked = rail.pages[name]
            qtbot.waitUntil(lambda made=marked: not made.visibleRegion().isEmpty())  # type: ignore[misc]
            assert marked.visibleRegion().boundingRect().height() == marked.height()
