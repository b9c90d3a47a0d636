"""What a page says until it was played once: press Space."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from core.commands import Command, Play
from core.snapshot import Phase, Snapshot
from gui.i18n import follow_language, tr
from gui.widgets import button

MARGIN = 18
"""Pixels below it."""


class Invitation(QObject):
    """A button over the lower edge of `hero`, gone for good once the run has begun."""

    def __init__(self, hero: QWidget, send: Callable[[Command], int]) -> None:
        super().__init__(hero)
        self._hero, self._over = hero, False
        self.button = button(lambda: send(Play()), "primary")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Space says the same from anywhere
        self.button.setParent(hero)
        self.button.hide()
        hero.installEventFilter(self)
        follow_language(self.retranslate)

    def show_snapshot(self, snapshot: Snapshot, welcome: bool = True) -> None:
        """Invite while nothing was trained yet, where that is `welcome`."""
        self._over = self._over or snapshot.step > 0 or snapshot.phase is Phase.PLAYING
        invites = welcome and not self._over and snapshot.phase is Phase.PAUSED
        if invites != self.button.isVisibleTo(self._hero):
            self.button.setVisible(invites)
            self._place()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay where it is when the picture changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        self.button.adjustSize()
        left = (self._hero.width() - self.button.width()) // 2
        self.button.move(left, self._hero.height() - self.button.height() - MARGIN)
        self.button.raise_()

    def retranslate(self) -> None:
        self.button.setText("▶  " + tr("Press Space"))
        self._place()
