"""Attached: the callbacks of one run, called in their order."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from typing import Any

import torch

from core.callbacks.averaging import Averaging
from core.callbacks.best import Best
from core.callbacks.callback import Callback, Moment, Scalars
from core.experiment import State
from core.knobs import Knob
from core.params import Params

CALLBACKS = "callbacks"
"""The name under which a run's state holds that of its callbacks; no part is called so."""


class Attached:
    """Those of `kinds` that the knobs switch on. Without any it costs a step next to nothing."""

    def __init__(self, kinds: Sequence[type[Callback]], now: Moment) -> None:
        self.kinds, self.now = kinds, now
        self.active: dict[str, Callback] = {}
        self.take(now.params)

    def take(self, params: Params) -> None:
        """Attach those that `params` ask for; what a hand has turned begins anew."""
        turned, self.now.params = set(self.now.params.turned(params)), params
        former, self.active = self.active, {}
        for kind in self.kinds:
            if kind.knobs[0] in params.knobs() and getattr(params, kind.knobs[0]):
                kept = former.get(kind.name) if turned.isdisjoint(kind.knobs) else None
                self.active[kind.name] = kept or kind()
        new = [name for name, callback in self.active.items() if callback is not former.get(name)]
        self._forget_factors(self.active.keys() - set(new))

    def _forget_factors(self, writers: Any) -> None:
        """Drop the factors of all but `writers`."""
        factors = self.now.factors
        self.now.factors = {k: factor for k, factor in factors.items() if factor.source in writers}

    # --- a step -----------------------------------------------------------------------------------

    def begin_step(self, step: int) -> None:
        """Call what comes before step number `step`."""
        self.now.step, self.now.stop = step, None
        if step == 1:
            self._call("on_train_begin")
        if (step - 1) % self.now.experiment.epoch == 0:
            self._call("on_epoch_begin")
        self._call("on_batch_begin")

    def effective(self, params: Params) -> Params:
        """The knobs as the experiment is to have them: times what schedules have written."""
        knobs, values = params.knobs(), dict[str, Any]()
        for name, factor in self.now.factors.items():
            values[name] = _scaled(knobs[name], name, getattr(params, name) * factor.value)
        return replace(params, **values) if values else params

    @contextmanager
    def watching_gradients(self) -> Iterator[None]:
        """Within, callbacks are called between the gradients and a step of an optimiser."""
        hook = Callback.on_gradient_ready
        waiting = [c for c in self.active.values() if type(c).on_gradient_ready is not hook]

        def ready(optimiser: torch.optim.Optimizer, args: Any, kwargs: Any) -> Any:
            closure = kwargs.get("closure", args[1] if len(args) > 1 else None)
            if closure is not None:
                return args[:1], {"closure": lambda: called(optimiser, closure())}
            return called(optimiser, None)

        def called(optimiser: torch.optim.Optimizer, loss: Any) -> Any:
            for callback in waiting:
                callback.on_gradient_ready(self.now, optimiser)
            return loss

        with ExitStack() as hooked:
            for optimiser in self.now.experiment.optimisers() if waiting else ():
                hooked.callback(optimiser.register_step_pre_hook(ready).remove)
            yield

    def end_step(self, scalars: Scalars) -> dict[str, float]:
        """Call what comes after the step that returned `scalars`; the callbacks' own numbers."""
        self.now.scalars = scalars
        self._call("on_batch_end")
        if self.now.step % self.now.experiment.epoch == 0:
            self._call("on_epoch_end")
        numbers: dict[str, float] = {}
        for callback in self.active.values():
            numbers |= callback.readings(self.now)
        return numbers

    def end(self) -> None:
        """Call what comes when the training is over."""
        self._call("on_train_end")

    def weights_moved(self) -> None:
        """A hand has changed what is trained."""
        self._call("on_weights_moved")

    def _call(self, hook: str) -> None:
        for callback in self.active.values():
            getattr(callback, hook)(self.now)

    # --- looking, going back ----------------------------------------------------------------------

    @property
    def averaging(self) -> Averaging | None:
        """The callback whose weights are shown in the place of those that train."""
        found = self.active.get(Averaging.name)
        return found if isinstance(found, Averaging) else None

    def shown(self) -> AbstractContextManager[None]:
        """Within, the experiment has the weights that are to be looked at."""
        averaging = self.averaging
        return averaging.shown(self.now.experiment) if averaging else nullcontext()

    @property
    def best(self) -> Best | None:
        """The callback that has kept the best state, if there is any."""
        found = self.active.get(Best.name)
        return found if isinstance(found, Best) and found.kept is not None else None

    def state(self, but: str = "") -> State:
        """A copy of all that they remember, but for one; nothing where none is switched on."""
        states = {name: c.state() for name, c in self.active.items() if name != but}
        return {CALLBACKS: {"factors": dict(self.now.factors), **states}} if self.active else {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back to a `state()`; those that were switched on since begin anew."""
        saved = state.get(CALLBACKS, {})
        self.now.factors = dict(saved.get("factors", {}))
        self._forget_factors(self.active)
        for name, callback in list(self.active.items()):
            if name in saved:
                callback.restore(saved[name])
            else:
                self.active[name] = type(callback)()


def _scaled(knob: Knob, name: str, value: float) -> float:
    """A multiplied value within the limits of the knob; a rate may fall below what is offered."""
    low = 0.0 if name == "learning_rate" else knob.low
    value = min(max(value, low), knob.high)
    return round(value) if isinstance(knob.default, int) else value
