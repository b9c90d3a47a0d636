"""Named sets of parameters: the article's own, the cure, and what breaks."""

from core.experiments.ode_cells.knobs import LEAST_SQUARES
from core.odes.methods import SYMPLECTIC_EULER
from core.params import Preset

SOLVING = (
    Preset(
        "Forward is solving",
        "The article's competition of two species: a thousand Euler cells, h = 0.1, and nothing is"
        " trained. Drag the start; every one with both species ends at (375, 250).",
        {},
    ),
    Preset(
        "Energy is kept",
        "Symplectic Euler costs as little as Euler, but moves v with the x that has moved already:"
        " it keeps areas, so the rope of starts goes round and round and x² + v² stays near 1.",
        {"system": "oscillator", "h": 0.15, "rope": 12, "method": SYMPLECTIC_EULER.name},
    ),
    Preset(
        "Step too large",
        "Euler at the node: past h = 4.23 the steps overshoot, past 8.45 the eigenvalue times h"
        " leaves the disc. At h = 9 it never settles.",
        {"h": 9.0},
        breaks=True,
    ),
    Preset(
        "Energy from nothing",
        "Euler multiplies x² + v² by 1 + h² in every step, for the imaginary axis lies outside its"
        " region. The rope of starts spirals outwards; RK4 holds it.",
        {"system": "oscillator", "h": 0.15, "rope": 12},
        breaks=True,
    ),
    Preset(
        "Stiff",
        "The fast rate 50 has died out after a tenth of a second, but still forbids Euler every"
        " step above 0.04.",
        {"system": "stiff", "h": 0.042},
        breaks=True,
    ),
)
INFERRING = (
    Preset(
        "The article's fit",
        "Seven points, Adam at 0.0001: in ten thousand steps the curve fits, but the parameters"
        " do not. The ellipse says why: the data hardly tell a₁.",
        {},
    ),
    Preset(
        "The cure",
        "Multiple shooting and least squares: thirty steps instead of ten thousand, and the"
        " parameters are there too. Drag an observation and they follow.",
        {"fit": LEAST_SQUARES, "pieces": True},
    ),
    Preset(
        "Explosion kills",
        "Learning rate 0.01: within forty steps the loss is above 10¹⁰ and never comes back. The"
        " increments that the clip holds have no gradient, and that of the others leads nowhere.",
        {"learning_rate": 1e-2},
        breaks=True,
    ),
)
WITH_NETWORK = (
    Preset(
        "Network in the cell",
        "The right-hand side is unknown: a small network inside each RK4 cell learns it from the"
        " seven points, but only along the curve.",
        {},
    ),
)
WITH_GRU = (
    Preset(
        "GRU",
        "No equation at all: a GRU fits the points and knows nothing of other starts, nor of what"
        " comes after the last point.",
        {},
    ),
)
WITH_LSTM = (
    Preset(
        "LSTM",
        "A second memory beside the state, and no equation either: right on the seven points,"
        " unreliable after them and from other starts.",
        {},
    ),
)
