"""The presets of the page of flows on pictures."""

from core.params import Preset

PRESETS = (
    Preset(
        "Glow",
        "Two levels of four steps on digits of 8×8 pixels: after some seconds digits appear that"
        " nobody wrote, and the bits of held-out digits fall below those of pixels coded apart.",
        {},
    ),
    Preset(
        "The article's Glow",
        "As in the article's code: additive couplings, random permutations, actnorm from zero, no"
        " logit. Digits come, but the bits fall slowly, since only actnorm"
        " and the priors change volume.",
        {
            "coupling": "additive", "permutation": "shuffle", "actnorm": "zero", "logit": False,
            "temperature": 0.9, "learning_rate": 5e-3,
        },
    ),
    Preset(
        "RealNVP",
        "Checkerboards before each squeeze, channels after it, no actnorm and no learnt matrix.",
        {"permutation": "reverse", "actnorm": "off", "checkerboards": 3, "steps": 3},
    ),
    Preset(
        "NICE",
        "The picture is one vector and the networks know no neighbours. The spectrum is that of the"
        " scale layer at the end. The held-out curve soon turns up: it learns by heart.",
        {
            "flat": True, "coupling": "additive", "permutation": "reverse", "actnorm": "off",
            "logit": False, "width": 256, "learning_rate": 5e-3,
        },
    ),
    Preset(
        "Garments",
        "Shirts, trousers and shoes of 16×16 pixels in 32 greys. Larger pictures take minutes.",
        {"dataset": "garments 16×16", "levels": 3, "learning_rate": 1e-3},
    ),
    Preset(
        "No noise",
        "Greys without noise are single points, and a density on points has no limit: the bits fall"
        " below zero and further, which no code can do. The pictures gain nothing by it.",
        {
            "noise": 0.0, "dataset": "digits 16×16", "steps": 2, "width": 24,
            "learning_rate": 5e-3,
        },
        breaks=True,
    ),
    Preset(
        "Too hot",
        "At twice the temperature the noise lies twice as far out as any picture, where the flow"
        " was never told anything.",
        {"temperature": 2.0},
        breaks=True,
    ),
    Preset(
        "Runaway scale",
        "No bound on the scale, no actnorm, and a large learning rate: mostly within 30 steps a"
        " log-scale runs away, its exponential overflows, and the loss is no number any more.",
        {"bounded": False, "actnorm": "off", "checkerboards": 4, "learning_rate": 0.07},
        breaks=True,
    ),
)  # fmt: skip
