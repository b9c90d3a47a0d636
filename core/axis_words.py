"""What the axes of charts count, a sentence for each label: what it is, and its unit."""

from core.views import View

MEANINGS = {
    "1/N₁ %": "How far the inverse of the first capacity is from its true value, in percent.",
    "Im": "The imaginary part of step width times eigenvalue, without unit.",
    "Re h λ": (
        "The real part of step width times eigenvalue, without unit; left of 0 the equation decays."
    ),
    "answered": "Of the questions of a kind, the share that is answered at this threshold.",
    "a₁ %": "How far the parameter a₁ is from its true value, in percent.",
    "bits": "Bits per dimension: what a pixel costs, coded by the model.",
    "centre": "The words whose vectors predict their neighbours.",
    "cosine": "The cosine of the angle between two sentences: 1 is the same direction.",
    "decades": "Powers of ten: one less is ten times lower.",
    "decades of the weights' length": (
        "The distance as a share of the weights' length, in powers of ten."
    ),
    "degrees": "An angle in degrees: 0 is the same direction, 90 none in common.",
    "density": "Probability per unit of x; the area below a whole curve is 1.",
    "distance from its start": (
        "How far a start lies from the one that was trained on, in units of the state."
    ),
    "epoch": "How often all training pictures have been seen.",
    "error, share right": "The error, where the mean patch has 1; of the probe, what is right.",
    "error², growth": "The squared distance from the exact solution, and a change's growth.",
    "loss, slope": "What training lowers, and the size of its derivative.",
    "height": "How far above the lowest place of the surface.",
    "norm": "By how much a matrix makes a vector longer at most.",
    "distance": "How far one cloud is from the other, in units of the plane.",
    "error": "The distance from the exact solution, in units of the state.",
    "estimate": "What a critic says of the distance, in units of the plane.",
    "exact distance W₁": (
        "The cheapest way to carry one cloud to the other, exactly, in units of the plane."
    ),
    "f(x)": "The value of the function, without unit.",
    "h": "The step width, in units of time.",
    "k": "Noise samples for each data point.",
    "log₁₀ rate": "The learning rate as a power of ten.",
    "momentum β": "The share of the last step that goes on into the next one.",
    "ms, as measured here": "Milliseconds of training on this machine.",
    "nats": "Nats: information by the natural logarithm; one nat is 1.44 bits.",
    "rank": "The place among all, the largest first.",
    "ratio": "The estimate over its true value: 1 is right.",
    "share": "A part of the whole, from 0 to 1.",
    "share of all arrows' lengths": "Lengths as a part of the sum of all arrows' lengths.",
    "sine": "The sine of the angle to the direction that is sought: 0 is found.",
    "slope": "By how much the function changes per unit of the plane.",
    "step": "Training steps; each is one update of the weights.",
    "t": "Time, in the units of the equation.",
    "u·v": "The inner product of two learnt word vectors, in nats.",
    "windows": "Windows of small batches, each as much as one large batch.",
    "word": "The words that are predicted: neighbours and noise.",
    "x": "The place on the line, without unit.",
    "x₁": "The first variable of the equation, such as the size of a population.",
    "x₂": "The second variable of the equation, such as the size of a population.",
    "y": "The variables of the equation, in its units.",
    "|f′|": "The steepness of the curve: how much f changes per unit of x.",
    "|∂L/∂y|": "By how much the loss changes with the state at this time.",
    "|∂x/∂z|": "By how much the picture changes with a latent number.",
    "|∇f|": "The slope of the surface, per unit of the plane.",
    "γ off by, nats": "How far the level misses the exact one, in nats.",
    "γ, nats": "The level that takes the place of log Z, in nats.",
    "passes": "How many passes with random drops are averaged.",
    "probability": "The chance that the model gives to the word, from 0 to 1.",
    "kept share": "The share of the words that is kept.",
    "cost": "Multiply-adds, relative to those of the whole text.",
    "round": "Rounds of power iteration; in each v turns, and then u.",
    "u·Wv": "What power iteration says of the norm, without unit.",
    "exact": "The value of the exact table, in nats.",
}


def meaning(view: View, label: str) -> str:
    """What an axis of `view` counts; "" for a label that neither is here nor names a number."""
    said = (reading.help for reading in view.readings if label in (reading.label, reading.unit))
    return MEANINGS.get(label) or next(said, "")


def axes_of(view: View) -> tuple[str, ...]:
    """The labels of the axes that `view` has."""
    labels = (getattr(view, name, "") for name in ("x_label", "y_label"))
    return tuple(filter(None, labels))
