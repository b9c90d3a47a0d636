"""Two pictures of a method: where it is stable, and how its error falls with the step."""

from functools import cache

import numpy as np
import torch
from torch import Tensor

from core.data.contours import contours
from core.experiments.ode_cells.setting import Setting
from core.odes.convergence import ConvergenceTable, convergence_table, exact, fitted_slope
from core.odes.methods import METHODS, Method
from core.odes.phase_portrait import classify_equilibrium, eigenvalues
from core.odes.stability import Complex, plane, stability_function
from core.views import (
    Array,
    Bounds,
    Chart,
    Handles,
    Heat,
    Layer,
    Lines,
    Plane,
    Points,
    Reading,
    Rule,
    Texts,
    frozen,
)

# Left, right, bottom, top of the plane of h times lambda, by the order of the method.
REGIONS: dict[int, Bounds] = {
    1: (-3.4, 1.4, -1.4, 1.4),
    2: (-3.6, 1.6, -1.9, 1.9),
    4: (-5.4, 2.4, -3.1, 3.1),
    5: (-7.0, 3.0, -4.0, 4.0),
}
CELLS = 96
# How dark the region is, of 1.
SHADE = 0.35
# A dot outside is held at the border by this share of the size.
INSIDE = 0.02
# Steps over the span of the ledger; doubling shows the order as a straight line.
COUNTS = (8, 16, 32, 64, 128, 256)
# The ledger's span is this part of the system's: the article's t = 30 of 100.
PART = 0.3
# The slope is fitted to so many errors, none of them near what rounding makes.
FITTED, FLOOR = 3, 1e-11
LEAST_ERROR, MOST_ERROR = 1e-15, 1e6


@cache
def _region(method: Method) -> tuple[Heat, Lines]:
    """Where |R| is at most 1, shaded, and its border."""
    left, right, bottom, top = bounds = REGIONS[method.order]
    z = plane((left, right), (bottom, top), CELLS)
    size = np.abs(stability_function(method, z))
    border = contours(1 - size, bounds, (0.0,))
    shade = SHADE * np.clip((1 - size) * 40 + 0.5, 0, 1)
    return Heat(frozen(shade), bounds, (0.0, 1.0)), Lines(frozen(border), "accent")


def _home(setting: Setting) -> Complex:
    """Eigenvalues (D,) at the equilibrium where solutions end, or else at the first one."""
    places = setting.system.equilibria(setting.system.defaults)
    y = torch.tensor(places, dtype=torch.float64)
    params = torch.tensor(setting.system.defaults, dtype=torch.float64)
    found = eigenvalues(setting.system, y, params)
    calm = [values for values in found if classify_equilibrium(values) in ("stable", "centre")]
    home: Complex = calm[0] if calm else found[0]
    return home


def _fastest(values: Complex) -> int:
    return int(np.argmax(np.abs(values)))


def step_at(setting: Setting, x: float, y: float) -> float:
    """The h that brings the fastest eigenvalue at the equilibrium nearest to h lambda = x + iy."""
    home = _home(setting)
    eigenvalue = complex(home[_fastest(home)])
    return (complex(x, y) * eigenvalue.conjugate()).real / abs(eigenvalue) ** 2


def stability(setting: Setting, y: Tensor) -> Plane:
    """The region |R(z)| <= 1 with h times the eigenvalues at the equilibrium and at y (D,)."""
    region, border = _region(setting.method)
    home = setting.h * _home(setting)
    layers: dict[str, Layer] = {
        "region": region,
        "border": border,
        "axis": Lines(frozen([[0.0, border_end] for border_end in (-9, 9)]), "muted", 0.7),
        "equilibrium": Points(_dots(setting.method, home), "ink", 9.0, "equilibrium"),
        "h": Handles(_dots(setting.method, home[_fastest(home)][None]), "ink"),
    }
    jacobian = setting.system.jacobian(y[None], setting.truth)
    if bool(torch.isfinite(jacobian).all()):
        here = setting.h * eigenvalues(setting.system, y[None], setting.truth)[0]
        layers["here"] = Points(_dots(setting.method, here), "model", 7.0, "lit state")
    size = float(np.abs(stability_function(setting.method, home)).max())
    return Plane(
        title="h λ and stability",
        readings=(Reading("|R(h λ)|", min(size, 1e9), ".3g"),),
        note="unstable" if size > 1 + 1e-9 else "stable",
        layers=layers,
        bounds=REGIONS[setting.method.order],
        x_label="Re h λ",
        y_label="Im",
    )


def _dots(method: Method, z: Complex) -> Array:
    left, right, bottom, top = REGIONS[method.order]
    x, y = INSIDE * (right - left), INSIDE * (top - bottom)
    places = (np.clip(z.real, left + x, right - x), np.clip(z.imag, bottom + y, top - y))
    return frozen(np.stack(places, axis=1))


class Ledgers:
    """The error ledgers of all methods for one start, each computed when it is first wanted."""

    def __init__(self, setting: Setting, start: Tensor) -> None:
        self.setting, self.start = setting, start.detach().cpu().double()
        self.span = PART * setting.system.span
        self._truth: Tensor | None = None
        self._found: dict[str, ConvergenceTable] = {}

    def complete(self, wanted: int) -> None:
        """Compute so many more, that of the method in use first."""
        own = self.setting.method
        for method in (own, *(method for method in METHODS if method is not own)):
            if method.name not in self._found and wanted > 0:
                self._found[method.name] = self._made(method)
                wanted -= 1

    def _made(self, method: Method) -> ConvergenceTable:
        system = self.setting.system
        params = torch.tensor(system.defaults, dtype=torch.float64)
        if self._truth is None:
            self._truth = exact(system, self.start[None], self.span, params)
        field = self.setting.exact_field
        return convergence_table(method, field, self.start[None], self.span, COUNTS, self._truth)

    def chart(self, setting: Setting) -> Chart:
        """Error against h for the methods found so far, with the slope of the one in use."""
        layers: dict[str, Layer] = {
            f"ledger {name}": Lines(
                _curve(found), "model" if name == setting.method.name else "ghost", 1.2
            )
            for name, found in self._found.items()
        }
        slopes = {order: self._slope(order) for order in (1, 2, 4)}
        layers |= {f"slope {order}": line for order, line in slopes.items()}
        ends = [line.points[-1] * (0.85, 1.0) for line in slopes.values()]
        layers["orders"] = Texts(frozen(ends), tuple(map(str, slopes)), "ink")
        layers["h"] = Rule(float(setting.h), "x", "accent", label="h")
        own = self._found.get(setting.method.name)
        if own is not None:
            layers["own"] = Points(_curve(own), "model", 5.0)
        slope = 0.0 if own is None else self._fitted(own)
        return Chart(
            title="Error against h",
            readings=(Reading("slope", slope, ".2f", role="model"),),
            layers=layers,
            x_label="h",
            y_label="error",
            log_x=True,
            log_y=True,
        )

    def _fitted(self, own: ConvergenceTable) -> float:
        """The slope over the finest steps above rounding: coarse ones may be unstable."""
        assert self._truth is not None
        floor = FLOOR * max(1.0, float(self._truth.abs().max()))
        kept = np.isfinite(own.error) & (own.error > floor)
        h, error = own.h[kept][-FITTED:], own.error[kept][-FITTED:]
        slope = fitted_slope(h, error)
        return slope if np.isfinite(slope) else 0.0

    def _slope(self, order: int) -> Lines:
        """A dashed line of this slope through the finest error of a method of this order."""
        h = self.span / np.array(COUNTS, dtype=np.float64)
        found = [x for m in METHODS if m.order == order and (x := self._found.get(m.name))]
        error = found[0].error if found else np.full(len(COUNTS), np.nan)
        kept = np.isfinite(error) & (error > LEAST_ERROR)
        if not kept.any():
            return Lines(frozen(np.full((1, 2), np.nan)), "truth", dashed=True)
        last = np.flatnonzero(kept)[-1]
        line = np.clip(error[last] * (h / h[last]) ** order, LEAST_ERROR, MOST_ERROR)
        return Lines(frozen(np.stack((h, line), axis=1)), "truth", 0.7, dashed=True)


def _curve(ledger: ConvergenceTable) -> Array:
    kept = np.isfinite(ledger.error) & (ledger.error > 0)
    error = np.where(kept, np.clip(ledger.error, LEAST_ERROR, MOST_ERROR), np.nan)
    return frozen(np.stack((ledger.h, error), axis=1))
