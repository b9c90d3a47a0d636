"""The pictures of masked words: the lines with their guesses, and the best guesses for one."""

from collections.abc import Mapping

import torch

from core.experiment import Drawer
from core.experiments.mlm_text.aside import Aside
from core.experiments.mlm_text.line import Line
from core.experiments.mlm_text.subject import ACCURACY, Subject
from core.views import Bars, Reading, Token, Tokens, frozen

# Bars of guesses.
SHOWN = 8
# The tint of words that the vocabulary lacks.
UNKNOWN_TINT = 0.3


class Drawers:
    """Draws a subject. `cells` tells of every chip which line and place it stands for."""

    def __init__(self, subject: Subject, aside: Aside) -> None:
        self._subject, self._aside = subject, aside
        self.typed = ""

    def views(self) -> Mapping[str, Drawer]:
        """The lines, the guesses for one place, and what the knob looks at."""
        return {"lines": self._lines, "guesses": self._bars, "aside": self._aside.draw}

    def cells(self) -> list[tuple[int, int]]:
        """Line and place of every chip: one's own line twice, as it is seen and as it is filled."""
        shown = [0, *range(len(self._subject.lines))]
        lines = self._subject.lines
        return [(n, place) for n in shown for place in range(1, len(lines[n].words) + 1)]

    # --- the lines ------------------------------------------------------------------------------

    def _lines(self, fine: bool) -> Tokens:
        s = self._subject
        best = s.guesses().max(2)
        filled = [
            self._filled(one, best.values[n].tolist(), best.indices[n].tolist())
            for n, one in enumerate(s.lines)
        ]
        own, others = filled[0], filled[1:]
        return Tokens(
            title="Masked words, guessed",
            readings=(*self._shift(), self._accuracy()),
            note=self._note(),
            rows=(_seen(s.lines[0]), own, (), *others),
            entry="Type a sentence; __ is a gap",
            typed=self.typed,
            picked=self._picked(),
            pickable=True,
        )

    def _accuracy(self) -> Reading:
        return Reading("accuracy held out", float(self._subject.held[ACCURACY]), ".0%", role="data")

    def _shift(self) -> tuple[Reading, ...]:
        """What the correction does to the loss on held-out text."""
        if self._subject.params.strength == 0:
            return ()
        return (Reading("correction", self._aside.shift(), "+.3f", "nats"),)

    def _note(self) -> str:
        own = self._subject.lines[0]
        if not own.words:
            return "type some words"
        if self._subject.too_long:
            return "only the beginning is read"
        return "grey words are unknown" if own.unknown else "click a word"

    def _filled(self, one: Line, chances: list[float], best: list[int]) -> tuple[Token, ...]:
        """A line with the best guess in every hidden place, and the truth behind a wrong one."""
        return tuple(
            self._guess(one, place, word, chances[place], best[place])
            if place in one.hidden
            else _plain(one, place, word)
            for place, word in enumerate(one.words, 1)
        )

    def _guess(self, one: Line, place: int, word: str, chance: float, number: int) -> Token:
        guess = self._subject.corpus.vocabulary.tokens[number]
        if place in one.gaps:
            return Token(guess, chance, "accent")
        if guess == word:
            return Token(guess, chance, "data")
        return Token(f"{guess} ({word})", chance, "model")

    def _picked(self) -> int:
        focus = self._subject.focus
        if focus is None:
            return -1
        cells, own = self.cells(), len(self._subject.lines[0].words)
        return cells.index(focus, own)

    # --- the guesses ----------------------------------------------------------------------------

    def _bars(self, fine: bool) -> Bars:
        s, focus = self._subject, self._subject.focus
        if focus is None:
            return Bars(
                title="Best guesses", note="mask a word", values=frozen([0.0]), labels=("–",),
                limits=(0.0, 1.0), horizontal=True,
            )  # fmt: skip
        chances = s.guesses()[focus[0], focus[1]]
        truth = int(s.lines[focus[0]].numbers[focus[1]])
        known = truth >= s.corpus.symbols.first
        order = chances.argsort(descending=True).tolist()
        numbers = order[:SHOWN]
        if known and truth not in numbers:
            numbers[-1] = truth
        return Bars(
            title="Best guesses",
            readings=self._rank(order, truth) if known else (),
            values=frozen(chances[numbers]),
            labels=tuple(s.corpus.vocabulary.tokens[n] for n in numbers),
            truth=frozen([1.0 if n == truth else float("nan") for n in numbers]),
            roles=tuple("data" if n == truth else "model" for n in numbers),
            limits=(0.0, 1.0),
            horizontal=True,
            picked=numbers.index(s.word) if s.word in numbers else -1,
            pickable=True,
            verbatim=True,
        )

    def _rank(self, order: list[int], truth: int) -> tuple[Reading, ...]:
        return (Reading("the true word is number", order.index(truth) + 1, ".0f", role="data"),)

    def bar_words(self) -> list[int]:
        """The word of every bar, as last drawn."""
        numbers = self._subject.corpus.vocabulary.numbers
        with torch.no_grad():
            return [numbers.get(label, -1) for label in self._bars(False).labels]


def _seen(one: Line) -> tuple[Token, ...]:
    """A line as the model sees it."""
    return tuple(
        Token(word, hidden=True) if place in one.hidden else _plain(one, place, word)
        for place, word in enumerate(one.words, 1)
    )


def _plain(one: Line, place: int, word: str) -> Token:
    return Token(word, UNKNOWN_TINT, "muted") if place in one.unknown else Token(word)
