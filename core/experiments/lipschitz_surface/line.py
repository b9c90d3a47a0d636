"""One dimension: curves through noisy points, and the cone of slope ±K that they must respect."""

from collections.abc import Mapping

import numpy as np
import torch

from core.experiment import Drawer
from core.experiments.lipschitz_surface.contest import Contest
from core.experiments.lipschitz_surface.knobs import SurfaceParams
from core.experiments.lipschitz_surface.marks import form, gap, norms, picked_by, role
from core.lipschitz.tasks import CURVE_SIDE, curve
from core.touches import Drag, Pick, Touch
from core.views import (
    Area,
    Array,
    Chart,
    Handles,
    Layer,
    Lines,
    Points,
    Reading,
    Rule,
    frozen,
)

BOUNDS = (-CURVE_SIDE, CURVE_SIDE, -2.6, 2.6)
NODES, FINE_NODES = 241, 961
ARM = 1.1  # how far from its tip the cone is held by its second handle
SLOPES = (0.05, 200.0)
# A curve on the cone's edge may pass it by rounding.
ROUNDING = 1e-4


class LineScene:
    """The curves of all networks in one chart."""

    def __init__(self, contest: Contest, params: SurfaceParams) -> None:
        self.contest, self.params = contest, params
        self.picked = 0  # the one that leaves the cone
        self.tip = 0.4
        self.turned: float | None = None
        """The slope K that a hand asked for."""
        self._curves: list[Array] = []
        self._nodes = _nodes(NODES)

    def views(self) -> Mapping[str, Drawer]:
        """The curves, their slopes, bounds and norms."""
        return {
            "surface": self._line,
            "slopes": self._slopes,
            "bounds": lambda fine: gap(self.contest, self.picked, fine),
            "layers": lambda fine: norms(self.contest, self.picked, fine),
        }

    def touch(self, view: str, touch: Touch) -> None:
        """Move the cone along the curve, open or close it, choose a network."""
        match touch:
            case Drag(layer="tip", index=0) if view == "surface":
                self.tip = float(np.clip(touch.x, -CURVE_SIDE, CURVE_SIDE))
            case Drag(layer="arm", index=0) if view == "surface":
                run = max(abs(touch.x - self.tip), 0.05)
                self.turned = abs(touch.y - self._height(self.tip)) / run
            case Pick(index=0) if picked_by(touch.layer, self.contest) >= 0:
                self.picked = picked_by(touch.layer, self.contest)

    def _height(self, x: float) -> float:
        place = torch.tensor([[x]], device=self.contest.device)
        return float(self.contest.portrait(self.picked).values(place)[0])

    def _line(self, fine: bool) -> Chart:
        self.contest.renew(fine)
        self._nodes = _nodes(FINE_NODES if fine else NODES)
        places = self._nodes.to(self.contest.device)
        count = range(len(self.contest.kinds))
        self._curves = [frozen(self.contest.portrait(i).values(places)) for i in count]
        sample = self.contest.sample
        points = frozen(torch.cat([sample.points, sample.targets], dim=1))
        layers: dict[str, Layer] = {
            "cone": Area(frozen(self._cone()), "accent"),
            "truth": self._over(frozen(curve(self._nodes)[:, 0]), "truth", 1.0, "truth", True),
            "data": Points(points, "data", 6.0),
        }
        for index in count:
            width = 2.0 if index == self.picked else 1.0
            name = self.contest.kinds[index].value
            layers[f"curve {index}"] = self._over(self._curves[index], role(index), width, name)
        layers["tip"] = Handles(frozen([[self.tip, self._height(self.tip)]]), role(self.picked))
        layers["arm"] = Handles(frozen([self._arm()]), "accent", ("K",))
        return Chart(
            title="Curves and the cone",
            readings=self._readings(),
            layers=layers,
            bounds=BOUNDS,
            x_label="x",
            y_label="f(x)",
        )

    def _over(
        self, heights: Array, ink: str, width: float, label: str, dashed: bool = False
    ) -> Lines:
        points = np.stack([frozen(self._nodes[:, 0]), heights], axis=1)
        return Lines(frozen(points), ink, width, dashed, label)

    def _cone(self) -> Array:
        """Two triangles from the tip to the edges: where a curve of slope ≤ K can go."""
        x, y, slope = self.tip, self._height(self.tip), self.params.slope
        found = []
        for edge in (-CURVE_SIDE, CURVE_SIDE):
            rise = slope * abs(edge - x)
            found += [[x, y], [edge, y + rise], [edge, y - rise], [x, y], [np.nan, np.nan]]
        return frozen(found)

    def _arm(self) -> list[float]:
        """A place on the upper edge of the cone, on the side that has room."""
        slope = self.params.slope
        run = ARM / (1 + slope**2) ** 0.5
        towards = 1 if self.tip + run < CURVE_SIDE else -1
        return [self.tip + towards * run, self._height(self.tip) + slope * run]

    def _readings(self) -> tuple[Reading, ...]:
        x, heights = frozen(self._nodes[:, 0]), self._curves[self.picked]
        reach = self.params.slope * np.abs(x - self.tip) + ROUNDING
        outside = float((np.abs(heights - self._height(self.tip)) > reach).mean())
        away = heights - frozen(curve(self._nodes)[:, 0])
        return (
            Reading("outside the cone", outside, ".1%", role=role(self.picked)),
            Reading("error", float(np.sqrt((away**2).mean())), ".3f"),
        )

    def _slopes(self, fine: bool) -> Chart:
        """|f′| of every network, on a logarithmic axis, with K."""
        places = _nodes(FINE_NODES if fine else NODES).to(self.contest.device)
        layers: dict[str, Layer] = {"K": Rule(self.params.slope, label="K")}
        most = 0.0
        for index in range(len(self.contest.kinds)):
            slopes = frozen(self.contest.portrait(index, fine).slopes(places))
            points = np.stack([frozen(places[:, 0]), np.clip(slopes, SLOPES[0], None)], axis=1)
            layers[f"slope {index}"] = Lines(frozen(points), role(index))
            most = float(slopes.max()) if index == self.picked else most
        return Chart(
            title="Slope |f′|",
            readings=(Reading("most", most, form(most), role=role(self.picked)),),
            layers=layers,
            bounds=(-CURVE_SIDE, CURVE_SIDE, *SLOPES),
            x_label="x",
            y_label="|f′|",
            log_y=True,
        )


def _nodes(count: int) -> torch.Tensor:
    return torch.linspace(-CURVE_SIDE, CURVE_SIDE, count)[:, None]
