"""A term of the formula and the knob that stands in it light each other."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtWidgets import QWidget

from core.views import KNOB
from gui.focus_ring import Spot
from gui.form import ParamForm
from gui.panels import Panel
from gui.theme import Theme


class KnobLinks:
    """Between the rows of `forms` and the terms of `formula`."""

    def __init__(self, formula: Panel, forms: Iterable[ParamForm], theme: Theme) -> None:
        self._formula = formula
        self._rows = {KNOB + n: row for form in forms for n, row in form.rows.items()}
        self.glow = Spot(formula, theme)
        """Round the knob that is lit."""
        formula.over.connect(self._light)
        for name, row in self._rows.items():
            row.over.connect(partial(self._rest_on, name))

    def _rest_on(self, name: str, over: bool) -> None:
        self._formula.light(frozenset({name}) if over else None)

    def _light(self, names: frozenset[str] | None) -> None:
        """Put the ring round the knob that is called so, or round what it is folded away in."""
        found: QWidget | None = next((self._rows[n] for n in names or () if n in self._rows), None)
        while found is not None and not found.isVisible():
            found = found.parentWidget()
        self.glow.follow(found)
