"""What can be turned on the page of margins."""

from dataclasses import dataclass

from core.margins.family import FAMILY
from core.params import Params, choice, number, switch

CIRCLE, SPHERE = "circle", "sphere"
DIGITS, GARMENTS, OWN = "digits", "garments", "own pictures"


@dataclass(frozen=True)
class CircleParams(Params):
    """The loss, its numbers, and what is embedded where."""

    loss: str = choice(
        "AM-Softmax", tuple(FAMILY), "Loss",
        "What stands in place of cos θ for the sample's own class. A running model takes the"
        " change.",
        live=True,
    )  # fmt: skip
    scale: float = number(
        10.0, 0.5, 64.0, "Scale s",
        "What the cosines are multiplied by. Too small and the loss cannot fall, too large and a"
        " margin that is not met weighs too much. Softmax, L- and A-Softmax take the length of the"
        " features instead.",
        logarithmic=True, live=True,
    )  # fmt: skip
    margin: float = number(
        0.2, 0.0, 1.0, "Margin m",
        "AM-Softmax takes it off the cosine, ArcFace adds it to the angle, in radians. Too small"
        " and the fans touch, larger than the room between classes and some are given up.",
        live=True,
    )  # fmt: skip
    pull: float = number(
        0.0, 0.0, 2.0, "λ of the center loss",
        "How strongly each sample is drawn to the centre of its class: λ|x − c|² is added to the"
        " loss. Too large and all centres meet.",
        live=True,
    )  # fmt: skip
    space: str = choice(
        CIRCLE, (CIRCLE, SPHERE), "Embedding",
        "Two features, whose direction lies on a circle, or three, on a sphere with more room.",
    )  # fmt: skip
    softmax: float = number(
        1.0, 0.0, 1.0, "Weight of the margin loss",
        "How much of the loss that parts the classes counts. At 0 only the center loss is left, if"
        " any: with the loss softmax all features fall into one point; where only directions"
        " count they cannot shrink, but nothing parts the classes any more.",
        live=True, place="more",
    )  # fmt: skip
    multiple: int = number(
        4, 2, 4, "Multiple of the angle",
        "The m in cos mθ of L-Softmax, A-Softmax and min(cos mθ, cos θ).",
        live=True, place="more",
    )  # fmt: skip
    annealing: float = number(
        5.0, 0.0, 50.0, "Least λ of annealing",
        "L- and A-Softmax blend ψ with λ cos θ; λ falls from 1,000 to this. At 0 nothing but the"
        " multiple angle is left, which hardly starts.",
        live=True, place="more",
    )  # fmt: skip
    learning_rate: float = number(
        2e-3, 1e-5, 0.3, "Learning rate",
        "Step size of Adam. Too small and nothing moves, too large and spokes jump over each"
        " other.",
        logarithmic=True, live=True, place="more",
    )  # fmt: skip
    lengths: bool = switch(
        True, "Show lengths",
        "On the circle: draw features as far out as they are long, compared with the others, or"
        " all on the circle.",
        live=True, place="more",
    )  # fmt: skip
    pictures: str = choice(
        DIGITS, (DIGITS, GARMENTS, OWN), "Pictures",
        "Handwritten digits, or garments, which are harder to tell apart.",
        place="data",
    )  # fmt: skip
    classes: int = number(
        8, 2, 10, "Classes",
        "How many classes are trained. The next one can be dropped in unseen; after ten it is a"
        " class of the other pictures.",
        place="data",
    )  # fmt: skip
