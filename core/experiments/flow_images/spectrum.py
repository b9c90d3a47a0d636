"""The spectrum: how much each latent number matters, sorted."""

import torch
from torch import Tensor

from core.flows.flow import Flow
from core.flows.latents import decoder_column_norms, effective_dimensions
from core.views import Chart, Layer, Lines, Points, Reading, frozen, role_of_class

# Latent numbers whose pull on the picture is measured; of more, as many are taken at equal steps.
MEASURED = 64


def of_scale_layer(sigma: Tensor) -> Chart:
    """NICE's σ_i (D,), one for each latent number."""
    return _chart("Spectrum σ", "σ", sigma, torch.zeros(len(sigma)), len(sigma))


def of_latents(flow: Flow, z: Tensor, shapes: list[tuple[int, int, int]]) -> Chart:
    """How far the picture of the latent z (D,) moves with each number, level by level."""
    chosen = torch.linspace(0, len(z) - 1, min(MEASURED, len(z))).round().long()
    sizes = torch.tensor([channels * height * width for channels, height, width in shapes])
    level = torch.searchsorted(sizes.cumsum(0), chosen, right=True)
    pull = decoder_column_norms(flow, z, chosen.to(z.device))
    return _chart("Pull of latents", "|∂x/∂z|", pull, level, len(z))


def _chart(title: str, label: str, sigma: Tensor, level: Tensor, dimensions: int) -> Chart:
    sigma, order = torch.nan_to_num(sigma.cpu()).sort(descending=True)
    rank = (torch.arange(len(sigma)) + 0.5) * dimensions / len(sigma)
    points = torch.stack([rank, sigma], dim=1)
    layers: dict[str, Layer] = {"curve": Lines(frozen(points), "ghost")}
    kinds = level[order].long()
    found = sorted(set(kinds.tolist()))
    for kind in found:
        name = f"level {kind + 1}"
        label_of_kind = name if len(found) > 1 else ""
        role = role_of_class(kind) if label_of_kind else "model"
        layers[name] = Points(frozen(points[kinds == kind]), role, 4.0, label=label_of_kind)
    effective = effective_dimensions(sigma) * dimensions / len(sigma)
    return Chart(
        title=title,
        readings=(Reading("effective", effective, ".0f"),),
        layers=layers,
        x_label="rank",
        y_label=label,
    )
