"""Linear inpainting is scikit-learn's ridge; the probe and the maps say what they should."""

import pytest
import torch
from sklearn.linear_model import LogisticRegression, Ridge

from core.data.images import small_digits
from core.masking.baselines import LinearInpainting, mean_patch
from core.masking.influence import influence, variance_over_masks
from core.masking.mae import MaeConfig, MaskedAutoencoder
from core.masking.masks import random_mask
from core.masking.patches import patchify
from core.masking.probe import linear_probe

TINY = MaeConfig(8, 8, 1, 2, 16, 1, 2, 16, 1, 2)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def model() -> MaskedAutoencoder:
    torch.manual_seed(0)
    network = MaskedAutoencoder(TINY).double()
    network.fit_normalisation(small_digits()[0].double())
    return network


@pytest.mark.parametrize("penalty", [0.1, 10.0])
@pytest.mark.parametrize("ratio", [0.25, 0.75])
def test_linear_inpainting_is_ridge_regression(penalty: float, ratio: float) -> None:
    patches = patchify(small_digits()[0].double(), 2)
    training, held = patches[:1500], patches[1500:]
    mask = random_mask(1, 4, 4, ratio, seeded())[0]
    ridge = Ridge(alpha=penalty).fit(training[:, ~mask].flatten(1), training[:, mask].flatten(1))
    expected = torch.from_numpy(ridge.predict(held[:, ~mask].flatten(1)))
    filled = LinearInpainting.fit(training, penalty)(held, mask)
    assert torch.allclose(filled[:, mask].flatten(1), expected, atol=1e-8)
    assert torch.equal(filled[:, ~mask], held[:, ~mask])


def test_linear_beats_the_mean_and_reads_nothing_removed() -> None:
    patches = patchify(small_digits()[0], 2)
    training, held = patches[:1500], patches[1500:]
    mask = random_mask(1, 4, 4, 0.75, seeded())[0]
    inpaint = LinearInpainting.fit(training, 1.0)
    error = (inpaint(held, mask) - held)[:, mask].square().mean()
    assert error < 0.9 * (mean_patch(training) - held)[:, mask].square().mean()
    other = held.masked_fill(mask[:, None], 5.0)
    assert torch.equal(inpaint(other, mask)[:, mask], inpaint(held, mask)[:, mask])
    everything = torch.ones(16, dtype=torch.bool)
    assert torch.allclose(inpaint(held, everything), mean_patch(training).expand_as(held))
    assert torch.equal(inpaint(held, ~everything), held)


def test_probe_is_near_logistic_regression() -> None:
    images, labels = small_digits()
    x, held, y, truth = (
        images[:1200].flatten(1),
        images[1200:].flatten(1),
        labels[:1200],
        labels[1200:],
    )
    peer = LogisticRegression(max_iter=500).fit(x.numpy(), y.numpy())
    share = linear_probe(x, y, held, truth)
    assert abs(share - peer.score(held.numpy(), truth.numpy())) < 0.05
    shuffled = y[torch.randperm(1200, generator=seeded())]
    assert linear_probe(x, shuffled, held, truth) < 0.25


def test_variance_map_by_loops() -> None:
    network, image = model(), small_digits()[0][0].double()
    masks = random_mask(8, 4, 4, 0.5, seeded())
    found = variance_over_masks(network, image, masks)
    for place in range(16):
        rebuilt = [
            network.filled(image[None], mask[None])[0, place].detach()
            for mask in masks
            if mask[place]
        ]
        assert float(found[place]) == pytest.approx(float(torch.stack(rebuilt).var(0).mean()))


def test_variance_is_zero_where_nothing_is_removed() -> None:
    masks = (torch.arange(16) < 8).expand(5, -1)
    found = variance_over_masks(model(), small_digits()[0][0].double(), masks)
    assert found.abs().max() < 1e-20


def test_influence_by_removing_one_more() -> None:
    network, image = model(), small_digits()[0][3].double()
    mask = random_mask(1, 4, 4, 0.75, seeded())[0]
    found = influence(network, image, mask)
    assert bool((found.help[mask] == 0).all())
    assert bool((found.help[~mask] != 0).all())
    place = int((~mask).nonzero()[1])
    without = mask.clone()
    without[place] = True
    truth = patchify(image[None], 2)[0, mask]
    before = network.filled(image[None], mask[None])[0, mask].detach()
    after = network.filled(image[None], without[None])[0, mask].detach()
    growth = (after - truth).square().mean() - (before - truth).square().mean()
    assert float(found.help[place]) == pytest.approx(float(growth))


def test_influence_on_one_place() -> None:
    network, image = model(), small_digits()[0][3].double()
    mask = random_mask(1, 4, 4, 0.75, seeded())[0]
    places = mask.nonzero().flatten().tolist()
    each = torch.stack([influence(network, image, mask, place).help for place in places])
    assert torch.allclose(each.mean(0), influence(network, image, mask).help)
    nowhere = influence(network, image, mask, int((~mask).nonzero()[0]))
    assert nowhere.error == float(nowhere.help.abs().sum()) == 0


@pytest.mark.parametrize("painted", [0, 15, 16])
def test_influence_at_the_ends(painted: int) -> None:
    found = influence(model(), small_digits()[0][3].double(), torch.arange(16) < painted)
    assert found.help.shape == (16,)
    assert bool(found.help.isfinite().all())
    assert bool((found.help != 0).any()) == (painted == 15)
