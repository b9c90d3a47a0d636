"""The named settings of the page of margins."""

from core.experiments.margin_circle.knobs import GARMENTS, SPHERE
from core.params import Preset

PRESETS = (
    Preset(
        "Fans to needles",
        "AM-Softmax with s = 10, m = 0.2 on eight digits: the fans close and gaps open between"
        " them. Drag a spoke and see the pictures follow.",
        {},
    ),
    Preset(
        "On the sphere",
        "Ten digits on a sphere have room for a margin of 0.35, and the gap is wide. Turn it with"
        " the mouse.",
        {"space": SPHERE, "margin": 0.35, "classes": 10},
    ),
    Preset(
        "The article's",
        "s = 30, m = 0.35, meant for many dimensions. Ten spokes on a circle stand 36° apart, which"
        " leaves room for m = 0.19: it pays to give digits up, and two come to share a spoke.",
        {"scale": 30.0, "margin": 0.35, "classes": 10},
    ),
    Preset(
        "Center loss",
        "Plain softmax with λ = 0.5: no margin, but each fan contracts to an island round the"
        " centre of its class. At λ = 0 the fans come back.",
        {"loss": "softmax", "pull": 0.5},
    ),
    Preset(
        "Garments",
        "Shirt, coat and pullover look alike: even on a sphere their fans overlap, and no gap"
        " opens.",
        {"pictures": GARMENTS, "space": SPHERE, "margin": 0.2},
    ),
    Preset(
        "No margin",
        "s = 30, m = 0: nearly as many digits are classified right, but that is all that is asked,"
        " so the fans stay broad and touch. Pull m up to 0.2 and they close.",
        {"scale": 30.0, "margin": 0.0},
        breaks=True,
    ),
    Preset(
        "Wrong way",
        "The article's own min(cos 4θ, cos θ) rises from 45° to 72°: there a sample is pushed away"
        " from its class. Most digits stay 70° or more from their spoke, and are classified wrong.",
        {"loss": "min(cos mθ, cos θ)", "classes": 10},
        breaks=True,
    ),
    Preset(
        "s too small",
        "Cosines end at 1, so with s = 1 even a perfect sample is given a probability of a fifth:"
        " the loss comes down almost to the dashed line, far from zero, and stays.",
        {"scale": 1.0, "margin": 0.0, "classes": 10},
        breaks=True,
    ),
)
