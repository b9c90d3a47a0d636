"""The figures of a run between two measurements, which are part of its state."""

from collections.abc import Mapping

import torch
from torch import Tensor

from core.margins.angles import own_and_nearest_other
from core.margins.losses import MarginLoss
from core.margins.retrieval import recall_at_k

TOPS = (1, 5, 10)


class Figures:
    """values (6,): hits in unseen groups, share of a batch classified right, loss, own angle."""

    def __init__(self) -> None:
        self.values = torch.zeros(len(TOPS) + 3)

    def search(self, vectors: Tensor, labels: Tensor) -> None:
        """Search sentences (N, D) of groups never trained on with each of them."""
        hits = recall_at_k(vectors, labels, TOPS)
        self.values[: len(TOPS)] = torch.tensor([hits[count] for count in TOPS])

    def grade(self, loss: MarginLoss, vectors: Tensor, directions: Tensor, labels: Tensor) -> None:
        """How well a batch was classified, and how far it was from its class directions."""
        classified = loss.logits(vectors, directions).argmax(dim=1)
        self.values[3] = (classified == labels).float().mean()
        self.values[5] = own_and_nearest_other(vectors, directions, labels)[0].median()

    def lose(self, loss: Tensor) -> None:
        """Note the loss of a step."""
        self.values[4] = loss.detach()

    @property
    def loss(self) -> float:
        """The loss of the last step, in nats."""
        return float(self.values[4])

    @property
    def own_angle(self) -> float:
        """The median angle of a batch to its class directions, in degrees."""
        return float(self.values[5])

    def scalars(self) -> Mapping[str, float]:
        """The figures by the names of the curves."""
        names = (*(f"top{count}" for count in TOPS), "trained", "loss", "own_angle")
        return dict(zip(names, self.values.tolist(), strict=True))
