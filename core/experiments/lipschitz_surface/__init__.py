"""The page of surfaces held to a slope: networks side by side under different constraints."""

from core.experiments.lipschitz_surface import line_views, microscope_views, plane_views
from core.experiments.lipschitz_surface.knobs import ConstraintParams, MicroscopeParams, PlaneParams
from core.experiments.lipschitz_surface.microscope_page import Microscope
from core.experiments.lipschitz_surface.microscope_seen import MicroscopeSeen
from core.experiments.lipschitz_surface.page import SLOTS, LineComparison
from core.experiments.lipschitz_surface.plane_page import PlaneComparison
from core.experiments.lipschitz_surface.presets import (
    LINE_PRESETS,
    MICROSCOPE_PRESETS,
    PLANE_PRESETS,
)
from core.experiments.lipschitz_surface.seen import LineSeen, PlaneSeen
from core.experiments.lipschitz_surface.views import role
from core.numbers import Number
from core.scene import Scene

SIDE = ("slopes", "bounds", "layers")

NUMBERS = (
    *(
        Number(
            slot, str(index + 1), rf"\|\nabla f_{index + 1}\|", "",
            "The steepest slope of this network at the points of the last step.",
            role(index), ".4g",
        )
        for index, slot in enumerate(SLOTS)
    ),
    Number(
        "found", "found", r"\max|\nabla f|", "",
        "The steepest slope that a search finds, below which the Lipschitz constant cannot lie.",
        form=".3g",
    ),
    Number(
        "bound", "bound", r"\Pi_l\,|W_l|_2", "",
        "The product of the norms of the layers, above which the Lipschitz constant cannot lie.",
        form=".3g", shown=("layers",),
    ),
    Number("most", "most", r"\max\|\nabla f\|", "", "The steepest slope in this picture."),
)  # fmt: skip

PLANE_NUMBERS = (
    *NUMBERS,
    Number(
        "certified", "certified", "r", "units",
        "The margin at the point divided by the bound: no shorter step in the plane changes the"
        " answer.",
        shown=("disc",),
    ),
    Number(
        "score", "|f|", r"|f(x)|", "",
        "The margin: how far the answer at the point is from the boundary, in units of f.",
        "model", ".3g", shown=("answers",),
    ),
    Number(
        "flips_at", "flips at", r"\|\delta\|", "units",
        "The length of the shortest step with another answer that a projected-gradient attack"
        " finds.",
    ),
    Number(
        "moved", "moved", r"\|x'-x\|", "units",
        "How far the ring was pulled from the point, without changing the answer.", "accent", ".2f",
    ),
    Number(
        "flipped", "flipped", r"\|x'-x\|", "units",
        "How far the ring was pulled from the point, to where the answer is another.",
        "accent", ".2f",
    ),
)  # fmt: skip

LINE_NUMBERS = (
    *NUMBERS,
    Number(
        "outside", "outside the cone", r"P(|f(x)-f(x_0)|>K|x-x_0|)", "",
        "The share of the curve that lies where none held to K can go.", form=".1%",
    ),
    Number(
        "error", "error", r"\|f-f^*\|", "",
        "The root of the mean square from the true curve.",
    ),
)  # fmt: skip

MICROSCOPE_NUMBERS = (
    Number(
        "estimate", "u·Wv", r"u^\top Wv", "",
        "What power iteration says of the norm; it never falls, and never exceeds σ₁.", "model",
    ),
    Number("round", "round", "r", "", "Rounds done; in each v turns, and then u.", form=".1f"),
    Number(
        "image", "|Wv|", r"\|Wv\|", "", "The length of the image of the unit vector v.",
        shown=("Wv",),
    ),
    Number(
        "norm", "σ₁", r"\|W\|_2", "", "The norm: the largest singular value, exactly.",
        shown=("axes",),
    ),
    Number(
        "ratio", "(σ₂/σ₁)²", r"(\sigma_2/\sigma_1)^2", "",
        "By this the tangent of the angle to v₁ shrinks in each round.", shown=("law",),
    ),
    Number(
        "stretch_found", "u·Kv", r"u^\top Kv", "",
        "The norm of the convolution with zero padding, by power iteration on the operator itself.",
        "class 3",
    ),
    Number(
        "reshaped", "reshaped", r"\|K\|_2", "",
        "The norm of the kernel as a matrix, by which spectral normalisation usually divides.",
        form=".2f",
    ),
    Number(
        "stretch", "norm", r"\max_\omega\|\hat K(\omega)\|_2", "",
        "The true norm of the convolution: the largest over all frequencies of its Fourier"
        " transform.",
        "accent", ".2f",
    ),
)  # fmt: skip

SCENES = (
    Scene(
        name="surface",
        help="Two classes in the plane: each network's surface, and how far a point is safe on it.",
        experiment=PlaneComparison,
        params=PlaneParams,
        seen=PlaneSeen,
        views=plane_views.VIEWS,
        hero="surface",
        side=SIDE,
        presets=PLANE_PRESETS,
        numbers=PLANE_NUMBERS,
        curves=SLOTS,
        curve_title="Steepest slope at the data",
        curve_axis="|∇f|",
        curve_logarithmic=True,
        formula=r"{certified} = {score}\,/\,{bound} \\ "
        r"L = \log(1+e^{-yf}) + [strength:\lambda]\,(|\nabla f|-K)_+^2",
        formula_note="at the point",
    ),
    Scene(
        name="one dimension",
        help="A noisy curve on a line, and the cone that a curve held to a slope never leaves.",
        experiment=LineComparison,
        params=ConstraintParams,
        seen=LineSeen,
        views=line_views.VIEWS,
        hero="surface",
        side=SIDE,
        presets=LINE_PRESETS,
        numbers=LINE_NUMBERS,
        curves=SLOTS,
        curve_title="Steepest slope at the data",
        curve_axis="|∇f|",
        curve_logarithmic=True,
        formula=r"{found} \le \mathrm{Lip} f \le {bound} \\ "
        r"L = (f-y)^2 + [strength:\lambda]\,(|f'|-K)_+^2",
        formula_note="network picked",
    ),
    Scene(
        name="power iteration",
        help="How the norm of a layer is found: one step is half a round, and nothing is learnt.",
        experiment=Microscope,
        params=MicroscopeParams,
        seen=MicroscopeSeen,
        views=microscope_views.VIEWS,
        hero="surface",
        side=SIDE,
        strip=("convolution",),
        presets=MICROSCOPE_PRESETS,
        numbers=MICROSCOPE_NUMBERS,
        curves=("estimate", "stretch_found"),
        curve_title="Estimates",
        curve_axis="norm",
        formula=r"{estimate} \le {norm} = \max_{|x|=1}|Wx| \\ "
        r"{image}\quad {ratio}",
        formula_note="at this half round",
    ),
)
