"""The family of margin losses: one formula, told apart by psi and by which lengths count."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import Tensor

from core.margins.cross_entropy import negative_log_share, target_and_others
from core.margins.normalise import lengths, normalise
from core.margins.psi import (
    additive,
    additive_angle,
    annealed,
    cosine,
    multiple_angle,
    smaller_multiple,
)

Psi = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class MarginLoss:
    """-log p_t, where the target's logit is length * psi(cos theta) and the others' length * cos.

    psi takes cosines of any shape. With `scale` the length is that number, and the features'
    own length is without effect; without it the features keep theirs. With `unit_weights` the
    class directions have length one, else their length counts too.
    Normalisation is part of the forward pass, so every step is exactly the formula's.
    """

    psi: Psi
    scale: float | None = None
    unit_weights: bool = True

    def __call__(self, features: Tensor, weight: Tensor, labels: Tensor) -> Tensor:
        """Loss of each sample, (N,): features (N, D), weight (C, D), labels (N,) below C >= 2."""
        rows, length = self._features(features)
        directions = normalise(weight) if self.unit_weights else weight
        own, others = target_and_others(rows, directions, labels)
        if not self.unit_weights:
            length = length * lengths(weight[labels])
        # A zero feature or direction has no angle; the smallest length keeps 0 / 0 away from it.
        length = length.clamp_min(torch.finfo(length.dtype).tiny)
        return negative_log_share(length * self.psi(own / length), others)

    def logits(self, features: Tensor, weight: Tensor) -> Tensor:
        """Logits without a margin, (N, C): what classifies when training is over."""
        rows, _ = self._features(features)
        return rows @ (normalise(weight) if self.unit_weights else weight).T

    def margin_logits(self, features: Tensor, weight: Tensor) -> Tensor:
        """Logits (N, C) as if each class in turn were the target: what training asks for."""
        _, length = self._features(features)
        cosines = normalise(features) @ normalise(weight).T
        sizes = length[:, None]
        if not self.unit_weights:
            sizes = sizes * lengths(weight)
        return sizes * self.psi(cosines)

    def _features(self, features: Tensor) -> tuple[Tensor, Tensor]:
        if self.scale is not None:
            return normalise(features) * self.scale, features.new_full((len(features),), self.scale)
        return features, lengths(features)


def softmax() -> MarginLoss:
    """Plain softmax without bias: both lengths count, no margin."""
    return MarginLoss(cosine, unit_weights=False)


def normalised_softmax(scale: float = 30.0) -> MarginLoss:
    """s cos(theta): softmax at temperature 1 / s (Wang et al. 2017, NormFace, 1704.06369)."""
    return MarginLoss(cosine, scale)


def l_softmax(multiple: int = 4, annealing: float = 0.0) -> MarginLoss:
    """|W_t| |x| psi(theta) with a multiple of the angle (Liu et al. 2016, 1612.02295)."""
    return MarginLoss(_annealed_multiple(multiple, annealing), unit_weights=False)


def a_softmax(multiple: int = 4, annealing: float = 0.0) -> MarginLoss:
    """|x| psi(theta) with a multiple of the angle, SphereFace (Liu et al. 2017, 1704.08063)."""
    return MarginLoss(_annealed_multiple(multiple, annealing))


def am_softmax(scale: float = 30.0, margin: float | Tensor = 0.35) -> MarginLoss:
    """s (cos(theta) - m), also CosFace (Wang et al. 2018, 1801.05599 and 1801.09414)."""
    return MarginLoss(partial(additive, margin=margin), scale)


def arcface(scale: float = 30.0, margin: float = 0.5) -> MarginLoss:
    """s cos(theta + m), m in radians (Deng et al. 2019, 1801.07698)."""
    return MarginLoss(partial(additive_angle, margin=margin), scale)


def simpler_a_softmax(scale: float = 30.0, multiple: int = 4) -> MarginLoss:
    """s min(cos m theta, cos theta), the article's own (Su 2018, kexue.fm/archives/5743)."""
    return MarginLoss(partial(smaller_multiple, multiple=multiple), scale)


def least_loss(classes: int, scale: float, margin: float = 0.0) -> float:
    """The smallest loss that AM-Softmax can reach with its classes spread evenly, in nats.

    log(1 + (C - 1) exp(-s (C / (C - 1) - m))): why a scale is needed at all, since cosines alone
    cap p_t. Even spread needs D >= C - 1 dimensions. Raises ValueError below two classes.
    """
    if classes < 2:
        raise ValueError("a margin needs at least two classes")
    distance = classes / (classes - 1) - margin
    return float(np.logaddexp(0.0, math.log(classes - 1) - scale * distance))


def _annealed_multiple(multiple: int, annealing: float) -> Psi:
    def psi(c: Tensor) -> Tensor:
        return annealed(c, multiple_angle(c, multiple), annealing)

    return psi
