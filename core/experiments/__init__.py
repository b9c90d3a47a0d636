"""The list of the pages. It is read before torch is imported, so it names modules, no classes."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.message import InvalidInput

if TYPE_CHECKING:
    from core.params import Params
    from core.scene import Scene

SCENE = "task"
"""What the command line calls the choice of a scene: --set task=generator."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the gallery shows of a page, and the scenes in core.experiments.NAME.SCENES.

    `icon` names a file of assets/icons. Pages of one `group` follow the same articles, numbered as
    on kexue.fm; `minutes` is about how long the steps of the lesson take.
    """

    name: str
    title: str
    subtitle: str
    icon: str
    group: str = ""
    articles: tuple[int, ...] = ()
    minutes: int = 5

    def scenes(self) -> "tuple[Scene, ...]":
        """What the page can do, one scene for each of its tasks. Imports torch."""
        scenes: tuple[Scene, ...] = importlib.import_module(f"core.experiments.{self.name}").SCENES
        return scenes

    def chosen(self, settings: Mapping[str, str], language: str = "en") -> "tuple[Scene, Params]":
        """The scene that the settings name or that has all their knobs, and its parameters.

        Where nothing is set they are those that a window in `language` opens with.

        Raises InvalidInput for an unknown scene, unknown knobs and bad values.
        """
        scenes, knobs = self.scenes(), dict(settings)
        if len(scenes) > 1 and SCENE in knobs:
            scene = self._named(scenes, knobs.pop(SCENE))
        else:
            fitting = (scene for scene in scenes if set(knobs) <= set(scene.params.knobs()))
            scene = next(fitting, scenes[0])
        params = scene.params.usual("en" if knobs else language).parsed(knobs)
        scene.check(params)
        return scene, params

    def _named(self, scenes: "tuple[Scene, ...]", name: str) -> "Scene":
        for scene in scenes:
            if scene.name == name:
                return scene
        raise InvalidInput(
            "{name} is one of {choices}, not {value}.",
            name=SCENE, choices=", ".join(scene.name for scene in scenes), value=repr(name),
        )  # fmt: skip


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "flow_plane",
        "Normalizing flow in the plane",
        "A Gaussian bends into the data, and back",
        "waves",
        "Flows",
        (5776, 5807),
        5,
    ),
    Entry(
        "flow_images",
        "Glow on pictures",
        "Every picture has one latent point",
        "grid-3x3",
        "Flows",
        (5776, 5807),
        6,
    ),
    Entry(
        "ode_cells",
        "ODE by recurrent cells",
        "A chain of cells solves an equation, and learns it",
        "chart-spline",
        "Differential equations",
        (5643,),
        8,
    ),
    Entry(
        "margin_circle",
        "Margins on a circle",
        "Classes pulled apart by an angle",
        "asterisk",
        "Margins",
        (5743, 5765),
        6,
    ),
    Entry(
        "sentence_search",
        "Sentences that find each other",
        "Type, and the nearest answer",
        "message-circle-question-mark",
        "Margins",
        (5743,),
        6,
    ),
    Entry(
        "lipschitz_surface",
        "Surfaces held to a slope",
        "Robust because it cannot be steep",
        "mountain",
        "Lipschitz",
        (6051,),
        8,
    ),
    Entry(
        "wasserstein_critic",
        "The critic that measures",
        "Distance without a plateau",
        "scale",
        "Lipschitz",
        (6051,),
        7,
    ),
    Entry(
        "mae_images",
        "Pictures from a quarter",
        "Paint the mask, see it rebuilt",
        "images",
        "Masking",
        (8770,),
        7,
    ),
    Entry(
        "mlm_text",
        "Words from their neighbours",
        "[MASK] as a kind of dropout",
        "type",
        "Masking",
        (8770,),
        6,
    ),
    Entry(
        "nce_density",
        "Density without its integral",
        "A level that nobody computed",
        "chart-line",
        "Contrast with noise",
        (5617,),
        7,
    ),
    Entry(
        "nce_words",
        "Words against noise",
        "A table of meetings, never shown and learnt",
        "sigma",
        "Contrast with noise",
        (5617,),
        6,
    ),
    Entry(
        "optimiser_race",
        "Optimisers race",
        "One start, one tape, seven ways down",
        "trending-down",
        "Optimisers",
        (5879, 6794),
        8,
    ),
    Entry(
        "callback_bench",
        "Hooks and callbacks",
        "Who touched the run, and which bug is in it",
        "bell",
        "Training itself",
        (5765,),
        7,
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
