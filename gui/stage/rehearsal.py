"""Rehearsing a talk on this machine, and before that finding what is wrong with it."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from core.mailbox import Mailbox
from core.stories.story import Story
from gui.answers import AbandonedError, Answers
from gui.i18n import tr
from gui.told import Told
from gui.worker import import_all

if TYPE_CHECKING:  # torch is imported by the thread
    from core.stories.rehearsal import Plan


class Rehearsal(QObject):
    """Reads `story` on a thread at once, and rehearses it when told; `refuse` says what is wrong.

    `going` as long as it measures; closing its dialog ends that.
    """

    def __init__(
        self, stage: QWidget, story: Story, language: str, refuse: Callable[[str], None]
    ) -> None:
        super().__init__(stage)
        self._story, self._language = story, language
        self._answers = Answers(self, self._refused)
        self._refuse = refuse
        self.dialog: Told | None = None
        self._answers.of_thread("story", self._read, lambda _right: None)

    @property
    def going(self) -> bool:
        """Whether this machine is measured."""
        return self.dialog is not None

    def _read(self) -> bool:
        import_all()
        from core.stories.meaning import meant

        return bool(meant(self._story, self._language))

    def begin(self, window: QWidget, style: str) -> None:
        """Measure each beat, and choose where it begins; how far it is a dialog tells."""
        dialog = self.dialog = Told(window, tr("Rehearsal"), style)
        dialog.finished.connect(self._closed)
        done = dialog.watch()
        dialog.open()
        self._answers.of_thread("rehearse", lambda: self._measure(dialog, done), self._tell)

    def _measure(self, dialog: Told, done: Mailbox[tuple[int, int]]) -> "list[Plan]":
        """On the thread."""
        import_all()
        from core.stories.meaning import meant
        from core.stories.rehearsal import rehearsed

        beats, plans = meant(self._story, self._language), []
        for index, beat in enumerate(beats):
            done.post((index, len(beats)))
            plans.append(rehearsed(beat, time.perf_counter, goes_on=lambda: not dialog.closed))
            if dialog.closed:
                raise AbandonedError
        return plans

    def _tell(self, plans: "list[Plan]") -> None:
        if self.dialog is None:
            return
        words = tr("{beat}: the aha comes after {seconds} s, {count} steps trained before.")
        self.dialog.say(*(
            words.format(beat=beat.title, seconds=round(plan.aha), count=plan.trained_before)
            for beat, plan in zip(self._story.beats, plans, strict=True)
        ))  # fmt: skip

    def _refused(self, why: str) -> None:
        self.end()
        self._refuse(why)

    def _closed(self) -> None:
        self.dialog = None

    def end(self) -> None:
        """Measure no more."""
        if self.dialog is not None:
            self.dialog.accept()
