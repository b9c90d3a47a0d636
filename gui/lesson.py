"""Lessons: Markdown from assets/lessons with typeset formulas, steps and questions."""

import re

from markdown_it import MarkdownIt
from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QFont,
    QFontMetricsF,
    QPainter,
    QPixmap,
    QShowEvent,
)
from PySide6.QtWidgets import QTextBrowser

from core.lesson import Guess
from core.lesson import Lesson as Text
from gui.assets import ASSETS
from gui.i18n import language, tr
from gui.learning import Learning
from gui.scrolled import by_finger
from gui.theme import Theme
from gui.typesetting import Typeset, typeset

FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
HEADING = re.compile(r"<h(\d)>(.+?)</h\d>")
# Formulas in the running text are a little larger than it, since their x-height is smaller.
INLINE, DISPLAY = 15, 16


def source(name: str, code: str) -> str:
    """The Markdown of a page's lesson; the English one where there is no other."""
    for candidate in (code, "en"):
        path = ASSETS / "lessons" / f"{name}.{candidate}.md"
        if path.exists():
            return path.read_text(encoding="utf-8")
    return ""


EMPHASIS = {"zh": "font-style: normal; font-weight: 600;"}
"""Slanted Han is no emphasis but a fault of the type."""

CSS = """
td, th {{ font-size: {body}px; padding: 1px 10px 1px 0; }}
.h1 {{ font-size: {title}px; font-weight: 600; margin: 0 0 8px 0; }}
.h2, .h3 {{ font-size: {body}px; font-weight: 600; margin: 12px 0 4px 0; }}
p, li {{ line-height: 130%; margin: 0 0 8px 0; }}
ol, ul {{ margin: 0 0 8px 0; -qt-list-indent: 0; }}
li {{ margin-left: 18px; }}
strong {{ font-weight: 600; }}
em {{ {emphasis} }}
a {{ color: {accent}; text-decoration: none; }}
.step {{ color: {accent}; font-weight: 600; }}
.done {{ color: {muted}; font-weight: 600; }}
code {{ color: {muted}; }}
img {{ vertical-align: middle; }}
"""


def on_the_line(formula: Typeset, font: QFont) -> QPixmap:
    """A formula with air above or below, so that its line of writing is that of the text.

    Qt puts the middle of a picture a quarter of the font's x-height above the line.
    """
    height, ratio = formula.size.height(), formula.picture.devicePixelRatio()
    below = round(2 * formula.ascent - height - QFontMetricsF(font).xHeight() / 2)
    whole = QSize(formula.size.width(), height + abs(below)) * ratio
    padded = QPixmap(whole)
    padded.setDevicePixelRatio(ratio)
    padded.fill(Qt.GlobalColor.transparent)
    painter = QPainter(padded)
    painter.drawPixmap(0, max(0, -below), formula.picture)
    painter.end()
    return padded


class Lesson(QTextBrowser):
    """The lesson of a page in the language and the colours of the window.

    `stepped` carries the number of a step, `chosen` those of a question and of a choice.
    """

    stepped = Signal(int)
    chosen = Signal(int, int)

    def __init__(self, name: str, theme: Theme, learning: Learning | None = None) -> None:
        super().__init__()
        self._name, self._theme, self._place = name, theme, 0
        self._learning = learning or Learning()
        self._formulas: list[tuple[str, bool]] = []
        self._shown: tuple[object, ...] | None = None
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._follow)
        self._learning.changed.connect(self._learnt)
        by_finger(self)

    def text(self) -> str:
        """The Markdown to be set."""
        return source(self._name, language())

    def forget(self) -> None:
        """Have the text set anew at the next refresh, from its beginning."""
        self._shown, self._place = None, 0

    def begin_like(self, other: "Lesson") -> None:
        """Begin at the place to which `other` was read."""
        self._place = other.verticalScrollBar().value()
        self.verticalScrollBar().setValue(self._place)

    def _learnt(self) -> None:
        if self.isVisible():
            self.refresh()

    def _follow(self, link: QUrl) -> None:
        """Do what a link asks for."""
        kind, _, numbers = link.toString().partition(":")
        if kind == "do":
            self.stepped.emit(int(numbers))
        elif kind == "guess":
            question, choice = numbers.split(".")
            self.chosen.emit(int(question), int(choice))
        else:
            QDesktopServices.openUrl(link)

    def refresh(self) -> None:
        """Set the text anew if language, theme or what was learnt changed."""
        wanted = (language(), self._theme, self._learning.state())
        if wanted == self._shown:
            return
        first, self._shown, self._formulas = self._shown is None, wanted, []
        place, theme = self._place if first else self.verticalScrollBar().value(), self._theme
        text = Text(self.text()).written(self._step, self._guess)
        marked = FORMULA.sub(self._placeholder, text)
        document = self.document()
        document.setDocumentMargin(0)
        document.setDefaultFont(theme.font(13))
        document.setDefaultStyleSheet(
            CSS.format(
                title=theme.pixels(17),
                body=theme.pixels(13),
                accent=theme.accent,
                muted=theme.muted,
                emphasis=EMPHASIS.get(language(), ""),
            )
        )
        # Qt enlarges its own headings by a factor that no style sheet undoes.
        html = HEADING.sub(r'<p class="h\1">\2</p>', MarkdownIt().enable("table").render(marked))
        self.setHtml(html)
        self.verticalScrollBar().setValue(place)

    def _step(self, index: int, words: str) -> str:
        """A step, with a sign that says whether it was done."""
        name, sign = ("done", "✓") if index in self._learning.done else ("step", "▶")
        return f'<a class="{name}" href="do:{index}">{sign}\u00a0{words}</a>'

    def _guess(self, index: int, guess: Guess) -> str:
        """A question; once it is answered and the run has been there, what was right."""
        chosen, known = self._learning.chosen.get(index), index in self._learning.known
        lines = [f"### {tr('Guess first')}", "", guess.question, ""]
        for place, words in enumerate(guess.choices):
            sign = "●" if place == chosen else "○"
            sign = "✓" if known and place == guess.right else sign
            name = "done" if known else "step"
            lines.append(
                f'<a class="{name}" href="guess:{index}.{place}">{sign}\u00a0{words}</a>\n'
            )
        if known:
            verdict = tr("As you guessed.") if chosen == guess.right else tr("Not so.")
            lines += ["", f"**{verdict}** {guess.answer}"]
        elif chosen is not None:
            lines += ["", f"*{tr('It runs; watch.')}*"]
        return "\n".join(lines)

    def _placeholder(self, match: re.Match[str]) -> str:
        display = match.group(1) is not None
        self._formulas.append((match.group(1) or match.group(2), display))
        image = f"![]({len(self._formulas) - 1}.formula)"
        return f"\n\n{image}\n\n" if display else image

    def loadResource(self, kind: int, url: QUrl | str) -> object:
        """A formula's picture for the place that stands for it."""
        name = url if isinstance(url, str) else url.toString()
        if not name.endswith(".formula"):
            return super().loadResource(kind, url)
        latex, display = self._formulas[int(name.removesuffix(".formula"))]
        size = self._theme.pixels(DISPLAY if display else INLINE)
        formula = typeset(latex.strip(), self._theme.text, size)
        if not display:
            return on_the_line(formula, self._theme.font(13))
        picture = formula.picture
        # Wider formulas are made to fit, since a lesson has no horizontal scroll bar.
        room = self.viewport().width() - 4
        width = picture.width() / picture.devicePixelRatio()
        if width > room:
            small = max(9, int(size * room / width))
            picture = typeset(latex.strip(), self._theme.text, small).picture
        return picture

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`."""
        self._theme = theme
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Set the text when it is first seen: typesetting takes a while."""
        self.refresh()
        super().showEvent(event)
