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
        "probe", "probe right", "a", "",
        "The share of held-out pictures whose class a linear map reads from the features.",
        "data", ".2f",
    ),
    Number(
        "mse", "MSE", r"\mathrm{MSE}", "",
        "The mean squared error on the removed patches of the picture shown, by the model.",
        "model", ".4f",
    ),
    Number(
        "visible_mse", "visible", r"\mathrm{MSE}_V", "",
        "The mean squared error of what the model predicts of the patches that it sees.",
        "data", ".4f", shown=("rebuilt",),
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
        curve_axis="error, share right",
        formula=r"{mse} = \frac1{|M|}\,\Sigma_{i\in M}\,(\hat x_i-x_i)^2 \\ "
        r"L = \frac{|M|\,\mathrm{MSE} + w\,|V|\,\mathrm{MSE}_V}{|M|+w\,|V|} \\ "
        r"[everywhere=0|1:w]\quad {visible_mse}\quad [ratio:|M|/N]",
        formula_note="picture shown",
    ),
)
