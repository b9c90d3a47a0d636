"""The ways to hold a network to a slope, as a value."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Where each acts: on the weights after the step, in the loss, or inside the forward pass."""

    NONE = "none"
    CLIPPED = "weight clipping"
    PROJECTED = "projection after the step"
    FROBENIUS = "Frobenius penalty"
    SPECTRAL = "spectral penalty"
    GRADIENT = "gradient penalty"
    NORMALISED = "spectral normalisation"
    ORTHOGONAL = "orthogonal layers"


@dataclass(frozen=True)
class Constraint:
    """A kind with its numbers; those that a kind has no use for are ignored.

    `strength` is λ of a penalty, `limit` the c of clipping, `slope` the Lipschitz constant K that
    the gradient penalty aims at and that projection, normalisation and orthogonal layers give
    (the last layer is scaled by it). `rounds` of power iteration are done each step.
    """

    kind: Kind = Kind.NONE
    strength: float = 10.0
    limit: float = 0.01
    slope: float = 1.0
    one_sided: bool = False
    rounds: int = 1

    @property
    def bounds_layers(self) -> bool:
        """Whether each layer's norm is set to one, and `slope` scales the whole."""
        return self.kind in (Kind.PROJECTED, Kind.NORMALISED, Kind.ORTHOGONAL)
