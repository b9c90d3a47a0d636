"""A beat on stage: its run on a worker of its own, and the page that shows it."""

from core.experiments import find
from core.message import Message
from core.stories.live import Live, News
from core.stories.story import Story
from core.views import RUN_CHART
from gui.page import Page
from gui.panels.panel import UNTOUCHED
from gui.stage.on_stage import OnStage
from gui.theme import Theme

OTHERWISE = Message("It came out otherwise than expected")


class Performance:
    """Beat number `index` of a story; made ahead, it waits where the beat begins."""

    def __init__(self, story: Story, index: int, theme: Theme, language: str) -> None:
        self.index, self.beat = index, story.beats[index]
        self.live = Live(self.beat, story.path, language)
        self.session = OnStage(self.beat, self.live, language)
        self.page = Page(find(self.beat.page), self.session, theme)
        self.page.set_presenting(True)
        self.page.bar.watch(False)
        self.page.failure.hide()
        self.news = News()
        self.begun = False
        self.choice: int | None = None
        """The index of what the audience has chosen."""
        self.drawn: tuple[tuple[float, float], ...] = ()
        """What it has drawn: shares of the width and of the height."""
        self._arranged: object = None
        self._warm = False

    @property
    def waits(self) -> bool:
        """Whether the audience is asked first, and has not answered."""
        return self.beat.prediction is not None and not self.begun

    @property
    def over(self) -> bool:
        """Whether the beat has come to its end, live or recorded."""
        if self.session.broken and self.session.breaks:
            return self.begun
        if self.session.shows_recording or self.session.broken:
            return self.begun and self.session.planned >= self.beat.steps
        return self.news.done

    def begin(self) -> None:
        """Begin to train."""
        self.begun = True
        self.session.play()

    def toggle(self) -> None:
        """Play or pause."""
        playing = self.session.plays and not (self.over and not self.page.playing)
        self.session.rest() if playing else self.begin()

    def tick(self) -> None:
        """Take in what came since the last time, shown or not."""
        self.session.poll()
        if self.session.ready and self.page.snapshot is None:
            self.page.puller.pull()
        if self.page.grid is not None and self._arranged is not self.page.grid:
            self.arrange()
            self._warm_up()
        news = self.live.news.take()
        if news is not None and not self.session.asking:
            self.news = news
            self.session.trained()
            self.session.plan, self.session.recording = news.plan, news.recording
            if not news.met and not self.session.shows_recording and self.session.recording:
                self.session.fall_back(OTHERWISE, news.step)

    def _warm_up(self) -> None:
        """Lay out and paint once what is hidden, so that it stands at once when it is shown."""
        holder = self.page.parentWidget()
        if not self._warm and self.page.isHidden() and holder is not None:
            self._warm = True
            self.page.resize(holder.size())
            self.page.grab()

    def arrange(self) -> None:
        """Show what the beat lights, and nothing that could be touched; in a question, all."""
        grid, asking = self.page.grid, self.session.asking
        self._arranged = grid
        if grid is None:
            return
        grid.setAttribute(UNTOUCHED, not asking)
        grid.show_only(() if asking else self._views())
        camera = self.beat.camera
        if camera is not None and camera.view in grid.cards:
            grid.cards[camera.view].panel.look_at(camera.bounds)

    def _views(self) -> tuple[str, ...]:
        scene = self.page.snapshot.scene if self.page.snapshot else None
        assert scene is not None
        lit = [name for name in self.beat.lights if name in (*scene.views, RUN_CHART)]
        curve = self.beat.prediction is not None and self.beat.prediction.curve
        return (*(lit or [scene.hero]), *([RUN_CHART] if curve else []))

    def ask(self) -> bool:
        """Leave the talk and play with all there is; whether that can be."""
        if not self.session.ask():
            return False
        self.page.set_presenting(False)
        self.arrange()
        return True

    def come_back(self) -> None:
        """Come back to where it was."""
        self.session.come_back()
        self.page.set_presenting(True)
        self.page.bar.watch(False)
        self._arranged = None

    def close(self) -> None:
        """Show it no more."""
        self.page.bar.watch(False)
        self.session.close()
        self.page.hide()
        self.page.deleteLater()
