"""Exact cost, the plane of [MASK], and DropToken in the loss."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from core.masking.cost import transformer_cost
from core.masking.embedding_projection import EmbeddingProjection
from core.masking.mlm import MaskedLanguageModel, Symbols, mlm_loss
from core.masking.transformer import Transformer


@pytest.mark.parametrize("length", [1, 7, 32])
def test_the_cost_is_what_a_counter_of_operations_counts(length: int) -> None:
    model = Transformer(16, 4, 3).double()
    tokens = torch.zeros(1, length, 16, dtype=torch.float64)
    kept = torch.ones(1, length, dtype=torch.bool)  # the form whose products are written out
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(tokens, kept, after=True)
    assert 2 * transformer_cost(length, 16, 3).total == counter.get_total_flops()


def test_linear_layers_cost_the_kept_share_and_attention_its_square() -> None:
    whole, half = transformer_cost(40, 8, 2), transformer_cost(20, 8, 2)
    assert half.linear * 2 == whole.linear
    assert half.attention * 4 == whole.attention


def test_the_plane_holds_the_mean_and_the_mask_and_keeps_its_sign() -> None:
    generator = torch.Generator().manual_seed(2)
    embedding = torch.randn(50, 8, generator=generator)
    start = torch.randn(8, generator=generator)
    before = None
    for _ in range(20):
        points = EmbeddingProjection.fit(embedding, 2, start).project(embedding)
        assert torch.allclose(points.mean(0), torch.zeros(2), atol=1e-5)
        assert torch.allclose(points[2], torch.tensor([1.0, 0.0]), atol=1e-5)
        if before is not None:
            assert float((points[:, 1] * before).sum()) > 0
        before = points[:, 1]
        embedding = embedding + 0.02 * torch.randn(50, 8, generator=generator)


def test_the_second_axis_is_the_direction_in_which_the_rest_varies_most() -> None:
    generator = torch.Generator().manual_seed(3)
    embedding = torch.randn(50, 4, generator=generator) * torch.tensor([1.0, 5.0, 1.0, 1.0])
    plane = EmbeddingProjection.fit(embedding, 2, torch.ones(4))
    first, second = torch.nn.functional.normalize(plane.axes, dim=0).T
    rest = embedding - embedding.mean(0)
    rest = rest - (rest @ first)[:, None] * first
    exact = torch.linalg.svd(rest).Vh[0]
    assert abs(float(first @ second)) < 1e-4
    assert abs(float(second @ exact)) > 0.999


def test_dropped_tokens_are_neither_read_nor_scored() -> None:
    torch.manual_seed(4)
    model = MaskedLanguageModel(Symbols(20), 6, 8, 2, 1).double()
    numbers = torch.tensor([[1, 5, 6, 7, 8, 9]])
    selected = torch.tensor([[False, True, False, True, False, False]])
    places = torch.tensor([[0, 1, 4, 5]])
    loss = model.loss(numbers, numbers, selected, places)
    other = numbers.clone()
    other[0, 3] = 12
    assert torch.equal(model.loss(other, numbers, selected, places), loss)
    left = torch.tensor([[False, True, False, False]])
    assert torch.allclose(
        loss, mlm_loss(model.without(numbers, places), numbers[:, places[0]], left)
    )
    everything = torch.arange(6)[None]
    whole = model.loss(numbers, numbers, selected)
    assert torch.allclose(model.loss(numbers, numbers, selected, everything), whole)
    assert torch.allclose(model.loss(numbers, numbers, selected, everything, True), whole)
