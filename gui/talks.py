"""Talks in a window: opening a story, giving it, leaving it, and recording one."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget

from core.stories.story import Story
from gui.i18n import language, tr
from gui.keys import SHARED, STAGE, KeyAction, action_called, shown
from gui.look import Look
from gui.page import Page
from gui.palette import Found, Palette
from gui.worker import Session

if TYPE_CHECKING:  # a window without a talk needs no stage
    from gui.stage.stage import Stage


class Talks(QObject):
    """The talk of a window, in its `stack`, the first of which is the gallery.

    `present` fills the screen, `show` shows what belongs to what is open, `act` does an action.
    """

    def __init__(
        self,
        stack: QStackedWidget,
        look: Look,
        present: Callable[[bool], None],
        show: Callable[[], None],
        act: Callable[[KeyAction], object],
    ) -> None:
        super().__init__(stack)
        self._stack, self._look, self._act = stack, look, act
        self._present, self._show = present, show
        self._ending: list[Session] = []
        self.stage: Stage | None = None

    @property
    def page(self) -> Page | None:
        """The page with which a question is answered."""
        asking = self.stage is not None and self.stage.asking and self.stage.shown
        return asking.page if asking else None

    @property
    def keyed(self) -> bool:
        """Whether keys mean what they mean on stage."""
        return self.stage is not None and not self.stage.asking

    def give(self, story: Story, full: bool = True) -> "Stage":
        """Open a talk, which fills the screen."""
        from gui.stage.stage import Stage

        self.leave()
        stage = self.stage = Stage(story, self._look.worn(True), story.language or language())
        stage.left.connect(self.leave)
        stage.notes.asked.connect(self._act)
        self._stack.addWidget(stage)
        self._stack.setCurrentWidget(stage)
        self._show()
        self._present(full)
        return stage

    def obey(self, name: str) -> bool:
        """Do the action called `name`; whether a talk takes it."""
        stage = self.stage
        if stage is None:
            return False
        from gui.stage.acts import leave, obey

        if self._stack.currentWidget() is not stage and name in ("leave", "question"):
            self._stack.setCurrentWidget(stage)  # a question may lead to other pages
            self._show()
        if name == "leave":
            leave(stage)
            return True
        if name == "find" and self.keyed:
            self._find(stage)
            return True
        return (self.keyed or name == "question") and obey(stage, name)

    def _find(self, stage: "Stage") -> None:
        """Open the palette, with what can be done on stage."""
        actions = [*STAGE, *(action_called(name) for name in SHARED if name != "find")]
        Palette(stage, [
            Found(tr(each.words), each.words, "action", partial(self._act, each),
                  shown(each.keys[0]))
            for each in actions
        ]).show()  # fmt: skip

    def leave(self) -> None:
        """Go back to the gallery."""
        stage, self.stage = self.stage, None
        if stage is None:
            return
        stage.end()
        self._ending = [each for each in (*self._ending, *stage.sessions()) if each.alive]
        self._stack.setCurrentIndex(0)
        self._stack.removeWidget(stage)
        stage.deleteLater()
        self._present(False)
        self._show()

    def sessions(self) -> list[Session]:
        """The runs that a window must wait for before it ends."""
        return [*self._ending, *(self.stage.sessions() if self.stage else [])]
