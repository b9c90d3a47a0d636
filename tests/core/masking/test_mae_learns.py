"""Within the seconds of a page: held-out digits are rebuilt better than by the best linear map."""

import pytest
import torch
from torch import Tensor

from core.data.images import load, split
from core.masking.baselines import LinearInpainting, mean_patch
from core.masking.mae import MaskedAutoencoder, Shape
from core.masking.masks import hand_mask, random_mask
from core.masking.muon import optimisers, warm_and_fall
from core.masking.patches import patchify

# Ten to fifteen milliseconds a step on one thread: within twenty seconds.
STEPS, WARM, BATCH, RATIO = 1400, 20, 32, 0.75
HELD, MASKS = 300, 20


def trained(images: Tensor, seed: int, generator: torch.Generator) -> MaskedAutoencoder:
    torch.manual_seed(seed)
    model = MaskedAutoencoder(Shape())
    model.measure(images)
    steps = optimisers(model, 0.01, 2e-3)
    rates = [step.param_groups[0]["lr"] for step in steps]
    for number in range(STEPS):
        batch = images[torch.randint(0, len(images), (BATCH,), generator=generator)]
        loss = model.loss(batch, random_mask(BATCH, 5, 5, RATIO, generator))
        for step, rate in zip(steps, rates, strict=True):
            step.param_groups[0]["lr"] = rate * warm_and_fall(number, WARM, STEPS)
            step.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        for step in steps:
            step.step()
    return model


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_better_than_the_mean_and_than_linear(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    (images, _), (held, _) = split(load("digits", 20), HELD, generator)
    masks = random_mask(MASKS, 5, 5, RATIO, generator)
    model = trained(images, seed, generator)
    training, truth = patchify(images, 4), patchify(held, 4)
    # The penalty that does best on these pictures, of 1, 10 and 100: no straw man.
    inpaint, mean = LinearInpainting(training, 1.0), mean_patch(training)
    errors = torch.zeros(3, dtype=torch.float64)
    for mask, part, patches in zip(masks, held.chunk(MASKS), truth.chunk(MASKS), strict=True):
        with torch.no_grad():
            filled = model.filled(part, hand_mask(mask, len(part)))
        for place, guess in enumerate((filled, inpaint(patches, mask), mean.expand_as(patches))):
            errors[place] += (guess - patches)[:, mask].square().mean() / MASKS
    ours, linear, average = errors.tolist()
    print(f"seed {seed}: ours {ours:.4f}, linear {linear:.4f}, mean {average:.4f}")
    assert ours < 0.95 * linear
    assert ours < 0.7 * average
