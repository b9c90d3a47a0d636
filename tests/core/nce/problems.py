"""The data of TECHNIQUES 1.2, G = a x² + b x⁴ with a = 2, b = −½ on [−5, 5], and its optima."""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from core.nce import (
    Gaussian,
    Moved,
    Noise,
    Problem,
    StudentT,
    Tabulated,
    Uniform,
    quartic,
    trapezoid,
    two_lumps,
)

A, B, LOG_Z = 2.0, -0.5, 2.690812
RULE = trapezoid(5.0, 2001)
FEATURES = quartic().features(RULE.nodes)
LOG_P = A * FEATURES[:, 0] + B * FEATURES[:, 1]
LOG_P = LOG_P - RULE.log_integral(LOG_P)
TWO_WELLS = Tabulated.of(RULE, 10.0 / 2000, LOG_P.exp())
UNIFORM = Moved(Uniform(1), (0.0,), 5.0)
WIDE = Moved(Gaussian(1), (0.0,), math.sqrt(2))
NOISES: dict[str, Noise] = {
    "uniform": UNIFORM,
    "Gaussian": Moved(Gaussian(1), (0.8,), 1.5),
    "heavy": Moved(StudentT(1), (-0.3,), 0.7),
    "mixture": Moved(two_lumps(1), (0.2,), 1.2),
}


class Logit(NamedTuple):
    """Which noise, how much of it, and what the logit is made of."""

    noise: Noise
    ratio: float = 1.0
    corrected: bool = True
    levelled: bool = True


def parameters(features: Tensor, levelled: bool = True) -> Tensor:
    """φ: the features (..., P) of the energy, and −1 for γ."""
    minus = -torch.ones_like(features[..., :1])
    return torch.cat([features, minus], dim=-1) if levelled else features


def offsets(chosen: Logit, x: Tensor) -> Tensor:
    """What the logit holds beside φ · θ."""
    corrected = -chosen.noise.log_prob(x) - math.log(chosen.ratio)
    return corrected if chosen.corrected else torch.zeros_like(corrected)


def population(chosen: Logit) -> Problem:
    """Data and noise without end, on the nodes of the rule."""
    noise = chosen.ratio * chosen.noise.log_prob(RULE.nodes).exp()
    return Problem(
        parameters(FEATURES, chosen.levelled)[None],
        offsets(chosen, RULE.nodes)[None],
        (RULE.weights * LOG_P.exp())[None],
        (RULE.weights * noise)[None],
    )
