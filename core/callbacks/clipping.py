"""Clipping: a gradient that is too long is shortened (Pascanu et al. 2013, arXiv:1211.5063)."""

import torch
from torch.nn.utils import clip_grad_norm_

from core.callbacks.callback import Callback, Moment
from core.message import Message
from core.numbers import Number


class Clipping(Callback):
    """Holds the norm of all gradients of an optimiser, as one vector, to a limit."""

    name = "gradient clipping"
    knobs = ("clip_norm",)
    numbers = (
        Number("gradient_norm", "gradient", r"\|g\|", "", "Its norm before clipping.", form=".2g"),
        Number("clipped", "clipped", "", "%", "Share of the steps that were clipped.", form=".0f"),
    )

    def __init__(self) -> None:
        self.norm, self.clipped, self.all = 0.0, 0, 0

    def on_gradient_ready(self, now: Moment, optimiser: torch.optim.Optimizer) -> None:
        limit = now.params.clip_norm
        parameters = [p for group in optimiser.param_groups for p in group["params"]]
        self.norm = float(clip_grad_norm_(parameters, limit))
        self.all += 1
        if self.norm > limit:
            self.clipped += 1
            if self.clipped == 1:
                values = {"norm": f"{self.norm:.3g}", "limit": f"{limit:g}"}
                now.say(self, Message("The first gradient clipped: {norm} to {limit}.", values))

    def readings(self, now: Moment) -> dict[str, float]:
        if not self.all:
            return {}
        return {"gradient_norm": self.norm, "clipped": 100 * self.clipped / self.all}
