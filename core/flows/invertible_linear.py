"""Glow's invertible 1x1 convolution: a learnt matrix in place of a permutation."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.flows.flow import Flow, per_point
from core.flows.linear_path import partial_matrix


class InvertibleLinear(Flow):
    """z = W x for vectors (N, C) or at every pixel of images (N, C, H, W), with W = P L U.

    P is fixed, L has a unit diagonal, U a diagonal of fixed sign, so
    log|det| = H W * sum(log|diag U|). L and U share one matrix: below and above its diagonal.
    Reference: Kingma, Dhariwal 2018 (Glow), arXiv:1807.03039, section 3.2.
    """

    def __init__(self, matrix: Tensor) -> None:
        """Take the matrix (C, C) to start from; raise ValueError where it is singular."""
        super().__init__()
        exact = matrix.detach().cpu().double()
        if exact.dim() != 2 or exact.shape[0] != exact.shape[1]:
            raise ValueError(f"a square matrix is needed, not one of shape {tuple(matrix.shape)}")
        permutation, lower, upper = torch.linalg.lu(exact)
        diagonal = upper.diagonal()
        if not bool(torch.isfinite(exact).all()) or bool((diagonal == 0).any()):
            raise ValueError("the matrix of an invertible linear layer is singular or not finite")
        kind = torch.get_default_dtype()
        self.order: Tensor
        self.signs: Tensor
        self.register_buffer("order", permutation.argmax(dim=1))  # row i of W is row order[i] of LU
        self.register_buffer("signs", torch.diag(diagonal.sign()).to(kind))
        self.lower_upper = nn.Parameter((lower.tril(-1) + upper.triu(1)).to(kind))
        self.log_diagonal = nn.Parameter(diagonal.abs().log().to(kind))

    def weight(self) -> Tensor:
        """Return W (C, C)."""
        upper = self._upper()
        # L U with a unit diagonal in L is U plus the strict part of L times U.
        product = torch.addmm(upper, self.lower_upper.tril(-1), upper)
        return product.index_select(0, self.order)

    def inverse_weight(self) -> Tensor:
        """Return W^-1 (C, C); raise ValueError where it does not exist."""
        if not bool(((size := self.log_diagonal.exp()).isfinite() & (size > 0)).all()):
            raise ValueError("the matrix of an invertible linear layer is singular or not finite")
        identity = torch.eye(len(self.signs), dtype=self.signs.dtype, device=self.signs.device)
        # W^-1 = U^-1 L^-1 P^T, and P is the identity with its rows in order.
        permuted = identity.index_select(0, self.order).T
        solved = torch.linalg.solve_triangular(
            self.lower_upper, permuted, upper=False, unitriangular=True
        )
        result: Tensor = torch.linalg.solve_triangular(self._upper(), solved, upper=True)
        return result

    def forward(self, x: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Multiply by W, or by the matrix at part t of the way to it."""
        weight = self.weight()
        z = _mix(x, weight if t == 1.0 else partial_matrix(weight, t))
        return z, per_point(self.log_diagonal, x, t)

    def inverse(self, z: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Multiply by the inverse matrix."""
        if t == 1.0:
            inverse = self.inverse_weight()
        else:
            inverse = torch.linalg.inv(partial_matrix(self.weight(), t))
        return _mix(z, inverse), -per_point(self.log_diagonal, z, t)

    def _upper(self) -> Tensor:
        return torch.addcmul(self.lower_upper.triu(1), self.signs, self.log_diagonal.exp())


def random_rotation(size: int, generator: torch.Generator) -> Tensor:
    """Return a random rotation (size, size) in float64, uniform over SO(size).

    Of the orthogonal matrices the rotations are taken, without the mirrors, so that the layer
    can be turned in gradually; the signs of PLU are fixed, and training keeps it so.
    """
    noise = torch.randn(size, size, generator=generator, dtype=torch.float64)
    q: Tensor
    q, r = torch.linalg.qr(noise)
    q = q * r.diagonal().sign()  # makes the draw uniform (Mezzadri 2006, arXiv:math-ph/0609050)
    if torch.linalg.det(q) < 0:
        q[:, 0] = -q[:, 0]
    return q


def _mix(x: Tensor, weight: Tensor) -> Tensor:
    """Multiply the channels of x (N, C) or (N, C, H, W) by a matrix (C, C)."""
    if x.dim() == 2:
        return F.linear(x, weight)
    # One product over all pixels: at these sizes twice as fast as a convolution.
    return F.linear(x.permute(0, 2, 3, 1), weight).permute(0, 3, 1, 2)
