"""The presets of both scenes: the article's, good ones, and those that break."""

from core.experiments.callback_bench.bugs import SYMPTOMS
from core.params import Preset, Value

PLUGGED: dict[str, Value] = {
    "warm_up": 76, "first_drop": 20, "clip_norm": 1.0, "average": 50,
    "keep_best": True, "patience": 152, "monitor": "right", "goal": "highest",
}  # fmt: skip

RUN = (
    Preset(
        "Fans",
        "No callback and next to no pull: fans spread from the middle. Turn λ up while it trains,"
        " and click the name of a callback to plug it in.",
        {},
    ),
    Preset(
        "All plugged in",
        "Warm-up, drops, clipping, averaged weights, the best kept, early stop: each has its lane,"
        " and each mark says what was done.",
        {"pull": 0.02, **PLUGGED},
    ),
    Preset(
        "Islands",
        "λ = 0.1 draws each fan together into an island: after twenty epochs about 0.07 of the"
        " spread lies within the classes instead of 0.1 or more, and no less is told right.",
        {"pull": 0.1},
    ),
    Preset(
        "The article's own",
        "λ = 0.5, centres by gradient, Adam at 0.001 after ten epochs of warm-up, and a hidden"
        " layer that the article lacks. It is slow: after 900 steps about half is told right.",
        {"pull": 0.5, "learning_rate": 1e-3, "warm_up": 190},
    ),
    Preset(
        "Smoothed, then sharper",
        "A tenth of the target is spread over all digits, and from epoch 15 on a hundredth: the"
        " loss falls there at once, for less is asked.",
        {"smoothing": 0.1, "annealed_from": 15},
    ),
    Preset(
        "λ too large",
        "The pull outweighs all else: the features stay within about half a unit of one point, and"
        " the loss above 1 for twenty epochs. Turn λ down: the classes part.",
        {"pull": 20.0},
        breaks=True,
    ),
    Preset(
        "Rate too high",
        "At a rate of 0.3 less than four of five are told right after twenty epochs. A warm-up only"
        " puts it off: where it ends, the rate is as high.",
        {"learning_rate": 0.3},
        breaks=True,
    ),
    Preset(
        "Patience too short",
        "Ten steps without a better number and the run is over, within the first ten epochs:"
        " held-out accuracy swings from step to step.",
        {"patience": 10, "monitor": "right", "goal": "highest"},
        breaks=True,
    ),
)

ZOO = (
    Preset("Healthy", "Both runs are the same, to the last bit.", {}),
    *(Preset(name, symptom, {"bug": name}, breaks=True) for name, symptom in SYMPTOMS.items()),
)
