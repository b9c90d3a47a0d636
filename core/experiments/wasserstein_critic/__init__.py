"""The page of the critics that measure the distance of two clouds."""

from dataclasses import replace

from core.experiments.wasserstein_critic.knobs import (
    CRITICS,
    DISTANCE,
    GENERATOR,
    CriticParams,
    GeneratorParams,
)
from core.experiments.wasserstein_critic.page import WassersteinCritic
from core.experiments.wasserstein_critic.presets import DISTANCES, GENERATORS
from core.experiments.wasserstein_critic.seen import CriticSeen
from core.experiments.wasserstein_critic.views import ROLES, SHORT, VIEWS
from core.numbers import Number
from core.scene import Scene

NUMBERS = (
    Number(
        "w1", "W₁", "W_1", "",
        "The exact Wasserstein distance: the cheapest way to carry one cloud to the other.",
        "truth", ".2f", shown=("exact", "plan"),
    ),
    *(
        Number(
            name, short, rf"f_\mathrm{{{short}}}", "",
            "What this critic says of the distance: its mean over the step's data less that over"
            " its fakes.",
            role, ".2f",
        )
        for name, short, role in zip(CRITICS, SHORT, ROLES, strict=True)
    ),
    Number(
        "estimate", "critic", r"\hat W", "",
        "What the critic shown says of the distance, on the points shown.", form=".2f",
        shown=("heat",),
    ),
    Number(
        "mean_data", "f over data", r"\mathbb E_p f", "",
        "The mean height of the critic shown over the data; only the difference of both counts.",
        "data", ".2f", shown=("data",),
    ),
    Number(
        "mean_fakes", "f over fakes", r"\mathbb E_q f", "",
        "The mean height of the critic shown over the fakes.", "model", ".2f", shown=("fakes",),
    ),
    Number(
        "excess", "(|∇f| − 1)²", r"(|\nabla f|-1)^2", "",
        "How far the slope of the critic shown is from 1, squared, on average between the clouds;"
        " λ weighs it in the loss of the gradient penalty alone.", form=".2g", shown=("contours",),
    ),
    Number(
        "js", "JS", r"\mathrm{JS}", "",
        "The exact Jensen–Shannon divergence of the two clouds in nats, at most log 2.", "accent",
    ),
    Number(
        "js_share", "JS / log 2", r"\mathrm{JS}/\log 2", "",
        "The Jensen–Shannon divergence as a share of the most it can be.", "accent", ".0%",
    ),
    Number(
        "at_ends", "at ±c", r"P(|w|=c)", "",
        "The share of its weights that clipping holds at their limits.", form=".0%",
    ),
)  # fmt: skip

DISTANCE_SCENE = Scene(
    name=DISTANCE,
    help="Two clouds lie where you drag them, and the critics measure how far apart they are.",
    experiment=WassersteinCritic,
    params=CriticParams,
    seen=CriticSeen,
    views=VIEWS,
    hero="clouds",
    side=("record", "critics"),
    strip=("weights",),
    presets=DISTANCES,
    numbers=NUMBERS,
    curves=("w1", *CRITICS),
    curve_title="Estimates, last batch",
    curve_axis="distance",
    formula=r"{w1} \approx {estimate} = {mean_data} - {mean_fakes} \\ "
    r"L = -\hat W + [penalty=0:\lambda]\;{excess}",
    formula_note="critic shown",
)
SCENES = (
    DISTANCE_SCENE,
    replace(
        DISTANCE_SCENE,
        name=GENERATOR,
        help="The second cloud is made by a network that each critic trains.",
        params=GeneratorParams,
        presets=GENERATORS,
    ),
)
