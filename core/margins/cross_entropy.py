"""Cross-entropy over many classes, with the target kept apart from the others.

With t the target's logit and O = log sum over i != t of exp(logit_i), the loss is

    -log p_t = log(1 + exp(O - t)),

which is never negative and loses no digits when p_t is near one. A margin changes t alone, so one
function over all classes serves every loss of this folder.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional


class _TargetAndOthers(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, features: Tensor, weight: Tensor, labels: Tensor
    ) -> tuple[Tensor, Tensor]:
        logits = features @ weight.T  # (N, C), the only large array; changed in place below
        column = labels[:, None]
        target = logits.gather(1, column)
        logits.scatter_(1, column, -torch.inf)
        top = logits.amax(dim=1, keepdim=True)
        powers = logits.sub_(top).exp_()
        total = powers.sum(dim=1, keepdim=True)
        ctx.save_for_backward(features, weight, labels, powers, total)
        return target.squeeze(1), (total.log() + top).squeeze(1)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, to_target: Tensor, to_others: Tensor) -> tuple[Tensor, Tensor, None]:
        features, weight, labels, powers, total = ctx.saved_tensors
        to_target = to_target[:, None]
        # powers / total is the softmax over the others; the division is by rows, hence done last.
        share = to_others[:, None] / total
        to_weight = powers.T @ (features * share)
        to_weight.index_add_(0, labels, features * to_target)
        to_features = torch.addcmul((powers @ weight) * share, weight[labels], to_target)
        return to_features, to_weight, None


_apply: Callable[[Tensor, Tensor, Tensor], tuple[Tensor, Tensor]] = _TargetAndOthers.apply


def target_and_others(features: Tensor, weight: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """The target's logit and the log-sum-exp of all other logits, both (N,).

    features (N, D), weight (C, D) with one row per class, labels (N,) integers below C; the
    logits are inner products without bias. It can be differentiated once.
    Raises ValueError with fewer than two classes: then there are no others.
    """
    if len(weight) < 2:
        raise ValueError("a margin needs at least two classes")
    return _apply(features, weight, labels)


def negative_log_share(target: Tensor, others: Tensor) -> Tensor:
    """-log p_t from the target's logit (N,) and the others' log-sum-exp (N,): never negative."""
    return -functional.logsigmoid(target - others)
