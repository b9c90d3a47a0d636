"""Adversarial directions, the projected-gradient attack, and the nearest flip it leads to."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.linalg import vector_norm

from core.lipschitz.certificate import margin

Scores = Callable[[Tensor], Tensor]  # points (N, in) to scores (N, K)
BISECTIONS = 30  # halve a segment to a billionth of its length


def adversarial_direction(scores: Scores, points: Tensor, labels: Tensor) -> Tensor:
    """The unit direction `(N, in)` in which the margin falls fastest; zero where it is flat."""
    points = points.detach().requires_grad_()
    with torch.enable_grad():
        (gradient,) = torch.autograd.grad(margin(scores(points), labels).sum(), points)
    length: Tensor = vector_norm(gradient, dim=1, keepdim=True)
    return -gradient / length.clamp_min(torch.finfo(length.dtype).tiny)


def projected_gradient_attack(
    scores: Scores, points: Tensor, labels: Tensor, radius: Tensor, rounds: int
) -> Tensor:
    """The points `(N, in)` of least margin found within `radius` `(N,)` of each.

    Steps of a quarter radius down the margin, drawn back into the ball; the worst point met is
    kept. Madry, Makelov, Schmidt, Tsipras, Vladu 2018, arXiv:1706.06083 (in the ℓ₂ norm).
    """
    reach = radius[:, None]
    moved = worst = points.detach()
    least = margin(scores(worst), labels).detach()
    for _ in range(rounds):
        moved = moved + reach / 4 * adversarial_direction(scores, moved, labels)
        away = moved - points
        length = vector_norm(away, dim=1, keepdim=True)
        moved = points + away * (
            reach / length.clamp_min(torch.finfo(length.dtype).tiny)
        ).clamp_max(1)
        found = margin(scores(moved), labels).detach()
        worst = torch.where((found < least)[:, None], moved, worst)
        least = torch.minimum(found, least)
    return worst


def nearest_flip(
    scores: Scores, points: Tensor, labels: Tensor, radius: Tensor, rounds: int
) -> tuple[Tensor, Tensor]:
    """Where the answer flips towards the attack's point `(N, in)`, and whether it does `(N,)`.

    The adversarial arrow: an upper bound of the distance to the boundary, as the certified radius
    is a lower one. Points that do not flip within `radius` `(N,)` stay with the attack's.
    """
    worst = projected_gradient_attack(scores, points, labels, radius, rounds)
    flipped = margin(scores(worst), labels).detach() <= 0
    low, high = torch.zeros_like(radius), torch.ones_like(radius)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        beyond = margin(scores(torch.lerp(points, worst, middle[:, None])), labels) <= 0
        low, high = torch.where(beyond, low, middle), torch.where(beyond, middle, high)
    high = torch.where(flipped, high, torch.ones_like(high))
    return torch.lerp(points, worst, high[:, None]).detach(), flipped
