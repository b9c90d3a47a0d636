"""Two classes in the plane: every network's surface in a tile, and the slope of the chosen one."""

from collections.abc import Mapping

import numpy as np

from core.experiment import Drawer
from core.experiments.lipschitz_surface.contest import Contest
from core.experiments.lipschitz_surface.held import Held, Verdict
from core.experiments.lipschitz_surface.knobs import SurfaceParams
from core.experiments.lipschitz_surface.marks import form, gap, norms, picked_by, role
from core.experiments.lipschitz_surface.surfaces import Tile, field_layers, field_of, tile_heads
from core.experiments.lipschitz_surface.tiles import Tiles
from core.lipschitz.boundary import nodes
from core.lipschitz.constraints import Kind
from core.touches import Drag, Pick, Touch
from core.views import Heat, Layer, Lines, Plane, Points, Reading, frozen

# Nodes of the slope map along each side.
SLOPE_COLUMNS, FINE_SLOPE_COLUMNS = 34, 80
SIDE_BY_SIDE = "Surfaces, error on unseen points"
# Training points in a tile; more hide the surface.
SHOWN = 120
RIM = 0.08  # inside of a tile, where a mark would stand over the edge


class PlaneScene:
    """The networks' surfaces side by side, or the chosen one alone."""

    def __init__(self, contest: Contest, params: SurfaceParams) -> None:
        self.contest, self.params = contest, params
        # The free network is what the others are compared with; the last one is the tightest.
        self.picked = len(contest.kinds) - 1
        self.held = Held(contest.device)
        self._tiles: dict[int, Tile] = {}
        self._says = True
        self._head: tuple[object, Mapping[str, Layer]] | None = None
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
                place = tiles.inside(self.picked, touch.x, touch.y)
                self.held.move(touch.layer, *place, tiles.region)
            case Pick(layer="marks", index=index) if 0 <= index < len(self.tiles.shown):
                self.picked = self.tiles.shown[index]
            case Pick(index=0) if picked_by(touch.layer, self.contest) >= 0:
                self.picked = picked_by(touch.layer, self.contest)

    # --- the surfaces ---------------------------------------------------------------------------

    def _surface(self, fine: bool) -> Plane:
        """While playing, surfaces and what they say of the point are renewed in turn."""
        self._says = fine or not self._says
        if fine or not self._says:
            self.contest.renew(fine)
        tiles = self.tiles
        layers: dict[str, Layer] = {}
        for index in tiles.shown:
            layers.update(self._tile(index, tiles, fine).layers)
        layers.update(self._heads(tiles))
        layers.update(self._points(tiles))
        layers.update(self.held.layers(tiles, [self._verdict(n) for n in tiles.shown]))
        return Plane(
            title=self.contest.kinds[self.picked].value if self.params.enlarge else SIDE_BY_SIDE,
            readings=self.held.readings(self._verdict(self.picked)),
            layers=layers,
            bounds=tiles.bounds,
        )

    def _tile(self, index: int, tiles: Tiles, fine: bool) -> Tile:
        """The tile of a network, made anew where its portrait, its place or its frame changed."""
        portrait = self.contest.portrait(index)
        made_for = (portrait, tiles, self.contest.sample)
        kept = self._tiles.get(index)
        if kept is None or kept.made_for != made_for or (fine and not kept.fine):
            field = field_of(portrait, tiles.region, fine, self.contest.held_out)
            layers = field_layers(field, index, tiles)
            kept = Tile(made_for, portrait, layers, field.boundary, field.error, fine)
            self._tiles[index] = kept
        return kept

    def _heads(self, tiles: Tiles) -> Mapping[str, Layer]:
        """Frames and words of all tiles, the same objects while they say the same."""
        kinds = self.contest.kinds
        errors = [self._tiles[i].error if i in self._tiles else 0.0 for i in range(len(kinds))]
        made_for = (tiles, self.picked, [f"{error:.1%}" for error in errors])
        if self._head is None or self._head[0] != made_for:
            self._head = (made_for, tile_heads(kinds, errors, tiles, self.picked))
        return self._head[1]

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

    def _verdict(self, index: int) -> Verdict:
        return self.held.verdict(index, self._tiles[index], self._says)

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
