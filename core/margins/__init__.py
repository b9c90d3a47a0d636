"""Margins between classes: losses on the angle, encoders, retrieval, and the geometry to draw.

>>> import torch
>>> from core.margins import MLPEncoder, am_softmax, class_directions, recall_at_k
>>> generator = torch.Generator().manual_seed(0)
>>> labels = torch.arange(5).repeat(8)
>>> pictures = torch.rand(5, 8, 8, generator=generator)[labels]
>>> pictures = pictures + 0.1 * torch.randn(40, 8, 8, generator=generator)
>>> encoder, loss = MLPEncoder(size=8, dims=3), am_softmax(scale=30.0, margin=0.35)
>>> weight = class_directions(5, 3, generator).requires_grad_()
>>> optimiser = torch.optim.Adam([*encoder.parameters(), weight], 1e-2)
>>> for _ in range(100):
...     optimiser.zero_grad()
...     loss(encoder(pictures), weight, labels).mean().backward()
...     _ = optimiser.step()
>>> recall_at_k(encoder(pictures).detach(), labels, counts=(1,))[1] > 0.9
True
"""

from core.margins.angles import angular_gap, own_and_nearest_other
from core.margins.characters import PADDING, UNKNOWN, CharacterVocabulary, normalise_text
from core.margins.circle import NOBODY, Arc, arcs, boundaries, owner
from core.margins.curves import psi_curve, rising_intervals
from core.margins.family import FAMILY, Settings, margin_loss
from core.margins.image_encoders import MLPEncoder, class_directions
from core.margins.losses import (
    MarginLoss,
    a_softmax,
    am_softmax,
    arcface,
    l_softmax,
    least_loss,
    normalised_softmax,
    simpler_a_softmax,
    softmax,
)
from core.margins.margin_model import MarginModel
from core.margins.ngrams import tf_idf
from core.margins.normalise import normalise
from core.margins.psi import (
    additive,
    additive_angle,
    annealed,
    annealing_at,
    chebyshev,
    cosine,
    multiple_angle,
    smaller_multiple,
)
from core.margins.radviz import radviz_basis
from core.margins.retrieval import nearest, neighbours, recall_at_k, right_class_wrong_neighbour
from core.margins.sentence_encoder import SentenceEncoder, saliency
from core.margins.sphere import borders
from core.margins.tammes import evenly_spread, ideal_loss, nearest_angle
from core.margins.thresholds import RocCurve, roc_curve
from core.margins.word_dropout import word_dropout

__all__ = [
    "FAMILY",
    "NOBODY",
    "PADDING",
    "UNKNOWN",
    "Arc",
    "CharacterVocabulary",
    "MLPEncoder",
    "MarginLoss",
    "MarginModel",
    "RocCurve",
    "SentenceEncoder",
    "Settings",
    "a_softmax",
    "additive",
    "additive_angle",
    "am_softmax",
    "angular_gap",
    "annealed",
    "annealing_at",
    "arcface",
    "arcs",
    "borders",
    "boundaries",
    "chebyshev",
    "class_directions",
    "cosine",
    "evenly_spread",
    "ideal_loss",
    "l_softmax",
    "least_loss",
    "margin_loss",
    "multiple_angle",
    "nearest",
    "nearest_angle",
    "neighbours",
    "normalise",
    "normalise_text",
    "normalised_softmax",
    "own_and_nearest_other",
    "owner",
    "psi_curve",
    "radviz_basis",
    "recall_at_k",
    "right_class_wrong_neighbour",
    "rising_intervals",
    "roc_curve",
    "saliency",
    "simpler_a_softmax",
    "smaller_multiple",
    "softmax",
    "tf_idf",
    "word_dropout",
]
