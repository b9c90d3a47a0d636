"""The presets of the page of surfaces held to a slope, scene by scene."""

from core.experiments.lipschitz_surface import knobs
from core.params import Preset

PLANE_PRESETS = (
    Preset(
        "Side by side",
        "Eight in a hundred labels are wrong. The free network learns them by heart and grows ever"
        " steeper; held to K = 3, the others see through them. Drag the point, then the ring.",
        {},
    ),
    Preset(
        "Inside or after",
        "The article's own comparison: the norm divided out inside the forward pass, or by a"
        " projection after the step, of which the gradient knows nothing. That one errs more.",
        {"compare": knobs.INSIDE},
    ),
    Preset(
        "Clip at 0.01",
        "The first WGAN's ±0.01 on every weight: each layer shrinks what it is given, nothing comes"
        " out of the last one, and the surface stays flat.",
        {"compare": knobs.WEIGHTS, "clip": 0.01},
        breaks=True,
    ),
)
LINE_PRESETS = (
    Preset(
        "One dimension",
        "Drag the cone along the chosen curve: a curve held to K never leaves it. The free one"
        " chases the outliers and does.",
        {"slope": 1.0, "count": 40, "noise": 0.15, "wrong": 10.0},
    ),
    Preset(
        "Held too flat",
        "The curve rises with slope 0.99, and K = 0.3 is less: the constraint itself is the error,"
        " and no training takes it away.",
        {"slope": 0.3, "count": 40, "noise": 0.15, "wrong": 0.0},
        breaks=True,
    ),
)
MICROSCOPE_PRESETS = (
    Preset(
        "Power iteration",
        "The circle becomes an ellipse, and each half round turns u and v towards its long axis."
        " Drag the two axes to one length and see it stall.",
        {},
    ),
    Preset(
        "All-ones start",
        "The article calls the all-ones start fine. For (2 −1; −1 2) it is exactly the second"
        " singular vector: the estimate stays at 1 for ever, and the norm is 3.",
        {"matrix": knobs.TRAP, "start": knobs.ONES},
        breaks=True,
    ),
    Preset(
        "Eigenvalue for norm",
        "The shear (1 2; 0 1) has eigenvalue 1 and norm 2.41. The article takes one for the other,"
        " which holds for normal matrices only; divided by 1, it still stretches.",
        {"matrix": knobs.SHEAR},
        breaks=True,
    ),
)
