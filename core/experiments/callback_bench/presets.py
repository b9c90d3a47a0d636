"""The presets of the bench."""

from core.experiments.callback_bench.bugs import (
    DEAD,
    DOUBLE_SOFTMAX,
    LEAKED,
    NO_ZERO_GRAD,
    SHIFTED,
    SYMPTOMS,
)
from core.params import Preset

PRESETS = (
    Preset(
        "Islands",
        "The center loss draws each fan of digits to one point: turn λ to 0 and back while it"
        " trains, and drag a centre.",
        {"pull": 0.1},
    ),
    Preset(
        "The article's callbacks",
        "Warm-up, a label smoothing that a schedule lets fall tenfold, the best state kept: see"
        " where each is plugged in, and its marks on the curve.",
        {"smoothing": 0.1, "warm_up": 50, "scheduled": "smoothing", "first_drop": 2,
         "drop_factor": 0.1, "keep_best": True},
    ),
    Preset(
        "Fans",
        "Without the center loss the classes are fans from the middle: told apart, but not"
        " compact.",
        {},
    ),
    *(
        Preset(name, SYMPTOMS[bug], {"bug": bug}, breaks=True)
        for name, bug in (
            ("Labels shifted", SHIFTED),
            ("Softmax twice", DOUBLE_SOFTMAX),
            ("No zero_grad", NO_ZERO_GRAD),
            ("Target leaked", LEAKED),
            ("Dead start", DEAD),
        )
    ),
)  # fmt: skip
