"""What the command palette finds on a page: actions, pages, presets, knobs and numbers."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from core.numbers import Number
from core.views import Views
from gui.i18n import tr
from gui.inspector import Inspector
from gui.keys import ACTIONS, OPENING, KeyAction, shown
from gui.page import Page
from gui.palette import Found, Palette

DATA_TAB = 2
ANYWHERE = ("open", "paste", "theme", "language", "keys", "present", "larger type", "smaller type",
            "usual type")  # fmt: skip
"""The actions that mean something without a page."""


def find(page: Page) -> Palette:
    """Open the palette of a page."""
    act = page.header.menu.chosen.emit
    palette = Palette(page, [*_actions(act), *_presets(page), *_knobs(page), *_numbers(page)])
    palette.show()
    return palette


def find_in_gallery(gallery: QWidget, act: Callable[[KeyAction], object]) -> Palette:
    """Open a palette where no page stands open: pages, and what can be done without one."""
    anywhere = [each for each in ACTIONS if each.name in ANYWHERE]
    palette = Palette(gallery, _actions(act, anywhere))
    palette.show()
    return palette


def _actions(
    act: Callable[[KeyAction], object], acts: Sequence[KeyAction] = ACTIONS
) -> list[Found]:
    return [
        Found(tr(each.words), each.words, kind, partial(act, each),
              shown(each.keys[0]) if each.keys else "")
        for kind, actions in (("action", acts), ("page", OPENING))
        for each in actions
        if each.name != "find"
    ]  # fmt: skip


def _presets(page: Page) -> list[Found]:
    scene, presets = page.snapshot.scene if page.snapshot else None, page.header.presets
    return [
        Found(presets.name(each), each.name, "preset", partial(presets.chosen.emit, each))
        for each in (scene.presets if scene else ())
    ]


def _knobs(page: Page) -> list[Found]:
    inspector = page.inspector
    if inspector is None:
        return []
    return [
        Found(tr(row.knob.label), row.knob.label, "knob", partial(_go_to, inspector, place, key))
        for place, form in inspector.forms.items()
        for key, row in form.rows.items()
    ]


def _go_to(inspector: Inspector, place: str, key: str) -> None:
    """Give the keyboard to the control of a knob."""
    inspector.show_tab(DATA_TAB if place == "data" else 0)
    for folded in (inspector.more, inspector.callbacks):
        if folded.form is inspector.forms[place]:
            folded.unfold()
    row = inspector.forms[place].rows[key]
    controls = (each for each in row.findChildren(QWidget) if each.focusPolicy())
    control = next(controls, None)
    if control is not None:
        control.setFocus(Qt.FocusReason.TabFocusReason)


def _numbers(page: Page) -> list[Found]:
    seen = page.snapshot
    return [
        Found(tr(each.label), each.label, "number", partial(_explain, page, each, seen.views))
        for each in (seen.scene.numbers if seen is not None and seen.scene else ())
        if each.label
    ] if seen is not None else []  # fmt: skip


def _explain(page: Page, number: Number, views: Views) -> None:
    """Say what a number is, and go to a view that shows it."""
    page.transport.say(f"{tr(number.label)}: {tr(number.help)}")
    for name, view in views.items():
        named = number.label in [reading.label for reading in view.readings]
        if page.grid is not None and name in page.grid.cards and named:
            page.grid.cards[name].panel.setFocus(Qt.FocusReason.TabFocusReason)
            return
