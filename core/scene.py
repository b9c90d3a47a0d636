"""Scene: an experiment, and all that a page declares of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.experiment import Experiment
from core.numbers import Number
from core.params import Params, Preset
from core.seen import Seen
from core.view_layers import Layer, Lines, frozen
from core.views import AnyView, Chart, Reading


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """What a page shows of one experiment; a page of several tasks has several scenes.

    `views` gives one pure function per view name in `hero`, `side` and `strip`, from what is seen
    to the view. `curves` are the names of those `numbers` that `step()` returns and the chart of
    the run draws; `traced` are the names of further scalars that the history keeps for views.
    `name` says which of a page's scenes it is, "" where there is only one, and
    `help` in a sentence what it is for. In `formula`, LaTeX, {name} stands for a number and [name]
    for a knob that weighs a term.
    """

    experiment: type[Experiment]
    params: type[Params]
    seen: type[Seen[Any, Any, Any]]
    views: Mapping[str, Callable[[Any], AnyView]]
    hero: str
    side: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    presets: tuple[Preset, ...] = ()
    numbers: tuple[Number, ...] = ()
    curves: tuple[str, ...]
    traced: tuple[str, ...] = ()
    curve_title: str = "Loss"
    curve_logarithmic: bool = False
    formula: str = ""
    name: str = ""
    help: str = ""

    def number(self, name: str) -> Number:
        """The number called `name`."""
        return next(number for number in self.numbers if number.name == name)

    def run_chart(self, seen: Seen[Any, Any, Any]) -> Chart:
        """The chart of a run: a line per curve, the reference lines over them, the last values."""
        history, curves = seen.history, [self.number(name) for name in self.curves]
        steps, layers = history.steps(), dict[str, Layer]()
        for curve in curves:
            points = np.stack([steps, history.values(curve.name)], axis=1)
            dashed = curve.role == "truth"
            layers[curve.name] = Lines(frozen(points), curve.role, dashed=dashed, label=curve.label)
        readings = tuple(
            Reading(c.label, history.last[c.name], c.form, c.unit, c.role, c.help)
            for c in curves
            if c.name in history.last
        )
        return Chart(
            title=self.curve_title,
            readings=readings,
            layers={**layers, **seen.reference_lines()},
            x_label="step",
            y_label=curves[0].unit or curves[0].label,
            log_y=self.curve_logarithmic,
        )
