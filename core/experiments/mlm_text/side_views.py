"""What can be looked at beside the guesses: embeddings, two ways of masking, averages, cost."""

from collections.abc import Callable, Mapping

import torch

from core import figures
from core.data.vocabulary import MASK
from core.experiments.mlm_text import knobs
from core.experiments.mlm_text.seen import PASSES, TextSeen
from core.figures import curve
from core.views import (
    AnyView,
    Bars,
    Bounds,
    Chart,
    Key,
    Layer,
    Lines,
    Plane,
    Points,
    Texts,
    frozen,
)

# The plane of the embeddings in units of the way from their mean to [MASK].
BOUNDS: Bounds = (-0.55, 1.2, -0.75, 0.75)
# How far above its point a word stands, in the same units.
LIFT = 0.08
# The length of text that BERT reads, for comparison.
BERT_LENGTH = 512


def embeddings(seen: TextSeen) -> Plane:
    """All words, before the correction too where there is one; those that matter now by name."""
    (before, after), named, moved = seen.plane(), seen.named(), seen.p.strength > 0
    tokens, first = seen.corpus().vocabulary.tokens, seen.corpus().symbols.first
    beside = after[[MASK, *named]]
    beside[:, 1] += LIFT
    names = tuple(tokens[n] for n in (MASK, *named))
    layers = dict[str, Layer]()
    if moved:
        layers["before"] = Points(frozen(before[first:]), "ghost", 2.5, "before")
        ways = figures.segments(before[named], after[named])
        layers["way"] = Lines(ways, "ink", 1.5, label="way")
    label = "corrected" if moved else "word vectors"
    layers |= {
        "after": Points(
            frozen(after[first:]), "model", 3.0, label, pickable=True, keys=tokens[first:]
        ),
        "mask": Points(frozen(after[MASK : MASK + 1]), "accent", 9.0, keys=names[:1]),
        "words": Points(frozen(after[named]), "data", 8.0, keys=names[1:]),
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
        key=(Key("[MASK]", "model"), Key("no column", "data")),
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
