"""Experiment: the one interface between a technique and the program."""

import copy
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from core.message import InvalidInput
from core.own_data import Own, Takes
from core.params import Params
from core.touches import Touch


class Scalars:
    """Plain numbers that training changes, as a part; subclasses are dataclasses of them."""


Part = nn.Module | torch.optim.Optimizer | torch.Generator | Tensor | Scalars
State = dict[str, Any]
MADE = "made"
"""The name under which a state holds what a hand made; no part is called so."""

# Default layer initialisation draws from torch's global generator, of which there is only one.
_BUILDING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Action:
    """A button of the page; it calls `run_action` of the experiment with its name."""

    name: str
    label: str
    help: str


class Experiment(ABC):
    """A model, its data and its optimiser: it trains, and takes what a hand does.

    Subclasses are final. They read no clock, no file, start no thread and draw no global random
    number after they are built. Use `build` to make one. What there is to see of it is declared
    by its Scene.
    """

    actions: ClassVar[tuple[Action, ...]] = ()
    takes: ClassVar[tuple[Takes, ...]] = ()
    own: Own | None = None
    """The data that a person brought, which is there before the experiment is built."""
    prefers_cpu: ClassVar[bool] = True
    """Whether the model is so small that a GPU only adds waiting."""
    epoch: ClassVar[int] = 100
    """Steps of an epoch, a mere unit of time: batches are drawn afresh and never come to an end."""

    made: Any = None
    """What a hand made, in a frozen dataclass that is replaced whole: drawings, places, files."""

    def __init__(self, params: Any, seed: int, device: torch.device) -> None:
        self.params = params
        self.seed = seed
        self.device = device

    @abstractmethod
    def step(self) -> Mapping[str, Tensor | float]:
        """Train once. Returns its scalars as detached 0-d tensors or floats, by curve name."""

    @abstractmethod
    def parts(self) -> Mapping[str, Part]:
        """All that training changes: modules, optimisers, generators, tensors, scalars, by name."""

    def touch(self, view: str, touch: Touch) -> None:  # noqa: B027
        """Take a hand's gesture on `view`."""

    def run_action(self, name: str) -> None:  # noqa: B027
        """Do one of `actions`."""

    def receive(self, content: Any) -> None:
        """Look at something that a person brought and that is not learnt, or no more where None.

        It is `own` of `made`, on a page that takes such.
        """
        if any(not takes.learnt for takes in self.takes):
            self.made = replace(self.made, own=content)

    def take_data(self) -> None:  # noqa: B027
        """Take the data that the knobs and `made` ask for, changing no part."""

    def apply_params(self, params: Any) -> None:
        """Take new values of live knobs; those of place "data" renew the data."""
        turned = self.params.turned(params).values()
        self.params = params
        self.set_learning_rates()
        if any(knob.place == "data" for knob in turned):
            self.take_data()

    def learning_rate(self, _group: Mapping[str, Any]) -> float | None:
        """The learning rate of a group of parameters; None to leave it as it is."""
        return getattr(self.params, "learning_rate", None)

    def optimisers(self) -> list[torch.optim.Optimizer]:
        """The optimisers among the parts."""
        return [part for part in self.parts().values() if isinstance(part, torch.optim.Optimizer)]

    def set_learning_rates(self) -> None:
        """Give every optimiser the rate that the knobs ask for."""
        for optimiser in self.optimisers():
            for group in optimiser.param_groups:
                rate = self.learning_rate(group)
                group["lr"] = group["lr"] if rate is None else rate

    def max_steps_per_second(self) -> float:
        """Most steps a second while playing, where each is to be seen; 0 for as many as can be."""
        return 0.0

    def carry_over(self, previous: "Experiment") -> None:
        """Take over from the experiment that is rebuilt what a hand made."""
        if type(previous.made) is type(self.made):
            self.made = previous.made
            self.take_data()

    def generator(self, stream: int) -> torch.Generator:
        """A CPU generator for one purpose, seeded by the run's seed and the stream's number."""
        return torch.Generator().manual_seed(self.seed * 1_000_003 + stream)

    def state(self) -> State:
        """A copy of all that training changes, and under MADE what a hand made."""
        return {MADE: self.made, **{name: _copied(part) for name, part in self.parts().items()}}

    def restore(self, state: State) -> None:
        """Go back to a `state()` of an experiment with the same parameters.

        The knobs stay as they are, and so does what a hand made where the state does not say.
        """
        if self.made is not state.get(MADE, self.made):
            self.made = state[MADE]
            self.take_data()
        for name, part in self.parts().items():
            _put_back(part, state[name])
        self.set_learning_rates()


def _copied(part: Part) -> Any:
    if isinstance(part, nn.Module | torch.optim.Optimizer):
        return _cloned(part.state_dict())
    if isinstance(part, torch.Generator):
        return part.get_state()
    if isinstance(part, Tensor):
        return part.detach().clone()
    return copy.deepcopy(vars(part))


def _cloned(state: Any) -> Any:
    """A copy of a state dict. `copy.deepcopy` takes many times as long for small tensors."""
    if isinstance(state, Tensor):
        return state.clone()
    if isinstance(state, dict):
        cloned = copy.copy(state)  # of its kind, with the versions that modules note beside it
        cloned.update((name, _cloned(value)) for name, value in state.items())
        return cloned
    if isinstance(state, list):
        return [_cloned(value) for value in state]
    return copy.deepcopy(state)


def _put_back(part: Part, saved: Any) -> None:
    if isinstance(part, nn.Module | torch.optim.Optimizer):
        part.load_state_dict(_cloned(saved))
    elif isinstance(part, torch.Generator):
        part.set_state(saved.clone())
    elif isinstance(part, Tensor):
        with torch.no_grad():
            part.copy_(saved)
    else:
        vars(part).update(copy.deepcopy(saved))


def build(
    kind: type[Experiment],
    params: Params,
    seed: int,
    device: torch.device | str = "cpu",
    own: Own | None = None,
) -> Experiment:
    """An experiment on `own` data, or that of its knobs.

    Its weights depend on `seed` alone, and it leaves the global generator alone.
    """
    experiment = kind.__new__(kind)
    experiment.own = own
    with _BUILDING, torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        experiment.__init__(params, seed, torch.device(device))  # type: ignore[misc]
    return experiment


@cache
def devices() -> tuple[str, ...]:
    """The devices that are there: "cpu" first, then "cuda" and "mps"."""
    found = ["cpu"]
    if torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_available():
        found.append("mps")
    return tuple(found)


def choose_device(kind: type[Experiment], wish: str = "auto") -> str:
    """The device to train on: the wish or the best that is there. Raises InvalidInput if absent."""
    there = devices()
    if wish == "auto":
        return "cpu" if kind.prefers_cpu else there[-1]
    if wish not in there:
        raise InvalidInput(
            "There is no device {device} here; there are {there}.",
            device=wish,
            there=", ".join(there),
        )
    return wish


def first_non_finite(parts: Mapping[str, Part]) -> str:
    """The first parameter that is not finite, "" if all are; gradients count where values do not.

    Modules are searched in the order of their parameters, which is the order of the layers.
    """
    named = [
        (f"{part_name}.{name}", parameter)
        for part_name, part in parts.items()
        if isinstance(part, nn.Module)
        for name, parameter in part.named_parameters()
    ]
    for name, parameter in named:
        if not torch.isfinite(parameter).all():
            return name
    for name, parameter in named:
        if parameter.grad is not None and not torch.isfinite(parameter.grad).all():
            return f"{name} (gradient)"
    return ""
