"""The page of the optimisers: a race on surfaces, and the jar of small batches."""

from core.experiments.optimiser_race import digits_views, jar_views, presets, race_views
from core.experiments.optimiser_race.digits_page import DigitsRace
from core.experiments.optimiser_race.digits_views import DigitsSeen
from core.experiments.optimiser_race.jar_page import GradientJar
from core.experiments.optimiser_race.jar_seen import JarSeen
from core.experiments.optimiser_race.knobs import DigitsParams, JarParams, RaceParams
from core.experiments.optimiser_race.race_page import SurfaceRace
from core.experiments.optimiser_race.race_seen import RaceSeen
from core.experiments.optimiser_race.race_views import ROLES
from core.numbers import Number
from core.scene import Scene

RACE_NUMBERS = (
    *(
        Number(name, name, r"f", "", "Height of this runner above the lowest place.", role, ".2e")
        for name, role in ROLES.items()
    ),
    Number(
        "lead", "leader", r"f_\min", "", "Height of who is lowest, counted as the axis counts.",
        form=".2e",
    ),
)  # fmt: skip
DIGITS_NUMBERS = (
    *(
        Number(name, name, r"L", "nats", "Cross-entropy of a batch, of this runner.", role)
        for name, role in ROLES.items()
    ),
    Number(
        "top", "best", r"a", "", "Held-out accuracy of the best.", form=".1%",
    ),
)  # fmt: skip
JAR_NUMBERS = (
    Number("loss", "loss", "L", "nats", "Cross-entropy of the large batch.", "model"),
    Number(
        "right", "right order", r"\delta", "",
        "Distance of the weights from those of the large batch, as a share of their length: in the"
        " right order.",
        "class 0", ".1e",
    ),
    Number(
        "late", "late", r"\delta'", "",
        "The same in the order of the author's later wrapper: a window late.", "class 4", ".1e",
    ),
    Number(
        "switched", "article's", r"\delta''", "",
        "The same in the article's order, which its author has withdrawn.", "class 1", ".1e",
    ),
)  # fmt: skip

SCENES = (
    Scene(
        experiment=SurfaceRace,
        params=RaceParams,
        seen=RaceSeen,
        views=race_views.VIEWS,
        hero="race",
        side=("losses", "stability"),
        presets=presets.RACE,
        numbers=RACE_NUMBERS,
        curves=tuple(ROLES),
        curve_title="Height by step",
        curve_logarithmic=True,
        formula=r"\theta \leftarrow \theta - \eta\,\nabla f(\theta),\quad f = {momentum}",
        name="surfaces",
        help="Seven optimisers from one start, on surfaces of two parameters.",
    ),
    Scene(
        experiment=DigitsRace,
        params=DigitsParams,
        seen=DigitsSeen,
        views=digits_views.VIEWS,
        hero="losses",
        side=("accuracies",),
        presets=presets.DIGITS,
        numbers=DIGITS_NUMBERS,
        curves=tuple(ROLES),
        curve_title="Loss by step",
        curve_logarithmic=True,
        formula=r"\theta \leftarrow \theta - \eta\,\nabla L(\theta),\quad L = {momentum}",
        name="digits",
        help="The same seven on a small network that reads digits.",
    ),
    Scene(
        experiment=GradientJar,
        params=JarParams,
        seen=JarSeen,
        views=jar_views.VIEWS,
        hero="drift",
        side=("arrows",),
        presets=presets.JAR,
        numbers=JAR_NUMBERS,
        curves=("loss",),
        traced=("drift 1", "drift 2", "drift 3"),
        formula=r"{right} = |\theta_{4\times16} - \theta_{64}|\,/\,|\theta_{64}|",
        name="jar",
        help="Small batches gathered into a large one, on digits.",
    ),
)
