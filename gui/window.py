"""The window: the gallery, the pages, and what holds for all of them."""

from functools import partial

from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from core.commands import Reset, Step
from core.experiments import find
from gui.gallery import Gallery
from gui.i18n import language, set_language
from gui.keyboard import Keyboard
from gui.keys import OPEN, KeyAction
from gui.look import Look
from gui.navigation_bar import NavigationBar
from gui.page import Page
from gui.panels import Panel
from gui.screens import keep, place
from gui.shortcuts import ShortcutsDialog
from gui.style import sheet
from gui.theme import DARK, LIGHT, Theme
from gui.worker import Session, close_all

# Ending waits this long, in seconds, for workers in the middle of a step: half of the three
# seconds after which a person thinks that the program hangs.
PATIENCE = 1.5


class Window(QMainWindow):
    """One window. `settings` keeps theme, language and size; without it nothing is kept.

    `seed` and `texts` (knob name to text) are for the first page that is opened.
    """

    def __init__(
        self,
        theme: Theme = LIGHT,
        settings: QSettings | None = None,
        living: bool = True,
        seed: int = 0,
        texts: dict[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("Qujing 曲径")
        self.look, self._settings = Look(theme), settings
        self._seed, self._texts = seed, texts or {}
        self.pages: dict[str, Page] = {}
        self.ended = True
        self._before = Qt.WindowState.WindowNoState
        self.gallery, self.navigation = Gallery(theme, living), NavigationBar()
        self.stack = QStackedWidget()
        self.keyboard = Keyboard(self, self._obey, self._rest)
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
        self.navigation.hide()

    def _connect(self) -> None:
        self.gallery.chosen.connect(self.open_page)
        self.navigation.chosen.connect(self.open_page)
        for asker in (self.gallery, self.navigation):
            asker.language_asked.connect(self.change_language)
            asker.theme_asked.connect(self.change_theme)
        self.navigation.help_asked.connect(self.show_shortcuts)

    @property
    def theme(self) -> Theme:
        """The colours, without the size."""
        return self.look.theme

    # --- pages ------------------------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        """The page that stands open."""
        current = self.stack.currentWidget()
        return current if isinstance(current, Page) else None

    def open_page(self, name: str) -> None:
        """Open a page, "" for the gallery. The one that is left pauses, and stays as it is."""
        if self.page is not None:
            if self.page is self.pages.get(name):
                return
            self.page.session.pause()
        if not name:
            self.stack.setCurrentWidget(self.gallery)
            self._show_chrome()
            return
        # The gallery's thumbnail ends before the page's own run begins.
        self.gallery.hide()
        if name not in self.pages:
            self._make_page(name)
        self.navigation.mark(name, self.theme)
        self.stack.setCurrentWidget(self.pages[name])
        self._show_chrome()

    def _make_page(self, name: str) -> None:
        first = not self.pages
        entry = find(name)
        session = Session(entry, self._seed, self._texts if first else {})
        page = Page(entry, session, self.theme)
        page.present.connect(partial(self.present, True))
        self.pages[name] = page
        self.stack.addWidget(page)

    def present(self, presenting: bool) -> None:
        """Fill the screen with what is open, or be again as before."""
        if presenting and not self.isFullScreen():
            self._before = self.windowState()
            self.setWindowState(self._before | Qt.WindowState.WindowFullScreen)
        elif not presenting and self.isFullScreen():
            self.setWindowState(self._before & ~Qt.WindowState.WindowFullScreen)

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

    # --- look and language ------------------------------------------------------------------

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.look.take(theme)
        self._dress()

    def _dress(self) -> None:
        """Give what is open the look of now; what is hidden gets it when it is opened."""
        self.look.dress(self.navigation)
        self.look.dress(self.page or self.gallery, self.page is not None and self.page.presenting)

    def scale_type(self, steps: int) -> None:
        """Make all type larger or smaller, or with 0 as it was."""
        self.look.scale_by(steps)
        self._dress()
        self._remember("scale", self.look.scale)

    def change_theme(self) -> None:
        """Light becomes dark, dark light."""
        self.restyle(DARK if self.theme.name == "light" else LIGHT)
        self._remember("theme", self.theme.name)

    def change_language(self) -> None:
        """English becomes Chinese, Chinese English."""
        set_language("en" if language() == "zh" else "zh")
        self._remember("language", language())

    def show_shortcuts(self) -> None:
        """Open the sheet of shortcuts."""
        ShortcutsDialog(self, sheet(self.look.worn())).open()

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
        moved = super().focusNextPrevChild(forward)
        self.keyboard.tabbed()
        return moved

    def _obey(self, action: KeyAction) -> bool:
        """Do an action; whether it means anything where we are."""
        if action.name.startswith(OPEN):
            self.open_page(action.name.removeprefix(OPEN))
            return True
        match action.name:
            case "present":
                self.present(not self.isFullScreen())
            case "leave":
                self._leave()
            case "theme":
                self.change_theme()
            case "language":
                self.change_language()
            case "keys":
                self.show_shortcuts()
            case "larger type" | "smaller type" | "usual type":
                self.scale_type({"larger type": 1, "smaller type": -1}.get(action.name, 0))
            case name if self.page is not None:
                self._obey_on_page(self.page, name)
            case _:
                return False
        return True

    def _obey_on_page(self, page: Page, name: str) -> None:
        match name:
            case "play":
                page.transport.toggle()
            case "step":
                page.send(Step())
            case "restart":
                page.send(Reset())
            case "reseed":
                page.transport.reseed()
            case "next preset" | "previous preset":
                page.step_preset(1 if name == "next preset" else -1)

    def _rest(self) -> None:
        """Give the keyboard to what is open."""
        (self.page or self.stack).setFocus()

    def _leave(self) -> None:
        """End a drag, or else the presentation, or else leave the page."""
        if any(panel.end_drag() for panel in self.findChildren(Panel)):
            return
        self.present(False) if self.isFullScreen() else self.open_page("")

    # --- the end ----------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask all workers to end, then wait for all of them."""
        self.present(False)
        self.hide()
        if self._settings is not None:
            keep(self, self._settings)
        sessions = [page.session for page in self.pages.values()] + self.gallery.sessions()
        self.ended = close_all(sessions, PATIENCE)
        event.accept()
