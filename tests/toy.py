"""A tiny experiment with every kind of fault on request, for the tests of the machinery."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.experiment import Action, Curve, Drawer, Experiment, FileReader, Part
from core.message import InvalidInput
from core.params import Params, Preset, choice, number, switch
from core.touches import Drag, FileContent, RunAction, Touch
from core.views import Bars, Handles, Layer, Plane, Points, Rule, frozen

FAULTS = ("none", "build", "step", "views", "touch", "nan")


def read_number(path: str) -> float:
    """The number in a file; refuses what is none."""
    try:
        with open(path, encoding="utf-8") as file:
            return float(file.read())
    except ValueError:
        raise InvalidInput("{path} holds no number.", path=path) from None


@dataclass(frozen=True)
class ToyParams(Params):
    """Knobs of every kind."""

    learning_rate: float = number(0.1, 1e-3, 1.0, "Rate", "How far.", logarithmic=True, live=True)
    width: int = number(3, 1, 64, "Width", "How wide.")
    fault: str = choice("none", FAULTS, "Fault", "What goes wrong.", live=True)
    bias: bool = switch(True, "Bias", "Whether there is one.")


class Toy(Experiment):
    """A line fitted to noisy points; its handle is kept through rebuilds."""

    name = "toy"
    Params = ToyParams
    presets = (Preset("Wide", "More of it.", {"width": 16}),)
    curves = (Curve("loss", "loss"),)
    hero = "plane"
    side = ("bars",)
    actions = (Action("shift", "Shift", "Move the handle."),)
    file_readers = (FileReader("A number", (".txt",), read_number),)

    def __init__(self, params: ToyParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        if params.fault == "build":
            raise RuntimeError("cannot be built")
        self.model = nn.Linear(params.width, 1, bias=params.bias).to(device)
        self.noise = self.generator(1)
        self.optimiser = torch.optim.SGD(self.model.parameters(), lr=params.learning_rate)
        self.handle = torch.zeros(2)

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

    def views(self) -> Mapping[str, Drawer]:
        """The handle among points, and the weights as bars."""
        if self.params.fault == "views":
            raise RuntimeError("cannot be drawn")
        return {"plane": self._plane, "bars": self._bars}

    def parts(self) -> Mapping[str, Part]:
        """The model, its optimiser, its generator."""
        return {"model": self.model, "optimiser": self.optimiser, "noise": self.noise}

    def reference_lines(self) -> Mapping[str, Rule]:
        """The loss of the true weights."""
        return {"truth": Rule(0.0)}

    def touch(self, view: str, touch: Touch) -> None:
        """Move the handle."""
        if self.params.fault == "touch":
            raise RuntimeError("cannot be touched")
        match touch:
            case Drag(x=x, y=y):
                self.handle = torch.tensor([x, y])
            case RunAction("shift"):
                self.handle = self.handle + 1
            case FileContent(content=float(content)):
                self.handle = torch.full((2,), content)
            case _:
                raise InvalidInput("Only the handle can be moved.")

    def apply_params(self, params: ToyParams) -> None:
        """Take the rate."""
        super().apply_params(params)
        for group in self.optimiser.param_groups:
            group["lr"] = params.learning_rate

    def carry_over(self, previous: "Toy") -> None:
        """Keep the handle."""
        self.handle = previous.handle

    def _plane(self, fine: bool) -> Plane:
        count = 64 if fine else 8
        points = torch.linspace(-1, 1, count)[:, None].expand(-1, 2)
        layers: dict[str, Layer] = {
            "points": Points(frozen(points)),
            "handle": Handles(frozen(self.handle[None])),
        }
        return Plane(title="Plane", layers=layers, bounds=(-1, 1, -1, 1))

    def _bars(self, fine: bool) -> Bars:
        return Bars(
            title="Weights",
            values=frozen(self.model.weight[0]),
            labels=tuple(str(n) for n in range(self.params.width)),
        )
