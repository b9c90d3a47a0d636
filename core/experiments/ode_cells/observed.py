"""The observed points of the page: the article's, or exact ones, with noise, dragged by a hand."""

import torch
from torch import Tensor

from core.experiments.ode_cells.setting import Setting
from core.message import InvalidInput
from core.odes.convergence import reference_path
from core.odes.observations import Observations, article_observations, grid_indices
from core.odes.populations import COMPETITION

# Seven points, as in the article, over a bit less than half of what the page shows.
COUNT, PART = 7, 0.4


def observed_times(setting: Setting) -> tuple[float, ...]:
    """Seven times, whole multiples of the step that the system suggests."""
    if setting.system is COMPETITION:
        return article_observations().times
    step = setting.system.step
    gap = max(1, round(PART * setting.system.span / (COUNT - 1) / step)) * step
    return tuple(round(gap * index, 9) for index in range(COUNT))


def observed_values(setting: Setting) -> Tensor:
    """What is seen at these times, (M, D): the article's table, else the exact states."""
    if setting.system is COMPETITION:
        return setting.tensor(article_observations(torch.float64).values)
    start = torch.tensor(setting.system.start, dtype=torch.float64)
    times = torch.tensor(observed_times(setting), dtype=torch.float64)
    return setting.tensor(reference_path(setting.exact_field, start, times))


def observations(times: tuple[float, ...], values: Tensor, h: float) -> Observations:
    """Observations that cells of step h can be compared with. Raises InvalidInput for others."""
    if len(times) < 2:
        raise InvalidInput(
            "A fit needs two observations or more, but there are {count}.", count=len(times)
        )
    for time in times:
        try:
            grid_indices((time,), h)
        except ValueError:
            raise InvalidInput(
                "The observation at t = {time:g} lies off the grid: no multiple of h = {h:g}.",
                time=time, h=h,
            ) from None  # fmt: skip
    return Observations(times, values)
