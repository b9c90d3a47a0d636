"""The pictures on the line: critics as curves, and their slopes, beside the exact ones."""

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from core.experiments.wasserstein_critic import ledger, look, portraits
from core.experiments.wasserstein_critic.knobs import CRITICS
from core.lipschitz.clouds import potential_on_line
from core.lipschitz.optimal_transport import transport_on_line
from core.views import Array, Bounds, Handles, Layer, Lines, Plane, Points, frozen

if TYPE_CHECKING:
    from core.experiments.wasserstein_critic.page import WassersteinCritic

BOUNDS = (-3.9, 3.9, -5.6, 4.2)
# Curves are drawn this far, with so many points.
SIDE, COUNT = 6.0, 241
# The heights of the rows of data and fakes below the curves.
DATA_ROW, FAKE_ROW = -3.7, -4.9
# Every n-th point of the plan has its line, every n-th fake its arrow.
PLAN_STRIDE, ARROW_STRIDE = 6, 12
SLOPE_BOUNDS: Bounds = (-3.9, 3.9, -1.8, 1.8)


def clouds(page: "WassersteinCritic", ruler: look.Ruler, fine: bool) -> Plane:
    """Every critic as a curve above the rows of data and fakes, and the sorted plan."""
    index = page.shown()
    real, fake = page.pair.shown(0), page.shown_fake(index)
    layers: dict[str, Layer] = {}
    if page.params.plan:
        layers["plan"] = _plan(real, fake)
    layers |= _curves(page, real, fake)
    layers["data"] = Points(frozen(portraits.flat(real, DATA_ROW)), "data", 4.0, "data")
    layers["fakes"] = Points(
        frozen(portraits.near(portraits.flat(fake, FAKE_ROW))), "model", 4.0, "fakes"
    )
    some = fake[::ARROW_STRIDE]
    pushes = torch.cat([page.surface(index).gradients(some), torch.zeros_like(some)], 1)
    layers["arrows"] = portraits.arrows(portraits.flat(some, FAKE_ROW - 0.25), pushes)
    rows = page.pair.places.new_tensor([DATA_ROW, FAKE_ROW])
    centres = torch.stack([page.pair.places[:, 0], rows], dim=1)[: page.movable()]
    layers["centres"] = Handles(frozen(centres), "ink")
    return Plane(
        title="Critics on the line",
        note="drag the rings",
        readings=look.readings(page, ruler),
        layers=layers,
        bounds=BOUNDS,
        equal=False,
    )


def _plan(real: Tensor, fake: Tensor) -> Lines:
    """Who goes where: sorted points, the k-th to the k-th, so that no two ways cross."""
    plan = transport_on_line(fake[:, 0], real[:, 0])
    starts = portraits.flat(fake, FAKE_ROW)[plan.source.to(fake.device)][::PLAN_STRIDE]
    ends = portraits.flat(real, DATA_ROW)[plan.target.to(real.device)][::PLAN_STRIDE]
    return Lines(frozen(portraits.pairs(starts, ends)), "ghost", label="transport")


def _axis(like: Tensor) -> Tensor:
    return torch.linspace(-SIDE, SIDE, COUNT).to(like)[:, None]


def _curves(page: "WassersteinCritic", real: Tensor, fake: Tensor) -> dict[str, Layer]:
    """All four critics and the exact one, each level with the others on both clouds."""
    axis, layers = _axis(real), dict[str, Layer]()
    for index, (name, role) in enumerate(zip(CRITICS, ledger.ROLES, strict=True)):
        against = page.shown_fake(index)
        values = page.surface(index).centred(axis, real, against)
        width = 2.5 if index == page.shown() else 1.0
        layers[name] = Lines(_curve(axis, values), role, width, label=name)
    both = torch.cat([real, fake])[:, 0].sort().values
    at_samples = potential_on_line(real[:, 0], fake[:, 0], both)
    exact = potential_on_line(real[:, 0], fake[:, 0], axis[:, 0])
    # Level with the exact critic at the leftmost sample, whose mean over the samples is nought.
    offset = torch.nan_to_num(at_samples).mean()
    exact = exact - exact[torch.searchsorted(axis[:, 0].contiguous(), both[:1]) - 1] - offset
    layers["exact"] = Lines(_curve(axis, exact), "truth", 1.0, dashed=True, label="exact critic")
    return layers


def _curve(axis: Tensor, values: Tensor) -> Array:
    return frozen(portraits.near(torch.stack([axis[:, 0], values], dim=1)))


def critics(page: "WassersteinCritic", fine: bool) -> Plane:
    """The slope of each critic; the exact one's is 1 wherever mass has to pass."""
    real = page.pair.shown(0)
    axis, layers = _axis(real), dict[str, Layer]()
    for index, (name, role) in enumerate(zip(CRITICS, ledger.ROLES, strict=True)):
        slopes = page.surface(index).gradients(axis)[:, 0]
        width = 2.5 if index == page.shown() else 1.0
        layers[name] = Lines(_curve(axis, slopes), role, width)
    fake = page.shown_fake(page.shown())
    exact = potential_on_line(real[:, 0], fake[:, 0], axis[:, 0]).diff() / axis[:, 0].diff()
    layers["exact"] = Lines(_curve(axis[1:], exact), "truth", 1.0, dashed=True)
    return Plane(
        title="Slope of each critic",
        layers=layers,
        bounds=SLOPE_BOUNDS,
        equal=False,
        x_label="x",
        y_label="f′",
    )
