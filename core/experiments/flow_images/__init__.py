"""The page of flows on pictures: Glow, RealNVP and NICE on digits and garments."""

from core.experiments.flow_images.knobs import ImagesParams
from core.experiments.flow_images.page import FlowImages
from core.experiments.flow_images.presets import PRESETS
from core.experiments.flow_images.seen import ImagesSeen
from core.experiments.flow_images.views import VIEWS
from core.numbers import Number
from core.scene import Scene

NUMBERS = (
    Number(
        "held_out", "held out", r"b_\mathrm{held}", "bits",
        "Bits per dimension of held-out pictures: what a pixel would cost, coded by the flow.",
        "model", ".2f",
    ),
    Number(
        "bits", "training", "b", "",
        "Bits per dimension of the batch that was trained on.", "data", ".2f",
    ),
    Number(
        "temperature", "T", "T", "",
        "Spread of the noise that the samples are made of.", form=".2f",
    ),
    Number(
        "saved", "saved by flow", r"\Delta b", "bits/dim",
        "How many bits fewer a held-out pixel costs than if each were coded apart.",
        "model", ".2f",
    ),
    Number(
        "round_trip", "round-trip error", r"|f^{-1}(f(x)) - x|", "",
        "How far a pixel is at most from where it was, after the flow and its inverse.",
        form=".0e",
    ),
    Number(
        "radius", "T there", r"|z| / \sqrt{D}", "",
        "The temperature at which noise would lie as far out as the point.", form=".2f",
    ),
    Number(
        "effective", "latents that count", r"d_\mathrm{eff}", "",
        "How many latent numbers of equal weight would carry as much as all together.",
        form=".0f",
    ),
)  # fmt: skip

SCENES = (
    Scene(
        experiment=FlowImages,
        params=ImagesParams,
        seen=ImagesSeen,
        views=VIEWS,
        hero="samples",
        side=("pictures", "plane"),
        strip=("interpolation", "spectrum"),
        presets=PRESETS,
        numbers=NUMBERS,
        curves=("held_out", "bits"),
        curve_title="Bits/dim",
        curve_axis="bits",
        formula=r"{bits} = \log_2 B - \frac1D\,\log_2\,(p(z)\,|\det J|) \\ "
        r"z = f((x + \frac12 + [noise=0:\nu]\,u)\,/\,B) \\ {held_out}\quad {saved}",
        formula_note="last batch",
    ),
)
