"""Scene: an experiment, and all that a page declares of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.callback_knobs import CALLBACKS, FIRST_CURVE
from core.callbacks import KINDS, Callback
from core.experiment import Experiment
from core.formula import Slot, parsed
from core.history import Event, Ghost, History
from core.numbers import Number
from core.params import Knob, Params, Preset
from core.seen import Seen
from core.view_layers import Area, Layer, Lines, Points, frozen
from core.views import KNOB, AnyView, Chart, Equation, Reading, Term


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """What a page shows of one experiment; a page of several tasks has several scenes.

    `views` gives one pure function per view name in `hero`, `side` and `strip`, from what is seen
    to the view. `curves` are the names of those `numbers` that `step()` returns and the chart of
    the run draws; `traced` are the names of further scalars that the history keeps for views.
    `callbacks` are those that the knobs switch on, in the order in which they are called. `name`
    says which of a page's scenes it is, "" where there is only one, and `help` in a sentence what
    it is for. `formula` has places for numbers and knobs (core/formula.py), and `formula_note` says
    of what its numbers are.
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
    curve_axis: str = ""
    curve_logarithmic: bool = False
    formula: str = ""
    formula_note: str = ""
    name: str = ""
    help: str = ""

    def number(self, name: str) -> Number:
        """The number called `name`."""
        return next(number for number in self.numbers if number.name == name)

    def linked(self) -> frozenset[str]:
        """What readings, layers and views are called that show a number."""
        return frozenset(name for number in self.numbers for name in number.names)

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
        params.check_together()

    def run_chart(self, seen: Seen[Any, Any, Any]) -> Chart:
        """The chart of a run: a line per curve, the reference lines over them, the last values."""
        history, curves = seen.history, [self.number(name) for name in self.curves]
        steps, layers = history.steps(later=True), dict[str, Layer]()
        here = len(steps) if history.now is None else np.searchsorted(steps, history.now, "right")
        for curve in curves:
            points = np.stack([steps, history.values(curve.name, later=True)], axis=1)
            dashed = curve.role == "truth"
            for number, ghost in enumerate(history.ghosts):
                label = ghost.name if curve is curves[0] else ""
                layers[f"{curve.name} of {ghost.name} {number}"] = _ghost(ghost, curve.name, label)
            if here < len(steps):
                layers[f"{curve.name} later"] = Lines(frozen(points[max(0, here - 1) :]), "ghost")
            line = frozen(points[:here])
            layers[curve.name] = Lines(line, curve.role, dashed=dashed, label=curve.label)
        own = (number for kind in self.callbacks for number in kind.numbers)
        readings = tuple(
            Reading(c.label, history.last[c.name], c.form, c.unit, c.role, c.help, c.name)
            for c in (*curves, *own)
            if c.name in history.last
        )
        events = [e for e in history.events if history.now is None or e.step <= history.now]
        if events and len(steps):
            layers["callbacks"] = _marks(history, events, curves[0].name)
        return Chart(
            title=self.curve_title,
            help="The numbers of this run over its steps; dashed is what they are compared with.",
            readings=readings,
            layers={**layers, **seen.reference_lines()},
            x_label="step",
            y_label=self._curve_axis(curves),
            log_y=self.curve_logarithmic,
        )

    def _curve_axis(self, curves: Sequence[Number]) -> str:
        """What the curves share: the axis is not called by one of several."""
        units = {curve.unit for curve in curves}
        alone = curves[0].label if len(curves) == 1 else ""
        return self.curve_axis or (units.pop() if len(units) == 1 else "") or alone

    def equation(self, seen: Seen[Any, Any, Any]) -> Equation:
        """The formula with the numbers of this moment."""
        knobs = self.params.knobs()
        rows = tuple(
            tuple(self._term(slot, knobs, seen) for slot in row) for row in parsed(self.formula)
        )
        return Equation(
            title="The formula now",
            help="What this page computes, over the numbers of this moment.",
            note=self.formula_note,
            rows=rows,
        )

    def _term(self, slot: Slot, knobs: Mapping[str, Knob], seen: Seen[Any, Any, Any]) -> Term:
        number = seen.reading(slot.number) if slot.number else None
        latex = self.number(slot.number).symbol if slot.number else slot.latex
        shown = self.number(slot.number).names if slot.number else ()
        if not slot.knob:
            return Term(latex, number, shown=shown)
        shown = (*shown, KNOB + slot.knob)
        knob, now = knobs[slot.knob], getattr(seen.p, slot.knob)
        if number is None and not isinstance(now, bool | str):
            number = Reading(knob.label, now, ".3g", knob.unit, "accent", knob.help)
        if not slot.away:
            return Term(latex, number, shown=shown)
        away = knob.parse(slot.knob, slot.away)
        back = knob.parse(slot.knob, slot.back) if slot.back else knob.default
        struck, moved = bool(now == away), bool(now in (away, back) and now != knob.default)
        turns_to = back if struck else away
        return Term(latex, number, slot.knob, turns_to, struck, moved, knob.help, shown, knob.label)


def _ghost(ghost: Ghost, curve: str, label: str) -> Lines | Area:
    if ghost.upper is not None:
        there = np.stack([ghost.steps, ghost.values[curve]], axis=1)
        back = np.stack([ghost.steps, ghost.upper[curve]], axis=1)[::-1]
        return Area(frozen(np.concatenate([there, back])), "accent", label=label)
    values = ghost.values.get(curve, np.full(len(ghost.steps), np.nan))
    return Lines(frozen(np.stack([ghost.steps, values], axis=1)), "ghost", label=label)


def _marks(history: History, events: Sequence[Event], curve: str) -> Points:
    """What callbacks did, as marks on a curve that say it."""
    at = [event.step for event in events]
    places = np.stack([at, np.interp(at, history.steps(), history.values(curve))], axis=1)
    tips = tuple(event.said for event in events)
    return Points(frozen(places), "accent", size=11.0, label="callbacks", tips=tips)
