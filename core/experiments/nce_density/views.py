"""The pictures of the density on the line: data, noise and curve, level, funnel, slice."""

from collections.abc import Callable, Mapping

import numpy as np
import torch

from core import figures
from core.experiments.nce_density import truth
from core.experiments.nce_density.knobs import OWN
from core.experiments.nce_density.seen import HUGE, RATIOS, DensitySeen
from core.figures import curve
from core.view_layers import Array
from core.views import (
    AnyView,
    Area,
    Bounds,
    Chart,
    Handles,
    Heat,
    Layer,
    Lines,
    Plane,
    Points,
    Rule,
    frozen,
)

NOISE, ALONE = "class 2", "class 3"
BINS = 50
# The strip of the classifier below the curves, and how high these may be.
TOP, STRIP_TOP, STRIP_BOTTOM, BOTTOM = 0.8, -0.06, -0.13, -0.19
BOUNDS: Bounds = (-truth.SIDES[1], truth.SIDES[1], BOTTOM, TOP)
# The dots of the funnel stand beside each other by so many decades of k.
JITTER = 0.05
# The band of the funnel, in standard deviations.
BAND = 2.0


def density(seen: DensitySeen) -> Plane:
    """Data, noise, truth and the learnt curve, over the strip of the classifier."""
    x, noise = seen.rule.nodes[:, 0], seen.log_noise().exp()
    layers: dict[str, Layer] = {
        "data": Area(_steps(seen), "data", label="data"),
        "noise area": Area(under(x.cpu().numpy(), noise.cpu().numpy()), NOISE),
        "noise": curve(x, noise, NOISE, 1.5, "noise U"),
        "truth": curve(x, seen.log_truth().exp(), "truth", label="true density, exact"),
    }
    if not seen.corrected:
        layers["alone"] = curve(x, seen.alone(), ALONE, 1.5, "e^G alone, area 1")
    name = "learnt e^(G−γ)" if seen.corrected else "learnt e^(G−γ) kU"
    layers["model"] = curve(x, seen.learnt(), "model", 2.5, name)
    layers |= _strip(seen)
    layers["hands"] = _hands(seen)
    return Plane(
        title="Data, noise, and the curve that learns its height",
        help="Densities over x: data, noise, the truth dashed, and the curve that is learnt.",
        note="draw a density" if seen.p.dataset == OWN else "drag centre or width",
        readings=seen.readings("area", "misplaced", "held_chance"),
        layers=layers,
        bounds=BOUNDS,
        equal=False,
        x_label="x",
        y_label="density",
        draws=seen.p.dataset == OWN,
    )


def _steps(seen: DensitySeen) -> Array:
    """The histogram as an outline."""
    side = truth.SIDES[1]
    edges = np.linspace(-side, side, BINS + 1).repeat(2)
    heights = np.concatenate([[0], seen.histogram(BINS).cpu().numpy().repeat(2), [0]])
    return frozen(np.stack([edges, heights], axis=1))


def under(x: Array, y: Array) -> Array:
    """The outline (N + 2, 2) of what lies between a curve and nought."""
    ends = [[x[-1], 0.0], [x[0], 0.0]] if len(x) else np.zeros((0, 2))
    return frozen(np.concatenate([np.stack([x, y], axis=1), ends]))


def _strip(seen: DensitySeen) -> dict[str, Layer]:
    """σ(ℓ) along x, with ticks where the odds are even."""
    side, chance = truth.SIDES[1], seen.logits().sigmoid()
    even = seen.rule.nodes[1:, 0][(chance[1:] > 0.5) != (chance[:-1] > 0.5)]
    foot, head = (
        torch.stack([even, torch.full_like(even, y)], 1) for y in (STRIP_BOTTOM, STRIP_TOP)
    )
    return {
        "classifier": Heat(
            frozen(chance[None]),
            (-side, side, STRIP_BOTTOM, STRIP_TOP),
            (0.0, 1.0),
            label="classifier σ(ℓ)",
        ),
        "even odds": Lines(figures.segments(foot, head), "ink", 1.5, label="even odds"),
        "held": Rule(seen.made.held[0], "x", "accent", dashed=False),
    }


def _hands(seen: DensitySeen) -> Handles:
    """What can be dragged: the noise by its centre and its width, the x that is held."""
    p = seen.p
    noise, nodes = seen.log_noise().exp(), seen.rule.nodes[:, 0]
    places = [p.centre, min(p.centre + p.width, truth.SIDES[1])]
    heights = [float(noise[int((nodes - place).abs().argmin())]) for place in places]
    rows = [*zip(places, heights, strict=True), (seen.made.held[0], (STRIP_TOP + STRIP_BOTTOM) / 2)]
    return Handles(
        frozen(rows), NOISE, labels=("centre", "width", "x"), keys=("centre", "width", "x")
    )


def level(seen: DensitySeen) -> Chart:
    """γ over the steps as a vessel that fills, and the level at which the area is 1."""
    steps, gamma = seen.history.steps(), seen.history.values("gamma")
    layers: dict[str, Layer] = {
        "vessel": Area(under(frozen(steps), frozen(gamma)), "accent"),
        "gamma": Lines(frozen(np.stack([steps, gamma], axis=1)), "accent", 2.0, label="level γ"),
    }
    if abs(seen.to_rise()) < HUGE:
        layers["end"] = Rule(seen.end(), label="where the area is 1 now")
    return Chart(
        title="Water level γ",
        help="The learnt level γ in nats, step by step; at the dashed one the area is 1.",
        readings=seen.readings("gamma", "log_z", "to_rise"),
        layers=layers,
        x_label="step",
        y_label="nats",
    )


def funnel(seen: DensitySeen) -> Chart:
    """How far estimates of γ lie apart, over k: a dot a seed, and the band of the theory."""
    found = seen.funnel()
    dots, band = [], []
    for row in found:
        spread = np.linspace(-JITTER, JITTER, max(2, len(row.errors)))[: len(row.errors)]
        dots.append(np.stack([row.ratio * 10**spread, row.errors.numpy()], axis=1))
        band.append([row.ratio, BAND * row.deviation])
    edge = np.array(band, dtype=np.float32).reshape(-1, 2)
    both = np.concatenate([edge, [[np.nan, np.nan]], edge * [1, -1]])
    marks = np.concatenate(dots) if dots else np.zeros((0, 2))
    return Chart(
        title="Funnel over k",
        help="How far estimates of γ scatter, in nats, over k, the noise points per data point.",
        note="twenty seeds, 500 points each",
        layers={
            "band": Lines(frozen(both), "truth", dashed=True, label="± 2 sd, theory"),
            "seeds": Points(frozen(marks), "model", 4.0, "one seed"),
        },
        x_label="k",
        y_label="γ off by, nats",
        log_x=True,
        bounds=(RATIOS[0] / 1.5, RATIOS[-1] * 1.5, -1.0, 1.0),
    )


def slice_of_loss(seen: DensitySeen) -> Chart:
    """The loss over γ with the energy as it is, and where the level stands."""
    levels, losses = seen.slice_of_loss()
    here = min(max(seen.gamma(), float(levels[0])), float(levels[-1]))
    height = float(losses[int((levels - here).abs().argmin())])
    layers: dict[str, Layer] = {
        "loss": curve(levels, losses, "model", 2.0, "loss of all data and noise"),
        "now": Points(frozen([[here, height]]), "accent", 14.0, "γ now"),
    }
    if float(levels[0]) < seen.end() < float(levels[-1]):
        layers["end"] = Rule(seen.end(), "x", label="area 1")
    return Chart(
        title="One slice of the loss",
        help="The loss in nats over the level γ, with the energy as it is now.",
        layers=layers,
        x_label="γ, nats",
        y_label="nats",
    )


VIEWS: Mapping[str, Callable[[DensitySeen], AnyView]] = {
    "density": density,
    "level": level,
    "funnel": funnel,
    "slice": slice_of_loss,
}
