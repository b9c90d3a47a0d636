"""The pictures of the words: the table learnt and the exact one, a map, neighbours."""

from collections.abc import Callable, Mapping

import torch

from core.experiments.nce_words.knobs import OWN
from core.experiments.nce_words.seen import WordsSeen
from core.view_layers import Array
from core.views import (
    AnyView,
    Bounds,
    Chart,
    Key,
    Layer,
    Lines,
    Matrix,
    Plane,
    Points,
    Texts,
    Token,
    Tokens,
    frozen,
)

BOUNDS: Bounds = (-1.15, 1.15, -1.1, 1.1)
UNSEEN = (Key("never seen", shape="hatch"),)
NAME, NAMED = 0.08, 5
"""How far a word stands above its dot, and how many do beside the one picked."""
ROOM = 0.2
"""What the few values beyond the colours have at the ends of the axes, as a share."""


def learnt(seen: WordsSeen) -> Matrix:
    """The inner products."""
    return Matrix(
        title="Learnt u·v",
        help="Inner products, in nats, as learnt; palest is the median of what they should become.",
        note="pick a word",
        readings=seen.readings("fit", "error", "product"),
        values=frozen(seen.products()),
        levels=seen.levels(),
        counts="u·v in nats",
        key=UNSEEN,
        row_labels=seen.words(),
        column_labels=seen.words(),
        scale="sign",
        picked=seen.cell(),
        pickable=True,
        verbatim=True,
    )


def exact(seen: WordsSeen) -> Matrix:
    """What the products would be at best."""
    return Matrix(
        title=_name(seen),
        help="What the products should become, in nats, by counting; hatched: never seen.",
        values=frozen(seen.exact()),
        levels=seen.levels(),
        counts="nats",
        key=UNSEEN,
        scale="sign",
        picked=seen.cell(),
        pickable=True,
    )


def _name(seen: WordsSeen) -> str:
    if seen.p.corrected:
        return "Exact log P(j|i)"
    return "Exact PMI − log k" if seen.p.exponent == 1 else "Exact log P(j|i) − log kU"


def scatter(seen: WordsSeen) -> Chart:
    """Learnt against exact, a dot a pair; those of the word picked apart."""
    x, y = seen.exact(), seen.products()
    dots = torch.stack([x, y], dim=-1)
    mine = dots[seen.picked()]
    low, high = seen.levels()
    low, high = low - ROOM * (high - low), high + ROOM * (high - low)
    layers: dict[str, Layer] = {
        "pairs": Points(_finite(dots.flatten(0, 1)), "muted", 3.0, "pairs"),
        "picked": Points(_finite(mine), "model", 6.0, "of the word picked"),
        "diagonal": Lines(frozen([[low, low], [high, high]]), "truth", dashed=True, label="exact"),
    }
    return Chart(
        title="Learnt against exact",
        help="A dot per pair of words: learnt over exact, in nats; right is on the diagonal.",
        readings=seen.readings("with_pmi"),
        layers=layers,
        x_label="exact",
        y_label="u·v",
        bounds=(low, high, low, high),
    )


def _finite(dots: torch.Tensor) -> Array:
    return frozen(dots[torch.isfinite(dots).all(dim=1)])


def words(seen: WordsSeen) -> Plane:
    """All words by their two main directions, the one picked and its neighbours lit."""
    places = seen.map()
    near = [place for place, _ in seen.neighbours()]
    layers: dict[str, Layer] = {
        "all": Points(frozen(places), "muted", 5.0, "all words", pickable=True, keys=seen.words()),
        "near": Points(frozen(places[near]), "data", 7.0, "nearest"),
        "picked": Points(frozen(places[[seen.picked()]]), "model", 9.0, "picked"),
    }
    named = [seen.picked(), *near[:NAMED]]
    above = places[named] + torch.tensor([0.0, NAME])
    names = tuple(seen.words()[place] for place in named)
    layers["names"] = Texts(frozen(above), names, "ink", verbatim=True)
    return Plane(
        title="Map of the words",
        help="The word vectors along their two main directions; words used alike lie close.",
        note="pick a word",
        layers=layers,
        bounds=BOUNDS,
    )


def neighbours(seen: WordsSeen) -> Tokens:
    """The word picked and those nearest to it; a text of one's own is typed here."""
    near = seen.neighbours()
    places = [seen.picked(), *(place for place, _ in near)]
    weights = [1.0, *(max(0.0, cosine) for _, cosine in near)]
    chips = [Token(seen.words()[p], w) for p, w in zip(places, weights, strict=True)]
    own = seen.p.text == OWN
    return Tokens(
        title="Nearest to it by angle",
        help="The word picked and those whose vectors point most nearly the same way.",
        note="too short yet: Tang poems" if seen.wants_text() else "pick a word",
        rows=(tuple(chips),),
        entry="Type or paste a text of at least 40 words" if own else "",
        typed=seen.made.typed,
        picked=0,
        pickable=True,
        key=(Key("fuller: larger cosine", shape="tint"),),
        keys=tuple(seen.words()[place] for place in places),
    )


VIEWS: Mapping[str, Callable[[WordsSeen], AnyView]] = {
    "learnt": learnt,
    "exact": exact,
    "scatter": scatter,
    "words": words,
    "neighbours": neighbours,
}
