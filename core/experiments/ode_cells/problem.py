"""The system in the cells, and where its states lie in the phase plane."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple

import torch
from torch import Tensor

from core.experiment import Experiment
from core.experiments.ode_cells.brought import Brought
from core.experiments.ode_cells.equation import system_of
from core.odes.cells import Field
from core.odes.convergence import reference_path
from core.odes.methods import METHODS, Method
from core.odes.phase_portrait import NEUTRAL, classify_equilibrium, eigenvalues
from core.odes.stability import Complex
from core.odes.system import Range, System
from core.view_layers import Array, Bounds, frozen

# What has left the view by this many of its sizes is drawn no farther: numbers may be enormous.
FAR = 20.0
# The tolerance of exact states, and the points of a curve of them.
EXACT, SMOOTH = 1e-10, 120
# Room round the view, as a share of it.
MARGIN = 0.03


State = tuple[float, ...]


class Trajectory(NamedTuple):
    """States (T, D) at times (T,)."""

    states: Tensor
    times: Tensor


@dataclass(frozen=True)
class Problem:
    """A system with its true parameters, on a device.

    Of observations that a person `brought` nobody knows the truth; the equation stands in its place
    and is called so.
    """

    system: System
    device: str
    brought: Brought | None = None

    @property
    def dtype(self) -> torch.dtype:
        """Double precision, save where a device has none."""
        return torch.float32 if self.device.startswith("mps") else torch.float64

    def observes_as(self, experiment: Experiment) -> bool:
        """Whether the same is observed there, so that what a hand made of it can be kept."""
        other = getattr(experiment, "problem", None)
        return isinstance(other, Problem) and (
            (self.brought, self.system.name) == (other.brought, other.system.name)
        )

    @property
    def reference(self) -> str:
        """What the parameters of the system are called."""
        return "true parameters" if self.brought is None else "the equation"

    @property
    def truth(self) -> Tensor:
        """The true parameters (P,)."""
        return self.tensor(self.system.defaults)

    def tensor(self, values: Any) -> Tensor:
        """Numbers in the precision and on the device of the page."""
        return torch.as_tensor(values, dtype=self.dtype, device=self.device)

    def field(self, params: Tensor | None = None) -> Field:
        """The right-hand side, with the true parameters if no others are given."""
        return self.system.bind(self.truth if params is None else params)

    @property
    def exact_field(self) -> Field:
        """The true right-hand side in float64 on the CPU, for the reference."""
        return self.system.bind(self._exact_truth)

    @property
    def _exact_truth(self) -> Tensor:
        return torch.tensor(self.system.defaults, dtype=torch.float64)

    def exact_states(self, start: State, times: Tensor) -> Tensor:
        """The exact states (T, D) at times (T,), from a start at the first of them."""
        y = torch.tensor(start, dtype=torch.float64)
        return reference_path(self.exact_field, y, times, EXACT)

    def exact_curve(self, start: State, end: float) -> Trajectory:
        """The exact solution up to a time, as a smooth curve."""
        times = torch.linspace(0.0, end, SMOOTH, dtype=torch.float64)
        return Trajectory(self.exact_states(start, times), times)

    @cached_property
    def eigenvalues(self) -> Complex:
        """Those (D,) at the equilibrium where solutions end, or else at the first one."""
        found: Complex = eigenvalues(self.system, self.equilibrium, self._exact_truth)[0]
        return found

    @cached_property
    def equilibrium(self) -> Tensor:
        """The equilibrium (1, D) where solutions end, or else the first one."""
        places = torch.tensor(self.system.equilibria(self.system.defaults), dtype=torch.float64)
        kinds = map(classify_equilibrium, eigenvalues(self.system, places, self._exact_truth))
        calm = [index for index, kind in enumerate(kinds) if kind not in ("saddle", "unstable")]
        return places[[*calm, 0][:1]]

    @cached_property
    def mutual(self) -> bool:
        """Whether each state moves the others alone at the equilibrium, as q' = v(p), p' = f(q)."""
        jacobian = self.system.jacobian(self.equilibrium, self._exact_truth)[0].abs()
        return bool((jacobian.diagonal() < NEUTRAL * jacobian.max()).all())

    @property
    def ranges(self) -> Tensor:
        """How far each state goes in the view (D,)."""
        return self.tensor([high - low for low, high in self.system.view])

    # --- where states lie -----------------------------------------------------------------------

    @property
    def plane(self) -> bool:
        """Whether the phase plane is one of two states; else it is one of time and state."""
        return self.system.dimension == 2

    @property
    def view(self) -> tuple[Range, Range]:
        """The ranges of both axes of the phase plane."""
        if self.plane:
            return self.system.view[0], self.system.view[1]
        return (0.0, self.system.span), self.system.view[0]

    @property
    def size(self) -> Tensor:
        """Width and height of the view (2,), on the CPU."""
        return torch.tensor([high - low for low, high in self.view], dtype=torch.float64)

    @property
    def bounds(self) -> Bounds:
        """The view and a margin."""
        (left, right), (bottom, top) = self.view
        x, y = (MARGIN * self.size).tolist()
        return (left - x, right + x, bottom - y, top + y)

    def place(self, states: Tensor, times: Tensor | float) -> Tensor:
        """Where states (K, D) at times (K,) lie in the phase plane, (K, 2), on the CPU."""
        found = states.detach().cpu().double()
        if not self.plane:
            at = torch.as_tensor(times, dtype=torch.float64).expand(len(found))
            found = torch.stack([at, found[:, 0]], dim=1)
        return self.clip_finite(found)

    def clip_finite(self, points: Tensor) -> Tensor:
        """Points (K, 2), held where a screen still has a place for them."""
        low, high = torch.tensor(self.view, dtype=torch.float64).unbind(1)
        return points.clamp(low - FAR * self.size, high + FAR * self.size)

    def spot(self, states: Tensor, times: Tensor | float) -> Array:
        """As `place`, for a layer."""
        return frozen(self.place(states, times))

    def state(self, x: float, y: float) -> State:
        """The state (D,) at a place in the phase plane, within the view."""
        wanted = (x, y) if self.plane else (y,)
        return tuple(
            min(max(value, low), high)
            for value, (low, high) in zip(wanted, self.system.view, strict=True)
        )


@cache
def problem_of(system: str, equation: str, device: str, brought: Brought | None = None) -> Problem:
    """The problem of this system, the same object each time: what hangs on it stays true."""
    known = system_of(system, equation)
    return Problem(brought.within(known) if brought else known, device, brought)


def method_of(name: str) -> Method:
    """The method of this name."""
    return next(method for method in METHODS if method.name == name)


def clipped(value: float, low: float, high: float) -> float:
    """A number that a screen has a place for; NaN stays what it is."""
    return min(max(value, low), high) if value == value else value
