"""Power iteration for the largest singular value, with its vectors kept."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

SMALLEST_LENGTH = 1e-12  # as in the SN-GAN code: a zero matrix gives the estimate 0, not NaN
# Between these lengths squares keep their digits in float32.
SMALL, LARGE = 1e-10, 1e15


@dataclass(frozen=True)
class PowerState:
    """Where an iteration stands: unit vectors u `(out,)` and v `(in,)`, and uᵀWv.

    The estimate never exceeds ‖W‖₂, since both vectors have length one.
    """

    u: Tensor
    v: Tensor
    estimate: float

    @property
    def inverse(self) -> float:
        """What makes the norm one by this estimate; 1 where there is no length to divide by."""
        return 1 / self.estimate if self.estimate > SMALLEST_LENGTH else 1.0


def power_step(weight: Tensor, u: Tensor) -> PowerState:
    """One round, v ← Wᵀu / |Wᵀu| and u ← Wv / |Wv|, of a weight `(out, in)` from u `(out,)`.

    After it uᵀWv is simply |Wv|: two products suffice. Lengths are Python numbers, which
    spares a small network more time than waiting for them costs.
    A weight whose squares overflow or vanish is divided by its largest number meanwhile.
    Miyato, Kataoka, Koyama, Yoshida 2018, arXiv:1802.05957.
    """
    weight = weight.detach()
    v = torch.mv(weight.t(), u)
    length = _length(v)
    if not SMALL < length < LARGE:
        size = float(weight.abs().amax())
        if 0 < size < math.inf and size != 1:
            found = power_step(weight / size, u)
            return PowerState(found.u, found.v, found.estimate * size)
    v *= 1 / max(length, SMALLEST_LENGTH)
    image = torch.mv(weight, v)
    estimate = _length(image)
    image *= 1 / max(estimate, SMALLEST_LENGTH)
    return PowerState(image if estimate > SMALLEST_LENGTH else u, v, estimate)


def power_iteration(weight: Tensor, u: Tensor, rounds: int) -> PowerState:
    """The state after some rounds; raises ValueError for fewer than one."""
    if rounds < 1:
        raise ValueError("power iteration needs at least one round")
    for _ in range(rounds):
        state = power_step(weight, u)
        u = state.u
    return state


def exact_state(weight: Tensor) -> PowerState:
    """Where the iteration ends, from the singular vectors; nought and NaN of what is not finite."""
    rows, columns = weight.shape
    if not bool(weight.isfinite().all()):
        return PowerState(weight.new_zeros(rows), weight.new_zeros(columns), torch.nan)
    left, values, right = torch.linalg.svd(weight.detach().cpu(), full_matrices=False)
    return PowerState(left[:, 0].to(weight), right[0].to(weight), float(values[0]))


def random_start(weight: Tensor, generator: torch.Generator) -> Tensor:
    """A unit vector u `(out,)` in a uniformly random direction, drawn on the CPU."""
    u = torch.randn(weight.shape[0], generator=generator).to(weight)
    return u.div_(u.norm())


def ones_start(weight: Tensor) -> Tensor:
    """The article's start: u `(out,)` of equal components. It can miss the top vector for ever."""
    return torch.full_like(weight[:, 0], weight.shape[0] ** -0.5)


def orthogonal_start(weight: Tensor) -> Tensor:
    """A start u `(out,)` that never finds ‖W‖₂ in exact arithmetic: the second singular vector."""
    left: Tensor = torch.linalg.svd(weight.detach().cpu())[0]
    return left[:, min(1, left.shape[1] - 1)].to(weight)


def _length(vector: Tensor) -> float:
    return float(torch.linalg.vector_norm(vector))
