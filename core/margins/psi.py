"""The functions psi(theta) that take the place of cos(theta) at the target class.

All are written in c = cos(theta), so that no arc cosine with its infinite slope is needed.
"""

import math

import torch
from torch import Tensor


def cosine(c: Tensor) -> Tensor:
    """No margin: psi = cos(theta); c and result (...)."""
    return c


def additive(c: Tensor, margin: float | Tensor) -> Tensor:
    """AM-Softmax and CosFace: cos(theta) - m (Wang et al. 2018, 1801.05599; 1801.09414)."""
    return c - margin


def additive_angle(c: Tensor, margin: float) -> Tensor:
    """ArcFace: cos(theta + m), and cos(theta) - m sin(m) once theta + m passes pi.

    margin in radians of any size and sign, c (...). The fallback keeps psi falling for margins up
    to about 2.3 (Deng et al. 2019, 1801.07698, and its published code). The slope is finite at
    c = 1 and -1.
    """
    turned = c * math.cos(margin) - _sine(c) * math.sin(margin)
    if margin <= 0:
        return turned
    last = math.cos(math.pi - margin) if margin <= math.pi else math.inf
    return torch.where(c >= last, turned, c - margin * math.sin(margin))


def _sine(c: Tensor) -> Tensor:
    """sin(theta) of c = cos(theta), its slope held where the root's has no bound."""
    # Rounding may carry c past 1, where the root has no value.
    square, least = ((1 - c) * (1 + c)).clamp_min(0), torch.finfo(c.dtype).eps
    held = square.clamp_min(least).sqrt()
    return held + (square.sqrt() - held).detach()


def chebyshev(c: Tensor, multiple: int) -> Tensor:
    """cos(m theta) as a polynomial in c = cos(theta), for a whole number m >= 0.

    T_0 = 1, T_1 = c, T_m = 2 c T_{m-1} - T_{m-2}; for example 1 - 8c^2 + 8c^4 for m = 4.
    """
    before, here = c, torch.ones_like(c)
    for _ in range(multiple):
        before, here = here, 2 * c * here - before
    return here


def multiple_angle(c: Tensor, multiple: int) -> Tensor:
    """L-Softmax and A-Softmax: (-1)^k cos(m theta) - 2k on [k pi / m, (k + 1) pi / m].

    Continuous, falling, never above cos(theta), and 1 - 2m at theta = pi
    (Liu et al. 2016, 1612.02295; Liu et al. 2017, 1704.08063).
    """
    k = torch.zeros_like(c)
    for edge in range(1, multiple):
        k = k + (c < math.cos(edge * math.pi / multiple)).to(c.dtype)
    return (1 - 2 * (k % 2)) * chebyshev(c, multiple) - 2 * k


def smaller_multiple(c: Tensor, multiple: int) -> Tensor:
    """The article's own "simpler a-softmax": min(cos m theta, cos theta) (Su 2018, kexue.fm/5743).

    It rises where it should fall: for m = 4 on (45, 72) and on (135, 144) degrees, so a sample at
    60 degrees is pushed away from its own class.
    """
    return torch.minimum(chebyshev(c, multiple), c)


def annealed(c: Tensor, psi: Tensor, annealing: float) -> Tensor:
    """(lambda cos(theta) + psi) / (1 + lambda): psi at lambda = 0, the cosine at infinity.

    A-Softmax hardly starts without it (Liu et al. 2017, 1704.08063).
    """
    return torch.lerp(c, psi, 1 / (1 + annealing))


def annealing_at(step: int, start: float = 1000.0, rate: float = 0.12, least: float = 5.0) -> float:
    """lambda after `step` steps: start / (1 + rate * step), but not below least.

    The defaults are those of SphereFace's published training file.
    """
    return max(least, start / (1 + rate * step))
