"""What can be turned on the page of the recurrent cells."""

from dataclasses import dataclass

from core.odes.methods import METHODS
from core.odes.systems import SYSTEMS
from core.params import Params, choice, number, switch

SOLVE, INFER, NETWORK, GRU, LSTM = (
    "solve", "infer parameters", "network in the cell", "GRU", "LSTM",
)  # fmt: skip
TASKS = (SOLVE, INFER, NETWORK, GRU, LSTM)
ADAM, LEAST_SQUARES = "Adam", "least squares"
SCALES = ("plain", "relative", "logarithmic")
# Longer trajectories end early: a thousand cells are the article's, and a drag must not wait.
MOST_CELLS = 1000


@dataclass(frozen=True)
class CellParams(Params):
    """The system, the method, the step, and how parameters are inferred."""

    task: str = choice(
        SOLVE, TASKS, "Task",
        "Solve: the cells run forwards. Infer: errors flow back through the same cells to the"
        " parameters. Or the right-hand side, or the whole cell, is a network.",
    )  # fmt: skip
    system: str = choice(
        SYSTEMS[0].name, tuple(system.name for system in SYSTEMS), "System",
        "The equation inside the cell. Competition is the article's: two species share their food.",
    )  # fmt: skip
    method: str = choice(
        METHODS[0].name, tuple(method.name for method in METHODS), "Method",
        "The rule that makes a cell of an equation. More slopes per step, k₁ to k₆, give a higher"
        " order.",
        live=True,
    )  # fmt: skip
    h: float = number(
        0.1, 0.005, 12.0, "Step h",
        "How far one cell goes. Too small and there are many cells; too large and h λ leaves the"
        " region where the method is stable.",
        logarithmic=True, live=True,
    )  # fmt: skip
    learning_rate: float = number(
        1e-4, 1e-6, 0.1, "Learning rate",
        "Step size of Adam. Too small and nothing moves within ten thousand steps; too large and"
        " the parameters explode, and a clipped run stays dead.",
        logarithmic=True, live=True,
    )  # fmt: skip
    fit: str = choice(
        ADAM, (ADAM, LEAST_SQUARES), "Optimiser",
        "Adam follows the gradient; least squares (Levenberg–Marquardt) knows how the parameters"
        " act on each observation.",
        place="more",
    )  # fmt: skip
    pieces: bool = switch(
        False, "Multiple shooting",
        "Start a new piece at every observation and train the pieces to meet: the chain through"
        " which gradients flow is short.",
        place="more",
    )  # fmt: skip
    scale: str = choice(
        SCALES[0], SCALES, "Scale",
        "What the optimiser moves: the parameters, their multiples of the start, or their"
        " logarithms.",
        place="more",
    )  # fmt: skip
    clip: bool = switch(
        True, "Clip the increment",
        "Hold what one cell adds within ±100,000, as the article does. It prevents overflow, but"
        " where it holds, the gradient is zero.",
        live=True, place="more",
    )  # fmt: skip
    rope: int = number(
        0, 0, 24, "Rope of starts",
        "How many more initial points lie on the rope. Draw in the phase plane to lay it anew.",
        live=True, place="more",
    )  # fmt: skip
    width: int = number(
        16, 4, 64, "Width",
        "Units in each layer of the network, or in the hidden state of the GRU or LSTM.",
        logarithmic=True, place="more",
    )  # fmt: skip
    points: int = number(
        7, 0, 7, "Observations",
        "How many of the observed states are kept, the initial one counted. A fit needs two.",
        live=True, place="data",
    )  # fmt: skip
    noise: float = number(
        0.0, 0.0, 10.0, "Noise",
        "Standard deviation of the noise on each observation, as a share of the view.",
        unit="%", live=True, place="data",
    )  # fmt: skip
