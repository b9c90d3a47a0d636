"""Explicit one-step methods as values: a name, an order and a tableau."""

from dataclasses import dataclass

Row = tuple[float, ...]
# Sums of a tableau's fractions in float64 miss their values by less: rounding of entries near 10.
TABLEAU_ROUNDING = 1e-12


@dataclass(frozen=True)
class Method:
    """An explicit Runge-Kutta method.

    k_i = f(t + c_i h, y + h sum_j a_ij k_j) and y(t + h) = y(t) + h sum_i b_i k_i.

    A ``split`` method moves the states one after the other, each in the field of those that have
    moved. Raises ValueError unless the tableau is explicit and consistent: row i of a has i entries
    and sums to c_i, and b sums to 1.

    Reference: Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, 1993, ch. II.
    """

    name: str
    order: int
    a: tuple[Row, ...]
    b: Row
    c: Row
    split: bool = False

    def __post_init__(self) -> None:
        if not len(self.a) == len(self.b) == len(self.c):
            raise ValueError(f"{self.name} needs as many rows and nodes as weights.")
        for stage, (row, node) in enumerate(zip(self.a, self.c, strict=True)):
            if len(row) != stage:
                raise ValueError(f"Row {stage} of {self.name} must have {stage} entries.")
            if abs(sum(row) - node) > TABLEAU_ROUNDING:
                raise ValueError(f"Row {stage} of {self.name} must sum to its node {node:g}.")
        if abs(sum(self.b) - 1) > TABLEAU_ROUNDING:
            raise ValueError(f"The weights of {self.name} must sum to 1, not {sum(self.b):g}.")

    def slopes(self, dimension: int) -> int:
        """Slopes that one step of so many states needs."""
        return dimension if self.split else len(self.b)


EULER = Method("Euler", 1, a=((),), b=(1.0,), c=(0.0,))
MIDPOINT = Method("midpoint", 2, a=((), (1 / 2,)), b=(0.0, 1.0), c=(0.0, 1 / 2))
HEUN = Method("Heun", 2, a=((), (1.0,)), b=(1 / 2, 1 / 2), c=(0.0, 1.0))
RK4 = Method(
    "RK4",
    4,
    a=((), (1 / 2,), (0.0, 1 / 2), (0.0, 0.0, 1.0)),
    b=(1 / 6, 1 / 3, 1 / 3, 1 / 6),
    c=(0.0, 1 / 2, 1 / 2, 1.0),
)
# Without its error estimate, and so without the seventh slope.
# Dormand, Prince, A family of embedded Runge-Kutta formulae, 1980, table 2.
DORMAND_PRINCE = Method(
    "Dormand–Prince",
    5,
    a=(
        (),
        (1 / 5,),
        (3 / 40, 9 / 40),
        (44 / 45, -56 / 15, 32 / 9),
        (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
        (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
    ),
    b=(35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84),
    c=(0.0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1.0),
)

# Hairer, Lubich, Wanner, Geometric Numerical Integration, 2006, ch. I.1 and VI.3.
SYMPLECTIC_EULER = Method("symplectic Euler", 1, a=((),), b=(1.0,), c=(0.0,), split=True)

METHODS = (EULER, MIDPOINT, HEUN, RK4, DORMAND_PRINCE, SYMPLECTIC_EULER)
