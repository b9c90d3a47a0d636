"""The embedding that a masked language model saw on average (Su 2021, kexue.fm 8770).

While it trains, token i is now and then [MASK] or another token; on average its input is
(1 − r + r·same) E_i + r·masked E_m + r·other Avg[E], the mean of what may take its place, which
special tokens never do. Afterwards it is E_i alone. Taking the average
as the embedding makes both agree, as the weight average of a dropout does.
"""

import torch
from torch import Tensor

from core.masking.mlm import BERT, BERT_RATIO, Mixture, Symbols


def coefficients(ratio: float = BERT_RATIO, mixture: Mixture = BERT) -> tuple[float, float, float]:
    """Shares of E_i, E_m and Avg[E]; they sum to one. BERT's: 0.865, 0.12, 0.015."""
    return 1 - ratio + ratio * mixture.same, ratio * mixture.masked, ratio * mixture.other


def corrected(
    embedding: Tensor,
    symbols: Symbols,
    strength: float = 1.0,
    ratio: float = BERT_RATIO,
    mixture: Mixture = BERT,
) -> Tensor:
    """A corrected copy of the embedding (V, D).

    `strength` 0 leaves it, 1 corrects it wholly. Always start from the trained embedding: a second
    correction would be one too many. Raises ValueError for a strength outside [0, 1].
    """
    if not 0 <= strength <= 1:
        raise ValueError(f"The strength of a correction lies in [0, 1]; {strength} does not.")
    own, masked, other = coefficients(ratio, mixture)
    drawn = embedding[symbols.first :].mean(0)
    average = own * embedding + masked * embedding[symbols.mask] + other * drawn
    return torch.lerp(embedding, average, strength)
