"""Averages in a batch, exact cost, the plane of [MASK], and DropToken in the loss."""

import pytest
import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from core.masking.averages import every_gate, exact_average, running_average
from core.masking.cost import transformer_cost
from core.masking.dropout import exact_model_average, model_average
from core.masking.embedding_projection import EmbeddingProjection
from core.masking.mlm import MaskedLanguageModel, Symbols, mlm_loss
from core.masking.transformer import Transformer


def _bent(gates: Tensor) -> Tensor:
    """A function of a batch of gates (B, 4) that is not linear."""
    return torch.tanh(gates.double() @ torch.tensor([0.5, -0.3, 0.9, 0.2]).double())


def test_the_exact_average_is_that_of_the_masks_one_by_one() -> None:
    ones = torch.ones(4, dtype=torch.float64)
    naive = exact_model_average(lambda x: _bent(x[None])[0], ones, 0.7)
    assert float(exact_average(_bent, 4, 0.7)) == pytest.approx(float(naive), abs=1e-6)


def test_the_chances_of_all_gates_sum_to_one_and_their_mean_is_one() -> None:
    gates, chance = every_gate(6, 0.8)
    assert len(gates) == 64
    assert float(chance.sum()) == pytest.approx(1, abs=1e-6)
    assert torch.allclose(chance @ gates, torch.ones(6), atol=1e-6)


def test_too_many_gates_are_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        every_gate(17, 0.5)


def test_running_averages_are_those_of_one_pass_after_another() -> None:
    outputs, means = running_average(_bent, 4, 0.7, 500, torch.Generator().manual_seed(1))
    assert torch.allclose(means[9], outputs[:10].mean())
    assert float(means[-1]) == pytest.approx(float(exact_average(_bent, 4, 0.7)), abs=0.05)
    single = model_average(lambda x: x.sum(), torch.ones(4), 1.0, 3, torch.Generator())
    assert torch.equal(running_average(lambda x: x.sum(1), 4, 1.0, 3, torch.Generator())[1], single)


@pytest.mark.parametrize("length", [1, 7, 32])
def test_the_cost_is_what_a_counter_of_operations_counts(length: int) -> None:
    model = Transformer(16, 4, 3).double()
    tokens = torch.zeros(1, length, 16, dtype=torch.float64)
    kept = torch.ones(1, length, dtype=torch.bool)  # the form whose products are written out
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(tokens, kept)
    assert 2 * transformer_cost(length, 16, 3).total == counter.get_total_flops()


def test_linear_layers_cost_the_kept_share_and_attention_its_square() -> None:
    whole, half = transformer_cost(40, 8, 2), transformer_cost(20, 8, 2)
    assert half.linear * 2 == whole.linear
    assert half.attention * 4 == whole.attention


def test_the_plane_holds_the_mean_and_the_mask_and_keeps_its_sign() -> None:
    generator = torch.Generator().manual_seed(2)
    embedding = torch.randn(50, 8, generator=generator)
    plane = EmbeddingProjection(torch.Generator().manual_seed(3), 8)
    before = None
    for _ in range(20):
        plane.fit(embedding, 2, 10)
        points = plane.project(embedding)
        assert torch.allclose(points.mean(0), torch.zeros(2), atol=1e-5)
        assert torch.allclose(points[2], torch.tensor([1.0, 0.0]), atol=1e-5)
        if before is not None:
            assert float((points[:, 1] * before).sum()) > 0
        before = points[:, 1]
        embedding = embedding + 0.02 * torch.randn(50, 8, generator=generator)


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
