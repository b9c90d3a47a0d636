"""The page of masked words: a transformer guesses them from their neighbours."""

from core.experiments.mlm_text.accuracy_chart import accuracy
from core.experiments.mlm_text.knobs import TextParams
from core.experiments.mlm_text.page import MlmText
from core.experiments.mlm_text.presets import PRESETS
from core.experiments.mlm_text.seen import TextSeen
from core.experiments.mlm_text.views import VIEWS
from core.numbers import Number
from core.scene import Scene

NUMBERS = (
    Number(
        "held_out", "held out", r"\mathcal L", "nats",
        "The cross-entropy on sentences that are never trained on, as last tried.", "model", ".2f",
    ),
    Number(
        "loss", "in training", r"\mathcal L_\mathrm{train}", "nats",
        "The cross-entropy on the words selected in the batch.", "ghost", ".2f",
    ),
    Number(
        "accuracy", "accuracy held out", "a", "",
        "The share of masked words in held-out sentences whose best guess is right.", "data", ".0%",
    ),
    Number(
        "correction", "correction", r"\Delta\mathcal L", "nats",
        "By how much the embedding correction changes the cross-entropy on held-out sentences.",
        form="+.3f",
    ),
    Number(
        "rank", "the true word is number", "k", "",
        "The place of the true word among all guesses, the likeliest first.", "data", ".0f",
    ),
    Number(
        "own_share", "E", r"\alpha", "",
        "What training showed of a word, on average, is a mixture; this is the share of the word's"
        " own vector.", form=".3g",
    ),
    Number(
        "mask_share", "m", r"\beta", "",
        "In the same mixture, the share of the vector of [MASK].",
        "accent", ".3g",
    ),
    Number(
        "mean_share", "Ē", r"\gamma", "",
        "In the same mixture, the share of the mean of all vectors.",
        form=".3g",
    ),
    Number(
        "repeated", "seen words repeated", r"P(\hat x=x)", "",
        "The share of words that the model repeats where nothing is masked.", form=".0%",
    ),
    Number(
        "gap", "one pass − mean", r"f(x)-\mathbb E f(x\varepsilon/p)", "",
        "The weight average less the model average of the dropout, in probability.", form="+.3f",
    ),
    Number(
        "kept_share", "kept", r"k/L", "", "The share of the words that DropToken leaves.",
        form=".0%",
    ),
    Number(
        "cost", "cost", r"C_k/C_L", "",
        "The multiply-adds of a text after DropToken, relative to those of the whole text.",
        "model", ".0%",
    ),
)  # fmt: skip

SCENES = (
    Scene(
        experiment=MlmText,
        params=TextParams,
        seen=TextSeen,
        views={**VIEWS, "accuracy": accuracy},
        hero="sentences",
        side=("guesses", "side_view"),
        strip=("accuracy",),
        presets=PRESETS,
        numbers=NUMBERS,
        curves=("held_out", "loss"),
        traced=("accuracy",),
        curve_title="Cross-entropy",
        formula=r"{held_out} = -\mathbb E\,\log p(x_i\mid\tilde x) \\ "
        r"\tilde E = (1-\tau)E + [strength=0|1:\tau]\;(\alpha E + \beta m + \gamma\bar E) \\ "
        r"{own_share}\quad {mask_share}\quad {mean_share}",
        formula_note="held-out sentences",
    ),
)
