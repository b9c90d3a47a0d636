"""Skip-gram with negative sampling, by hand: the loss of NCE on pairs of words.

For a centre i, a context j seen near it and k words drawn as noise, with vectors u and v,

    L = softplus(−ℓ_j) + Σ softplus(ℓ_noise),    ℓ_j = ⟨u_i, v_j⟩ − shift_j.

With shift 0 this is word2vec's (T. Mikolov et al., NeurIPS 2013), whose γ is 0; with log kq_j it
is NCE with its correction. The gradient is short enough to be written down: with the residual
r = σ(ℓ) − 1 at what was seen and σ(ℓ) at noise, ∂L/∂v = r u and ∂L/∂u = Σ r v.
"""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import softplus


class Batch(NamedTuple):
    """Centres (B,) and words (B, 1 + k): first what was seen near them, then the noise."""

    centres: Tensor
    words: Tensor


class Gradients(NamedTuple):
    """The loss (0-d, mean of the batch), and its gradients at the rows that the batch reads."""

    loss: Tensor
    centres: Tensor
    """∂L/∂u (B, D)"""
    words: Tensor
    """∂L/∂v (B, 1 + k, D)"""


def draw(joint: Tensor, noise: Tensor, count: int, ratio: int, generator: torch.Generator) -> Batch:
    """Draw pairs by their joint probability (V, V), and `ratio` words of noise (V,) for each."""
    pairs = torch.multinomial(joint.flatten(), count, True, generator=generator)
    drawn = torch.multinomial(noise, count * ratio, True, generator=generator)
    centres, seen = pairs // len(noise), pairs % len(noise)
    return Batch(centres, torch.cat([seen[:, None], drawn.reshape(count, ratio)], dim=1))


def loss(u: Tensor, v: Tensor, batch: Batch, shift: Tensor | None = None) -> Tensor:
    """The loss, 0-d, of vectors u and v (V, D), for autograd."""
    logits = torch.einsum("bd,bwd->bw", u[batch.centres], v[batch.words])
    logits = logits if shift is None else logits - shift[batch.words]
    return softplus(torch.cat([-logits[:, :1], logits[:, 1:]], dim=1)).sum() / len(logits)


def gradients(u: Tensor, v: Tensor, batch: Batch, shift: Tensor | None = None) -> Gradients:
    """The loss and its gradients of vectors u and v (V, D), without autograd."""
    centres, words = u[batch.centres], v[batch.words]  # (B, D), (B, 1 + k, D)
    logits = torch.bmm(words, centres[:, :, None]).squeeze(2)
    if shift is not None:
        logits -= shift[batch.words]
    residuals = torch.sigmoid(logits)
    residuals[:, 0] -= 1
    logits[:, 0].neg_()
    residuals /= len(logits)
    by_centre = torch.bmm(residuals[:, None], words).squeeze(1)
    by_word = residuals[:, :, None] * centres[:, None]
    return Gradients(softplus(logits).sum() / len(logits), by_centre, by_word)


def descend(u: Tensor, v: Tensor, batch: Batch, found: Gradients, rate: float) -> None:
    """One step of gradient descent, at the rows that the batch has read and nowhere else."""
    u.index_add_(0, batch.centres, found.centres, alpha=-rate)
    v.index_add_(0, batch.words.flatten(), found.words.flatten(0, 1), alpha=-rate)


def expected_loss(products: Tensor, joint: Tensor, noise: Tensor, ratio: float) -> Tensor:
    """The loss of all pairs and all noise, 0-d, at inner products ⟨u_i, v_j⟩ (V, V).

    −∞ stands for a pair that was never seen and is held for impossible.
    """
    seen = torch.where(joint > 0, joint * softplus(-products), 0.0)
    drawn = joint.sum(dim=1, keepdim=True) * noise * softplus(products)
    return (seen + ratio * drawn).sum()
