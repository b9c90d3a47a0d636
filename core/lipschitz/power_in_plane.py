"""Power iteration on a matrix of the plane, half a round at a time."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from core.lipschitz.power import ones_start, orthogonal_start

SHEAR = ((1.0, 2.0), (0.0, 1.0))
"""Eigenvalue 1 twice, norm 1 + √2."""
TRAP = ((2.0, -1.0), (-1.0, 2.0))
"""Singular values 3 and 1; the all-ones start is exactly the vector of the second."""


@dataclass(frozen=True)
class PlanarMatrix:
    """A matrix W = U diag(σ) Vᵀ `(2, 2)` with its parts; σ `(2,)` may come in any order.

    W is kept as it was given: made of its parts again it would be off by a rounding, and that is
    all that an orthogonal start needs to find its way.
    """

    weight: Tensor
    left: Tensor
    values: Tensor
    right: Tensor

    @classmethod
    def from_rows(cls, rows: tuple[tuple[float, float], tuple[float, float]]) -> "PlanarMatrix":
        """The matrix with these rows, and its parts."""
        weight = torch.tensor(rows, dtype=torch.float64)
        left, values, right = torch.linalg.svd(weight)
        return cls(weight, left, values, right.t())

    @classmethod
    def from_angles(cls, values: tuple[float, float], left: float, right: float) -> "PlanarMatrix":
        """The matrix with these singular values with vectors turned by two angles in radians."""
        stretches = torch.tensor(values, dtype=torch.float64)
        return _put_together(_rotation(left), stretches, _rotation(right))

    def stretched(self, index: int, value: float) -> "PlanarMatrix":
        """The same with another singular value; the vectors stay."""
        values = self.values.clone()
        values[index] = value
        return _put_together(self.left, values, self.right)

    @property
    def top(self) -> int:
        """Which of the two values is the norm."""
        return int(self.values.argmax())

    @property
    def ratio(self) -> float:
        """(σ₂/σ₁)², the factor of the tangent of v's angle each round."""
        return float((self.values.min() / self.values.max()) ** 2)


@dataclass(frozen=True)
class HalfStep:
    """Where the iteration stands after a number of half rounds: unit vectors u and v `(2,)`."""

    u: Tensor
    v: Tensor
    estimate: float


def half_steps(weight: Tensor, u: Tensor, count: int) -> list[HalfStep]:
    """The start and `count` half rounds: first v ← Wᵀu/|·|, then u ← Wv/|·|, and so on.

    The estimate uᵀWv is taken at each; it never falls.
    """
    v = _unit(weight.t() @ u)
    found = [HalfStep(u, v, float(u @ weight @ v))]
    for half in range(count):
        if half % 2:
            u = _unit(weight @ v)
        else:
            v = _unit(weight.t() @ u)
        found.append(HalfStep(u, v, float(u @ weight @ v)))
    return found


def starts(weight: Tensor, angle: float) -> dict[str, Tensor]:
    """The start at an angle (radians), the article's, and the one that never finds the norm."""
    free = torch.tensor([math.cos(angle), math.sin(angle)], dtype=torch.float64)
    return {"random": free, "ones": ones_start(weight), "blind": orthogonal_start(weight)}


def sine_to(direction: Tensor, vector: Tensor) -> float:
    """|sin| of the angle between two unit vectors `(2,)`, exact for small ones."""
    return abs(float(direction[0] * vector[1] - direction[1] * vector[0]))


def eigen_directions(weight: Tensor) -> tuple[list[float], Tensor]:
    """The real eigenvalues and their unit vectors `(2, n)`; none for a rotation."""
    values, vectors = torch.linalg.eig(weight)
    real = values.imag.abs() < 1e-9
    return values.real[real].tolist(), vectors.real[:, real]


def _put_together(left: Tensor, values: Tensor, right: Tensor) -> PlanarMatrix:
    return PlanarMatrix(left @ torch.diag(values) @ right.t(), left, values, right)


def _rotation(angle: float) -> Tensor:
    cosine, sine = math.cos(angle), math.sin(angle)
    return torch.tensor([[cosine, -sine], [sine, cosine]], dtype=torch.float64)


def _unit(vector: Tensor) -> Tensor:
    unit: Tensor = vector / vector.norm().clamp_min(1e-12)
    return unit
