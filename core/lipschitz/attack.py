"""Adversarial directions, the projected-gradient attack, and the nearest flip it leads to."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.linalg import vector_norm

from core.lipschitz.certificate import margin

Scores = Callable[[Tensor], Tensor]  # points (N, in) to scores (N, K)
# Each section of a segment looks at so many places at once: to a sixteen-millionth of its length.
SECTIONS, PLACES = 6, 16


def margin_and_direction(scores: Scores, points: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """The margin `(N,)`, and the unit direction `(N, in)` in which it falls fastest.

    Where the margin is flat the direction is zero.
    """
    points = points.detach().requires_grad_()
    with torch.enable_grad():
        found = margin(scores(points), labels)
        (gradient,) = torch.autograd.grad(found.sum(), points)
    gradient = gradient / _at_least_tiny(gradient.abs().amax(1, keepdim=True))  # keeps squares
    return found.detach(), -gradient / _at_least_tiny(vector_norm(gradient, dim=1, keepdim=True))


def _at_least_tiny(length: Tensor) -> Tensor:
    return length.clamp_min(torch.finfo(length.dtype).tiny)


def projected_gradient_attack(
    scores: Scores, points: Tensor, labels: Tensor, radius: Tensor, rounds: int
) -> Tensor:
    """The points `(N, in)` of least margin found within `radius` `(N,)` of each.

    Steps of a quarter radius down the margin, drawn back into the ball; the worst point met is
    kept. Madry, Makelov, Schmidt, Tsipras, Vladu 2018, arXiv:1706.06083 (in the ℓ₂ norm).
    """
    reach = radius[:, None]
    moved = worst = points.detach()
    least = torch.full_like(radius, torch.inf)
    for _ in range(rounds):
        found, direction = margin_and_direction(scores, moved, labels)
        worst = torch.where((found < least)[:, None], moved, worst)
        least = torch.minimum(found, least)
        away = moved + reach / 4 * direction - points
        length = vector_norm(away, dim=1, keepdim=True)
        shrunk = (reach / _at_least_tiny(length)).clamp_max(1)
        moved = points + away * shrunk
    last = margin(scores(moved), labels).detach()
    return torch.where((last < least)[:, None], moved, worst)


@torch.no_grad()
def nearest_flip(
    scores: Scores, points: Tensor, labels: Tensor, radius: Tensor, rounds: int
) -> tuple[Tensor, Tensor]:
    """Where the answer flips towards the attack's point `(N, in)`, and whether it does `(N,)`.

    The adversarial arrow: an upper bound of the distance to the boundary, as the certified radius
    is a lower one. Points that do not flip within `radius` `(N,)` stay with the attack's.
    """
    worst = projected_gradient_attack(scores, points, labels, radius, rounds)
    low, width = torch.zeros_like(radius), torch.ones_like(radius)
    shares = torch.arange(1, PLACES + 1).to(radius) / PLACES
    for _ in range(SECTIONS):
        places = low[:, None] + width[:, None] * shares  # (N, PLACES)
        between = torch.lerp(points[:, None], worst[:, None], places[..., None])
        many = labels.repeat_interleave(PLACES)
        beyond = margin(scores(between.flatten(0, 1)), many).reshape(places.shape) <= 0
        beyond[:, -1] = True  # where nothing flips, the attack's point itself
        first = beyond.int().argmax(1)
        low, width = low + width * first / PLACES, width / PLACES
    found = torch.lerp(points, worst, (low + width)[:, None])
    return found, margin(scores(worst), labels) <= 0
