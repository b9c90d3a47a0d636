"""The way of an optimiser over a surface."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.optim import Optimizer

from core.optim.gradients import Closure
from core.optim.surfaces import Surface


def closure_on(surface: Surface, place: Tensor, push: Tensor) -> Closure:
    """What a step calls: writes the gradient at `place` (2,) and returns the loss there.

    `push` (2,) is what this batch adds to the gradient; however often a step asks, it is the same.
    """

    def closure() -> Tensor:
        here = place.detach()
        place.grad = surface.gradient(here) + push
        return surface.value(here)

    return closure


def path(
    make: Callable[[list[Tensor]], Optimizer], surface: Surface, start: Tensor, tape: Tensor
) -> Tensor:
    """Places (T + 1, 2) of the optimiser that `make` builds, from `start` (2,), one step a push.

    The tape of batches (T, 2) holds standard normal pairs; the surface says how much they count.
    """
    place = start.detach().clone().requires_grad_()
    optimizer, places = make([place]), [start.detach()]
    for push in surface.noise * tape.to(start):
        optimizer.step(closure_on(surface, place, push))
        places.append(place.detach().clone())
    return torch.stack(places)
