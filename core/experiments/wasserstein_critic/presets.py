"""Named settings of the page of the critics."""

from core.experiments.wasserstein_critic.knobs import (
    CLIP,
    LINE,
    ORTHOGONAL,
    PENALTY,
)
from core.params import Preset

DISTANCES = (
    Preset(
        "Two blobs",
        "Drag the blobs apart: the Jensen–Shannon divergence stops at log 2, W₁ goes on, and three"
        " critics follow it. Clipping measures in a unit of its own.",
        {},
    ),
    Preset(
        "Parallel lines",
        "The example of the Wasserstein GAN: two thin lines at distance θ. The divergence jumps to"
        " log 2 as soon as they part, W₁ is |θ|.",
        {"dataset": "upright line", "noise": 0.05, "critic": ORTHOGONAL},
    ),
    Preset(
        "On the line",
        "One dimension: four critics as curves beside the exact one, dashed. Its slope is 1"
        " wherever mass has to pass.",
        {"dimension": LINE, "critic": ORTHOGONAL, "one_sided": True},
    ),
    Preset(
        "Clipping too small",
        "With c = 0.01 no slope of the first critic can pass 0.01: its surface stays flat, its"
        " arrows vanish, and its estimate stays at nought however far you drag.",
        {"limit": 0.01, "critic": CLIP},
        breaks=True,
    ),
    Preset(
        "No constraint",
        "With λ = 0 nothing holds the second critic: steeper is always better, so its estimate runs"
        " away to infinity and measures nothing.",
        {"penalty": 0.0, "critic": PENALTY},
        breaks=True,
    ),
    Preset(
        "Soft penalty",
        "25 modes and λ = 1: the penalty is only a price, and a slope of 1 + W₁/2λ is worth it. The"
        " second critic claims more than twice the distance.",
        {
            "dataset": "25 Gaussians",
            "noise": 0.1,
            "penalty": 1.0,
            "critic": PENALTY,
            "policed": True,
        },
        breaks=True,
    ),
)
GENERATORS = (
    Preset(
        "Generator",
        "Each critic trains a generator of its own on eight Gaussians. The one-sided penalty,"
        " which the article prefers, and the orthogonal critic find them first.",
        {
            "dataset": "eight Gaussians",
            "noise": 0.1,
            "one_sided": True,
            "learning_rate": 1e-3,
            "critic": ORTHOGONAL,
        },
    ),
)
