"""The grid: the cards of a page, the hero large, the others beside and below."""

from collections.abc import Callable, Sequence
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QContextMenuEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.commands import ApplyTouch, Command
from core.snapshot import Snapshot
from core.touches import Touch
from core.views import FORMULA, RUN_CHART, Views
from gui.cards import Card
from gui.focus_ring import Spot
from gui.keys import KeyAction
from gui.links import Links
from gui.page_menu import menu_of
from gui.scrolled import Scrolled
from gui.theme import Theme

if TYPE_CHECKING:
    from core.scene import Scene

GAP = 12
"""Pixels between two cards."""
HERO, SIDE = 56, 30
"""Shares of the width."""
UPPER, STRIP = 52, 19
"""Shares of the height."""
LOW, NARROW = 440, 600
"""Pixels: with fewer the cards beside and below would be too small to be read."""
MENU = (("copy picture", "save picture", "save numbers"), ("save page",))
"""What can be done with a view."""
LEAST, LEAST_HERO = 190, 280
"""Pixels: the height of a card where they are scrolled."""
WINDOW = QPalette.ColorRole.Window


class Shape(Enum):
    """How the cards stand: beside and below the hero, scrolled beside it, scrolled with it."""

    WHOLE = auto()
    LOW = auto()
    NARROW = auto()


def shape_of(size: QSize) -> Shape:
    """The shape in which cards can be read on `size` pixels."""
    if size.width() < NARROW:
        return Shape.NARROW
    return Shape.LOW if size.height() < LOW else Shape.WHOLE


class ViewGrid(QWidget):
    """Lays out one card per view. `send` takes an ApplyTouch command and gives its number.

    `chosen` carries an action of the menu that opens on a view, `pointed` where the pointer rests
    on an axis.
    """

    chosen, pointed = Signal(object), Signal(str, object)

    def __init__(
        self,
        scene: "Scene",
        views: Views,
        theme: Theme,
        send: Callable[[Command], int],
    ) -> None:
        super().__init__()
        self.setObjectName("cards")
        self._send, self._scene = send, scene
        pictures = {name: view for name, view in views.items() if name != FORMULA}
        self.cards = {n: Card(v, theme, partial(self._touch, n)) for n, v in pictures.items()}
        for card in self.cards.values():
            card.pointed.connect(partial(self._point, card))
        self.spot = Spot(self, theme)
        self.links = Links(self, self.cards, scene.linked(), theme)
        self.shape: Shape | None = None
        self._paired = False
        self._asked: str | None = None
        self._only: list[str] = []
        self._inner: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the shape in which the cards can be read."""
        self._take(shape_of(event.size()))
        super().resizeEvent(event)

    def _take(self, shape: Shape) -> None:
        if shape is self.shape:
            return
        self.shape, former = shape, self._inner
        make = {Shape.WHOLE: self._whole, Shape.LOW: self._low, Shape.NARROW: self._narrow}[shape]
        self._inner = QWidget()
        self._inner.setLayout(self._few() if self._only else make())
        self._column.addWidget(self._inner)
        for name, card in self.cards.items():
            if self._only and name not in self._only:
                card.setParent(self)  # or it would go with what it stood in
            card.setVisible(not self._only or name in self._only)
        if former is not None:
            former.hide()
            former.deleteLater()

    def show_only(self, names: Sequence[str] = ()) -> None:
        """Show these views alone, the first one large; without any of them, all."""
        self._only, self.shape = [name for name in names if name in self.cards], None
        self._take(shape_of(self.size()))

    def _few(self) -> QBoxLayout:
        """Few cards, the first one large."""
        first, *others = self._only
        row = _row()
        row.addWidget(self.cards[first], HERO)
        if others:
            row.addLayout(self._filled(_column(), others), SIDE)
        return row

    def _whole(self) -> QBoxLayout:
        """The hero with its side beside it, and the strip below."""
        scene, upper, whole = self._scene, _row(), _column()
        upper.addWidget(self.cards[scene.hero], HERO)
        if scene.side:
            upper.addLayout(self._filled(_column(), scene.side), SIDE)
        strip = self._filled(_row(), [*scene.strip, RUN_CHART])
        whole.addLayout(upper, UPPER)
        whole.addLayout(strip, STRIP)
        return whole

    def _low(self) -> QBoxLayout:
        """The hero, and all others beside it, scrolled."""
        row = _row()
        row.addWidget(self.cards[self._scene.hero], HERO)
        row.addWidget(Scrolled(self._filled(_column(), self._others(), LEAST), WINDOW), SIDE)
        return row

    def _narrow(self) -> QBoxLayout:
        """All in one column, scrolled."""
        cards = self._filled(_column(), [self._scene.hero], LEAST_HERO)
        self._filled(cards, self._others(), LEAST)
        cards.setStretch(0, 2)
        column = _column()
        column.addWidget(Scrolled(cards, WINDOW))
        return column

    def pair(self, paired: bool) -> None:
        """Stand beside another grid: then the curves, which show both runs, come first."""
        if paired is not self._paired:
            self._paired, shape, self.shape = paired, self.shape, None
            if shape is not None:
                self._take(shape)

    def _others(self) -> list[str]:
        if self._paired:
            return [RUN_CHART, *self._scene.side, *self._scene.strip]
        return [*self._scene.side, *self._scene.strip, RUN_CHART]

    def _filled(self, layout: QBoxLayout, names: Sequence[str], least: int = 0) -> QBoxLayout:
        for name in names:
            self.cards[name].setMinimumHeight(least)
            layout.addWidget(self.cards[name], 1)
        return layout

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the view under the pointer."""
        name = self._name_of(self.childAt(event.pos()))
        if name is not None:
            menu_of(self, MENU, partial(self._choose, name)).popup(event.globalPos())

    def _choose(self, name: str, action: KeyAction) -> None:
        self._asked = name
        self.chosen.emit(action)
        self._asked = None

    def _name_of(self, widget: QWidget | None) -> str | None:
        """The name of the view whose card holds `widget`."""
        held = (n for n, card in self.cards.items() if widget and card.isAncestorOf(widget))
        return next(held, None)

    def target(self) -> str:
        """The name of the view that is meant: of the menu, else of the focus, else the hero."""
        return self._asked or self._name_of(QApplication.focusWidget()) or self._scene.hero

    def _point(self, source: Card, axis: str, x: float | None) -> None:
        """Charts of one x axis share the crosshair."""
        self.point(axis, x, source)
        self.pointed.emit(axis, x)

    def point(self, axis: str, x: float | None, source: Card | None = None) -> None:
        """Show the crosshair of another chart with the x axis `axis`, or no more."""
        for card in self.cards.values():
            if card is not source:
                card.panel.point_along(axis, x)

    def _touch(self, name: str, touch: Touch) -> int:
        return self._send(ApplyTouch(name, touch))

    def draw(self, snapshot: Snapshot) -> None:
        """Show the views of `snapshot`."""
        for name, card in self.cards.items():
            card.draw(snapshot.views[name], snapshot.fine, snapshot.run, snapshot.answered)

    def light(self, names: Sequence[str]) -> None:
        """Put a ring round the first of the views called `names`, if there is one."""
        self.spot.follow(next((self.cards[name] for name in names if name in self.cards), None))

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`."""
        for spot in (self.spot, self.links.glow):
            spot.restyle(theme)
        for card in self.cards.values():
            card.restyle(theme)


def _row() -> QBoxLayout:
    return _bare(QHBoxLayout())


def _column() -> QBoxLayout:
    return _bare(QVBoxLayout())


def _bare(layout: QBoxLayout) -> QBoxLayout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GAP)
    return layout
