"""What all pictures of the page share: the embedding as it is at one moment."""

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from core.margins.angles import own_and_nearest_other
from core.margins.losses import MarginLoss
from core.margins.margin_model import MarginModel
from core.margins.normalise import normalise
from core.margins.retrieval import right_class_wrong_neighbour
from core.margins.thresholds import RocCurve, roc_curve


@dataclass(frozen=True)
class Seen:
    """Features of the shown pictures (N, D) and of the unseen class (U, D), on the CPU.

    All pictures count on through both: `N + u` is number u of the unseen ones.
    """

    loss: MarginLoss
    weight: Tensor
    centers: Tensor
    features: Tensor
    labels: Tensor
    unseen: Tensor

    @cached_property
    def angles(self) -> tuple[Tensor, Tensor]:
        """Degrees to the own class and to the nearest other one, (N,) each."""
        return own_and_nearest_other(self.features, self.weight, self.labels)

    @cached_property
    def predicted(self) -> Tensor:
        """(N,) classes."""
        return self.loss.logits(self.features, self.weight).argmax(dim=1)

    @property
    def accuracy(self) -> float:
        """Share of the shown pictures that are classified right; training never saw them."""
        return float((self.predicted == self.labels).float().mean())

    @cached_property
    def all_features(self) -> Tensor:
        """(N + U, D)."""
        return torch.cat([self.features, self.unseen])

    @cached_property
    def wrong(self) -> Tensor:
        """(N,) booleans: classified right, and yet the nearest other one is of another class.

        In double precision: on a circle hundreds of directions lie within a degree, and cosines
        near one tell them no better than 0.02 degrees apart in single precision.
        """
        vectors = self.features.double()
        return right_class_wrong_neighbour(vectors, self.labels, self.predicted)

    @cached_property
    def nearest_class(self) -> Tensor:
        """Cosine of all pictures with the class direction nearest to them, (N + U,)."""
        cosines = normalise(self.all_features) @ normalise(self.weight).T
        return cosines.amax(dim=1).clamp(-1, 1)

    @cached_property
    def trade_off(self) -> RocCurve:
        """What a threshold on that cosine takes of the known and of the unseen."""
        count = len(self.features)
        return roc_curve(self.nearest_class[:count], self.nearest_class[count:])

    def kept(self, degrees: float) -> tuple[float, float]:
        """Shares of the known and of the unseen within so many degrees of some class."""
        near = torch.rad2deg(torch.acos(self.nearest_class)) <= degrees
        count = len(self.features)
        return float(near[:count].float().mean()), float(near[count:].float().mean())

    def closest(self, picked: int) -> int:
        """The shown picture nearest to a picked one, other than itself."""
        cosines = normalise(self.features.double()) @ normalise(self.all_features[picked].double())
        if picked < len(self.features):
            cosines[picked] = -torch.inf
        return int(cosines.argmax())


@torch.no_grad()
def seen(
    model: MarginModel, loss: MarginLoss, shown: Tensor, labels: Tensor, unseen: Tensor | None
) -> Seen:
    """Embed what is shown, and the unseen class if it is there."""
    count = len(shown)
    pictures = shown if unseen is None else torch.cat([shown, unseen])
    features = torch.nan_to_num(model(pictures)).cpu()
    weight, centers = (torch.nan_to_num(part.detach()).cpu().clone()
                       for part in (model.weight, model.centers))  # fmt: skip
    return Seen(loss, weight, centers, features[:count], labels, features[count:])
