"""Where a figure that a person drew or brought lands among the classes."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from core.margins.normalise import normalise
from core.message import Message

TAKEN_FOR = "your figure is taken for {name}, {angle}° from its direction"


@dataclass(frozen=True, eq=False)
class OwnFigure:
    """The picture (1, H, W), its feature (1, D), the shown one that is nearest, and its class."""

    picture: Tensor
    feature: Tensor
    closest: int
    taken_for: Message

    @classmethod
    def of(
        cls, picture: Tensor, feature: Tensor, weight: Tensor, shown: Tensor, names: Sequence[str]
    ) -> "OwnFigure":
        """Compare a feature (1, D) with class directions (C, D) and shown features (N, D)."""
        direction = normalise(feature.double())[0]
        cosine, label = (normalise(weight.double()) @ direction).max(0)
        closest = int((normalise(shown.double()) @ direction).argmax())
        angle = float(torch.rad2deg(torch.acos(cosine.clamp(-1, 1))))
        words = {"name": names[int(label)], "angle": f"{angle:.0f}"}
        return cls(picture, feature, closest, Message(TAKEN_FOR, words))
