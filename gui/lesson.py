"""Lessons: Markdown from assets/lessons with typeset formulas."""

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QPixmap, QShowEvent
from PySide6.QtWidgets import QTextBrowser

from gui.assets import ASSETS, svg_pixmap
from gui.i18n import language
from gui.theme import Theme

FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
HEADING = re.compile(r"<h(\d)>(.+?)</h\d>")
# Formulas in the running text are a little larger than it, since their x-height is smaller.
INLINE, DISPLAY = 15, 16


@lru_cache(maxsize=512)
def typeset(latex: str, colour: str, size: int) -> QPixmap:
    """A picture of a formula. Raises ValueError where ziamath cannot read it."""
    from ziamath.config import config
    from ziamath.zmath import Latex

    config.svg2 = False  # its SVG 2 is blank in QtSvg
    svg = Latex(latex, size=size, color=colour).svg()
    width, height = (
        float(re.search(rf'{side}="([\d.]+)', svg).group(1))  # type: ignore[union-attr]  # always there
        for side in ("width", "height")
    )
    return svg_pixmap(svg, QSize(round(width) + 1, round(height) + 1))


def source(name: str, code: str) -> str:
    """The Markdown of a page's lesson; the English one where there is no other."""
    for candidate in (code, "en"):
        path = ASSETS / "lessons" / f"{name}.{candidate}.md"
        if path.exists():
            return path.read_text(encoding="utf-8")
    return ""


CSS = """
td, th {{ font-size: {body}px; padding: 1px 10px 1px 0; }}
.h1 {{ font-size: {title}px; font-weight: 600; margin: 0 0 8px 0; }}
.h2, .h3 {{ font-size: {body}px; font-weight: 600; margin: 12px 0 4px 0; }}
p, li {{ line-height: 130%; margin: 0 0 8px 0; }}
ol, ul {{ margin: 0 0 8px 0; -qt-list-indent: 0; }}
li {{ margin-left: 18px; }}
strong {{ font-weight: 600; }}
a {{ color: {accent}; text-decoration: none; }}
code {{ color: {muted}; }}
img {{ vertical-align: middle; }}
"""


class Lesson(QTextBrowser):
    """The lesson of a page in the language and the colours of the window."""

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self._name, self._theme = name, theme
        self._formulas: list[tuple[str, bool]] = []
        self._shown: tuple[str, Theme] | None = None
        self.setOpenExternalLinks(True)

    def refresh(self) -> None:
        """Set the text anew if language or theme changed."""
        wanted = (language(), self._theme)
        if wanted == self._shown:
            return
        self._shown, self._formulas = wanted, []
        place, theme = self.verticalScrollBar().value(), self._theme
        marked = FORMULA.sub(self._placeholder, source(self._name, language()))
        document = self.document()
        document.setDocumentMargin(0)
        document.setDefaultFont(theme.font(13))
        document.setDefaultStyleSheet(
            CSS.format(
                title=theme.pixels(17),
                body=theme.pixels(13),
                accent=theme.accent,
                muted=theme.muted,
            )
        )
        # Qt enlarges its own headings by a factor that no style sheet undoes.
        html = HEADING.sub(r'<p class="h\1">\2</p>', MarkdownIt().enable("table").render(marked))
        self.setHtml(html)
        self.verticalScrollBar().setValue(place)

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
        picture = typeset(latex.strip(), self._theme.text, size)
        # Wider formulas are made to fit, since a lesson has no horizontal scroll bar.
        room = self.viewport().width() - 4
        width = picture.width() / picture.devicePixelRatio()
        if width > room:
            picture = typeset(latex.strip(), self._theme.text, max(9, int(size * room / width)))
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
