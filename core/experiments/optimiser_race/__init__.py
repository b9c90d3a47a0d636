"""The page of the optimisers: two races, the jar of small batches, and words by hand."""

from core.experiments.optimiser_race import (
    digits_views,
    jar_views,
    presets,
    race_views,
    words_views,
)
from core.experiments.optimiser_race.digits_page import DigitsRace
from core.experiments.optimiser_race.digits_views import DigitsSeen
from core.experiments.optimiser_race.jar_page import GradientJar
from core.experiments.optimiser_race.jar_seen import JarSeen
from core.experiments.optimiser_race.knobs import DigitsParams, JarParams, RaceParams, WordsParams
from core.experiments.optimiser_race.race_page import SurfaceRace
from core.experiments.optimiser_race.race_seen import RaceSeen
from core.experiments.optimiser_race.race_views import ROLES
from core.experiments.optimiser_race.words_page import WordsByHand
from core.experiments.optimiser_race.words_seen import WordsSeen
from core.numbers import Number
from core.scene import Scene

RACE_NUMBERS = (
    *(
        Number(name, name, r"f", "", "Height of this runner above the lowest place.", role, ".2e")
        for name, role in ROLES.items()
    ),
    Number(
        "lead", "leader", r"f_\mathrm{lead}", "",
        "Height of who is lowest, counted as the axis counts.",
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
        shown=("accuracies",),
    ),
)  # fmt: skip
JAR_NUMBERS = (
    Number("loss", "loss", "L", "nats", "Cross-entropy of the large batch.", "model"),
    Number(
        "right", "right order", r"\delta", "",
        "Distance of the weights from those of the large batch, as a share of their length: in the"
        " right order.",
        "class 0", ".1e", shown=("right order",),
    ),
    Number(
        "late", "late", r"\delta'", "",
        "The same in the order of the author's later wrapper: a window late.", "class 4", ".1e",
        shown=("one window late",),
    ),
    Number(
        "switched", "article's", r"\delta''", "",
        "The same in the article's order, which its author has withdrawn.", "class 1", ".1e",
        shown=("article's order",),
    ),
)  # fmt: skip
WORDS_NUMBERS = (
    Number("by hand", "by hand", "L", "nats", "Loss of the batch, by hand.", "class 2"),
    Number("autograd", "autograd", r"L'", "nats", "Loss of the batch, by autograd.", "truth"),
    Number(
        "apart", "apart", r"\delta", "",
        "Distance of the vectors of both ways, as a share of their length: rounding alone.",
        form=".1e", shown=("end",),
    ),
    Number(
        "hand", "by hand", "t", "µs", "Time of a step by hand, as measured on this machine.",
        "class 2", ".0f", shown=("by hand",),
    ),
    Number(
        "automatic", "autograd", r"t'", "µs",
        "Time of a step by autograd, as measured on this machine.", "truth", ".0f",
        shown=("autograd",),
    ),
    Number("gain", "gain", r"r", "×", "How many times faster a step by hand is here.", form=".1f"),
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
        curve_axis="height",
        curve_logarithmic=True,
        formula=r"v \leftarrow [momentum=0:\beta]\;v - \eta\,\nabla f(\theta) \\ "
        r"\theta \leftarrow \theta + v\quad {momentum} \ge {lead}",
        formula_note="momentum",
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
        formula=r"v \leftarrow [momentum=0:\beta]\;v - \eta\,\nabla L(\theta) \\ "
        r"\theta \leftarrow \theta + v\quad {momentum}\quad {top}",
        formula_note="momentum",
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
        formula=r"\delta = |\theta_{k\times n} - \theta_{k n}|\,/\,|\theta_{k n}| \\ "
        r"{right}\quad {late}\quad {switched}",
        formula_note="to the large batch",
        name="jar",
        help="Small batches gathered into a large one, on digits.",
    ),
    Scene(
        experiment=WordsByHand,
        params=WordsParams,
        seen=WordsSeen,
        views=words_views.VIEWS,
        hero="taken apart",
        side=("residuals", "seconds"),
        presets=presets.WORDS,
        numbers=WORDS_NUMBERS,
        curves=("by hand", "autograd"),
        curve_title="Loss by step",
        traced=("apart",),
        formula=r"\nabla_u L = R\,v,\quad \nabla_v L = R^\top u \\ "
        r"{apart}\quad {gain} = {automatic}\,/\,{hand}",
        formula_note="of both ways",
        name="words by hand",
        help="Skip-gram with its gradient written down, beside autograd's.",
    ),
)
