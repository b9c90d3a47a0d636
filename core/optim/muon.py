"""Muon: momentum whose step is made orthogonal (Jordan et al. 2024, kellerjordan.github.io).

A small masked autoencoder needs about a third of the steps that Adam takes. In float32, since
bfloat16 is slow on most processors, and with all matrices of one shape at once.
"""

from collections import defaultdict
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.optim import AdamW, Optimizer
from torch.optim.optimizer import ParamsT

from core.optim.gradients import Closure, evaluated, parameters

# Newton–Schulz: an odd polynomial that brings singular values of 0.001 to 1 near one in five turns.
COEFFICIENTS = (3.4445, -4.7750, 2.0315)
NEWTON_SCHULZ_STEPS = 5
# Makes a step as long as Adam's, so that one rate suits both (Liu et al. 2025, arXiv:2502.16982).
ADAM_LENGTH = 0.2


def orthogonalised(matrices: Tensor) -> Tensor:
    """Nearest orthogonal matrices, roughly, to (B, m, n): singular values from 0.7 to 1.2.

    Whatever the size of a matrix; one of zeros stays what it is.
    """
    a, b, c = COEFFICIENTS
    tall = matrices.shape[1] > matrices.shape[2]
    x: Tensor = matrices.mT if tall else matrices
    x = x / _or_one(x.abs().amax(dim=(1, 2), keepdim=True))  # no square overflows or vanishes
    x = x / _or_one(x.norm(dim=(1, 2), keepdim=True))
    for _ in range(NEWTON_SCHULZ_STEPS):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.mT if tall else x


def _or_one(lengths: Tensor) -> Tensor:
    """Lengths to divide by: 1 in place of 0."""
    return lengths.masked_fill(lengths == 0, 1.0)


class Muon(Optimizer):
    """Muon with Nesterov momentum and decoupled weight decay, for matrices only.

    Raises ValueError for a parameter that is no matrix.
    """

    gradients_per_step: ClassVar[int] = 1

    def __init__(
        self,
        params: ParamsT,
        lr: float = 0.01,
        momentum: float = 0.95,
        weight_decay: float = 0.05,
    ) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        if any(parameter.ndim != 2 for parameter in parameters(self.param_groups)):
            raise ValueError("Muon turns matrices; give other parameters to another optimiser.")

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Move every matrix once; return what `closure` returns."""
        loss = evaluated(closure)
        for group in self.param_groups:
            self._move(group)
        return loss

    def _move(self, group: dict[str, Any]) -> None:
        shapes: dict[torch.Size, list[Tensor]] = defaultdict(list)
        for parameter in group["params"]:
            if parameter.grad is not None:
                shapes[parameter.shape].append(parameter)
        for shape, matrices in shapes.items():
            pushes = torch.stack([self._push(p, group["momentum"]) for p in matrices])
            length = ADAM_LENGTH * max(shape) ** 0.5 * group["lr"]
            for parameter, step in zip(matrices, orthogonalised(pushes), strict=True):
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parameter.sub_(step, alpha=length)

    def _push(self, parameter: Tensor, momentum: float) -> Tensor:
        gradient = parameter.grad
        assert gradient is not None
        memory = self.state[parameter]
        if "momentum" not in memory:
            memory["momentum"] = torch.zeros_like(parameter)
        memory["momentum"].lerp_(gradient, 1 - momentum)
        return gradient.lerp(memory["momentum"], momentum)


def muon_and_adamw(model: nn.Module, rate: float, adam_rate: float) -> list[Optimizer]:
    """Muon for the matrices inside the transformer blocks, AdamW for all other parameters."""
    inner: list[Tensor] = []
    outer: list[Tensor] = []
    for name, parameter in model.named_parameters():
        within = parameter.ndim == 2 and ".blocks." in f".{name}"
        (inner if within else outer).append(parameter)
    adam = AdamW(outer, adam_rate, betas=(0.9, 0.95), weight_decay=0.05, fused=True)
    return [Muon(inner, rate), adam]
