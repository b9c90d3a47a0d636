"""Where NCE ends, solved for: energies linear in θ make its loss convex.

The logit is ℓ = φ(x) · θ + offset(x), with φ = (f, −1) where γ is one of the parameters and offset
−log kU where it is corrected. Points stand with two weights, how much they count as data and as
noise: on samples 1/T each, on the nodes of a quadrature rule p dx and kU dx.
"""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import softplus

# Beyond this a logit is as good as infinite, and 0 · ∞ would be no number.
SURE = 1e3
# A step that changes the loss by less than this is the last; so many steps are more than enough.
CONVERGED, STEPS, HALVINGS = 1e-12, 60, 12
# What is added to the curvature, so that a flat direction has a finite step.
RIDGE = 1e-12


class Problem(NamedTuple):
    """S problems of N points: φ (S, N, P), offsets (S, N), weights as data and noise (S, N)."""

    features: Tensor
    offsets: Tensor
    data: Tensor
    noise: Tensor

    def logits(self, theta: Tensor) -> Tensor:
        """ℓ (S, N) at parameters (S, P)."""
        linear = (self.features @ theta[..., None]).squeeze(-1)
        return (linear + self.offsets).clamp(-SURE, SURE)

    def loss(self, theta: Tensor) -> Tensor:
        """The loss of NCE (S,) at parameters (S, P)."""
        logits = self.logits(theta)
        return (self.data * softplus(-logits) + self.noise * softplus(logits)).sum(dim=-1)

    def slope(self, theta: Tensor) -> tuple[Tensor, Tensor]:
        """Its gradient (S, P) and its curvature (S, P, P)."""
        chance = torch.sigmoid(self.logits(theta))
        residual = self.noise * chance - self.data * (1 - chance)
        curvature = (self.data + self.noise) * chance * (1 - chance)
        turned = self.features.mT
        gradient = (turned @ residual[..., None]).squeeze(-1)
        return gradient, turned @ (curvature[..., None] * self.features)


class Solved(NamedTuple):
    """Parameters (S, P), and which problems (S,) have a solution at all."""

    theta: Tensor
    converged: Tensor


def solve(problem: Problem, start: Tensor) -> Solved:
    """Newton's method from parameters (P,) or (S, P) to convergence.

    Steps are halved until the loss falls. A problem whose points can be told apart without error
    has no solution, and its curvature vanishes on the way to infinity.
    """
    theta = start.expand(len(problem.offsets), -1).clone()
    loss = problem.loss(theta)
    converged = torch.zeros_like(loss, dtype=torch.bool)
    eye = RIDGE * torch.eye(theta.shape[-1], dtype=theta.dtype)
    for _ in range(STEPS):
        gradient, curvature = problem.slope(theta)
        step = torch.linalg.solve_ex(curvature + eye, gradient)[0]  # of a singular one no number
        converged = (step * gradient).sum(dim=-1) < CONVERGED
        converged &= torch.linalg.eigvalsh(curvature)[:, 0] > 1e3 * RIDGE
        if converged.all():
            break
        theta, loss = _descend(problem, theta, loss, step)
    return Solved(theta, converged)


def _descend(problem: Problem, theta: Tensor, loss: Tensor, step: Tensor) -> tuple[Tensor, Tensor]:
    """Go along a step (S, P), or a part of it, to where the loss (S,) is not higher."""
    part = torch.ones_like(loss)
    for _ in range(HALVINGS):
        tried = theta - part[:, None] * step
        there = problem.loss(tried)
        if (there <= loss).all():
            break
        part = torch.where(there <= loss, part, part / 2)
    better = there <= loss
    return torch.where(better[:, None], tried, theta), torch.where(better, there, loss)


def covariance(problem: Problem, theta: Tensor, ratio: float) -> Tensor:
    """Σ (S, P, P), so that √T(θ̂ − θ) → N(0, Σ) for T data points and kT noise points.

    A⁻¹BA⁻¹ with the curvature A and the covariance B of the gradient at one data point and its
    noise, at the solution (S, P) of a population: the points are the nodes of a quadrature rule.
    Where the model is true and the logit corrected, it is I⁻¹ − (1 + 1/k) I⁻¹mmᵀI⁻¹ of theorem 3
    of M. Gutmann, A. Hyvärinen, JMLR 13, 2012; it holds as well where the model bends.
    """
    chance = torch.sigmoid(problem.logits(theta))
    missed, alarmed = problem.data * (1 - chance), problem.noise * chance
    turned = problem.features.mT
    squares = missed * (1 - chance) + alarmed * chance
    u, v = turned @ missed[..., None], turned @ alarmed[..., None]
    B = turned @ (squares[..., None] * problem.features) - u @ u.mT - v @ v.mT / ratio
    A_inverse: Tensor = torch.linalg.pinv(problem.slope(theta)[1], hermitian=True)
    return A_inverse @ B @ A_inverse
