"""The pictures of masked words: sentences with their guesses, the best guesses, and four others."""

from collections.abc import Callable, Mapping

import torch

from core import figures
from core.data.vocabulary import MASK
from core.experiments.mlm_text import knobs, sentence
from core.experiments.mlm_text.seen import PASSES, TextSeen
from core.experiments.mlm_text.sentence import Sentence
from core.figures import curve
from core.views import (
    AnyView,
    Bars,
    Bounds,
    Chart,
    Layer,
    Lines,
    Plane,
    Points,
    Texts,
    Token,
    Tokens,
    frozen,
)

# Bars of guesses.
SHOWN = 8
# The tint of words that the vocabulary lacks.
UNKNOWN_TINT = 0.3
# The plane of the embeddings in units of the way from their mean to [MASK].
BOUNDS: Bounds = (-0.55, 1.2, -0.75, 0.75)
# How far above its point a word stands, in the same units.
LIFT = 0.08
# The length of text that BERT reads, for comparison.
BERT_LENGTH = 512
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
        truth=frozen([1.0 if n == truth else float("nan") for n in numbers]),
        roles=tuple("data" if n == truth else "model" for n in numbers),
        limits=(0.0, 1.0),
        horizontal=True,
        picked=words.index(highlighted) if highlighted in words else -1,
        pickable=True,
        verbatim=True,
    )


def embeddings(seen: TextSeen) -> Plane:
    """All words before and after the correction; those that matter now with their way and name."""
    (before, after), named = seen.plane(), seen.named()
    tokens, first = seen.corpus().vocabulary.tokens, seen.corpus().symbols.first
    beside = after[[MASK, *named]]
    beside[:, 1] += LIFT
    names = tuple(tokens[n] for n in (MASK, *named))
    layers: dict[str, Layer] = {
        "before": Points(frozen(before[first:]), "ghost", 2.5, "before"),
        "after": Points(
            frozen(after[first:]), "model", 3.0, "corrected", pickable=True, keys=tokens[first:]
        ),
        "mask": Points(frozen(after[MASK : MASK + 1]), "accent", 9.0),
        "way": Lines(figures.segments(before[named], after[named]), "ink", 1.5, label="way"),
        "words": Points(frozen(after[named]), "data", 8.0),
        "names": Texts(frozen(beside), names, "ink", verbatim=True),
    }
    return Plane(
        title="Embeddings",
        help="Word vectors before and after the correction; the first axis points to [MASK].",
        readings=seen.readings("own_share", "mask_share", "mean_share"),
        layers=layers,
        bounds=BOUNDS,
        equal=False,
    )


def mismatch(seen: TextSeen) -> Bars:
    """How far [MASK] and a dropped attention column are from the whole text and a shorter one."""
    found = seen.mismatch()
    return Bars(
        title="Total variation",
        help="How far apart two sets of predictions are: 0 means the same, 1 means nothing shared.",
        readings=seen.readings("repeated"),
        values=frozen([
            found.mask_and_nothing, found.mask_and_removal,
            found.column_and_nothing, found.column_and_removal,
        ]),
        labels=(
            "[MASK] – whole text", "[MASK] – removed",
            "no column – whole text", "no column – removed",
        ),
        roles=("model", "model", "data", "data"),
        limits=(0.0, 1.0),
        horizontal=True,
        form=".4f",
    )  # fmt: skip


def averages(seen: TextSeen) -> Chart:
    """Dropped predictions and their mean, the model average, beside the pass with nothing dropped.

    The single pass is the weight average.
    """
    found, layers = seen.averages(), dict[str, Layer]()
    if found is not None:
        count = torch.arange(1.0, PASSES + 1)
        layers["passes"] = Points(
            frozen(torch.stack([count, found.passes], 1)), "ghost", 3.0, "one pass"
        )
        layers["mean"] = curve(count, found.means, "model", 2.0, "mean of passes")
        layers["single"] = _level(found.single, "data", 2.0, "nothing dropped")
        if found.exact is not None:
            layers["exact"] = _level(found.exact, "truth", 1.5, "exact mean")
    return Chart(
        title="Two averages",
        help="Probability of the word, averaged over passes with random drops, by their number.",
        readings=() if found is None else seen.readings("gap"),
        note="mask a word" if found is None else "",
        layers=layers,
        bounds=(0.0, PASSES, 0.0, 1.0),
        x_label="passes",
        y_label="probability",
    )


def _level(value: float, role: str, width: float, label: str) -> Lines:
    return curve(torch.tensor([0.0, PASSES]), torch.full((2,), value), role, width, label)


def cost(seen: TextSeen) -> Chart:
    """What the tokens that are kept cost, of this text and of a long one."""
    layers: dict[str, Layer] = {
        "long": Lines(frozen(seen.costs(BERT_LENGTH)), "data", 2.0, label="of 512 tokens"),
        "short": Lines(
            frozen(seen.costs(seen.corpus().kind.length)), "model", 2.0, label="of this text"
        ),
        "now": Points(frozen([[seen.kept_share(), seen.cost()]]), "accent", 9.0, "now"),
    }
    return Chart(
        title="Multiply-adds",
        help="What an encoder costs, as a share of the whole text's, over the share that is kept.",
        readings=seen.readings("kept_share", "cost"),
        note="counted",
        layers=layers,
        bounds=(0.0, 1.0, 0.0, 1.0),
        x_label="kept share",
        y_label="cost",
    )


SIDE_VIEWS: Mapping[str, Callable[[TextSeen], AnyView]] = {
    knobs.EMBEDDINGS: embeddings,
    knobs.WAYS: mismatch,
    knobs.AVERAGES: averages,
    knobs.COST: cost,
}
VIEWS: Mapping[str, Callable[[TextSeen], AnyView]] = {
    "sentences": sentences,
    "guesses": guesses,
    "side_view": lambda seen: SIDE_VIEWS[seen.p.look](seen),
}
