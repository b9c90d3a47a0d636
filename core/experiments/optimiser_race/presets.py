"""The presets of the races, of the jar and of the words."""

from core.experiments.optimiser_race.knobs import DOUBLE, GRADIENT, ONE, SECOND
from core.params import Preset

RACE = (
    Preset(
        "Tuned on a quadratic",
        "Each runner has the rate that is best for it after forty steps. SGD, Heun and RK4"
        " soon run along the dashed flow; the others have a memory and do not. Drag the start.",
        {},
    ),
    Preset(
        "The article's Heun",
        "Heun and RK4 keep closer to the flow than SGD, and pay with two and four gradients a"
        " step: counted by gradients they are behind. The author found as much.",
        {"rates": ONE, "learning_rate": 0.03, "count": GRADIENT},
    ),
    Preset("Rosenbrock", "A bent valley whose floor hardly falls.", {"surface": "Rosenbrock"}),
    Preset(
        "Saddle",
        "The start lies nearly on the ridge, where the gradient leads into the saddle. Who gets"
        " off it first?",
        {"surface": "saddle"},
    ),
    Preset(
        "Noisy ravine",
        "Every batch tilts the floor: what averages, holds.",
        {"surface": "ravine with noise"},
    ),
    Preset(
        "Rate too large",
        "η = 0.11 on a curvature of 20: beyond 2/20 SGD and Heun explode, momentum bears it up to"
        " 2 (1 + β)/20.",
        {"rates": ONE, "learning_rate": 0.11},
        breaks=True,
    ),
)

DIGITS = (
    Preset(
        "Tuned on digits",
        "Seven networks begin alike and are given the same batches of handwritten digits, each"
        " runner with its best rate: they end close together.",
        {},
    ),
    Preset(
        "By gradients",
        "The same, counted by gradients: Heun and RK4 need two and four times as many.",
        {"count": GRADIENT},
    ),
    Preset(
        "By seconds",
        "The same, counted by what a step costs on this machine: RK4 pays for its four gradients.",
        {"count": SECOND},
    ),
    Preset(
        "One rate for all",
        "The same rate for all: what looks like a better optimiser is a better rate.",
        {"rates": ONE, "learning_rate": 0.01},
        breaks=True,
    ),
)

JAR = (
    Preset(
        "4 × 16 = 64",
        "Four batches of 16, gathered in the right order, lie on one of 64 to the last digits. The"
        " two wrong orders drift away.",
        {},
    ),
    Preset(
        "Inside Adam",
        "The same around Adam: its moments see one gradient a window.",
        {"inner": "Adam", "learning_rate": 0.003},
    ),
    Preset(
        "BatchNorm",
        "Mean and deviation are those of 16 pictures, not of 64: the right order drifts as well.",
        {"batch_norm": True},
        breaks=True,
    ),
)

WORDS = (
    Preset(
        "By hand",
        "One word's gradient, taken apart: what was seen near it pulls, noise pushes. The sum ends"
        " where autograd's does, and both ways stay together but for rounding.",
        {},
    ),
    Preset(
        "In double precision",
        "Sums in another order differ in the last digit alone: the ways are less than 1e-15 apart.",
        {"precision": DOUBLE},
    ),
    Preset(
        "Small batches",
        "What autograd costs by itself does not shrink with the batch: by hand gains most here.",
        {"batch": 32},
    ),
)
