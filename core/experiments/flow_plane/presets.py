"""The presets of the flow in the plane: the article's, good ones, and those that break."""

from core.experiments.flow_plane.knobs import OWN
from core.params import Preset

PRESETS = (
    Preset(
        "Two moons",
        "RealNVP: eight affine couplings bend a Gaussian into two moons. A thin filament still"
        " joins them, since a flow cannot tear space.",
        {},
    ),
    Preset(
        "Eight Gaussians",
        "Glow's steps on eight islands: actnorm, a learnt 1×1 matrix, an affine coupling.",
        {"dataset": "eight Gaussians", "noise": 0.15, "permutation": "1x1", "actnorm": "data"},
    ),
    Preset(
        "Draw your own",
        "Draw in the data space: the flow learns your strokes while you draw. Until then it learns"
        " the character 曲.",
        {"dataset": OWN, "noise": 0.08},
    ),
    Preset(
        "NICE",
        "Additive couplings keep every area: with overlay 'area' all cells have one colour. Only"
        " the scale layer at the end changes volume, for all points alike.",
        {"coupling": "additive", "scale_layer": True, "overlay": "area"},
    ),
    Preset(
        "No permutation",
        "Every coupling moves the same axis, so the horizontal one never moves: z₁ = x₁ for ever,"
        " and the likelihood stays far from the entropy.",
        {"permutation": "none", "overlay": "grid"},
        breaks=True,
    ),
    Preset(
        "Two blobs",
        "The plane is in one piece and stays so: however long it trains, a bridge of probability"
        " joins the blobs. Its mass shrinks, but it cannot be cut.",
        {"dataset": "two blobs", "noise": 0.25, "overlay": "density"},
        breaks=True,
    ),
    Preset(
        "Unbounded scale",
        "Sixteen couplings without the bound at a large learning rate: within a hundred steps a"
        " log-scale runs away, its exponential overflows, and the loss is no number any more.",
        {"bounded": False, "couplings": 16, "learning_rate": 0.04},
        breaks=True,
    ),
)
