"""Two classes in the plane: every network's surface, a point that is certified, and a ring that a
hand pulls away from it until the answer flips."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import torch

from core.experiment import Drawer
from core.experiments.lipschitz_surface.contest import Contest
from core.experiments.lipschitz_surface.knobs import SurfaceParams
from core.experiments.lipschitz_surface.marks import form, gap, norms, picked_by, role
from core.experiments.lipschitz_surface.surfaces import field_layers, field_of, tile_head
from core.experiments.lipschitz_surface.tiles import Tiles
from core.lipschitz.boundary import nearest_on, nodes
from core.lipschitz.constraints import Kind
from core.lipschitz.contours import Grid
from core.lipschitz.portrait import Portrait
from core.touches import Drag, Pick, Touch
from core.views import (
    Arrows,
    Handles,
    Heat,
    Layer,
    Lines,
    Plane,
    Points,
    Reading,
    Rings,
    frozen,
)

# Nodes of the slope map along each side.
SLOPE_COLUMNS, FINE_SLOPE_COLUMNS = 34, 80
SIDE_BY_SIDE = "Surfaces, error on unseen points"
# Of a product of norms: a dead network certifies a finite disc.
SMALLEST_BOUND = 1e-12
# Training points in a tile; more hide the surface.
SHOWN = 120
RIM = 0.08  # inside of a tile, where a mark would stand over the edge


class Tile(NamedTuple):
    """What one network's tile shows of one portrait."""

    made_for: tuple[object, ...]
    portrait: Portrait
    layers: dict[str, Layer]
    boundary: Grid
    fine: bool


class Verdict(NamedTuple):
    """What one portrait says: the certified radius of the point, the nearest place of another
    answer, and whether the answers at the point and at the ring are 1."""

    made_for: tuple[object, ...]
    radius: float
    nearest: Grid | None
    answers: tuple[bool, bool]


class PlaneScene:
    """The networks' surfaces side by side, or the chosen one alone."""

    def __init__(self, contest: Contest, params: SurfaceParams) -> None:
        self.contest, self.params = contest, params
        # The free network is what the others are compared with; the last one is the tightest.
        self.picked = len(contest.kinds) - 1
        self.point, self.ring = (-0.1, 0.95), (0.15, 0.55)
        self._tiles: dict[int, Tile] = {}
        self._verdicts: dict[int, Verdict] = {}
        self._data: tuple[object, Mapping[str, Layer]] | None = None

    @property
    def tiles(self) -> Tiles:
        """Where the networks stand."""
        count = len(self.contest.kinds)
        return Tiles((self.picked,) if self.params.enlarge else tuple(range(count)))

    def views(self) -> Mapping[str, Drawer]:
        """The surfaces, the slope of the chosen one, bounds and norms."""
        return {
            "surface": self._surface,
            "slopes": self._slopes,
            "bounds": lambda fine: gap(self.contest, self.picked, fine),
            "layers": lambda fine: norms(self.contest, self.picked, fine),
        }

    def touch(self, view: str, touch: Touch) -> None:
        """Move the point with its ring, or the ring; whose tile is touched is chosen."""
        match touch:
            case Drag(layer="point" | "ring", index=index) if view == "surface":
                tiles = self.tiles
                if not 0 <= index < len(tiles.shown):
                    return
                self.picked = tiles.shown[index]
                self._move(touch.layer, *tiles.inside(self.picked, touch.x, touch.y))
            case Pick(index=0) if picked_by(touch.layer, self.contest) >= 0:
                self.picked = picked_by(touch.layer, self.contest)

    def _move(self, layer: str, x: float, y: float) -> None:
        if layer == "point":
            away = np.subtract(self.ring, self.point)
            _, _, bottom, top = self.tiles.region
            ring = np.clip(np.add((x, y), away), [-2.7, bottom], [2.7, top])
            self.point, self.ring = (x, y), (float(ring[0]), float(ring[1]))
        else:
            self.ring = (x, y)

    # --- the surfaces ---------------------------------------------------------------------------

    def _surface(self, fine: bool) -> Plane:
        self.contest.renew(fine)
        tiles = self.tiles
        layers: dict[str, Layer] = {}
        for index in tiles.shown:
            layers.update(self._tile(index, tiles, fine).layers)
        layers.update(self._points(tiles))
        layers.update(self._held(tiles))
        return Plane(
            title=self.contest.kinds[self.picked].value if self.params.enlarge else SIDE_BY_SIDE,
            readings=self._readings(),
            layers=layers,
            bounds=tiles.bounds,
        )

    def _tile(self, index: int, tiles: Tiles, fine: bool) -> Tile:
        """The tile of a network, made anew where its portrait, its place or its frame changed."""
        portrait = self.contest.portrait(index)
        made_for = (portrait, tiles, index == self.picked, self.contest.sample)
        kept = self._tiles.get(index)
        if kept is None or kept.made_for != made_for or (fine and not kept.fine):
            field = field_of(portrait, tiles.region, fine, self.contest.held_out)
            kind = self.contest.kinds[index]
            head = tile_head(kind, index, field.error, tiles, index == self.picked)
            layers = {**field_layers(field, index, tiles), **head}
            self._tiles[index] = kept = Tile(made_for, portrait, layers, field.boundary, fine)
        return kept

    def _points(self, tiles: Tiles) -> Mapping[str, Layer]:
        """The training points in every tile: what all networks learn from."""
        made_for = (tiles, self.contest.sample)
        if self._data is None or self._data[0] != made_for:
            sample = self.contest.sample
            points = frozen(sample.points[:SHOWN])
            positive = frozen(sample.targets[:SHOWN, 0]) > 0
            inside = np.abs(points) < [tiles.region[1] - RIM, tiles.region[3] - RIM]
            layers: dict[str, Layer] = {}
            for number, chosen in enumerate((~positive, positive)):
                mine = points[chosen & inside.all(axis=1)]
                copies = np.concatenate([mine + tiles.offset(index) for index in tiles.shown])
                layers[f"class {number}"] = Points(frozen(copies), f"class {number}", 5.0)
            self._data = (made_for, layers)
        return {**self._data[1], **self._penalised(tiles)}

    def _penalised(self, tiles: Tiles) -> Mapping[str, Layer]:
        """Where the gradient was penalised last: it is policed nowhere else."""
        places, kinds = self.contest.rivals.penalised, self.contest.kinds
        if places is None or len(tiles.shown) > 1 or kinds[self.picked] is not Kind.GRADIENT:
            return {}
        return {"penalised": Points(frozen(frozen(places) + tiles.offset(self.picked)), "ghost")}

    # --- the point and the ring -----------------------------------------------------------------

    def _held(self, tiles: Tiles) -> dict[str, Layer]:
        """In every tile the point, its certified disc, its way to the boundary, and the ring."""
        point, ring = np.array(self.point), np.array(self.ring)
        offsets = np.stack([tiles.offset(index) for index in tiles.shown])
        verdicts = [self._verdict(index) for index in tiles.shown]
        ends = [point if v.nearest is None else v.nearest for v in verdicts]
        radii = frozen([v.radius for v in verdicts])
        layers: dict[str, Layer] = {
            "disc": Rings(frozen(point + offsets), radii, "truth", dashed=True),
            "arrow": Arrows(frozen(point + offsets), frozen(np.stack(ends) + offsets), "ink"),
            "pull": Lines(frozen(_joined(point + offsets, ring + offsets)), "accent", dashed=True),
        }
        for number in range(2):
            mine = [i for i, v in enumerate(verdicts) if v.answers[1] == bool(number)]
            places = frozen((ring + offsets)[mine])
            layers[f"answer {number}"] = Points(places, f"class {number}", 9.0)
        layers["point"] = Handles(frozen(point + offsets), "ink")
        layers["ring"] = Handles(frozen(ring + offsets), "accent")
        return layers

    def _verdict(self, index: int) -> Verdict:
        """What the network of a tile says of the point and the ring."""
        tile = self._tiles[index]
        made_for = (tile.portrait, tile.fine, self.point, self.ring)
        kept = self._verdicts.get(index)
        if kept is None or kept.made_for != made_for:
            places = torch.tensor([self.point, self.ring], device=self.contest.device)
            at_point, at_ring = tile.portrait.values(places).tolist()
            radius = abs(at_point) / max(tile.portrait.bound, SMALLEST_BOUND)
            nearest = nearest_on(tile.boundary, np.array(self.point))
            kept = Verdict(made_for, radius, nearest, (at_point > 0, at_ring > 0))
            self._verdicts[index] = kept
        return kept

    def _readings(self) -> tuple[Reading, ...]:
        """Of the chosen network: certified radius, way to the boundary, way to the ring."""
        verdict = self._verdict(self.picked)
        pulled = float(np.hypot(*np.subtract(self.ring, self.point)))
        flipped = verdict.answers[0] != verdict.answers[1]
        certified = Reading("certified", verdict.radius, ".3f")
        moved = Reading("flipped" if flipped else "moved", pulled, ".2f", role="accent")
        if verdict.nearest is None:
            return (certified, moved)
        away = float(np.hypot(*(verdict.nearest - self.point)))
        return (certified, Reading("flips at", away, ".3f"), moved)

    # --- the slope ------------------------------------------------------------------------------

    def _slopes(self, fine: bool) -> Plane:
        """|∇f| of the chosen network: twice K is the darkest."""
        _, side, _, up = Tiles((0,)).region
        region = (-side, side, -up, up)
        columns = FINE_SLOPE_COLUMNS if fine else SLOPE_COLUMNS
        rows = round(columns * up / side)
        portrait = self.contest.portrait(self.picked, fine)
        slopes = portrait.slopes(nodes(region, columns, rows).to(self.contest.device))
        levels, most = (0.0, 2 * self.params.slope), float(slopes.max())
        field = Heat(frozen(slopes.reshape(rows, columns)), region, levels)
        return Plane(
            title="Slope |∇f|",
            readings=(Reading("most", most, form(most), role=role(self.picked)),),
            note="0 to 2K",
            layers={"slope": field, "boundary": self._boundary()},
            bounds=region,
        )

    def _boundary(self) -> Lines:
        tile = self._tiles.get(self.picked)
        return Lines(frozen(tile.boundary if tile else np.zeros((0, 2))), "ink")


def _joined(start: Grid, end: Grid) -> Grid:
    """Lines from each start to its end, the pen lifted between them."""
    return np.stack([start, end, np.full_like(start, np.nan)], axis=1).reshape(-1, 2)
