"""What there is to see of a run with callbacks, and of a run with a bug."""

import math

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from core.callbacks import KINDS, Callback
from core.experiments.callback_bench.knobs import BenchParams
from core.experiments.callback_bench.page import (
    NAMES,
    PICTURE_SIDE,
    PLUGS,
    BenchMade,
    CallbackBench,
)
from core.experiments.callback_bench.pupil import CLASSES, EPOCH
from core.layers import center_loss
from core.seen import Seen, kept
from core.view_layers import Array, frozen

# A run is drawn over thirty epochs, then over twice and four times as many.
HORIZON = 30
HOOKS = {
    "on_train_begin": "run begins",
    "on_epoch_begin": "epoch begins",
    "on_batch_begin": "step begins",
    "on_gradient_ready": "gradient ready",
    "on_batch_end": "step ends",
    "on_epoch_end": "epoch ends",
    "on_train_end": "run ends",
}
"""In the order in which they are called; the article has all of them but *gradient ready*."""
PLUGGED = tuple(kind for kind in KINDS if kind.name in PLUGS)


def hooks(kind: type[Callback]) -> list[str]:
    """The hooks that a callback hangs on."""
    return [name for name in HOOKS if getattr(kind, name) is not getattr(Callback, name)]


class BenchSeen(Seen[CallbackBench, BenchParams, BenchMade]):
    """The held-out pictures in the plane of features, and the course of the run."""

    # --- held-out pictures ----------------------------------------------------------------------

    @kept
    def labels(self) -> Tensor:
        """(N,)."""
        return self.model.pupil.digits.held_labels

    @kept
    def features(self) -> Tensor:
        """Features (N, 2), without noise."""
        net = self.model.pupil.net
        features: Tensor = net.plane(net.units(self.model.pupil.digits.held))
        return features

    @kept
    def centres(self) -> Tensor:
        """(10, 2)."""
        return self.model.pupil.net.head.centers.detach().clone()

    @kept
    def logits(self) -> Tensor:
        """(N, 10)."""
        logits: Tensor = self.model.pupil.net.head(self.features())
        return logits

    @kept
    def own(self) -> tuple[Tensor, str] | None:
        """Where a figure that a person brought lands (1, 2), and the digit that it is taken for."""
        if self.made.own is None:
            return None
        net = self.model.pupil.net
        picture = self.made.own.at(PICTURE_SIDE)[0].flatten(1).to(self.model.device)
        place: Tensor = net.plane(net.units(picture))
        return place, NAMES[int(net.head(place).argmax())]

    def entropy(self) -> float:
        """Cross-entropy, without smoothing."""
        return float(F.cross_entropy(self.logits(), self.labels()))

    def drawn(self) -> float:
        """Mean square distance to the own centre."""
        return float(center_loss(self.features(), self.centres(), self.labels()).mean())

    def objective(self) -> float:
        """What the loss would be on held-out pictures, without smoothing."""
        return self.entropy() + self.p.pull * self.drawn()

    @kept
    def hits(self) -> Tensor:
        """Share of each class (10,) that is told right."""
        right = (self.logits().argmax(1) == self.labels()).float()
        return torch.stack([right[self.labels() == k].mean() for k in range(CLASSES)])

    def accuracy(self) -> float:
        """Share of the held-out pictures that are told right, by the weights shown."""
        return float((self.logits().argmax(1) == self.labels()).float().mean())

    @kept
    def within(self) -> float:
        """Spread of the features within classes, as a share of all their spread."""
        x, y = self.features(), self.labels()
        means = torch.stack([x[y == k].mean(0) for k in range(CLASSES)])
        around = (x - x.mean(0)).square().sum()
        return float((x - means[y]).square().sum() / around.clamp_min(1e-30))

    # --- the course of the run ------------------------------------------------------------------

    def rate(self) -> float:
        """The learning rate of the last step."""
        return self.last("rate")

    def loss(self) -> float:
        """The loss of the last batch."""
        return self.last("loss")

    def healthy_loss(self) -> float:
        """The same of the twin."""
        return self.last("healthy_loss")

    def held(self) -> float:
        """The held-out loss of the averaged weights."""
        return self.last("held")

    def alive(self) -> float:
        """The graphs of losses that are alive."""
        return self.last("alive")

    def last(self, name: str) -> float:
        """A scalar of the last step, NaN before the first."""
        return self.history.last.get(name, math.nan)

    def epochs(self) -> Array:
        """When each step of the history was made, in epochs."""
        return frozen(self.history.steps() / EPOCH)

    def horizon(self) -> int:
        """As many epochs as the pictures have room for."""
        steps = self.history.steps()
        now = steps[-1] / EPOCH if len(steps) else 0.0
        doublings = max(0, math.ceil(math.log2(max(now, 1) / HORIZON)))
        return HORIZON << doublings

    def on(self, name: str) -> bool:
        """Whether the callback of this name is plugged in."""
        return bool(getattr(self.p, next(iter(PLUGS[name]))))

    def lane(self, name: str) -> Array:
        """What the callback of this name did at each step of the history, in [0, 1]."""
        p, values = self.p, self.history.values
        match name:
            case "warm-up":
                share = values("warm_up")
            case "schedule":
                share = 1 + np.log10(values("schedule")) / 2
            case "gradient clipping":
                share = values("gradient_norm") / max(p.clip_norm, 1e-9)
            case "averaged weights":
                share = values("average") / values("average")
            case "early stop":
                share = 1 - values("left") / max(p.patience, 1)
            case _:
                best = values("best")
                share = (best != np.concatenate([[np.nan], best[:-1]])) & ~np.isnan(best)
        return frozen(np.nan_to_num(np.clip(share, 0, 1)))

    # --- the bug --------------------------------------------------------------------------------

    @kept
    def course(self, *names: str) -> Array:
        """Ages and scalars (S, 1 + names) since both runs began anew."""
        values = np.stack([self.history.values(name) for name in ("age", *names)], axis=1)
        restarts = np.flatnonzero(np.diff(values[:, 0]) <= 0)
        return frozen(values[restarts[-1] + 1 :] if len(restarts) else values)

    @property
    def bug(self) -> str:
        """The bug of the run, secret or not."""
        return self.model.bug
