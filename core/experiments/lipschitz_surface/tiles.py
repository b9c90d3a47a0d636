"""Where the networks stand in the picture: one tile each, in one pair of axes."""

from dataclasses import dataclass

import numpy as np

from core.views import Array, Bounds, frozen

# The part of the plane in one tile: the spiral reaches 2.4, the moons 2.25 by 1.1, both with noise.
SIDE, UP = 2.75, 2.3
GAP = 0.16
HEAD = 0.52
"""Room above a tile for its name."""


@dataclass(frozen=True)
class Tiles:
    """Equal tiles; `shown` are the networks that have one."""

    shown: tuple[int, ...]

    @property
    def up(self) -> float:
        """Half the height of a tile: two are higher, so that they fill the card."""
        return UP if len(self.shown) != 2 else 2 * UP + HEAD / 2

    @property
    def region(self) -> Bounds:
        """The part of the plane in each."""
        return (-SIDE, SIDE, -self.up, self.up)

    @property
    def bounds(self) -> Bounds:
        """Around all of them."""
        columns = min(2, len(self.shown))
        rows = max(1, len(self.shown) // 2)
        wide, high = 2 * SIDE + GAP, 2 * self.up + HEAD
        return (0.0, columns * wide - GAP, -rows * high, 0.0)

    def offset(self, network: int) -> Array:
        """The middle (2,) of the tile of a network."""
        place = self.shown.index(network)
        column, row = place % 2, place // 2
        x = column * (2 * SIDE + GAP) + SIDE
        y = -row * (2 * self.up + HEAD) - HEAD - self.up
        return frozen([x, y])

    def inside(self, network: int, x: float, y: float) -> tuple[float, float]:
        """Coordinates of the plane of what lies at (x, y) of the picture, kept in the tile."""
        left, bottom = self.offset(network)
        return (
            float(np.clip(x - left, -SIDE, SIDE)),
            float(np.clip(y - bottom, -self.up, self.up)),
        )

    def frame(self, network: int) -> Array:
        """The outline of a tile as a closed line (5, 2)."""
        corners = [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]
        return frozen(np.array(corners) * [SIDE, self.up] + self.offset(network))

    def head(self, network: int, share: float) -> list[float]:
        """A place (2,) above a tile, from its left edge at 0 to its right edge at 1."""
        x, y = self.offset(network)
        return [float(x) + (2 * share - 1) * SIDE, float(y) + self.up + HEAD / 2]
