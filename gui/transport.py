"""The transport: play, step, restart; what the run is doing, as its snapshot says."""

import time
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QProgressBar, QWidget

from core.commands import Command, Pace, Redo, Reset, Step, SwitchTwin, Toggle, Undo
from core.params import LARGEST_SEED
from core.snapshot import Past, Phase, Snapshot
from gui.i18n import follow_language, format_message, tr
from gui.keys import with_keys
from gui.theme import Theme
from gui.timeline import Timeline
from gui.value_field import ValueField
from gui.widgets import Elided, IconButton, PlayButton, button, label

# Numbers that change faster than this, in seconds, cannot be read.
READ = 0.25
PACES = (1.0, 5.0, 25.0, 0.0)
"""Steps a second among which a person chooses; 0 is as many as can be."""
ROOMY, NARROW = 900, 690
"""Pixels of width from which on there is room for undo and redo, and for the timeline."""
SEED_WIDTH = 84
"""Pixels: room for the largest seed."""


class Transport(QFrame):
    """Sends commands, and shows the phase, the step, the speeds, the seed and the device."""

    asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("transport")
        self._snapshot: Snapshot | None = None
        self._theme = theme
        self._read_at, self._pictures, self._pictures_from = float("-inf"), 0, time.monotonic()
        self._fps, self._said, self._played = 0.0, "", False
        self.play = PlayButton(theme, self.toggle)
        self.step_button = button(lambda: self.ask(Step()), "flat")
        self.restart = button(lambda: self.ask(Reset()), "flat")
        self.new_seed = button(self.reseed, "flat")
        self.timeline = Timeline(theme)
        self.undo = IconButton("undo-2", lambda: self.ask(Undo()))
        self.redo = IconButton("redo-2", lambda: self.ask(Redo()))
        self.twin = IconButton("layers", self._switch_twin, checkable=True)
        self.seed = ValueField()
        self.seed.setObjectName("value")
        self.seed.setFixedWidth(SEED_WIDTH)
        self.seed.typed.connect(self._seed_typed)
        self.pace = button(self._choose_pace, "flat")
        self.device = button(self._choose_device)
        self.status, self.step = Elided("muted"), label()
        self.rate = label(name="muted")
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(120)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(10)
        widgets: list[QWidget] = [self.play, self.step_button, self.restart]
        widgets += [self.new_seed, self.seed, self.undo, self.redo, self.twin, self.timeline]
        widgets += [self.progress, self.status]
        widgets += [self.step, self.pace, self.rate, self.device]
        for widget in widgets:
            row.addWidget(widget, {self.timeline: 3, self.status: 2}.get(widget, 0))
        self.timeline.asked.connect(self.asked)
        follow_language(self.retranslate)
        self.restyle(theme)

    # --- what a person asks -----------------------------------------------------------------

    def ask(self, command: Command) -> None:
        """Hand on a command."""
        self._said = ""
        self.asked.emit(command)

    def toggle(self) -> None:
        """Pause what plays, play what does not."""
        self.ask(Toggle())

    def reseed(self) -> None:
        """Restart with the next seed."""
        seed = self._snapshot.seed if self._snapshot else 0
        self.ask(Reset(seed=(seed + 1) % (LARGEST_SEED + 1)))

    def _seed_typed(self, text: str) -> None:
        """Restart with the seed that was typed, unless it is that of the run, or say why not."""
        seed = int(text) if text.strip().isdecimal() else -1
        if not 0 <= seed <= LARGEST_SEED:
            self.say(
                tr("A seed is a whole number from 0 to {largest}.").format(largest=LARGEST_SEED)
            )
        elif (seen := self._snapshot) and seen.seed == seed and seen.phase is not Phase.BUILDING:
            self._show_numbers(time.monotonic())
        else:
            self.ask(Reset(seed=seed))

    def _choose_pace(self) -> None:
        menu = QMenu(self)
        for pace in PACES:
            menu.addAction(self._pace_words(pace), partial(self.ask, Pace(pace)))
        menu.exec(self.pace.mapToGlobal(self.pace.rect().topLeft()))

    def _pace_words(self, pace: float) -> str:
        if pace == 0:
            return tr("as fast as it can")
        return tr("at most {speed} steps/s").format(speed=f"{pace:g}")

    def _choose_device(self) -> None:
        menu = QMenu(self)
        for name in self._snapshot.devices if self._snapshot else ():
            menu.addAction(name, partial(self.ask, Reset(device=name)))
        menu.exec(self.device.mapToGlobal(self.device.rect().topLeft()))

    # --- what the run says ------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the phase at once, the numbers four times a second."""
        before, self._snapshot = self._snapshot, snapshot
        self._pictures += 1
        self.timeline.show_snapshot(snapshot)
        self._light_twin(snapshot.past.twin)
        acts = (snapshot.past.undo, snapshot.past.redo)
        if before is None or acts != (before.past.undo, before.past.redo):
            self._show_acts()
        played = self._played or snapshot.step > 0 or snapshot.phase is Phase.PLAYING
        changed = before is None or before.phase is not snapshot.phase or played > self._played
        self._played = played
        if changed:
            self._show_phase()
        now = time.monotonic()
        if changed or snapshot.fine or now - self._read_at >= READ:
            self._read_at = now
            self._show_numbers(now)

    def _switch_twin(self) -> None:
        """Qt has turned the button; it shows what the run says."""
        self.twin.setChecked(bool(self._snapshot and self._snapshot.past.twin))
        self.ask(SwitchTwin())

    def _light_twin(self, on: bool) -> None:
        if self.twin.isChecked() is not on:
            self.twin.setChecked(on)
            self.twin.restyle(self._theme)

    def _show_acts(self) -> None:
        """Say what can be taken back, and what be done again."""
        past = self._snapshot.past if self._snapshot else Past()
        for made, name, act in ((self.undo, "undo", past.undo), (self.redo, "redo", past.redo)):
            made.setEnabled(act is not None)
            made.say(with_keys(name) + (f"\n{format_message(act)}" if act else ""))

    def _show_phase(self) -> None:
        self._make_room(self.width())
        phase = self._snapshot.phase if self._snapshot else Phase.BUILDING
        self.play.show_phase(phase, phase is Phase.PAUSED and not self._played)
        self.step_button.setEnabled(phase in (Phase.PLAYING, Phase.PAUSED))
        self.progress.setVisible(phase is Phase.BUILDING)

    def _show_numbers(self, now: float) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        if now - self._pictures_from >= 1.0:
            self._fps = self._pictures / (now - self._pictures_from)
            self._pictures, self._pictures_from = 0, now
        playing = snapshot.phase is Phase.PLAYING
        thousands = f"{snapshot.step:,}".replace(",", " ")
        self.step.setText(tr("step {count}").format(count=thousands))
        self.pace.setText(
            tr("{speed} steps/s").format(speed=f"{snapshot.steps_per_second:.0f}")
            if playing
            else self._pace_words(snapshot.pace)
        )
        self.rate.setText(tr("{rate} fps").format(rate=f"{self._fps:.0f}") if playing else "")
        self.seed.show_text(str(snapshot.seed))
        self.device.setText(snapshot.device)
        self.device.setVisible(len(snapshot.devices) > 1)
        self.status.say(self._words(snapshot))

    def _words(self, snapshot: Snapshot) -> str:
        if snapshot.notice is not None:
            return format_message(snapshot.notice)
        if self._said:
            return self._said
        twin = tr("with a twin") if snapshot.past.twin else ""
        return " · ".join(filter(None, (self._phase_words(snapshot), twin)))

    def _phase_words(self, snapshot: Snapshot) -> str:
        match snapshot.phase:
            case Phase.BUILDING:
                return tr("Building")
            case Phase.PAUSED:
                return tr("Paused") if self._played else ""
            case Phase.FAILED:
                return tr("Failed")
        return ""

    def say(self, words: str) -> None:
        """Say something that is not the run's, until something is asked of it."""
        self._said = words
        self._show_numbers(time.monotonic())
        self.status.say(words or self.status.text())

    # --- look and language ------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keys and the menu do what no control has room for."""
        self._make_room(event.size().width())
        super().resizeEvent(event)

    def _make_room(self, width: int) -> None:
        """The way to begin goes before what means nothing yet."""
        room: dict[QWidget, int] = dict.fromkeys((self.undo, self.redo, self.twin), ROOMY)
        late: dict[QWidget, int] = {self.timeline: NARROW, self.restart: 0}
        room |= late if self._played else dict.fromkeys(late, ROOMY)
        for made, least in room.items():
            made.setVisible(width >= least)

    def retranslate(self) -> None:
        self.timeline.retranslate()
        self.twin.say(with_keys("twin"))
        self.step_button.setText(tr("Step"))
        self.restart.setText(tr("Restart"))
        self.step_button.setToolTip(with_keys("step"))
        self.restart.setToolTip(with_keys("restart"))
        self.new_seed.setText(tr("seed"))
        self.new_seed.setToolTip(with_keys("reseed"))
        self.seed.setToolTip(tr("The seed of weights and data; type another and begin anew"))
        self.seed.setAccessibleName(tr("seed"))
        self.pace.setToolTip(tr("How many steps are made in a second at most"))
        self.device.setToolTip(tr("Where this page trains; a change begins again"))
        if self._snapshot is None:
            self.status.say(tr("Loading"))
        self._show_acts()
        self._show_phase()
        self._show_numbers(time.monotonic())

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for part in (self.play, self.timeline, self.undo, self.redo, self.twin):
            part.restyle(theme)
