"""What there is to see of the bench."""

import torch
from torch import Tensor

from core.callbacks import KINDS, Callback
from core.experiments.callback_bench.bugs import NONE
from core.experiments.callback_bench.knobs import BenchParams
from core.experiments.callback_bench.page import BenchMade, CallbackBench
from core.seen import Seen, kept

SHOWN = 500
HOOKS = (
    "on_train_begin", "on_epoch_begin", "on_batch_begin", "on_gradient_ready", "on_batch_end",
    "on_epoch_end", "on_train_end",
)  # fmt: skip


class BenchSeen(Seen[CallbackBench, BenchParams, BenchMade]):
    """Features of the network, what is plugged into which hook, and the numbers of the bug."""

    @kept(waits=True)
    def features(self) -> Tensor:
        """Features (N, 2) of digits it trains on."""
        net = self.model.net
        net.eval()
        found: Tensor = net(self.model.pictures[:SHOWN])[0].detach()
        return found.cpu()

    @kept
    def reach(self) -> float:
        """How far they go, but for a few."""
        return float(self.features().abs().quantile(0.98)) + 1e-3

    def plugged(self, hook: str) -> list[str]:
        """The callbacks that are switched on and do something at a hook."""
        empty, params = getattr(Callback, hook), self.p
        return [
            kind.name
            for kind in KINDS
            if getattr(kind, hook) is not empty and getattr(params, kind.knobs[0])
        ]

    def spread(self) -> float:
        """How far features are from their centre, as a share of how far apart centres are."""
        labels = self.model.labels[:SHOWN].cpu()
        means = torch.stack([self.features()[labels == digit].mean(dim=0) for digit in range(10)])
        within = (self.features() - means[labels]).norm(dim=1).mean()
        between = torch.pdist(means).mean().clamp_min(1e-6)
        return float(within / between)

    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.model.bug == NONE

    def loss_now(self) -> float:
        """The last loss."""
        return float(self.history.last.get("loss", 0.0))

    def healthy_now(self) -> float:
        """The last loss of the twin."""
        return float(self.history.last.get("healthy", 0.0))

    def accuracy_now(self) -> float:
        """The last accuracy."""
        return float(self.history.last.get("accuracy", 0.0))
