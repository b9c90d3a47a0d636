"""What a hand holds over every surface: a point that is certified, and a ring that is pulled away
from it until the answer flips."""

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch

from core.experiments.lipschitz_surface.surfaces import Tile
from core.experiments.lipschitz_surface.tiles import Tiles
from core.keeping import Keeping
from core.lipschitz.boundary import nearest_on
from core.views import Array, Arrows, Bounds, Handles, Layer, Lines, Points, Reading, Rings, frozen

# Of a product of norms: a dead network certifies a finite disc.
SMALLEST_BOUND = 1e-12
# How far the point can take its ring.
WIDEST = 2.7
Place = tuple[float, float]


class Verdict(NamedTuple):
    """What one portrait says: the certified radius of the point, the nearest place of another
    answer, and whether the answers at the point and at the ring are 1."""

    made_for: tuple[object, ...]
    radius: float
    nearest: Place | None
    answers: tuple[bool, bool]


class Held:
    """The point and the ring, and what each network says of them."""

    def __init__(self, device: torch.device) -> None:
        self.point: Place = (-0.1, 0.95)
        self.ring: Place = (0.15, 0.55)
        self._device = device
        self._verdicts: dict[int, Verdict] = {}
        self._keeping = Keeping(1)

    def move(self, layer: str, x: float, y: float, region: Bounds) -> None:
        """Move the point with its ring, or the ring alone."""
        if layer == "point":
            away = np.subtract(self.ring, self.point)
            ring = np.clip(np.add((x, y), away), [-WIDEST, region[2]], [WIDEST, region[3]])
            self.point, self.ring = (x, y), (float(ring[0]), float(ring[1]))
        else:
            self.ring = (x, y)

    def verdict(self, index: int, tile: Tile, anew: bool) -> Verdict:
        """What a network says of the point and the ring; kept while it would say the same.

        Unless it is asked `anew`, a network that has trained on is not asked again.
        """
        portrait = tile.portrait
        made_for = (portrait, tile.fine, self.point, self.ring)
        kept = self._verdicts.get(index)
        first = 0 if anew else 2  # of what it is made for: a hand is answered in any case
        if kept is None or kept.made_for[first:] != made_for[first:]:
            places = torch.tensor([self.point, self.ring], device=self._device)
            at_point, at_ring = portrait.values(places).tolist()
            radius = abs(at_point) / max(portrait.bound, SMALLEST_BOUND)
            nearest = nearest_on(tile.boundary, self.point)
            kept = Verdict(made_for, radius, nearest, (at_point > 0, at_ring > 0))
            self._verdicts[index] = kept
        return kept

    def layers(self, tiles: Tiles, verdicts: Sequence[Verdict]) -> Mapping[str, Layer]:
        """In every tile the point, its certified disc, its way to the boundary, and the ring."""
        point, ring = np.array(self.point), np.array(self.ring)
        offsets = np.stack([tiles.offset(index) for index in tiles.shown])
        points, rings = frozen(point + offsets), frozen(ring + offsets)
        ends = [self.point if v.nearest is None else v.nearest for v in verdicts]
        radii = frozen([v.radius for v in verdicts])
        answers = frozen([v.answers[1] for v in verdicts])
        made: dict[str, Layer] = {
            "disc": Rings(points, radii, "truth", dashed=True),
            "arrow": Arrows(points, frozen(np.stack(ends) + offsets), "ink"),
            "pull": Lines(frozen(_joined(points, rings)), "accent", dashed=True),
            "answers": Points(rings, size=9.0, classes=answers),
            "point": Handles(points, "ink"),
            "ring": Handles(rings, "accent"),
        }
        shows = dict.fromkeys(made, (self.point, self.ring, tiles))
        shows["disc"] += tuple(radii.tolist())
        shows["arrow"] += tuple(np.stack(ends).flatten().tolist())
        shows["answers"] += tuple(answers.tolist())
        return {name: self._kept(name, shows[name], layer) for name, layer in made.items()}

    def _kept(self, name: str, shows: Hashable, layer: Layer) -> Layer:
        return self._keeping.layer(name, 0, shows, shows, False, lambda: layer)

    def readings(self, verdict: Verdict) -> tuple[Reading, ...]:
        """Certified radius, way to the boundary, way to the ring."""
        pulled = float(np.hypot(*np.subtract(self.ring, self.point)))
        flipped = verdict.answers[0] != verdict.answers[1]
        certified = Reading("certified", verdict.radius, ".3f")
        moved = Reading("flipped" if flipped else "moved", pulled, ".2f", role="accent")
        if verdict.nearest is None:
            return (certified, moved)
        away = float(np.hypot(*np.subtract(verdict.nearest, self.point)))
        return (certified, Reading("flips at", away, ".3f"), moved)


def _joined(start: Array, end: Array) -> Array:
    """Lines from each start to its end, the pen lifted between them."""
    return np.stack([start, end, np.full_like(start, np.nan)], axis=1).reshape(-1, 2)
