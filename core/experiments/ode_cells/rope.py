"""A rope of initial points, laid by hand."""

import torch
from torch import Tensor

from core.experiments.ode_cells.setting import Setting
from core.views import Array

# The rope lies over the view from here to there until a hand draws another, in shares of the view.
FROM, TO = (0.1, 0.5), (0.45, 0.5)


class Rope:
    """A line (K, 2) in the phase plane on which starts lie at equal distances."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        corner = setting.tensor([low for low, _ in setting.view])
        self._line = corner + setting.tensor([FROM, TO]) * setting.size

    def draw(self, points: Array, setting: Setting) -> None:
        """Lay the rope along a stroke; a dot is no rope."""
        if len(points) > 1:
            self._line = setting.tensor(points)

    def starts(self, count: int) -> Tensor:
        """So many states (R, D) along the rope."""
        setting = self.setting
        if count == 0:
            return setting.tensor([]).view(0, setting.system.dimension)
        pieces = (self._line.diff(dim=0) / setting.size).norm(dim=1)
        along = torch.cat((pieces.new_zeros(1), pieces.cumsum(0)))
        wanted = torch.linspace(0, float(along[-1]), count, dtype=along.dtype)
        index = torch.searchsorted(along, wanted).clamp(1, len(along) - 1)
        share = (wanted - along[index - 1]) / (along[index] - along[index - 1]).clamp(min=1e-12)
        places = self._line[index - 1] + share[:, None] * (
            self._line[index] - self._line[index - 1]
        )
        return torch.stack([setting.state(float(x), float(y)) for x, y in places])
