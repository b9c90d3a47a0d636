"""What there is to know of a fit: traces, gradients, the ellipse, other starts."""

import math

import numpy as np
import torch
from torch import Tensor

from core.experiments.ode_cells.inferring import Inferring
from core.experiments.ode_cells.learning import Learning
from core.experiments.ode_cells.setting import Floats
from core.odes.identifiability import confidence_ellipse, covariance, spectrum
from core.views import Chart, Layer, Lines, Plane, Points, Reading, Rule, frozen, role_of_class

# Ratios to the truth outside are not drawn: a logarithmic axis of two decades shows the rest.
LEAST_RATIO, MOST_RATIO = 0.05, 20.0
# Values outside cannot be drawn, and zero has no logarithm.
LEAST, MOST = 1e-12, 1e30
# Rounding to whole numbers errs by this deviation, that of a uniform number in an interval of 1.
ROUNDING = 1 / math.sqrt(12)
MOST_PERCENT = 1000.0


def traces(task: Inferring) -> Chart:
    """Each parameter over its truth, step by step; all end at 1 where the fit is right."""
    steps, names = task.traces.steps(), task.traces.names
    values = np.stack([task.traces.values(name) for name in names], axis=1)
    ratios = np.where(values > 0, np.clip(values, LEAST_RATIO, MOST_RATIO), np.nan)
    layers: dict[str, Layer] = {
        f"trace {index}": Lines(
            frozen(np.stack((steps, ratios[:, index]), axis=1)), role_of_class(index), label=name
        )
        for index, name in enumerate(names)
    }
    layers["truth"] = Rule(1.0)
    return Chart(
        title="Parameters over their truth",
        layers=layers,
        bounds=(0.0, _round_up(max(10.0, float(steps[-1]))), LEAST_RATIO, MOST_RATIO),
        x_label="step",
        y_label="ratio",
        log_y=True,
    )


def gradients(task: Inferring) -> Chart:
    """The derivative of the loss by each state, as it flows back from the last observation."""
    norms = np.clip(task.flowing_back().numpy(), LEAST, MOST)
    times = task.setting.h * np.arange(len(norms))
    return Chart(
        title="Gradient back through the cells",
        layers={"gradient": Lines(frozen(np.stack((times, norms), axis=1)), "model", 1.2)},
        x_label="t",
        y_label="|∂L/∂y|",
        log_y=True,
    )


class Sloppiness:
    """The relative Jacobian at the true parameters, and the pair that it tells apart least."""

    def __init__(self, task: Inferring) -> None:
        self.task = task
        jacobian = task.jacobian()
        self.covariance = covariance(jacobian, 1.0).cpu()
        self.condition = spectrum(jacobian).condition
        loosest = spectrum(jacobian).directions[-1].abs().argsort(descending=True)
        self.pair = tuple(int(index) for index in loosest[:2])

    def ellipse(self, residual: float) -> Plane:
        """Parameters whose curves miss the observations alike: by rounding, and by `residual`."""
        names = self.task.setting.system.parameters
        percent = (100 * (self.task.estimate / self.task.setting.truth - 1)).cpu().double()
        at = percent[list(self.pair)].clamp(-MOST_PERCENT, MOST_PERCENT).numpy()
        one = len(self.pair) == 1
        at = np.array([at[0], 0.0]) if one else at
        wide, narrow = self._curve(min(max(residual, ROUNDING), MOST)), self._curve(ROUNDING)
        reach = _round_up(max(8.0, float(np.abs(narrow).max()), float(np.abs(at).max()) * 1.1))
        return Plane(
            title="What the data cannot tell",
            readings=(Reading("condition", min(self.condition, MOST), ".0f"),),
            layers={
                "like": Lines(frozen(np.clip(wide, -1e5, 1e5)), "accent"),
                "rounding": Lines(frozen(narrow), "truth", 1.0, dashed=True),
                "truth": Points(frozen([[0.0, 0.0]]), "ink", 6.0),
                "estimate": Points(frozen([at]), "model", 9.0),
            },
            bounds=(-reach, reach, -reach, reach),
            equal=False,
            x_label=f"{names[self.pair[0]]} %",
            y_label="" if one else f"{names[self.pair[1]]} %",
        )

    def _curve(self, deviation: float) -> Floats:
        """Ellipse (K, 2) in percent; an interval where there is one parameter only."""
        if len(self.pair) == 1:
            half = 196 * deviation * float(self.covariance[0, 0].sqrt())
            return np.array([[-half, 0.0], [half, 0.0]])
        pair = (self.pair[0], self.pair[1])
        found = 100 * confidence_ellipse(self.covariance * deviation**2, pair)
        return np.asarray(found.double().numpy())


def _round_up(value: float) -> float:
    """The next of 1, 2, 5 times a power of ten: axes move seldom."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value * 0.999)


def beyond(task: Learning, path: Tensor, truth: Tensor) -> Chart:
    """How far a path (T + 1, D) is from the truth, past the last observation too."""
    times = task.setting.h * np.arange(len(path))
    error = (path.cpu().double() - truth).norm(dim=1).nan_to_num(nan=MOST).clamp(LEAST, MOST)
    points = np.stack((times[1:], error[1:].numpy()), axis=1)
    return Chart(
        title="Error beyond the data",
        layers={
            "error": Lines(frozen(points), "model", 1.2),
            "last": Rule(task.seen.times[-1], "x", label="last observation"),
        },
        x_label="t",
        y_label="error",
        log_y=True,
    )


def others(task: Learning, starts: Tensor, truth: Tensor) -> Chart:
    """How far the network ends from the truth (N, D), for starts (N, D) that it never saw."""
    size = torch.tensor([high - low for low, high in task.setting.system.view])
    away = ((starts - task.seen.values[0]).cpu() / size).norm(dim=1)
    error = (
        ((task.ends(starts) - truth).cpu() / size)
        .norm(dim=1)
        .nan_to_num(nan=MOST)
        .clamp(LEAST, MOST)
    )
    return Chart(
        title="Other starts",
        layers={"starts": Points(frozen(torch.stack((away, error), dim=1)), "model", 6.0)},
        x_label="distance from its start",
        y_label="error",
        log_y=True,
    )
