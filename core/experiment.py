"""Experiment: the one interface between a technique and the program."""

import copy
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import torch
from torch import Tensor, nn

from core.message import InvalidInput
from core.params import Params, Preset
from core.touches import FileContent, Touch
from core.views import AnyView, Layer

Part = nn.Module | torch.optim.Optimizer | torch.Generator | Tensor
State = dict[str, Any]
Drawer = Callable[[bool], AnyView]
"""Makes one view; True asks for the fine picture of a paused page, False for a quick one."""

# Default layer initialisation draws from torch's global generator, of which there is only one.
_BUILDING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Curve:
    """How a scalar of `step()` is drawn in the chart of the run."""

    scalar: str
    label: str
    role: str = "model"
    unit: str = ""
    form: str = ".3f"


@dataclass(frozen=True, slots=True)
class Action:
    """A button of the page; it arrives as touches.RunAction(name)."""

    name: str
    label: str
    help: str


@dataclass(frozen=True, slots=True)
class FileReader:
    """Files that a person may bring. `read` makes of a path what touches.FileContent carries.

    `read` raises InvalidInput with one clear sentence where the file cannot be used.
    """

    label: str
    suffixes: tuple[str, ...]
    read: Callable[[str], Any]


class Experiment(ABC):
    """A model, its data and its optimiser, and what there is to see of them.

    Subclasses are final. They read no clock, no file, start no thread and draw no global random
    number after they are built. Use `build` to make one.
    """

    name: ClassVar[str]
    Params: ClassVar[type[Params]] = Params
    presets: ClassVar[tuple[Preset, ...]] = ()
    curves: ClassVar[tuple[Curve, ...]]
    curve_title: ClassVar[str] = "Loss"
    curve_logarithmic: ClassVar[bool] = False
    hero: ClassVar[str]
    side: ClassVar[tuple[str, ...]] = ()
    strip: ClassVar[tuple[str, ...]] = ()
    actions: ClassVar[tuple[Action, ...]] = ()
    file_readers: ClassVar[tuple[FileReader, ...]] = ()
    prefers_cpu: ClassVar[bool] = True
    """Whether the model is so small that a GPU only adds waiting."""

    def __init__(self, params: Any, seed: int, device: torch.device) -> None:
        self.params = params
        self.seed = seed
        self.device = device

    @abstractmethod
    def step(self) -> Mapping[str, Tensor | float]:
        """Train once. Returns its scalars as detached 0-d tensors or floats, by curve name."""

    @abstractmethod
    def views(self) -> Mapping[str, Drawer]:
        """One drawer per view name in `hero`, `side` and `strip`. Drawing changes no training."""

    @abstractmethod
    def parts(self) -> Mapping[str, Part]:
        """All that training changes: modules, optimisers, generators and tensors, by name."""

    def touch(self, view: str, touch: Touch) -> None:  # noqa: B027
        """Take a hand's gesture on `view`; a RunAction or a FileContent comes with the view ""."""

    def apply_params(self, params: Any) -> None:
        """Take new values of live knobs; the others are as before."""
        self.params = params

    def reference_lines(self) -> Mapping[str, Layer]:
        """Layers laid over the chart of the run, such as a Rule at the entropy of the data."""
        return {}

    def max_steps_per_second(self) -> float:
        """Most steps a second while playing, where each is to be seen; 0 for as many as can be."""
        return 0.0

    def carry_over(self, previous: Self) -> None:  # noqa: B027
        """Take over from the experiment that is rebuilt what a person made: drawings, files."""

    def generator(self, stream: int) -> torch.Generator:
        """A CPU generator for one purpose, seeded by the run's seed and the stream's number."""
        return torch.Generator().manual_seed(self.seed * 1_000_003 + stream)

    def state(self) -> State:
        """A copy of all that training changes."""
        return {name: _copied(part) for name, part in self.parts().items()}

    def restore(self, state: State) -> None:
        """Go back to a `state()` of an experiment with the same parameters."""
        for name, part in self.parts().items():
            saved = state[name]
            if isinstance(part, nn.Module | torch.optim.Optimizer):
                part.load_state_dict(copy.deepcopy(saved))
            elif isinstance(part, torch.Generator):
                part.set_state(saved.clone())
            else:
                with torch.no_grad():
                    part.copy_(saved)


def _copied(part: Part) -> Any:
    if isinstance(part, nn.Module | torch.optim.Optimizer):
        return copy.deepcopy(part.state_dict())
    if isinstance(part, torch.Generator):
        return part.get_state()
    return part.detach().clone()


def build(
    kind: type[Experiment], params: Params, seed: int, device: torch.device | str = "cpu"
) -> Experiment:
    """An experiment whose weights depend on `seed` alone and leave the global generator alone."""
    with _BUILDING, torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return kind(params, seed, torch.device(device))


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


def open_file(kind: type[Experiment], path: str) -> FileContent:
    """Read `path` with the reader for its suffix. Raises InvalidInput where none fits."""
    for reader in kind.file_readers:
        if path.lower().endswith(reader.suffixes):
            return FileContent(reader.read(path), path)
    known = ", ".join(suffix for reader in kind.file_readers for suffix in reader.suffixes)
    raise InvalidInput("This page opens {known}, not {path}.", known=known or "no files", path=path)


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
