"""The window: the gallery, the pages, and what holds for all of them."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from core.commands import Open, Opens, Pause
from core.experiments import find
from gui.answers import Answers
from gui.finding import find_in_gallery
from gui.focus_ring import FocusRing
from gui.gallery import Gallery
from gui.i18n import follow_language, language, set_language, tr
from gui.keyboard import Keyboard
from gui.keys import OPEN, TYPE_SIZES, KeyAction
from gui.look import Look
from gui.navigation_bar import NavigationBar
from gui.page import Page
from gui.page_actions import obey
from gui.screens import FullScreen, place
from gui.session_files import SessionFiles
from gui.shortcuts import ShortcutsDialog
from gui.style import sheet
from gui.talks import Talks
from gui.theme import DARK, LIGHT, Theme
from gui.worker import Session, close_all

# Ending waits this long, in seconds, for workers in the middle of a step: half of the three
# seconds after which a person thinks that the program hangs.
PATIENCE = 1.5


class Window(QMainWindow):
    """One window. `settings` keeps theme, language and size; `still` keeps tiles from moving.

    `seed` and `texts` (knob name to text) are for the first page. Runs are kept in `folder`.
    """

    def __init__(
        self,
        theme: Theme = LIGHT,
        settings: QSettings | None = None,
        living: bool = True,
        seed: int = 0,
        texts: dict[str, str] | None = None,
        still: bool = False,
        folder: Path | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self.look, self._settings, self._folder = Look(theme), settings, folder
        self._seed, self._texts = seed, texts or {}
        self.pages: dict[str, Page] = {}
        self.ended, self._full = True, FullScreen(self)
        self.gallery, self.navigation = Gallery(theme, living, still), NavigationBar()
        self.stack, self.ring = QStackedWidget(), FocusRing(self, theme)
        self.talks = Talks(self.stack, self.look, self.present, self._show_chrome, self._obey)
        self.keyboard = Keyboard(self, self._obey, self._rest, self.ring, lambda: self.talks.keyed)
        self.files = SessionFiles(self, settings, self.look, lambda: self.page, self.open_page)
        self._lay_out()
        self._connect()
        self.restyle(theme)
        self.stack.setFocus()
        place(self, settings)

    def _lay_out(self) -> None:
        self.stack.addWidget(self.gallery)
        centre = QWidget()
        centre.setAutoFillBackground(True)
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addWidget(self.stack, 1)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        self.gallery.chosen.connect(self.open_page)
        self.gallery.told.connect(self.talks.give)
        self.navigation.chosen.connect(self.open_page)
        for asker in (self.gallery, self.navigation):
            asker.language_asked.connect(self.change_language)
            asker.theme_asked.connect(self.change_theme)
        self.navigation.help_asked.connect(self.show_shortcuts)
        follow_language(self._say_title)

    # --- pages ------------------------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        """The page that stands open."""
        current = self.stack.currentWidget()
        return current if isinstance(current, Page) else None

    def open_page(self, name: str, opens: Opens | None = None) -> None:
        """Open a page, "" for the gallery. The one that is left pauses, and stays as it is."""
        if opens is not None and name in self.pages:
            self.pages[name].send(Open(opens))
        if self.page is not None:
            if self.page is self.pages.get(name):
                return
            self.page.send(Pause())
        if not name:
            self.stack.setCurrentWidget(self.gallery)
            self._show_chrome()
            return
        # The gallery's thumbnail ends before the page's own run begins.
        self.gallery.hide()
        if name not in self.pages:
            self._make_page(name, opens)
        self.navigation.mark(name, self.look.theme)
        self.stack.setCurrentWidget(self.pages[name])
        self._show_chrome()

    def _make_page(self, name: str, opens: Opens | None) -> None:
        entry, texts = find(name), {} if self.pages else self._texts
        session = Session(entry, self._seed, texts, "auto", None, self._folder, language(), opens)
        page = self.pages[name] = Page(entry, session, self.look.theme)
        page.present.connect(partial(self.present, True))
        page.left.connect(partial(self.present, False))
        page.phased.connect(self._say_title)
        page.header.menu.serve(self._obey, self.files.recent_actions)
        self.stack.addWidget(page)

    def present(self, presenting: bool) -> None:
        """Fill the screen with what is open, or be again as before."""
        self._full.fill(presenting)

    def changeEvent(self, event: QEvent) -> None:
        """A page is presented exactly while the window fills the screen, whoever made it so."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._show_chrome()

    def _show_chrome(self) -> None:
        """Show what stands round the pictures, but for a page that is presented."""
        page, full = self.page, self.isFullScreen()
        self.navigation.setVisible(page is not None and not full)
        if page is not None and page.presenting != full:
            page.set_presenting(full)
        self._dress()
        self._rest()
        self._say_title()

    def _say_title(self) -> None:
        """Say which page stands open and whether it trains, for who has minimised the window."""
        page = self.page
        trains = page is not None and page.playing
        words = "{page}, training · Qujing 曲径" if trains else "{page} · Qujing 曲径"
        self.setWindowTitle(tr(words).format(page=tr(page.entry.title)) if page else "Qujing 曲径")

    # --- look and language ------------------------------------------------------------------

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.look.take(theme)
        self.ring.restyle(theme)
        self._dress()

    def _dress(self) -> None:
        """Give what is open the look of now; what is hidden gets it when it is opened."""
        here: Any = self.stack.currentWidget()
        self.look.dress(self.navigation)
        on_stage = here is self.talks.stage
        self.look.dress(here, on_stage or getattr(here, "presenting", False), itself=on_stage)

    def scale_type(self, steps: int) -> None:
        """Make all type larger or smaller, or with 0 as it was."""
        self.look.scale_by(steps)
        self._dress()
        self._remember("scale", self.look.scale)

    def change_theme(self) -> None:
        """Light becomes dark, dark light."""
        self.restyle(DARK if self.look.theme.name == "light" else LIGHT)
        self._remember("theme", self.look.theme.name)

    def change_language(self) -> None:
        """English becomes Chinese, Chinese English."""
        set_language("en" if language() == "zh" else "zh")
        self._remember("language", language())

    def show_shortcuts(self) -> None:
        """Open the sheet of shortcuts."""
        ShortcutsDialog(self, sheet(self.look.worn()), self.talks.keyed).open()

    def _remember(self, name: str, value: object) -> None:
        if self._settings is not None:
            self._settings.setValue(name, value)

    # --- keys -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no widget with the focus took."""
        if not self.keyboard.press(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab moves the focus."""
        return self.keyboard.go_on(forward)

    def _obey(self, action: KeyAction) -> bool:
        """Do an action; whether it means anything where we are."""
        ended = action.name == "leave" and self.keyboard.drags.end()
        if ended or self.talks.obey(action.name):
            return True
        acts: dict[str, Callable[[], object]] = {
            "present": partial(self.present, not self.isFullScreen()),
            "leave": partial(self._leave), "keys": partial(self.show_shortcuts),
            "theme": partial(self.change_theme), "language": partial(self.change_language),
            **{OPEN + name: partial(self.open_page, name) for name in self.navigation.pages},
            **{name: partial(self.scale_type, by) for name, by in TYPE_SIZES.items()},
        }  # fmt: skip
        if self.page is None:
            acts["find"] = partial(find_in_gallery, self.gallery, self._obey)
        if (act := acts.get(action.name)) is None:
            page = self.page or self.talks.page
            return self.files.obey(action.name) or bool(page and obey(page, action.name))
        act()
        return True

    def _rest(self) -> None:
        """Give the keyboard to what is open."""
        (self.page or self.talks.stage or self.stack).setFocus()

    def _leave(self) -> None:
        """End what is read, the presentation, or else leave the page."""
        if not (self.page and obey(self.page, "abandon")):
            self.present(False) if self.isFullScreen() else self.open_page("")

    # --- the end ----------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask all workers to end, then wait for all of them."""
        if self._settings is not None:
            self._full.keep(self._settings)
        self.present(False)
        self.hide()
        for answers in self.findChildren(Answers):
            answers.end()  # one that comes late would begin a run that nobody ends
        self.talks.leave()
        pages = [session for page in self.pages.values() for session in page.sides.sessions]
        self.ended = close_all([*pages, *self.gallery.sessions(), *self.talks.sessions()], PATIENCE)
        event.accept()
