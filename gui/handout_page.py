"""The text of a hand-out: one HTML file of pictures, knobs and the lesson, whole in itself."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from string import Template

from markdown_it import MarkdownIt
from PySide6.QtCore import QRect, QSize

from core.lesson import Guess
from core.lesson import Lesson as Text
from core.params import Params
from gui.assets import shipped_text
from gui.i18n import language, tr
from gui.knob_words import value_words
from gui.lesson import FORMULA, source
from gui.theme import Theme
from gui.typesetting import as_svg

INLINE, DISPLAY = 17, 19
"""Pixels of formulas: a little larger than the text, since their x-height is smaller."""
MARGINS = 32
"""Pixels beside the pictures."""
HOLD = "\ue000{}\ue000"
"""What stands for a formula while the text is no HTML yet: Markdown leaves it alone."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture of one view, shown from moment number `since` on; `content` is a WebP file."""

    since: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Film:
    """What was taken of one view: its title, its place on the page in pixels, its pictures."""

    title: str
    place: QRect
    pictures: Sequence[Taken]


@dataclass(frozen=True, slots=True)
class Handout:
    """All that a hand-out says: pictures of `size` pixels in all, at `steps` of a run.

    `page` names the lesson; `said` and `sentence` stand under the title.
    """

    page: str
    title: str
    said: str
    sentence: str
    size: QSize
    films: Sequence[Film]
    steps: Sequence[int]
    params: Params
    theme: Theme

    def html(self) -> bytes:
        """The content of the file, in the language of the window."""
        words = [_step_words(step) for step in self.steps]
        whole = Template(shipped_text("handout/page.html")).substitute(
            language="zh-Hans" if language() == "zh" else language(),
            colours=_colours(self.theme),
            title=escape(self.title),
            said=escape(self.said),
            sentence=escape(self.sentence),
            width=self.size.width() + MARGINS,
            wide=self.size.width(),
            high=self.size.height(),
            views="\n".join(_figure(film, self.size) for film in self.films),
            last=len(words) - 1,
            scrubber=escape(tr("Drag to go through the run")),
            steps=escape("|".join(words)),
            knobs_title=escape(tr("Knobs")),
            knobs="\n".join(_knobs(self.params)),
            lesson=lesson_html(self.page),
            script=shipped_text("handout/scrubber.js"),
        )
        return whole.encode()


def _step_words(step: int) -> str:
    return tr("step {count}").format(count=f"{step:,}".replace(",", " "))


def _colours(theme: Theme) -> str:
    names = ("window", "text", "muted", "accent")
    return " ".join(f"--{name}: {getattr(theme, name)};" for name in names)


def _figure(film: Film, size: QSize) -> str:
    """The pictures of one view; the last is seen where no script runs, as on paper."""
    wide, high, place = size.width() / 100, size.height() / 100, film.place
    style = (
        f"left:{place.x() / wide:.2f}%;top:{place.y() / high:.2f}%;"
        f"width:{place.width() / wide:.2f}%;height:{place.height() / high:.2f}%"
    )
    images = (
        f'<img data-from="{each.since}"{"" if each is film.pictures[-1] else " hidden"}'
        f' alt="{escape(film.title)}"'
        f' src="data:image/webp;base64,{b64encode(each.content).decode()}">'
        for each in film.pictures
    )
    return f'<figure style="{style}">{"".join(images)}</figure>'


def _knobs(params: Params) -> Iterator[str]:
    for name, knob in params.knobs().items():
        value = getattr(params, name)
        if knob.place == "callbacks" and value == knob.default:
            continue
        label, words = escape(tr(knob.label)), escape(value_words(knob, value))
        yield f"<div><dt>{label}</dt><dd>{words}</dd></div>"


# --- the lesson -------------------------------------------------------------------------------


def lesson_html(page: str) -> str:
    """The lesson of a page as HTML with formulas as vectors; steps are words, questions unfold."""
    formulas: list[str] = []

    def hold(latex: str, display: bool) -> str:
        svg = as_svg(latex.strip(), DISPLAY if display else INLINE)
        formulas.append(f'<span class="display">{svg}</span>' if display else svg)
        return HOLD.format(len(formulas) - 1)

    text = Text(source(page, language())).written(lambda _, words: words, _question)
    held = FORMULA.sub(lambda m: hold(m[1] or m[2], m[1] is not None), text)
    html: str = MarkdownIt().enable("table").render(held)
    for index, formula in enumerate(formulas):
        html = html.replace(HOLD.format(index), formula)
    return html


def _question(_index: int, guess: Guess) -> str:
    choices = "\n".join(f"- {words}" for words in guess.choices)
    return (
        f"### {tr('Guess first')}\n\n{guess.question}\n\n{choices}\n\n"
        f"<details><summary>{tr('The answer')}</summary>\n\n"
        f"**{guess.choices[guess.right]}.** {guess.answer}\n\n</details>"
    )
