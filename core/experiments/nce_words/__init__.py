"""The page of words learnt by negative sampling."""

from core.experiments.nce_words.knobs import WordsParams
from core.experiments.nce_words.page import NceWords
from core.experiments.nce_words.presets import PRESETS
from core.experiments.nce_words.seen import WordsSeen
from core.experiments.nce_words.views import VIEWS
from core.numbers import Number
from core.scene import Scene

NUMBERS = (
    Number(
        "loss", "loss", "L", "nats",
        "How badly pairs that were seen are told from noise, per pair; the dashed optimum is that"
        " of the exact table.",
        "model",
    ),
    Number(
        "fit", "correlation", r"r", "",
        "Correlation of the inner products with the exact table, over pairs that were seen.",
        "model", ".2f", shown=("scatter",),
    ),
    Number(
        "error", "error", r"\epsilon", "nats",
        "Root of the mean square by which products miss the exact table, pairs weighted as they"
        " occur.",
        form=".2f",
    ),
    Number(
        "with_pmi", "with PMI", r"r_\mathrm{PMI}", "",
        "Correlation of the inner products with pointwise mutual information, whatever the noise.",
        form=".2f",
    ),
    Number(
        "exact_product", "exact", r"\langle u_i, v_j\rangle^*", "nats",
        "What the inner product of the pair picked would be at best; a dash where the pair was"
        " never seen.", "truth", ".2f", shown=("exact",),
    ),
    Number(
        "product", "picked", r"\langle u_i, v_j\rangle", "nats",
        "The inner product of the pair of words that is picked.", "accent", ".2f",
        shown=("learnt",),
    ),
)  # fmt: skip

SCENES = (
    Scene(
        experiment=NceWords,
        params=WordsParams,
        seen=WordsSeen,
        views=VIEWS,
        hero="learnt",
        side=("exact", "words"),
        strip=("scatter", "neighbours"),
        presets=PRESETS,
        numbers=NUMBERS,
        curves=("loss",),
        formula=r"{product} \to {exact_product} = \log\frac{P(j|i)}{k\,U(j)} \\ {loss}\quad {fit}",
        formula_note="of the pair picked",
    ),
)
