"""Where Tab goes: through all that can be reached, in the order in which it is read."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QScrollArea, QWidget


def reading_order(holder: QWidget) -> list[QWidget]:
    """All that takes the focus by Tab and is shown in `holder`."""
    return [each for each in _inside(holder) if _is_stop(each)]


def go(holder: QWidget | None, forward: bool) -> bool:
    """Move the focus to the next stop, or back, round the end; whether there is one."""
    stops = reading_order(holder) if holder is not None else []
    if not stops:
        return False
    now = QApplication.focusWidget()
    here = stops.index(now) if now in stops else (-1 if forward else 0)
    stop = stops[(here + (1 if forward else -1)) % len(stops)]
    tab, back = Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason
    stop.setFocus(tab if forward else back)
    outer = stop.parentWidget()
    while outer is not None:
        if isinstance(outer, QScrollArea):
            outer.ensureWidgetVisible(stop)
        outer = outer.parentWidget()
    return True


def _is_stop(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _inside(holder: QWidget) -> Iterator[QWidget]:
    """What is in `holder`, by its layout, or else from top to bottom and left to right.

    Nothing is looked for in what is hidden: there all other pages stand.
    """
    if not holder.isVisible():
        return
    layout = holder.layout()
    if layout is not None:
        yield from _laid_out(layout)
        return
    children = [each for each in holder.children() if isinstance(each, QWidget)]
    for child in sorted(children, key=lambda each: (each.y(), each.x())):
        if not child.isWindow():
            yield child
            yield from _inside(child)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    """The items of a layout are not asked: what Python holds of them would outlive them."""
    holder = layout.parentWidget()
    parts = [*layout.children(), *(holder.children() if holder is not None else [])]
    placed = [each for each in parts if isinstance(each, QLayout | QWidget)]
    for part in sorted(placed, key=layout.indexOf):
        if layout.indexOf(part) < 0:
            continue
        if isinstance(part, QLayout):
            yield from _laid_out(part)
        else:
            yield part
            yield from _inside(part)
