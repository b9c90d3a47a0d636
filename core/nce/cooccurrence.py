"""How often words stand near each other, and what follows from that exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class PairCounts:
    """How often (V, V), float64, word j stood in the window of word i; each word does at all."""

    counts: Tensor

    @classmethod
    def of(cls, texts: Sequence[Sequence[int]], size: int, window: int) -> "PairCounts":
        """Count words up to `window` places apart, both ways; numbers below 0 are no words."""
        firsts: list[int] = []
        seconds: list[int] = []
        for text in texts:
            for apart in range(1, min(window, len(text) - 1) + 1):
                firsts += text[:-apart]
                seconds += text[apart:]
        pairs = torch.tensor([firsts, seconds], dtype=torch.int64)
        pairs = pairs[:, (pairs >= 0).all(dim=0)]
        places = torch.cat([pairs[0] * size + pairs[1], pairs[1] * size + pairs[0]])
        return cls(torch.bincount(places, minlength=size * size).double().reshape(size, size))

    @property
    def joint(self) -> Tensor:
        """P(i, j) (V, V); 0 throughout where no words ever met."""
        return self.counts / self.counts.sum().clamp_min(1)

    def noise(self, exponent: float) -> Tensor:
        """q (V,), proportional to the frequency of a word to the power `exponent`.

        0 is the uniform distribution over the words, 1 their frequency, ¾ that of word2vec.
        """
        weights: Tensor = self.joint.sum(dim=0) ** exponent
        return weights / weights.sum()

    def optimum(self, noise: Tensor, ratio: float, corrected: bool = False) -> Tensor:
        """What ⟨u_i, v_j⟩ would be at best (V, V); NaN where a pair was never seen.

        log P(j|i) − log kq_j, which is PMI − log k where the noise is the frequency (O. Levy,
        Y. Goldberg, NeurIPS 2014). `corrected` the products need not hold the noise: log P(j|i).
        """
        log_conditional = self.counts.log() - self.counts.sum(dim=1, keepdim=True).log()
        held = torch.zeros_like(noise) if corrected else (ratio * noise).log()
        exact: Tensor = torch.where(self.counts > 0, log_conditional - held, torch.nan)
        return exact

    def pmi(self) -> Tensor:
        """log P(i, j) / p_i p_j (V, V); NaN where a pair was never seen."""
        return self.optimum(self.noise(1.0), 1.0)


def correlation(x: Tensor, y: Tensor) -> float:
    """Pearson's correlation of two tables over the cells where both have a number."""
    both = torch.isfinite(x) & torch.isfinite(y)
    pair = torch.stack([x[both].double(), y[both].double()])
    return float(torch.corrcoef(pair)[0, 1])
