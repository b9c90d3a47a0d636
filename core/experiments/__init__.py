"""The list of the pages. It is read before torch is imported, so it names modules, no classes."""

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.message import InvalidInput

if TYPE_CHECKING:
    from core.experiment import Experiment


@dataclass(frozen=True, slots=True)
class Entry:
    """What the gallery shows of a page, and the class of its experiment in core.experiments.NAME.

    `icon` names a file of assets/icons.
    """

    name: str
    title: str
    subtitle: str
    icon: str
    experiment: str

    def load(self) -> "type[Experiment]":
        """The class of the experiment. Imports torch."""
        module = importlib.import_module(f"core.experiments.{self.name}")
        kind: type[Experiment] = getattr(module, self.experiment)
        return kind


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "flow_plane",
        "Normalizing flow in the plane",
        "Space bends until data is a Gaussian",
        "waves",
        "FlowPlane",
    ),
    Entry(
        "flow_images",
        "Glow on pictures",
        "Every picture has one latent point",
        "grid-3x3",
        "FlowImages",
    ),
    Entry(
        "ode_cells",
        "ODE by recurrent cells",
        "A chain of cells solves an equation, and learns it",
        "chart-spline",
        "OdeCells",
    ),
    Entry(
        "margin_circle",
        "Margins on a circle",
        "Classes pulled apart by an angle",
        "asterisk",
        "MarginCircle",
    ),
    Entry(
        "sentence_search",
        "Sentences that find each other",
        "Type, and the nearest answer",
        "message-circle-question-mark",
        "SentenceSearch",
    ),
    Entry(
        "lipschitz_surface",
        "Surfaces held to a slope",
        "Robust because it cannot be steep",
        "mountain",
        "LipschitzSurface",
    ),
    Entry(
        "wasserstein_critic",
        "The critic that measures",
        "Distance without a plateau",
        "scale",
        "WassersteinCritic",
    ),
    Entry(
        "mae_images",
        "Pictures from a quarter",
        "Paint the mask, see it rebuilt",
        "images",
        "MaeImages",
    ),
    Entry(
        "mlm_text",
        "Words from their neighbours",
        "[MASK] as a kind of dropout",
        "type",
        "MlmText",
    ),
)


def find(name: str) -> Entry:
    """The entry called `name`. Raises InvalidInput if there is none."""
    for entry in ENTRIES:
        if entry.name == name:
            return entry
    raise InvalidInput(
        "There is no page {name}; there are {known}.",
        name=repr(name),
        known=", ".join(entry.name for entry in ENTRIES),
    )
