"""The page of recurrent cells that solve an equation, and learn it."""

from dataclasses import replace

from core.experiments.ode_cells import infer_views, learn_views, presets, solve_views
from core.experiments.ode_cells.infer_page import RATIOS, Infer
from core.experiments.ode_cells.infer_seen import InferSeen
from core.experiments.ode_cells.knobs import (
    INFER,
    NETWORK,
    SOLVE,
    GRUParams,
    InferParams,
    LSTMParams,
    NetworkParams,
    SolveParams,
)
from core.experiments.ode_cells.learn_page import Learn
from core.experiments.ode_cells.learn_seen import LearnSeen
from core.experiments.ode_cells.solve_page import Solve
from core.experiments.ode_cells.solve_seen import SolveSeen
from core.numbers import Number
from core.scene import Scene

CELL = Number(
    "cell", "cell", "n", "", "The cell that is lit, of how many there are.", form=".0f"
)  # fmt: skip
FIT_NUMBERS = (
    Number(
        "loss", "error²", "L", "",
        "The sum of the squares of what the trajectory misses the observations by.",
        "model", ".2g",
    ),
    Number(
        "gradient", "gradient", r"|\nabla L|", "",
        "The size of the derivative of the loss by all that is trained.", "accent", ".2g",
    ),
)  # fmt: skip

SOLVE_SCENE = Scene(
    name=SOLVE,
    help="The cells run forwards and solve the equation; nothing is trained.",
    experiment=Solve,
    params=SolveParams,
    seen=SolveSeen,
    views=solve_views.VIEWS,
    hero="phase",
    side=("series", "stability"),
    strip=("cells", "convergence"),
    presets=presets.SOLVING,
    numbers=(
        Number(
            "squared_error", "error²", "e^2", "",
            "The square of the distance of the lit state from the exact one.", "model", ".2g",
        ),
        Number(
            "sensitivity", "sensitivity", r"|\partial y_n/\partial y_0|", "",
            "By how much a small change of the start has grown up to the lit cell.",
            "accent", ".2g",
        ),
        Number("t", "t", "t", "", "The time of the lit state.", form=".4g"),
        Number(
            "invariant", "Δ invariant", r"\Delta I", "",
            "By how much a quantity has changed that the equation keeps.", form=".2e",
        ),
        Number(
            "error", "error", "e", "",
            "The distance of the lit state from the exact one.", "model", ".2e", shown=("truth",),
        ),
        Number(
            "growth_per_step", "|R(h λ)|", r"|R(h\lambda)|", "",
            "By how much a step multiplies a small distance from the equilibrium.", form=".3g",
        ),
        Number(
            "step_limit", "stable up to h =", r"h_\mathrm{max}", "",
            "The largest h at which such a distance does not grow.", form=".3g",
        ),
        CELL,
        Number(
            "state", "x₁", "x_n", "", "The first variable in the lit state.", "model", ".3g",
            shown=("lit", "now x₁"),
        ),
        Number(
            "next_x", "x₁ next", "x_{n+1}", "", "The first variable one cell later.",
            "model", ".3g", shown=("coming", "to come x₁"),
        ),
        Number(
            "mean_slope", "mean slope", r"\Sigma\,b_i k_i", "",
            "The slope of the step in the first variable: the slopes k weighed by the method.",
            "accent", ".3g", shown=("stages",),
        ),
        *(
            Number(
                f"k{stage}", f"k{stage}", f"k_{stage}", "",
                "The slope of the first variable at this stage of the step, where there is one.",
                form=".2g", shown=("stages",),
            )
            for stage in (1, 2, 3, 4)
        ),
        Number(
            "slope", "slope", "p", "",
            "The order that the errors show: halving h divides them by 2 to this power.",
            "model", ".2f",
        ),
    ),
    curves=("squared_error", "sensitivity"),
    curve_axis="error², growth",
    curve_title="Error",
    curve_logarithmic=True,
    formula=r"{next_x} = {state} + [h:h]\;{mean_slope} \\ \Sigma_i b_i k_i: {k1} {k2} {k3} {k4} \\ "
    r"|y_n - y(t_n)| = {error}",
    formula_note="first variable",
)  # fmt: skip

INFER_SCENE = Scene(
    name=INFER,
    help="Errors at the observations flow back through the same cells to the parameters.",
    experiment=Infer,
    params=InferParams,
    seen=InferSeen,
    views=infer_views.VIEWS,
    hero="phase",
    side=("series", "ratios"),
    strip=("gradients", "ellipse"),
    presets=presets.INFERRING,
    numbers=(
        *FIT_NUMBERS,
        Number(
            "wrong", "parameters wrong by", r"|\theta/\theta^* - 1|", "",
            "The root of the mean square of the relative errors of the parameters.",
            "model", ".1%",
        ),
        Number(
            "condition", "condition", r"\kappa", "",
            "How much better the data tell one direction of the parameters than another.",
            form=".0f",
        ),
    ),
    curves=("loss", "gradient"),
    curve_axis="loss, slope",
    traced=RATIOS,
    curve_title="Error",
    curve_logarithmic=True,
    formula=r"{loss} = \sum_m |y_\theta(t_m) - y_m|^2 "
    r"\\ \theta \leftarrow \theta - [learning_rate:\eta]\;\mathrm{Adam}(\nabla_\theta L)\quad "
    r"{gradient}",
    formula_note="last step",
)  # fmt: skip

NETWORK_SCENE = Scene(
    name=NETWORK,
    help="The right-hand side is a network inside each cell, and learnt from the observations.",
    experiment=Learn,
    params=NetworkParams,
    seen=LearnSeen,
    views=learn_views.VIEWS,
    hero="phase",
    side=("series", "beyond"),
    strip=("cells", "starts"),
    presets=presets.WITH_NETWORK,
    numbers=(*FIT_NUMBERS, CELL),
    curves=("loss", "gradient"),
    curve_axis="loss, slope",
    curve_title="Error",
    curve_logarithmic=True,
    formula=r"{loss} = \sum_m |y_w(t_m) - y_m|^2 "
    r"\\ w \leftarrow w - [learning_rate:\eta]\;\mathrm{Adam}(\nabla_w L)\quad {gradient}",
    formula_note="last step",
)
SCENES = (
    SOLVE_SCENE,
    INFER_SCENE,
    NETWORK_SCENE,
    *(
        replace(
            NETWORK_SCENE,
            name=params.network,
            help="There is no equation: a recurrent network is the whole cell, and learns it.",
            params=params,
            presets=sets,
        )
        for params, sets in ((GRUParams, presets.WITH_GRU), (LSTMParams, presets.WITH_LSTM))
    ),
)
