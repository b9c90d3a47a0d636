"""From which cosine on to answer: trade-offs between answering much and answering wrongly."""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class RocCurve:
    """Shares accepted at each threshold, all (T,), thresholds falling: from nothing to all.

    known: share of what should be accepted; unknown: share of what should have been refused.
    """

    thresholds: Tensor
    known: Tensor
    unknown: Tensor

    def best(self) -> float:
        """The threshold where known - unknown is greatest (Youden 1950)."""
        return float(self.thresholds[(self.known - self.unknown).argmax()])

    def auc(self) -> float:
        """Chance that a known one scores above an unknown one: 1 is perfect, 0.5 a coin."""
        return float(torch.trapezoid(self.known, self.unknown))


def roc_curve(known: Tensor, unknown: Tensor) -> RocCurve:
    """The trade-off of two sets of scores (A,) and (B,); a score at the threshold is accepted.

    The first threshold is infinite and accepts nothing. Raises ValueError if one set is empty.
    """
    if len(known) == 0 or len(unknown) == 0:
        raise ValueError("a threshold needs scores of both kinds")
    scores = _thresholds(torch.cat([known, unknown]))
    return RocCurve(scores, _share_from(known, scores), _share_from(unknown, scores))


@dataclass(frozen=True)
class Answers:
    """At each threshold (T,), falling: the share of queries answered, and of those the share right.

    Where nothing is answered, nothing is wrong: right is one.
    """

    thresholds: Tensor
    answered: Tensor
    right: Tensor


def answers(similarity: Tensor, right: Tensor) -> Answers:
    """What a threshold on the best cosine (N,) gives, with `right` (N,) telling good answers.

    Raises ValueError if there is no query.
    """
    if len(similarity) == 0:
        raise ValueError("a threshold needs at least one query")
    scores = _thresholds(similarity)
    answered = _share_from(similarity, scores)
    hits = _share_from(similarity[right], scores) * (right.sum() / len(right))
    return Answers(scores, answered, torch.where(answered > 0, hits / answered, 1.0))


def _thresholds(scores: Tensor) -> Tensor:
    """Infinity, and then every score that occurs, falling."""
    scores = torch.unique_consecutive(scores.sort(descending=True).values)
    return torch.cat([scores.new_tensor([torch.inf]), scores])


def _share_from(scores: Tensor, thresholds: Tensor) -> Tensor:
    """Share of the scores at or above each threshold."""
    if len(scores) == 0:
        return torch.zeros_like(thresholds)
    below = torch.searchsorted(scores.sort().values, thresholds)
    return 1 - below.to(scores.dtype) / len(scores)
