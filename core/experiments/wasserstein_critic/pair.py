"""The data and its copy, each where a hand has put it."""

import torch
from torch import Tensor

from core.lipschitz.clouds import Cloud

# Points of each cloud that are shown and assigned.
SHOWN = 128
# Where the clouds lie before a hand moves them, and how far from the middle a hand can bring them.
APART, REACH = 3.0, (3.2, 2.4)


class Pair:
    """Two places for one cloud; samples at them, and points to show."""

    def __init__(self, apart: float, device: torch.device) -> None:
        half = apart / 2
        self.places = torch.tensor([[-half, 0.0], [half, 0.0]], device=device)

    def take(self, cloud: Cloud, generators: list[torch.Generator]) -> None:
        """Take another cloud, and draw the points that are shown of either."""
        self.cloud = cloud
        self._shown = [
            cloud.sample(SHOWN, generator).to(self.places.device) for generator in generators
        ]

    def at(self, index: int) -> Tensor:
        """Where cloud `index` lies `(dimension,)`."""
        return self.places[index, : self.cloud.dimension]

    def shift(self) -> Tensor:
        """From the data to its copy `(dimension,)`."""
        return self.at(1) - self.at(0)

    def shown(self, index: int) -> Tensor:
        """The points `(SHOWN, dimension)` that are shown of cloud `index`."""
        return self._shown[index] + self.at(index)

    def batch(self, index: int, count: int, generator: torch.Generator) -> Tensor:
        """Points `(count, dimension)` of cloud `index` to train on."""
        return self.cloud.sample(count, generator).to(self.places.device) + self.at(index)

    def drag(self, index: int, x: float, y: float) -> None:
        """Bring a cloud to a place, within reach; on the line y does not count."""
        wanted = (x, y if self.cloud.dimension == 2 else 0.0)
        held = [min(max(value, -most), most) for value, most in zip(wanted, REACH, strict=True)]
        self.places[index] = self.places.new_tensor(held)

    def carry_over(self, previous: "Pair") -> None:
        """Keep the places."""
        for index, (x, y) in enumerate(previous.places.tolist()):
            self.drag(index, x, y)
