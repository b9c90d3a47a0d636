"""Scene: an experiment, and all that a page declares of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.callback_knobs import CALLBACKS, FIRST_CURVE
from core.callbacks import KINDS, Callback
from core.experiment import Experiment
from core.history import History
from core.numbers import Number
from core.params import Knob, Params, Preset
from core.seen import Seen
from core.view_layers import Layer, Lines, Points, frozen
from core.views import AnyView, Chart, Reading


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """What a page shows of one experiment; a page of several tasks has several scenes.

    `views` gives one pure function per view name in `hero`, `side` and `strip`, from what is seen
    to the view. `curves` are the names of those `numbers` that `step()` returns and the chart of
    the run draws; `traced` are the names of further scalars that the history keeps for views.
    `callbacks` are those that the knobs switch on, in the order in which they are called. `name`
    says which of a page's scenes it is, "" where there is only one, and `help` in a sentence what
    it is for. In `formula`, LaTeX, {name} stands for a number and [name]
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
    callbacks: tuple[type[Callback], ...] = KINDS
    curve_title: str = "Loss"
    curve_logarithmic: bool = False
    formula: str = ""
    name: str = ""
    help: str = ""

    def number(self, name: str) -> Number:
        """The number called `name`."""
        return next(number for number in self.numbers if number.name == name)

    def monitors(self) -> dict[str, str]:
        """The numbers that a step is known to return, the first curve first, with their labels."""
        labels = {number.name: number.label for number in self.numbers}
        return {n: labels[n] for n in (*self.curves, *self.traced) if n in labels}

    def knobs(self) -> dict[str, Knob]:
        """The knobs; those that name a number or a knob of the page have all these as choices."""
        knobs, monitors = self.params.knobs(), self.monitors()
        scheduled = {
            name: knob.label
            for name, knob in knobs.items()
            if knob.live and knob.place != CALLBACKS and not isinstance(knob.default, bool | str)
        }
        named = {"monitor": {FIRST_CURVE: FIRST_CURVE, **monitors}, "scheduled": scheduled}
        return {
            name: replace(knob, choices=(*named[name],), words=(*named[name].values(),))
            if name in named
            else knob
            for name, knob in knobs.items()
        }

    def check(self, params: Params) -> None:
        """Raise InvalidInput where `params` name a number or a knob that is not there."""
        for name, knob in self.knobs().items():
            knob.check(name, getattr(params, name))

    def run_chart(self, seen: Seen[Any, Any, Any]) -> Chart:
        """The chart of a run: a line per curve, the reference lines over them, the last values."""
        history, curves = seen.history, [self.number(name) for name in self.curves]
        steps, layers = history.steps(), dict[str, Layer]()
        for curve in curves:
            points = np.stack([steps, history.values(curve.name)], axis=1)
            dashed = curve.role == "truth"
            layers[curve.name] = Lines(frozen(points), curve.role, dashed=dashed, label=curve.label)
        own = (number for kind in self.callbacks for number in kind.numbers)
        readings = tuple(
            Reading(c.label, history.last[c.name], c.form, c.unit, c.role, c.help)
            for c in (*curves, *own)
            if c.name in history.last
        )
        if history.events and len(steps):
            layers["callbacks"] = _marks(history, curves[0].name)
        return Chart(
            title=self.curve_title,
            readings=readings,
            layers={**layers, **seen.reference_lines()},
            x_label="step",
            y_label=curves[0].unit or curves[0].label,
            log_y=self.curve_logarithmic,
        )


def _marks(history: History, curve: str) -> Points:
    """What callbacks did, as marks on a curve that say it."""
    at = [event.step for event in history.events]
    places = np.stack([at, np.interp(at, history.steps(), history.values(curve))], axis=1)
    tips = tuple(event.said for event in history.events)
    return Points(frozen(places), "accent", size=13.0, label="callbacks", tips=tips)
