"""Noise-contrastive estimation: an unnormalised density learnt by telling data from noise.

>>> import torch
>>> from core.nce import Gaussian, Moved, nce_loss, trapezoid

Where the two cannot be told apart, the loss is 2 log 2:

>>> logits = torch.zeros(4)
>>> f"{float(nce_loss(logits, logits, ratio=1.0)):.4f}"
'1.3863'

Noise is whatever can be sampled and evaluated, here a Gaussian about 1:

>>> noise = Moved(Gaussian(1), (1.0,), 0.5)
>>> noise.sample(3, torch.Generator()).shape
torch.Size([3, 1])
>>> rule = trapezoid(5.0, 401)
>>> f"{float(rule.log_integral(noise.log_prob(rule.nodes)).exp()):.4f}"
'1.0000'
"""

from core.nce import skip_gram
from core.nce.cooccurrence import PairCounts, correlation
from core.nce.energies import Linear, Network, gaussian, quartic
from core.nce.loss import nce_loss
from core.nce.model import Unnormalised, log_ku, logit, loss_of
from core.nce.noise import Gaussian, Mixture, Moved, Noise, StudentT, Uniform, two_lumps
from core.nce.quadrature import Rule, likelihood_loss, loss_without_z, optimum, trapezoid
from core.nce.spread import Problem, Solved, covariance, solve
from core.nce.tabulated import Tabulated
from core.nce.vocabulary_softmax import Categorical, Table

__all__ = [
    "Categorical",
    "Gaussian",
    "Linear",
    "Mixture",
    "Moved",
    "Network",
    "Noise",
    "PairCounts",
    "Problem",
    "Rule",
    "Solved",
    "StudentT",
    "Table",
    "Tabulated",
    "Uniform",
    "Unnormalised",
    "correlation",
    "covariance",
    "gaussian",
    "likelihood_loss",
    "log_ku",
    "logit",
    "loss_of",
    "loss_without_z",
    "nce_loss",
    "optimum",
    "quartic",
    "skip_gram",
    "solve",
    "trapezoid",
    "two_lumps",
]
