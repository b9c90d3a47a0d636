"""How whole flows start. T4."""

import pytest
import torch

from core.flows.actnorm import ActNorm
from core.flows.models import Mixing, image_flow, vector_flow
from tests.core.flows.flow_cases import generator, normal


def test_flow_starts_with_unit_volume() -> None:
    plane = vector_flow(
        4, 6, 8, generator=generator(), permutation="conv1x1", actnorm="zero", scale=True
    )
    image = image_flow((1, 8, 8), 2, 2, 4, generator=generator(), actnorm="zero", checkerboards=2)
    for flow, x in ((plane.double(), normal(5, 4)), (image.double(), normal(5, 1, 8, 8))):
        z, log_det = flow(x)
        torch.testing.assert_close(log_det, torch.zeros(5).double(), atol=1e-5, rtol=0)
        assert not torch.equal(z.flatten(1), x.flatten(1))  # turned by the 1x1 convolutions
        torch.testing.assert_close(
            z.flatten(1).norm(dim=1), x.flatten(1).norm(dim=1), rtol=1e-5, atol=0
        )


def test_flow_starting_at_data_has_the_log_det_of_its_actnorms_alone() -> None:
    flow = vector_flow(
        4, 6, 8, generator=generator(), permutation="conv1x1", actnorm="data"
    ).double()
    x = 3 * normal(50, 4)
    flow.initialise(x)
    expected = sum(layer.log_scale.sum().item() for layer in flow if isinstance(layer, ActNorm))
    assert flow(x)[1].tolist() == pytest.approx([expected] * 50, abs=1e-5)


@pytest.mark.parametrize("permutation", ["shuffle", "conv1x1"])
def test_the_generator_decides_what_is_drawn(permutation: Mixing) -> None:
    one, same, other = (
        vector_flow(6, 3, 4, generator=generator(seed), permutation=permutation)
        for seed in (1, 1, 2)
    )
    x = normal(3, 6).float()
    assert torch.equal(one(x)[0], same(x)[0])
    assert not torch.equal(one(x)[0], other(x)[0])
