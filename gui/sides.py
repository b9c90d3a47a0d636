"""The run of a page, or two of them side by side: one clock, one camera, and what differs."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.commands import Command, GoTo, Join, Pace, Pause, Play, Reset, Step, Toggle
from core.keeping.opening import Opened
from core.lockstep import Lockstep, Seat
from core.snapshot import Phase, Snapshot
from gui.answers import Answers
from gui.i18n import tr
from gui.knob_words import differences
from gui.side import Side
from gui.theme import Theme
from gui.view_grid import GAP
from gui.worker import Session

if TYPE_CHECKING:  # torch is imported by the worker
    from core.keeping.session import Session as Held
    from core.run import Run


class Sides(QWidget):
    """`chosen` is the run on which the page acts, `other` the one beside it, if there is one.

    `sent` is told of each command. `said` carries a sentence, `asked` an action of a view's menu;
    `leaving` and `swapped` say that another run is to be chosen, and is.
    """

    said, asked, leaving, swapped = Signal(str), Signal(object), Signal(), Signal()

    def __init__(
        self, page: str, session: Session, theme: Theme, sent: Callable[[Command], object]
    ) -> None:
        super().__init__()
        self._page, self._theme, self._sent = page, theme, sent
        self._both = Lockstep()
        self._answers = Answers(self, self.said.emit)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self.chosen, self.other = self._new(session), None
        self.setVisible(False)

    other: Side | None

    def _new(self, session: Session) -> Side:
        side = Side(session, self._theme, lambda command: self.send(command, side))
        side.chosen.connect(lambda: self.choose(side))
        side.asked.connect(self.asked)
        side.pointed.connect(lambda axis, x: self._point(side, axis, x))
        self._row.addWidget(side, 1)
        return side

    @property
    def all(self) -> list[Side]:
        """From left to right."""
        both = [self.chosen] if self.other is None else [self.chosen, self.other]
        return sorted(both, key=self._row.indexOf)

    @property
    def sessions(self) -> list[Session]:
        """Those of all sides."""
        return [side.session for side in self.all]

    # --- commands ---------------------------------------------------------------------------

    def send(self, command: Command, side: Side | None = None) -> int:
        """Hand a command to a run, to both what is of their clock; its serial number."""
        side = side or self.chosen
        self._sent(command)
        if self.other is not None:
            command = self._together(command)
            if _is_shared(command):
                (beside,) = (each for each in self.all if each is not side)
                beside.session.send(command)
        return side.session.send(command)

    def _together(self, command: Command) -> Command:
        """The command as it means the same to both runs, after the clock was told of it."""
        if isinstance(command, Toggle):
            command = Pause() if self._both.playing else Play()
        if isinstance(command, GoTo):
            if self._both.playing:
                self.send(Pause())
            return GoTo(self._kept_by_both(command.step))
        if isinstance(command, Play | Step):
            self._both.play()
        elif isinstance(command, Pause):
            self._both.pause()
        return command

    def _kept_by_both(self, step: int) -> int:
        steps, seen = self._common(), self.chosen.snapshot
        at_end = seen is None or step >= seen.past.end
        place = bisect_right(steps, step)
        return step if at_end or not place else steps[place - 1]

    def _common(self) -> tuple[int, ...]:
        """The steps of the moments that all runs keep."""
        kept = [set(side.snapshot.past.steps) for side in self.all if side.snapshot]
        return tuple(sorted(set.intersection(*kept))) if kept else ()

    def shared(self, seen: Snapshot) -> Snapshot:
        """A snapshot of the chosen run, of the past of which there is what both keep."""
        if self.other is None:
            return seen
        return replace(seen, past=replace(seen.past, steps=self._common()))

    # --- pictures ---------------------------------------------------------------------------

    def take(self) -> tuple[bool, bool]:
        """Take the newest snapshots; whether one of the chosen run came, and one of any."""
        fresh = [side.take() for side in (self.chosen, self.other) if side is not None]
        seen = [side.snapshot for side in self.all if side.snapshot]
        if len({each.scene for each in seen if each.scene is not None}) > 1:
            self.leave()
        return fresh[0], any(fresh)

    @property
    def wait(self) -> bool:
        """Whether a picture of either run is on its way."""
        return any(side.waits for side in self.all)

    def draw(self) -> bool:
        """Show the newest snapshots; whether the chosen run has a new grid."""
        self._name()
        built = self.chosen.draw(self.other)
        self.setVisible(self.chosen.grid is not None)
        if self.other is not None and self.other.draw(self.chosen) | built:
            self._share_camera()
        return built

    def _name(self) -> None:
        """Call both runs by what differs."""
        both = [side.snapshot for side in self.all]
        if self.other is None or both[0] is None or both[1] is None:
            return
        for side, words in zip(self.all, differences(both[0], both[1]), strict=True):
            seen = side.snapshot
            failed = seen is not None and seen.phase is Phase.FAILED
            words = words or tr("No knob differs; turn one")
            side.call(f"{words} · {tr('Failed')}" if failed else words)

    def _share_camera(self) -> None:
        """What is looked at in a picture of one run is looked at in the same one of the other."""
        one, other = self.chosen.grid, self.other.grid if self.other else None
        if one is not None and other is not None:
            for name, card in other.cards.items():
                card.panel.share_camera(one.cards[name].panel)

    def _point(self, source: Side, axis: str, x: float | None) -> None:
        for side in self.all:
            if side is not source and side.grid is not None:
                side.grid.point(axis, x)

    # --- side by side -----------------------------------------------------------------------

    def compare(self) -> None:
        """Have another run beside the chosen one, which goes on as it is, or leave it."""
        if self.other is not None:
            self.leave()
            return

        def held(run: "Run") -> "Held":
            from core.keeping.session import Session as Held

            return Held.of(self._page, run, past=True)

        self._answers.of_run(self.send, held, self._stand_beside)

    def _stand_beside(self, held: "Held") -> None:
        if self.other is not None:
            return
        self._both = Lockstep()
        session = self.chosen.session.beside(Opened(self._page, held=held))
        self.other = self._new(session)
        for side, seat in zip((self.chosen, self.other), self._both.seats, strict=True):
            side.session.send(Join(seat))
            side.pair(True)
        self._mark()
        seen = self.chosen.snapshot
        if seen is not None and seen.phase is Phase.PLAYING:
            self.send(Play())
        self.said.emit(tr("Two runs: a knob acts on the one whose name is lit; click the other."))

    def choose(self, side: Side) -> None:
        """Act on a run from now on."""
        if side is self.other:
            self.leaving.emit()
            self.chosen, self.other = side, self.chosen
            self.swapped.emit()
        self._mark()

    def choose_other(self) -> bool:
        """Act on the run beside; whether there is one."""
        if self.other is None:
            return False
        self.choose(self.other)
        return True

    def _mark(self) -> None:
        for side in self.all:
            side.name.setChecked(side is self.chosen)
            side.session.keeps = side is self.chosen

    def leave(self) -> None:
        """Go on with the chosen run alone."""
        if self.other is None:
            return
        gone, self.other = self.other, None
        self.chosen.session.send(Join(Seat.alone()))
        gone.session.close()
        self._row.removeWidget(gone)
        gone.hide()
        gone.deleteLater()
        self.chosen.pair(False)
        self._mark()
        self.draw()

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`."""
        self._theme = theme
        for side in self.all:
            side.restyle(theme)


def _is_shared(command: Command) -> bool:
    again = isinstance(command, Reset) and command.params is None
    return again or isinstance(command, Play | Pause | Step | Pace | GoTo)
