"""Masked autoencoders and masked language models, seen as dropout (Su 2021, kexue.fm 8770).

>>> import torch
>>> from core.masking import MaeConfig, MaskedAutoencoder, random_mask
>>> generator = torch.Generator().manual_seed(0)
>>> pictures = torch.rand(64, 1, 1, 1, generator=generator).expand(-1, 1, 8, 8)
>>> model = MaskedAutoencoder(MaeConfig(height=8, width=8, patch=2))
>>> model.fit_normalisation(pictures)
>>> mask = random_mask(64, rows=4, columns=4, ratio=0.75, generator=generator)
>>> optimiser, first = torch.optim.Adam(model.parameters(), 1e-3), model.loss(pictures, mask).item()
>>> for _ in range(50):
...     optimiser.zero_grad()
...     model.loss(pictures, mask).backward()
...     _ = optimiser.step()
>>> model.loss(pictures, mask).item() < first
True
>>> model.rebuild(pictures, mask).shape
torch.Size([64, 1, 8, 8])
"""

from core.masking.attention import Attention
from core.masking.baselines import LinearInpainting, mean_patch
from core.masking.correction import corrected
from core.masking.cost import transformer_cost
from core.masking.drop_token import draw_places, drop_tokens
from core.masking.dropout import exact_average, running_average
from core.masking.embedding_projection import EmbeddingProjection
from core.masking.influence import influence, variance_over_masks
from core.masking.mae import MaeConfig, MaskedAutoencoder
from core.masking.masks import PATTERNS, block_mask, grid_mask, kept_places, random_mask
from core.masking.mismatch import mismatch
from core.masking.mlm import (
    BERT,
    BERT_RATIO,
    MaskedLanguageModel,
    Mixture,
    Symbols,
    corrupt,
    mlm_loss,
    select,
)
from core.masking.patches import patchify, unpatchify
from core.masking.probe import linear_probe
from core.masking.transformer import Transformer

__all__ = [
    "BERT",
    "BERT_RATIO",
    "PATTERNS",
    "Attention",
    "EmbeddingProjection",
    "LinearInpainting",
    "MaeConfig",
    "MaskedAutoencoder",
    "MaskedLanguageModel",
    "Mixture",
    "Symbols",
    "Transformer",
    "block_mask",
    "corrected",
    "corrupt",
    "draw_places",
    "drop_tokens",
    "exact_average",
    "grid_mask",
    "influence",
    "kept_places",
    "linear_probe",
    "mean_patch",
    "mismatch",
    "mlm_loss",
    "patchify",
    "random_mask",
    "running_average",
    "select",
    "transformer_cost",
    "unpatchify",
    "variance_over_masks",
]
