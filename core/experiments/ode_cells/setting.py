"""What all pictures of the page share: the system, the cell, and where states lie in the plane."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.experiments.ode_cells.knobs import MOST_CELLS, CellParams
from core.odes.cells import Field, OneStepCell
from core.odes.methods import METHODS, Method
from core.odes.observations import ARTICLE_CLIP
from core.odes.system import Range, System
from core.odes.systems import SYSTEMS
from core.views import Array, Bounds, frozen

Floats = NDArray[np.floating[Any]]
# What has left the view by this many of its sizes is drawn no farther: numbers may be enormous.
FAR = 20.0
# Room round the view, as a share of it.
MARGIN = 0.03
# The colours of the states over the time.
STATE_ROLES = ("model", "accent")


@dataclass(frozen=True)
class Setting:
    """The system, the method and the step h that the knobs say, on a device."""

    system: System
    method: Method
    h: float
    clip: float | None
    device: torch.device

    @property
    def dtype(self) -> torch.dtype:
        """Double precision, save where a device has none."""
        return torch.float32 if self.device.type == "mps" else torch.float64

    @property
    def truth(self) -> Tensor:
        """The true parameters (P,)."""
        return self.tensor(self.system.defaults)

    @property
    def start(self) -> Tensor:
        """The initial state (D,) that the system suggests."""
        return self.tensor(self.system.start)

    def tensor(self, values: Any) -> Tensor:
        """Numbers in the precision and on the device of the page."""
        return torch.as_tensor(values, dtype=self.dtype, device=self.device)

    def field(self, params: Tensor | None = None) -> Field:
        """The right-hand side, with the true parameters if no others are given."""
        return self.system.bind(self.truth if params is None else params)

    @property
    def exact_field(self) -> Field:
        """The true right-hand side in float64 on the CPU, for the reference."""
        return self.system.bind(torch.tensor(self.system.defaults, dtype=torch.float64))

    def cell(self, field: Field, clip: bool = True) -> OneStepCell:
        """The cell of the method with this field inside."""
        return OneStepCell(self.method, field, self.h, self.clip if clip else None)

    def steps(self, span: float) -> int:
        """Cells that a span of time needs, within what a drag can wait for."""
        return max(1, min(MOST_CELLS, round(span / self.h)))

    # --- where states lie -----------------------------------------------------------------------

    @property
    def plane(self) -> bool:
        """Whether the phase plane is one of two states; else it is one of time and state."""
        return self.system.dimension == 2

    @property
    def view(self) -> tuple[Range, Range]:
        """The ranges of both axes of the phase plane."""
        if self.plane:
            return self.system.view[0], self.system.view[1]
        return (0.0, self.system.span), self.system.view[0]

    @property
    def bounds(self) -> Bounds:
        """The view and a margin."""
        (left, right), (bottom, top) = self.view
        x, y = MARGIN * (right - left), MARGIN * (top - bottom)
        return (left - x, right + x, bottom - y, top + y)

    @property
    def size(self) -> Tensor:
        """Width and height of the view (2,)."""
        return self.tensor([high - low for low, high in self.view])

    def place(self, states: Tensor, times: Floats | float) -> Floats:
        """Where states (K, D) at times (K,) lie in the phase plane, (K, 2)."""
        found = states.detach().cpu().double().numpy()
        if not self.plane:
            found = np.stack((np.broadcast_to(times, len(found)), found[:, 0]), axis=1)
        return self.near(found)

    def near(self, points: Floats) -> Floats:
        """Points (K, 2), held where a screen still has a place for them; NaN stays NaN."""
        (left, right), (bottom, top) = self.view
        low = np.array([left - FAR * (right - left), bottom - FAR * (top - bottom)])
        high = np.array([right + FAR * (right - left), top + FAR * (top - bottom)])
        return np.clip(points, low, high)

    def spot(self, states: Tensor, times: Floats | float) -> Array:
        """As ``place``, for a layer."""
        return frozen(self.place(states, times))

    def state(self, x: float, y: float) -> Tensor:
        """The state (D,) at a place in the phase plane, within the view."""
        wanted = (x, y) if self.plane else (y,)
        held = [
            min(max(value, low), high)
            for value, (low, high) in zip(wanted, self.system.view, strict=True)
        ]
        return self.tensor(held)


def setting(params: CellParams, device: torch.device) -> Setting:
    """The setting that the knobs say."""
    return Setting(
        next(system for system in SYSTEMS if system.name == params.system),
        next(method for method in METHODS if method.name == params.method),
        params.h,
        ARTICLE_CLIP if params.clip else None,
        device,
    )
