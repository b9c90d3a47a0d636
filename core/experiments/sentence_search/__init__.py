"""The page of the sentences that find each other: type, and the nearest answer."""

from core.experiments.sentence_search.knobs import SearchParams
from core.experiments.sentence_search.page import SentenceSearch
from core.experiments.sentence_search.presets import PRESETS
from core.experiments.sentence_search.seen import SearchSeen
from core.experiments.sentence_search.views import VIEWS
from core.numbers import Number
from core.scene import Scene

NUMBERS = (
    *(
        Number(
            f"top{count}", f"top {count}", rf"R_{{{count}}}", "",
            f"Of sentences in groups never trained on, the share that finds {among}.",
            role, ".0%",
        )
        for count, role, among in (
            (1, "model", "its own group in the nearest sentence"),
            (5, "data", "its own group among the nearest five"),
            (10, "muted", "its own group among the nearest ten"),
        )
    ),
    Number(
        "trained", "trained groups", r"\mathrm{acc}", "",
        "The share of a batch that is given to its own class direction.", "accent", ".0%",
    ),
    Number(
        "loss", "loss", "L", "", "What training lowers, on the last batch, in nats.", form=".2f",
    ),
    Number(
        "own_angle", "own angle", r"\theta_t", "°",
        "The median angle from a batch's sentences to their class directions.", form=".0f",
        shown=("path",),
    ),
    Number(
        "known_characters", "known characters", r"p_c", "",
        "The share of the typed characters that stand in the training sentences.", form=".0%",
    ),
    Number(
        "threshold", "threshold", r"\tau", "",
        "From this cosine on a sentence is near enough to answer.", form=".2f",
    ),
    Number(
        "right_above", "right if answered", r"p_\tau", "",
        "Of the questions that are answered, the share answered from their own group.", form=".0%",
    ),
)  # fmt: skip

SCENES = (
    Scene(
        experiment=SentenceSearch,
        params=SearchParams,
        seen=SearchSeen,
        views=VIEWS,
        hero="answers",
        side=("map", "threshold"),
        presets=PRESETS,
        numbers=NUMBERS,
        curves=("top1", "top5", "top10", "trained"),
        curve_title="Found in unseen groups",
        curve_axis="share",
        formula=(
            r"{loss} = -\log\frac{e^{s\psi(\theta_t)}}"
            r"{e^{s\psi(\theta_t)}+\Sigma_{i\ne t}\,e^{s\cos\theta_i}\;} \\ "
            r"[scale=1:s]\quad {own_angle}"
        ),
        formula_note="last batch",
    ),
)
