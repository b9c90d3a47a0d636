"""Layers of the article on fine layers (Su 2018, kexue.fm/archives/5765), for any technique.

>>> import torch
>>> from core.layers import GaussianNoise, Halves, LinearWithCenterLoss
>>> generator = torch.Generator().manual_seed(0)
>>> x, labels = torch.randn(6, 5, generator=generator), torch.arange(6) % 3
>>> halves = Halves(5)
>>> torch.equal(halves.merge(*halves.split(x)), x)
True
>>> noise = GaussianNoise(1.0, generator)
>>> torch.equal(noise(x), x), torch.equal(noise.eval()(x), x)
(False, True)
>>> layer = LinearWithCenterLoss(5, 3, "gradient", generator)
>>> layer(x).shape, bool(layer.loss(x, labels, 0.5) > layer.loss(x, labels, 0.0))
(torch.Size([6, 3]), True)
"""

from core.layers.center import CentreRule, LinearWithCenterLoss, center_loss, wen_step
from core.layers.label_smoothing import annealed_strength, smoothed_cross_entropy
from core.layers.noise import GaussianNoise, MultiplicativeNoise
from core.layers.splits import Checkerboard, Halves

__all__ = [
    "CentreRule",
    "Checkerboard",
    "GaussianNoise",
    "Halves",
    "LinearWithCenterLoss",
    "MultiplicativeNoise",
    "annealed_strength",
    "center_loss",
    "smoothed_cross_entropy",
    "wen_step",
]
