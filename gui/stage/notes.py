"""What the presenter sees: what to say, the next beat, clock and pace, and what the net does."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.stories.story import Beat, Story
from gui.i18n import format_message, tr
from gui.keys import action_of
from gui.stage.on_stage import FROZEN, LIVE
from gui.stage.performance import Performance
from gui.style import sheet
from gui.theme import Theme
from gui.widgets import Elided, label

PUNCTUAL = 30
"""Seconds that a talk may be early or late before the notes say so."""
OVER, LEAST, MARGIN = 0.6, 220, 16
"""Share of a stage that notes over it take at most; pixels at least, and round them."""
SAID = 20
"""Pixels of what is to be said on a screen of its own, without the zoom."""
SIGNS = {True: "✓", False: "✗", None: "…"}


def minutes(seconds: float) -> str:
    """Minutes and seconds.

    >>> minutes(75.4)
    '1:15'
    """
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


class Notes(QFrame):
    """The presenter's screen, or a panel over the stage where there is one screen only.

    `asked` carries the action of a key that is pressed on a screen of its own.
    """

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.apart = False
        """Whether it has a screen of its own."""
        self.clock, self.pace = label(name="brand"), label(name="strong")
        self.count, self.status = label(name="muted"), label(name="strong", wrap=True)
        self.title, self.say = Elided("title"), label(wrap=True)
        self.expected, self.trained = label(name="muted", wrap=True), label(name="muted", wrap=True)
        self.next_title, self.next_say = Elided("strong"), label(name="muted", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(24)
        for widget in (self.clock, self.pace, self.count):
            head.addWidget(widget)
        head.addStretch(1)
        now, after = QVBoxLayout(), QVBoxLayout()
        for widget in (self.title, self.say, self.expected, self.trained):
            now.addWidget(widget, widget is self.say)
        for other in (self.next_title, self.next_say):
            after.addWidget(other)
        after.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(48)
        row.addLayout(now, 5)
        row.addLayout(after, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 18)
        for layout in (now, after, column):
            layout.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.status)
        column.addSpacing(12)
        column.addLayout(row, 1)
        self.say.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)

    def show_time(self, story: Story, index: int, seconds: float) -> None:
        """Say how long the talk has taken, and whether it is early or late at beat `index`."""
        self.clock.setText(f"{minutes(seconds)} / {minutes(60 * story.minutes)}")
        self.count.setText(f"{index + 1} / {len(story.beats)}")
        # Within its own time a beat is punctual.
        early = 60 * sum(beat.minutes for beat in story.beats[:index]) - seconds
        late = -early - 60 * story.beats[index].minutes
        if early > PUNCTUAL:
            self.pace.setText(tr("{time} early").format(time=minutes(early)))
        elif late > PUNCTUAL:
            self.pace.setText(tr("{time} late").format(time=minutes(late)))
        else:
            self.pace.setText(tr("in time"))

    def show_beat(self, shown: Performance, following: Beat | None, ready: bool) -> None:
        """Say how a beat stands, and what comes next."""
        beat, session = shown.beat, shown.session
        self.title.say(beat.title)
        self.say.setText(beat.say or beat.text)
        why = FROZEN if session.frozen else session.why
        words = format_message(why)
        if session.shows_recording:
            there = tr("The recording is shown") if session.recording else tr("The picture stands")
            words = f"{there}: {words}"
        step = session.latest.step if session.latest else session.begins
        self.status.setText(f"{words} · {tr('step {count}').format(count=step)} / {beat.steps}")
        self.expected.setText("\n".join(
            f"{SIGNS[verdict.met]} {verdict.expectation.text}" for verdict in shown.news.verdicts
        ))  # fmt: skip
        self.expected.setVisible(bool(shown.news.verdicts))
        self.trained.setText(tr("{count} steps trained before").format(count=session.begins))
        self.trained.setVisible(session.begins > 0)
        self.next_title.setVisible(following is not None)
        self.next_say.setVisible(following is not None)
        if following is not None:
            sign = tr("ready") if ready else tr("is prepared")
            self.next_title.say(f"{tr('Next')}: {following.title} · {sign}")
            self.next_say.setText(following.say or following.text)

    @property
    def warns(self) -> bool:
        """Whether the audience is shown something else than the run."""
        return LIVE.text not in self.status.text()

    # --- where it stands --------------------------------------------------------------------

    def place(self, stage: QWidget) -> None:
        """Stand on another screen than the `stage`, if there is one, else hidden over it.

        A screen that shows the same as the stage's is none.
        """
        here = stage.screen().geometry()
        others = [s for s in QGuiApplication.screens() if not s.geometry().intersects(here)]
        self.apart = bool(others)
        self.setWindowState(Qt.WindowState.WindowNoState)
        if self.apart:
            self.setParent(None)
            self.setWindowTitle(tr("Notes · Qujing 曲径"))
            self.setGeometry(others[0].availableGeometry())
            self.showFullScreen()
        else:
            self.setParent(stage)
            self.hide()
            self.lie_over(stage)

    def turn(self, stage: QWidget) -> None:
        """Come, or go."""
        self.setVisible(self.isHidden())
        self.lie_over(stage)

    def lie_over(self, stage: QWidget) -> None:
        """Lie over the lower part of the stage, where that is all there is."""
        if not self.apart:
            whole = stage.rect()
            high = min(int(OVER * whole.height()), max(self.sizeHint().height(), LEAST))
            left = MARGIN
            self.setGeometry(QRect(left, whole.height() - high - MARGIN,
                                   whole.width() - 2 * MARGIN, high))  # fmt: skip
            self.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys mean here what they mean on the stage."""
        action = action_of(event, on_stage=True)
        if action is None:
            super().keyPressEvent(event)
        else:
            self.asked.emit(action)

    def restyle(self, theme: Theme) -> None:
        """Take the colours and sizes of `theme`."""
        self.setStyleSheet(sheet(theme))
        self.say.setStyleSheet(f"font-size: {theme.pixels(SAID if self.apart else 14)}px")
