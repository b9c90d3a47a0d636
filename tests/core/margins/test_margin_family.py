"""Losses by name: each name gives the loss it says, with the numbers it was given."""

import pytest
import torch

from core.margins import losses
from core.margins.family import FAMILY, Settings, margin_loss
from core.margins.losses import MarginLoss

CHOSEN = Settings(scale=12, margin=0.2, multiple=3, annealing=5)

WANTED: dict[str, MarginLoss] = {
    "softmax": losses.softmax(),
    "normalised softmax": losses.normalised_softmax(12),
    "L-Softmax": losses.l_softmax(3, 5),
    "A-Softmax": losses.a_softmax(3, 5),
    "AM-Softmax": losses.am_softmax(12, 0.2),
    "ArcFace": losses.arcface(12, 0.2),
    "min(cos mθ, cos θ)": losses.simpler_a_softmax(12, 3),
}


@pytest.mark.parametrize("name", FAMILY)
def test_name_gives_its_loss(name: str) -> None:
    generator = torch.Generator().manual_seed(0)
    features, weight = torch.randn(5, 3, generator=generator), torch.randn(4, 3)
    labels = torch.tensor([0, 1, 2, 3, 0])
    got = margin_loss(name, CHOSEN)(features, weight, labels)
    assert torch.equal(got, WANTED[name](features, weight, labels))


def test_unknown_name_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no loss"):
        margin_loss("hinge")
