"""Angles between samples and class directions, for histograms and for the gap as a number."""

import torch
from torch import Tensor

from core.margins.normalise import normalise


def own_and_nearest_other(
    features: Tensor, weight: Tensor, labels: Tensor
) -> tuple[Tensor, Tensor]:
    """Angles in degrees to the own class's direction and to the nearest other one, both (N,).

    features (N, D), weight (C, D) with C >= 2, labels (N,).
    """
    cosines = (normalise(features.detach()) @ normalise(weight.detach()).T).clamp(-1, 1)
    column = labels[:, None]
    own = cosines.gather(1, column).squeeze(1)
    nearest_other = cosines.scatter(1, column, -torch.inf).amax(dim=1)
    return torch.rad2deg(torch.acos(own)), torch.rad2deg(torch.acos(nearest_other))


def angular_gap(own: Tensor, nearest_other: Tensor, outliers: float = 0.05) -> float:
    """Degrees between the two histograms, negative where they overlap.

    The share `outliers` of the samples is left out at the inner end of each, so that one odd
    sample does not hide the gap of all the others.
    """
    inner = torch.quantile(nearest_other.float(), outliers)
    outer = torch.quantile(own.float(), 1 - outliers)
    return float(inner - outer)


def shares(degrees: Tensor, width: float, most: float) -> Tensor:
    """Share of the angles (N,) in each bin of `width` degrees from 0 to `most`, (most / width,).

    What lies beyond `most` is counted in the last bin.
    """
    bins = round(most / width)
    places = (degrees / width).long().clamp(0, bins - 1)
    return torch.bincount(places, minlength=bins).to(degrees.dtype) / max(1, len(degrees))
