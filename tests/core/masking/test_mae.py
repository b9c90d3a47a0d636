"""T5, T6 and what a masked autoencoder may not know: the removed patches."""

import dataclasses

import pytest
import torch
from torch import Tensor

from core.masking.mae import MaeConfig, MaskedAutoencoder
from core.masking.masks import random_mask
from core.masking.patches import patchify, unpatchify
from core.masking.targets import denormalised, normalised, pasted, removed_loss

SMALL = MaeConfig(12, 16, 3, 4, 16, 2, 2, 12, 1, 2)
VARIANTS = [
    dataclasses.replace(SMALL, mask_tokens_in_encoder=tokens, normalised_targets=norm)
    for tokens in (False, True)
    for norm in (False, True)
]


def model_of(shape: MaeConfig) -> MaskedAutoencoder:
    torch.manual_seed(0)
    model = MaskedAutoencoder(shape).double()
    model.fit_normalisation(pictures(20, 7))
    return model


def pictures(count: int = 5, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(count, 3, 12, 16, dtype=torch.float64, generator=generator)


def masks(count: int = 5, ratio: float = 0.75) -> Tensor:
    return random_mask(count, 3, 4, ratio, torch.Generator().manual_seed(3))


@pytest.mark.parametrize("shape", VARIANTS)
def test_removed_patches_reach_nothing(shape: MaeConfig) -> None:
    """Two pictures that differ under the mask alone are rebuilt the same, to the last bit."""
    model, mask = model_of(shape), masks()
    patches = patchify(pictures(), 4)
    altered = torch.where(mask.unsqueeze(-1), patchify(pictures(seed=9), 4), patches)
    other = unpatchify(altered, 4, 12, 16)
    assert torch.equal(model(pictures(), mask), model(other, mask))
    assert torch.equal(model.rebuild(pictures(), mask), model.rebuild(other, mask))


@pytest.mark.parametrize("shape", VARIANTS)
def test_visible_patches_are_pasted_and_matter(shape: MaeConfig) -> None:
    model, mask = model_of(shape), masks()
    filled, patches = model.filled(pictures(), mask), patchify(pictures(), 4)
    assert torch.equal(filled[~mask], patches[~mask])
    assert not torch.equal(filled[mask], patches[mask])
    brighter = model(pictures() + 0.5, mask)
    assert (brighter - model(pictures(), mask)).abs().max() > 1e-3


@pytest.mark.parametrize("shape", VARIANTS)
def test_loss_by_loops(shape: MaeConfig) -> None:
    model, mask = model_of(shape), masks()
    patches = patchify(pictures(), 4)
    prediction = model(pictures(), mask)
    errors = []
    for n, place in mask.nonzero().tolist():
        target = (patches[n, place] - model.centre[place]) / model.deviation
        if shape.normalised_targets:
            patch = patches[n, place]
            target = (patch - patch.mean()) / (patch.var() + 1e-6) ** 0.5
        errors.append((prediction[n, place] - target).square().mean())
    assert torch.allclose(model.loss(pictures(), mask), torch.stack(errors).mean())


@pytest.mark.parametrize("shape", VARIANTS)
@pytest.mark.parametrize("painted", [0, 1, 11, 12])
def test_any_painted_mask_works(shape: MaeConfig, painted: int) -> None:
    model = model_of(shape)
    mask = (torch.arange(12) < painted).expand(5, -1)
    rebuilt = model.rebuild(pictures(), mask)
    assert rebuilt.shape == (5, 3, 12, 16)
    assert bool(rebuilt.isfinite().all())
    assert bool(model.loss(pictures(), mask).isfinite())
    if painted == 0:
        assert torch.equal(rebuilt, pictures())


def test_no_gradient_on_visible_predictions() -> None:
    mask = masks()
    prediction = torch.randn(5, 12, 48, dtype=torch.float64, requires_grad=True)
    removed_loss(prediction, patchify(pictures(), 4), mask).backward()  # type: ignore[no-untyped-call]
    assert prediction.grad is not None
    assert bool((prediction.grad[~mask] == 0).all())
    assert bool((prediction.grad[mask] != 0).all())


def test_normalised_targets_have_mean_zero_and_variance_one() -> None:
    target = normalised(patchify(pictures(), 4))
    assert target.mean(-1).abs().max() < 1e-12
    assert (target.var(-1) - 1).abs().max() < 1e-4
    assert torch.equal(normalised(torch.full((1, 1, 16), 0.5)), torch.zeros(1, 1, 16))


def test_shown_statistics_are_those_of_visible_neighbours() -> None:
    """With one visible patch, all removed ones are shown with its mean and deviation."""
    patches = patchify(pictures(1), 4)
    mask = torch.arange(12)[None] != 5
    shown = denormalised(torch.zeros_like(patches), patches, mask, 3, 4)
    assert torch.allclose(shown, patches[:, 5].mean().expand_as(shown))
    shown = denormalised(torch.ones_like(patches), patches, mask, 3, 4)
    brightness = patches[0, 5].mean() + (patches[0, 5].var() + 1e-6) ** 0.5
    assert torch.allclose(shown, brightness.expand_as(shown))


def test_pasted_takes_each_from_its_side() -> None:
    mask = torch.tensor([[True, False]])
    assert pasted(torch.zeros(1, 2, 3), torch.ones(1, 2, 3), mask).sum(-1).tolist() == [[3, 0]]


def test_encoder_reads_visible_patches_only() -> None:
    """By the length of its code; the variant with mask tokens reads the whole length."""
    places = torch.tensor([[1, 4, 6]]).expand(5, -1)
    assert model_of(VARIANTS[0]).encode(pictures(), places).shape == (5, 4, 16)
    assert model_of(VARIANTS[2]).encode(pictures(), places).shape == (5, 13, 16)


@pytest.mark.parametrize("shape", VARIANTS)
def test_features_and_gradients(shape: MaeConfig) -> None:
    model = model_of(shape)
    assert model.features(pictures()).shape == (5, 16)
    model.loss(pictures(), masks()).backward()  # type: ignore[no-untyped-call]
    assert all(p.grad is not None and bool(p.grad.isfinite().all()) for p in model.parameters())


def test_order_of_pictures_does_not_matter() -> None:
    model, mask, order = model_of(SMALL), masks(), torch.tensor([3, 1, 4, 0, 2])
    assert torch.allclose(model(pictures()[order], mask[order]), model(pictures(), mask)[order])


def test_measured_statistics() -> None:
    model, images = model_of(SMALL), pictures(20, 7)
    inside = (patchify(images, 4) - model.centre) / model.deviation
    assert inside.mean(0).abs().max() < 1e-12
    assert float(inside.square().mean()) == pytest.approx(1)


@pytest.mark.parametrize("shape", VARIANTS)
def test_masks_that_remove_different_numbers_go_in_one_batch(shape: MaeConfig) -> None:
    """Column masking is token removal, so that each picture is filled as it is alone."""
    model, uneven = model_of(shape), torch.arange(12) < torch.tensor([[0], [1], [6], [11], [12]])
    together = model.filled(pictures(), uneven)
    for n in range(5):
        alone = model.filled(pictures()[n : n + 1], uneven[n : n + 1])[0]
        assert torch.allclose(together[n], alone, atol=1e-12)
    assert torch.allclose(
        model.forward_ragged(pictures(), masks()), model(pictures(), masks()), atol=1e-12
    )
