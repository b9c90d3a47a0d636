"""The page of the masked autoencoder: pictures rebuilt from what is left of them."""

from core.experiments.mae_images.knobs import MaeParams
from core.experiments.mae_images.page import MaeImages
from core.experiments.mae_images.presets import PRESETS
from core.experiments.mae_images.seen import MaeSeen
from core.experiments.mae_images.views import VIEWS
from core.numbers import Number
from core.scene import Scene

NUMBERS = (
    Number(
        "error", "held-out", r"\epsilon", "",
        "The squared error on removed patches of held-out pictures, relative to the mean patch's.",
        "model", ".2f",
    ),
    Number(
        "linear", "best linear", r"\epsilon_\mathrm{lin}", "",
        "The same error of the best linear map from the visible pixels to the removed ones.",
        "truth", ".2f",
    ),
    Number(
        "probe", "probe", "a", "",
        "The share of held-out pictures whose class a linear map reads from the features.",
        "data", ".2f",
    ),
    Number(
        "mse", "MSE", r"\mathrm{MSE}", "",
        "The mean squared error on the removed patches of the picture shown, by the model.",
        "model", ".4f",
    ),
    Number(
        "linear_mse", "linear", r"\mathrm{MSE}_\mathrm{lin}", "",
        "The mean squared error on the same patches, by the best linear map.", form=".4f",
    ),
    Number(
        "masks", "masks", "n", "",
        "How many masks the deviation of what is rebuilt is taken over.", form=".0f",
    ),
)  # fmt: skip

SCENES = (
    Scene(
        experiment=MaeImages,
        params=MaeParams,
        seen=MaeSeen,
        views=VIEWS,
        hero="rebuilt",
        side=("sheet", "spread", "helped"),
        strip=("ratios",),
        presets=PRESETS,
        numbers=NUMBERS,
        curves=("error", "linear", "probe"),
        curve_title="Error, mean patch = 1",
        formula=r"{mse} = \frac1{|M|}\sum_{i\in M}(\hat x_i-x_i)^2, \quad |M| = [ratio]\,L",
    ),
)
