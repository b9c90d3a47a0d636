"""The losses by name, for whoever lets a person choose one and turn its numbers."""

from collections.abc import Callable
from dataclasses import dataclass

from core.margins import losses
from core.margins.losses import MarginLoss


@dataclass(frozen=True)
class Settings:
    """All that any of the losses asks for; each takes what it needs.

    scale: s. margin: m of AM-Softmax (a cosine) and of ArcFace (radians). multiple: m of the
    losses that multiply the angle. annealing: lambda of L- and A-Softmax.
    """

    scale: float = 30.0
    margin: float = 0.35
    multiple: int = 4
    annealing: float = 0.0


FAMILY: dict[str, Callable[[Settings], MarginLoss]] = {
    "softmax": lambda chosen: losses.softmax(),
    "normalised softmax": lambda chosen: losses.normalised_softmax(chosen.scale),
    "L-Softmax": lambda chosen: losses.l_softmax(chosen.multiple, chosen.annealing),
    "A-Softmax": lambda chosen: losses.a_softmax(chosen.multiple, chosen.annealing),
    "AM-Softmax": lambda chosen: losses.am_softmax(chosen.scale, chosen.margin),
    "ArcFace": lambda chosen: losses.arcface(chosen.scale, chosen.margin),
    "min(cos mθ, cos θ)": lambda chosen: losses.simpler_a_softmax(chosen.scale, chosen.multiple),
}


def margin_loss(name: str, settings: Settings | None = None) -> MarginLoss:
    """The loss of that name in FAMILY; raises ValueError for others."""
    if name not in FAMILY:
        raise ValueError(f"There is no loss “{name}”; there are {', '.join(FAMILY)}.")
    return FAMILY[name](settings or Settings())
