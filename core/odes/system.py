"""What a system of differential equations is: a value that knows its field and its facts."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from core.odes.cells import Field

Range = tuple[float, float]
Values = tuple[float, ...]


@dataclass(frozen=True)
class System:
    """dy/dt = f(t, y; params) with y of shape (N, D) and params of shape (P,).

    ``bind`` takes the parameters and gives the field; what depends on the parameters alone is
    computed there, once per trajectory instead of once per slope. Gradients flow to the parameters.
    ``solution`` is the closed form (t, y0 (N, D), params) -> (N, D) and ``invariant`` a quantity
    (y (N, D), params) -> (N,) that the flow keeps, where there is one. ``span`` is a time long
    enough to see what the system does, ``step`` an h at which every method is stable, and ``view``
    the range of each state that shows it.
    """

    name: str
    states: tuple[str, ...]
    parameters: tuple[str, ...]
    defaults: Values
    start: Values
    span: float
    step: float
    view: tuple[Range, ...]
    bind: Callable[[Tensor], Field]
    equilibria: Callable[[Values], tuple[Values, ...]]
    jacobian: Callable[[Tensor, Tensor], Tensor]  # (y (N, D), params) -> (N, D, D)
    solution: Callable[[float, Tensor, Tensor], Tensor] | None = None
    invariant: Callable[[Tensor, Tensor], Tensor] | None = None

    @property
    def dimension(self) -> int:
        """Number of states, D."""
        return len(self.states)

    def slopes(self, t: float, y: Tensor, params: Tensor) -> Tensor:
        """Right-hand side f(t, y; params), (N, D)."""
        return self.bind(params)(t, y)
