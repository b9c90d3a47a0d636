"""The presets of the density: the article's, good ones, and those that break."""

from core.experiments.nce_density.knobs import (
    BUMPS,
    FLOW,
    HELD,
    MOONS,
    NETWORK,
    OWN,
    PLAIN,
    QUARTIC,
    WITHOUT_Z,
)
from core.params import Preset

LINE = (
    Preset(
        "Corrected",
        "Nobody computes the integral, and yet the curve settles where its area is 1: the level γ"
        " rises to log Z. Drag the noise while it trains.",
        {},
    ),
    Preset(
        "The article's own",
        "Plain logit, uniform noise on ten units, k = 1. The level ends ten times lower in area:"
        " at log Z − log 10, for the noise is part of the density.",
        {"logit": PLAIN, "noise": "uniform", "width": 5.0, "ratio": 1},
    ),
    Preset(
        "A network, three bumps",
        "An energy of any shape: a small network learns three bumps, and its area is 1 as well.",
        {"energy": NETWORK, "dataset": BUMPS, "width": 2.5, "learning_rate": 0.01},
    ),
    Preset(
        "Draw your own",
        "Draw the height of a density with the mouse: the curve follows.",
        {"energy": NETWORK, "dataset": OWN, "width": 2.5, "learning_rate": 0.01},
    ),
    Preset(
        "Noise far away",
        "Noise that never meets the data is told apart without knowing anything of it: the loss"
        " goes to 0 and the level stops where it should not. Drag the circle back.",
        {"centre": 4.5, "width": 0.2},
        breaks=True,
    ),
    Preset(
        "Narrow noise",
        "The noise covers one well of two. What lies beyond is seldom held against anything: the"
        " estimates of the funnel scatter about twice as wide as with good noise.",
        {"centre": 1.4, "width": 0.3},
        breaks=True,
    ),
    Preset(
        "Heavy tail, k = 1",
        "Most of this noise lies far outside, where it teaches nothing: at k = 1 the estimates"
        " scatter more than half as wide again as at k = 32. Turn k up.",
        {"noise": "heavy tail", "width": 5.0, "ratio": 1},
        breaks=True,
    ),
    Preset(
        "No level",
        "γ is held at 0. A quartic of fixed shape cannot say how high it is, and bends to make up"
        " for it; take a network for the energy, whose bias can, and it is right again.",
        {"logit": PLAIN, "noise": "uniform", "width": 5.0, "ratio": 1, "level": HELD},
        breaks=True,
    ),
    Preset(
        "log kU forgotten",
        "Gaussian noise, but a plain logit: the energy learns how many times denser data is than"
        " noise. By itself it is no density of the data.",
        {"logit": PLAIN, "width": 1.5},
        breaks=True,
    ),
    Preset(
        "Likelihood without Z",
        "To raise e^(G−γ) at the data is easy if nobody asks for the area: the level falls and the"
        " area grows for ever.",
        {"method": WITHOUT_Z, "energy": QUARTIC},
        breaks=True,
    ),
)

PLANE = (
    Preset(
        "Ring",
        "The same in the plane, with a network for the energy: the area ends near 1 and nobody"
        " has summed over the plane.",
        {},
    ),
    Preset(
        "Noise that learns",
        "A small flow learns beside it to be like the data. The loss climbs towards that of a coin,"
        " for the classifier has less and less to hold on to.",
        {"noise": FLOW, "dataset": MOONS},
    ),
    Preset(
        "Draw your own",
        "Draw strokes in the plane: the density follows. Until then it learns the character 曲.",
        {"dataset": OWN, "learning_rate": 0.005},
    ),
    Preset(
        "Noise in a corner",
        "The noise stands where no data is: loss near 0, and the area stays wrong.",
        {"centre": 3.5, "centre_y": 3.5, "width": 0.2},
        breaks=True,
    ),
)
