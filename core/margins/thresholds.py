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


def roc_curve(known: Tensor, unknown: Tensor) -> RocCurve:
    """The trade-off of two sets of scores (A,) and (B,); a score at the threshold is accepted.

    The first threshold is infinite and accepts nothing. Raises ValueError if one set is empty
    or has a score that is no number.
    """
    if len(known) == 0 or len(unknown) == 0:
        raise ValueError("a threshold needs scores of both kinds")
    if bool(known.isnan().any() or unknown.isnan().any()):
        raise ValueError("a score that is no number is neither above a threshold nor below it")
    scores = _thresholds(torch.cat([known, unknown]))
    return RocCurve(scores, _share_from(known, scores), _share_from(unknown, scores))


def _thresholds(scores: Tensor) -> Tensor:
    """Infinity, and then every score that occurs, falling."""
    scores = torch.unique_consecutive(scores.sort(descending=True).values)
    return torch.cat([scores.new_tensor([torch.inf]), scores])


def _share_from(scores: Tensor, thresholds: Tensor) -> Tensor:
    """Share of the scores at or above each threshold."""
    below = torch.searchsorted(scores.sort().values, thresholds)
    return 1 - below.to(scores.dtype) / len(scores)
