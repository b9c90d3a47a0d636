"""Looks: the views of a run, drawn from what is kept for looking."""

from collections.abc import Callable

import torch

from core.cache import Cache
from core.experiment import Experiment
from core.history import History
from core.interning import interned
from core.scene import Scene
from core.views import FORMULA, RUN_CHART, AnyView, View


class Looks:
    """The views of `scene`, its formula, and last the chart of the run. `clock` gives seconds."""

    def __init__(
        self, scene: Scene, experiment: Experiment, history: History, clock: Callable[[], float]
    ) -> None:
        parts = frozenset(id(part) for part in experiment.parts().values())
        sources = {
            "params": lambda: experiment.params,
            "made": lambda: experiment.made,
            "model": lambda: experiment,
        }
        self.cache = Cache(sources, parts, clock)
        self.seen = scene.seen(experiment, self.cache, history, scene.numbers)
        formula = {FORMULA: scene.equation} if scene.formula else {}
        self._views = {**scene.views, **formula, RUN_CHART: scene.run_chart}
        self._shown: dict[str, AnyView] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """What the views are called."""
        return tuple(self._views)

    @torch.no_grad()
    def draw(self, name: str) -> AnyView:
        """The view `name`; the same object as before where it shows the same."""

        def make() -> AnyView:
            view = self._views[name](self.seen)
            if not isinstance(view, View):
                raise TypeError(f"{name} is no view but {type(view).__name__}")
            self._shown[name] = interned(view, self._shown.get(name))
            return self._shown[name]

        view: AnyView = self.cache.get((AnyView, name), make)
        return view

    def end(self) -> None:
        """Drop what no view reads any more."""
        self.cache.end([(AnyView, name) for name in self._views])
