"""The pictures of masked words: sentences with their guesses, and the best guesses."""

from collections.abc import Callable, Mapping

from core.experiments.mlm_text import sentence
from core.experiments.mlm_text.seen import TextSeen
from core.experiments.mlm_text.sentence import Sentence
from core.experiments.mlm_text.side_views import SIDE_VIEWS
from core.views import AnyView, Bars, Key, Token, Tokens, frozen

# Bars of guesses.
SHOWN = 8
# The tint of words that the vocabulary lacks.
UNKNOWN_TINT = 0.3
SENTENCE_KEY = (
    Key("right", "data", "tint"),
    Key("wrong (right word)", "model", "tint"),
    Key("your gap", "accent", "tint"),
    Key("masked", shape="hatch"),
)
GUESS_KEY = (Key("right word", "data"), Key("other words", "model"))
GUESSES = "Probability of each word at the masked place that is picked."


def sentences(seen: TextSeen) -> Tokens:
    """The own sentence as the model sees it, and all sentences with their gaps filled."""
    shown, focus = seen.sentences(), seen.focus()
    best = seen.guesses().max(2)
    own, *others = (
        _filled(seen, one, chances, numbers)
        for one, chances, numbers in zip(
            shown, best.values.tolist(), best.indices.tolist(), strict=True
        )
    )
    picked = -1 if focus is None else sentence.cells(shown).index(focus, len(shown[0].words))
    return Tokens(
        title="Masked words, guessed",
        help="Your sentence, then others; masked words are guessed, a fuller tint is surer.",
        readings=seen.readings(*(["correction"] if seen.p.strength else []), "accuracy"),
        note=_note(shown[0]),
        rows=(_as_seen(shown[0]), own, (), *others),
        entry="Type a sentence; __ is a gap",
        typed=seen.corpus().kind.sentence if seen.made.typed is None else seen.made.typed,
        picked=picked,
        pickable=True,
        key=SENTENCE_KEY,
    )


def _note(own: Sentence) -> str:
    if not own.words:
        return "type some words"
    if own.cut:
        return "only the beginning is read"
    return "grey words are unknown" if own.unknown else "click a word"


def _as_seen(one: Sentence) -> tuple[Token, ...]:
    """A sentence as the model sees it."""
    return tuple(
        Token(word, hidden=True) if place in one.hidden else _plain(one, place, word)
        for place, word in enumerate(one.words, 1)
    )


def _filled(
    seen: TextSeen, one: Sentence, chances: list[float], best: list[int]
) -> tuple[Token, ...]:
    """A sentence with the best guess in every hidden place, and the truth behind a wrong one."""
    tokens = seen.corpus().vocabulary.tokens

    def guess(place: int, word: str) -> Token:
        found, chance = tokens[best[place]], chances[place]
        if place in one.gaps:
            return Token(found, chance, "accent")
        if found == word:
            return Token(found, chance, "data")
        return Token(f"{found} ({word})", chance, "model")

    return tuple(
        guess(place, word) if place in one.hidden else _plain(one, place, word)
        for place, word in enumerate(one.words, 1)
    )


def _plain(one: Sentence, place: int, word: str) -> Token:
    return Token(word, UNKNOWN_TINT, "muted") if place in one.unknown else Token(word)


def guesses(seen: TextSeen) -> Bars:
    """The best guesses at the focus, and the true word."""
    focus, truth, numbers = seen.focus(), seen.truth(), seen.order()[:SHOWN]
    if focus is None:
        return Bars(
            title="Best guesses", help=GUESSES, note="mask a word",
            values=frozen([0.0]), labels=("–",), limits=(0.0, 1.0), horizontal=True,
        )  # fmt: skip
    if truth is not None and truth not in numbers:
        numbers[-1] = truth
    words = tuple(seen.corpus().vocabulary.tokens[n] for n in numbers)
    highlighted = seen.made.highlighted
    return Bars(
        title="Best guesses",
        help=GUESSES,
        readings=() if truth is None else seen.readings("rank"),
        values=frozen(seen.guesses()[focus][numbers]),
        labels=words,
        keys=words,
        roles=tuple("data" if n == truth else "model" for n in numbers),
        key=GUESS_KEY,
        limits=(0.0, 1.0),
        horizontal=True,
        picked=words.index(highlighted) if highlighted in words else -1,
        pickable=True,
        verbatim=True,
    )


VIEWS: Mapping[str, Callable[[TextSeen], AnyView]] = {
    "sentences": sentences,
    "guesses": guesses,
    "side_view": lambda seen: SIDE_VIEWS[seen.p.look](seen),
}
