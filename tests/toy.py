"""A tiny experiment with every kind of fault on request, for the tests of the machinery."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.data.brought import Rows, enough
from core.experiment import Action, Experiment, Part
from core.message import InvalidInput
from core.numbers import Number
from core.own_data import Takes, turning
from core.params import Params, Preset, choice, number, switch
from core.scene import Scene
from core.seen import Seen, kept
from core.touches import Drag, Touch
from core.view_layers import Array
from core.views import Bars, Handles, Layer, Plane, Points, Rule, frozen

FAULTS = ("none", "build", "step", "views", "touch", "nan")


def one_number(rows: Rows) -> float:
    """The first number of a table."""
    enough(len(rows.numbers), 1)
    return float(rows.numbers[0, 0])


@dataclass(frozen=True)
class ToyParams(Params):
    """Knobs of every kind."""

    learning_rate: float = number(0.1, 1e-3, 1.0, "Rate", "How far.", logarithmic=True, live=True)
    width: int = number(3, 1, 64, "Width", "How wide.")
    fault: str = choice("none", FAULTS, "Fault", "What goes wrong.", live=True)
    bias: bool = switch(True, "Bias", "Whether there is one.")


@dataclass(frozen=True)
class ToyMade:
    """Where the handle is."""

    handle: tuple[float, float] = (0.0, 0.0)


class Toy(Experiment):
    """A line fitted to noisy points, and a handle."""

    actions = (Action("shift", "Shift", "Move the handle."),)
    takes = (Takes("table", "A number", one_number, ("x",), turning(fault="none")),)

    params: ToyParams
    made: ToyMade

    def __init__(self, params: ToyParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        if params.fault == "build":
            raise RuntimeError("cannot be built")
        self.made = ToyMade()
        self.model = nn.Linear(params.width, 1, bias=params.bias).to(device)
        self.noise = self.generator(1)
        self.optimiser = torch.optim.SGD(self.model.parameters(), lr=params.learning_rate)

    def step(self) -> Mapping[str, Tensor | float]:
        """Fit one batch of sixteen points."""
        if self.params.fault == "step":
            raise RuntimeError("cannot step")
        x = torch.randn(16, self.params.width, generator=self.noise)
        loss = (self.model(x)[:, 0] - x.sum(1)).square().mean()
        if self.params.fault == "nan":
            loss = loss * torch.nan
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        return {"loss": loss.detach()}

    def parts(self) -> Mapping[str, Part]:
        """The model, its optimiser, its generator."""
        return {"model": self.model, "optimiser": self.optimiser, "noise": self.noise}

    def touch(self, view: str, touch: Touch) -> None:
        """Move the handle."""
        if self.params.fault == "touch":
            raise RuntimeError("cannot be touched")
        match touch:
            case Drag(x=x, y=y):
                self.made = ToyMade((x, y))
            case _:
                raise InvalidInput("Only the handle can be moved.")

    def run_action(self, name: str) -> None:
        """Move the handle by one."""
        if name == "shift":
            self.made = ToyMade((self.made.handle[0] + 1, self.made.handle[1] + 1))


class ToySeen(Seen[Toy, ToyParams, ToyMade]):
    """A line of points, and the weights."""

    @kept
    def points(self) -> Array:
        """Points on the diagonal, more of them when fine."""
        if self.p.fault == "views":
            raise RuntimeError("cannot be drawn")
        return frozen(torch.linspace(-1, 1, 64 if self.fine else 8)[:, None].expand(-1, 2))

    def handle(self) -> tuple[float, float]:
        """Where the handle is, moved by what a file says."""
        x, y = self.made.handle
        shift = self.model.own.content if self.model.own else 0.0
        return x + shift, y + shift

    @kept(waits=True)
    def weights(self) -> Array:
        """The weights."""
        return frozen(self.model.model.weight[0])

    def reference_lines(self) -> Mapping[str, Layer]:
        """The loss of the true weights."""
        return {"truth": Rule(0.0)}


def plane(seen: ToySeen) -> Plane:
    """The handle among points."""
    layers: dict[str, Layer] = {
        "points": Points(seen.points()),
        "handle": Handles(frozen([seen.handle()])),
    }
    return Plane(title="Plane", layers=layers, bounds=(-1, 1, -1, 1))


def bars(seen: ToySeen) -> Bars:
    """The weights as bars."""
    values = seen.weights()
    return Bars(title="Weights", values=values, labels=tuple(map(str, range(len(values)))))


TOY = Scene(
    experiment=Toy,
    params=ToyParams,
    seen=ToySeen,
    views={"plane": plane, "bars": bars},
    hero="plane",
    side=("bars",),
    presets=(Preset("Wide", "More of it.", {"width": 16}),),
    numbers=(Number("loss", "loss", "L", "", "How far off.", "model"),),
    curves=("loss",),
)
