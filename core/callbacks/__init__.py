"""Callbacks: what is done beside a step, and how a run calls them.

They are switched on by knobs that every page has (core/callback_knobs.py), and are called in the
order of KINDS at hooks whose order callback.py tells. One that changes the learning rate, or any
other live knob, multiplies it: the knob stays as a person has set it, and the experiment is given
the product.
"""

from core.callbacks.attached import CALLBACKS as CALLBACKS
from core.callbacks.attached import Attached as Attached
from core.callbacks.averaging import Averaging
from core.callbacks.best import Best as Best
from core.callbacks.callback import Callback as Callback
from core.callbacks.callback import Moment as Moment
from core.callbacks.clipping import Clipping
from core.callbacks.early_stop import EarlyStop
from core.callbacks.schedule import Schedule
from core.callbacks.stop_at import StopAtLimit, StopAtStep
from core.callbacks.warm_up import WarmUp

KINDS: tuple[type[Callback], ...] = (
    WarmUp, Schedule, Clipping, Averaging, EarlyStop, StopAtStep, StopAtLimit, Best,
)  # fmt: skip
