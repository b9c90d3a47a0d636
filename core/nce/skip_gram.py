"""Skip-gram with negative sampling, by hand: the loss of NCE on pairs of words.

For a centre i, a context j seen near it and k words drawn as noise, with vectors u and v,

    L = softplus(−ℓ_j) + Σ softplus(ℓ_noise),    ℓ_j = ⟨u_i, v_j⟩ − shift_j.

With shift 0 this is word2vec's (T. Mikolov et al., NeurIPS 2013), whose γ is 0; with log kq_j it
is NCE with its correction. The gradient is short enough to be written down: with R_ij the sum of
σ(ℓ) − 1 over what was seen and of σ(ℓ) over noise, ∂L/∂u = R v and ∂L/∂v = Rᵀ u. All goes through
tables (V, V), which fit where the vocabulary is small.
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
    """The loss (0-d, mean of the batch), and its gradients by u and v (V, D)."""

    loss: Tensor
    u: Tensor
    v: Tensor


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
    products = u @ v.T if shift is None else u @ v.T - shift
    total, R = residuals(products, batch)
    return Gradients(total, R @ v, R.T @ u)


def residuals(products: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
    """The loss (0-d), and R (V, V), its gradient by the products ℓ (V, V); 0 of an empty batch."""
    places = batch.centres[:, None] * len(products) + batch.words
    logits = products.flatten()[places]  # (B, 1 + k)
    found = torch.sigmoid(logits)
    found[:, 0] -= 1
    logits[:, 0].neg_()
    R, count = torch.zeros_like(products).flatten(), max(1, len(places))
    R.index_add_(0, places.flatten(), found.flatten(), alpha=1 / count)
    return softplus(logits).sum() / count, R.reshape_as(products)


def descend(u: Tensor, v: Tensor, found: Gradients, rate: float) -> None:
    """One step of gradient descent, in place."""
    u.sub_(found.u, alpha=rate)
    v.sub_(found.v, alpha=rate)


def expected_loss(products: Tensor, joint: Tensor, noise: Tensor, ratio: float) -> Tensor:
    """The loss of all pairs and all noise, 0-d, at inner products ⟨u_i, v_j⟩ (V, V).

    −∞ stands for a pair that was never seen and is held for impossible.
    """
    seen = torch.where(joint > 0, joint * softplus(-products), 0.0)
    drawn = joint.sum(dim=1, keepdim=True) * noise * softplus(products)
    return (seen + ratio * drawn).sum()
