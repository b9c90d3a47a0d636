"""Noise-contrastive estimation: an unnormalised density learnt by telling data from noise.

>>> import torch
>>> from core.nce import nce_loss

Where the two cannot be told apart, the loss is 2 log 2:

>>> logits = torch.zeros(4)
>>> f"{float(nce_loss(logits, logits, ratio=1.0)):.4f}"
'1.3863'
"""

from core.nce.loss import nce_loss

__all__ = ["nce_loss"]
