"""What can be turned on the page of the recurrent cells, scene by scene."""

from dataclasses import dataclass
from typing import Any, ClassVar

from core.experiments.ode_cells.equation import system_of
from core.odes.methods import EULER, METHODS, RK4
from core.odes.systems import SYSTEMS
from core.params import Params, choice, number, switch, text

SOLVE, INFER, NETWORK, GRU, LSTM = (
    "solve", "infer parameters", "network in the cell", "GRU", "LSTM",
)  # fmt: skip
ADAM, LEAST_SQUARES = "Adam", "least squares"
PLAIN, RELATIVE, LOGARITHMIC = "plain", "relative", "logarithmic"
# Longer trajectories end early: a thousand cells are the article's, and a drag must not wait.
MOST_CELLS = 1000
SYSTEM, OWN = "of the system", "own data"
LEAST_H, MOST_H = 0.005, 12.0


def _system() -> Any:
    return choice(
        SYSTEMS[0].name, tuple(system.name for system in SYSTEMS), "System",
        "The equation inside the cell. Competition is the article's: two species share their food.",
    )  # fmt: skip


def _equation() -> Any:
    return text(
        "Parameters of the equation",
        "Values in place of the system's own, such as 0.1, 0.3 in their order, or r1 = 0.2 by name."
        " Empty for its own.",
        place="more",
    )  # fmt: skip


def _method(default: str) -> Any:
    return choice(
        default, tuple(method.name for method in METHODS), "Method",
        "The rule that makes a cell of an equation. More slopes per step, k₁ to k₆, give a higher"
        " order; symplectic Euler moves one state after the other, so that energy does not grow.",
        live=True,
    )  # fmt: skip


def _h(default: float) -> Any:
    return number(
        default, LEAST_H, MOST_H, "Step h",
        "How far one cell goes. Too small and there are many cells; too large and h λ leaves the"
        " region where the method is stable.",
        logarithmic=True, live=True,
    )  # fmt: skip


def _learning_rate(default: float) -> Any:
    return number(
        default, 1e-6, 0.1, "Learning rate",
        "Step size of Adam. Too small and nothing moves within ten thousand steps; too large and"
        " the parameters explode, and a clipped run stays dead.",
        logarithmic=True, live=True,
    )  # fmt: skip


@dataclass(frozen=True)
class SystemParams(Params):
    """The system, and its parameters where they are not its own."""

    system: str = _system()
    equation: str = _equation()

    def check_together(self) -> None:
        """Raise InvalidInput where the system has no such parameters."""
        system_of(self.system, self.equation)


@dataclass(frozen=True)
class SolveParams(SystemParams):
    """The method, the step, and how many starts there are."""

    method: str = _method(EULER.name)
    h: float = _h(0.1)
    rope: int = number(
        0, 0, 24, "Rope of starts",
        "How many more initial points lie on the rope. Draw in the phase plane to lay it anew.",
        live=True, place="more",
    )  # fmt: skip


@dataclass(frozen=True)
class FitParams(SystemParams):
    """Which observations of the system a fit is given."""

    h: float = _h(1.0)
    data: str = choice(
        SYSTEM, (SYSTEM, OWN), "Data set",
        "The seven observed states of the system, or a table of observations that was brought.",
        place="data",
    )  # fmt: skip
    points: int = number(
        7, 0, 7, "Observations",
        "How many of the seven observed states are kept, the initial one counted; of own data as"
        " large a part. A fit needs two.",
        live=True, place="data",
    )  # fmt: skip
    noise: float = number(
        0.0, 0.0, 10.0, "Noise",
        "Standard deviation of the noise on each observation, as a share of the view.",
        unit="%", live=True, place="data",
    )  # fmt: skip


@dataclass(frozen=True)
class InferParams(FitParams):
    """How the parameters are inferred."""

    method: str = _method(EULER.name)
    learning_rate: float = _learning_rate(1e-4)
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
        PLAIN, (PLAIN, RELATIVE, LOGARITHMIC), "Scale",
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


@dataclass(frozen=True)
class LearnParams(FitParams):
    """Which network learns, and how."""

    network: ClassVar[str]
    learning_rate: float = _learning_rate(3e-3)
    width: int = number(
        16, 4, 64, "Width",
        "Units in each layer of the network, or in the hidden state of the GRU or LSTM.",
        logarithmic=True, place="more",
    )  # fmt: skip


@dataclass(frozen=True)
class GRUParams(LearnParams):
    """A GRU is the cell; h is the time between two of its steps."""

    network: ClassVar[str] = GRU


@dataclass(frozen=True)
class LSTMParams(LearnParams):
    """An LSTM is the cell; h is the time between two of its steps."""

    network: ClassVar[str] = LSTM


@dataclass(frozen=True)
class NetworkParams(LearnParams):
    """A network is the right-hand side inside the cell of a method."""

    network: ClassVar[str] = NETWORK
    method: str = _method(RK4.name)
