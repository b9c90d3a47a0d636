"""What the pictures of the flow in the plane are drawn of."""

from dataclasses import dataclass

from torch import Tensor

from core.experiments.flow_plane.knobs import OWN, PlaneParams
from core.flows import plane_view
from core.flows.flow import Composite


@dataclass
class Subject:
    """What is drawn: the flow, the points it is shown with, and what a hand holds.

    `version` counts what training and data changed, `touches` what a hand did.
    """

    params: PlaneParams
    flow: Composite
    noise: Tensor
    points: Tensor
    probe: plane_view.HeldPoints
    pointer: plane_view.HeldPoints | None = None
    loop: plane_view.HeldPoints | None = None
    version: int = 0
    touches: int = 0

    @property
    def part(self) -> float:
        """The space that the hero shows, as the part of the flow that leads from data to it."""
        return 1 - self.params.depth / 100

    @property
    def takes_strokes(self) -> bool:
        """Whether a stroke in the hero is data."""
        return self.params.dataset == OWN and self.params.depth == 100
