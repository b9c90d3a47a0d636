"""The window: the gallery, the pages, and what holds for all of them."""

from functools import partial

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from core.commands import Reset, Step
from core.experiments import ENTRIES, find
from gui.gallery import Gallery
from gui.i18n import language, set_language
from gui.navigation_bar import NavigationBar
from gui.page import PRESENT_ZOOM, Page
from gui.shortcuts import ShortcutsDialog
from gui.style import sheet
from gui.theme import DARK, LIGHT, THEMES, Theme
from gui.worker import Session, close_all

SIZE = QSize(1280, 800)
SMALLEST = QSize(960, 640)
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
        self.setMinimumSize(SMALLEST)
        self.resize(SIZE)
        self.theme, self._settings = theme, settings
        self._seed, self._texts = seed, texts or {}
        self.pages: dict[str, Page] = {}
        self.ended = True
        self.gallery, self.navigation = Gallery(theme, living), NavigationBar()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.gallery)
        centre = QWidget()
        centre.setObjectName("window")
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addWidget(self.stack, 1)
        self.setCentralWidget(centre)
        self._connect()
        self.navigation.hide()
        self.restyle(theme)
        self.stack.setFocus()
        if settings is not None and settings.contains("geometry"):
            self.restoreGeometry(settings.value("geometry"))

    def _connect(self) -> None:
        self.gallery.chosen.connect(self.open_page)
        self.navigation.chosen.connect(self.open_page)
        for asker in (self.gallery, self.navigation):
            asker.language_asked.connect(self.change_language)
            asker.theme_asked.connect(self.change_theme)
        self.navigation.help_asked.connect(self.show_shortcuts)

    # --- pages ------------------------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        """The page that stands open."""
        current = self.stack.currentWidget()
        return current if isinstance(current, Page) else None

    def open_page(self, name: str) -> None:
        """Open a page, "" for the gallery. The one that is left pauses, and stays as it is."""
        if self.page is not None:
            self.page.session.pause()
        if not name:
            self.navigation.hide()
            self.stack.setCurrentWidget(self.gallery)
            return
        # The gallery's thumbnail ends before the page's own run begins.
        self.gallery.hide()
        if name not in self.pages:
            self._make_page(name)
        self.navigation.show()
        self.navigation.mark(name, self.theme)
        self.stack.setCurrentWidget(self.pages[name])
        self.pages[name].setFocus()

    def _make_page(self, name: str) -> None:
        first = not self.pages
        entry = find(name)
        session = Session(entry, self._seed, self._texts if first else {})
        page = Page(entry, session, self.theme)
        page.present.connect(partial(self.present, True))
        self.pages[name] = page
        self.stack.addWidget(page)

    def present(self, presenting: bool) -> None:
        """Fill the screen with the open page's pictures, or show all again."""
        if self.page is None or presenting == self.page.presenting:
            return
        self.navigation.setVisible(not presenting)
        self._style(self.theme.zoomed(PRESENT_ZOOM) if presenting else self.theme)
        self.page.set_presenting(presenting)
        self.showFullScreen() if presenting else self.showNormal()
        self.page.setFocus()

    # --- look and language ------------------------------------------------------------------

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`, in every page at once."""
        self.theme = theme
        self._style(theme)
        self.gallery.restyle(theme)
        self.navigation.restyle(theme)
        for page in self.pages.values():
            page.restyle(theme)
            page.set_presenting(page.presenting)
        self._remember("theme", theme.name)

    def _style(self, theme: Theme) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setPalette(theme.palette())
        application.setFont(theme.font())
        application.setStyleSheet(sheet(theme))

    def change_theme(self) -> None:
        """Light becomes dark, dark light."""
        self.restyle(DARK if self.theme.name == "light" else THEMES["light"])

    def change_language(self) -> None:
        """English becomes Chinese, Chinese English."""
        set_language("en" if language() == "zh" else "zh")
        self._remember("language", language())

    def show_shortcuts(self) -> None:
        """Open the sheet of shortcuts."""
        ShortcutsDialog(self).open()

    def _remember(self, name: str, value: object) -> None:
        if self._settings is not None:
            self._settings.setValue(name, value)

    # --- keys -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no widget with the focus took."""
        if not (self._page_key(event) or self._window_key(event)):
            super().keyPressEvent(event)

    def _page_key(self, event: QKeyEvent) -> bool:
        page, key = self.page, event.key()
        if page is None:
            return False
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match key:
            case Qt.Key.Key_Space:
                page.transport.toggle()
            case Qt.Key.Key_Right:
                page.send(Step())
            case Qt.Key.Key_R:
                page.transport.reseed() if shift else page.send(Reset())
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                page.step_preset(1 if key == Qt.Key.Key_PageDown else -1)
            case Qt.Key.Key_F11 | Qt.Key.Key_F5:
                self.present(not page.presenting)
            case Qt.Key.Key_Escape:
                self.present(False) if page.presenting else self.open_page("")
            case _:
                return False
        return True

    def _window_key(self, event: QKeyEvent) -> bool:
        key, number = event.key(), event.key() - Qt.Key.Key_1.value
        if key == Qt.Key.Key_T:
            self.change_theme()
        elif key == Qt.Key.Key_L:
            self.change_language()
        elif key == Qt.Key.Key_Question:
            self.show_shortcuts()
        elif 0 <= number < min(9, len(ENTRIES)):
            self.open_page(ENTRIES[number].name)
        else:
            return False
        return True

    # --- the end ----------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask all workers to end, then wait for all of them."""
        self.hide()
        if self._settings is not None:
            self._settings.setValue("geometry", self.saveGeometry())
        sessions = [page.session for page in self.pages.values()] + self.gallery.sessions()
        self.ended = close_all(sessions, PATIENCE)
        event.accept()
