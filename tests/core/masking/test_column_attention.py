"""T2: hiding attention columns is removing tokens, in both forms, over three layers."""

from itertools import product

import pytest
import torch
from torch import Tensor

from core.masking.attention import Attention, minus_infinity, renormalised
from core.masking.masks import gather, kept_places, random_mask
from core.masking.transformer import Transformer

DEPTH = 3


@pytest.fixture
def network() -> Transformer:
    torch.manual_seed(0)
    return Transformer(16, 4, DEPTH).double()


@pytest.fixture
def tokens() -> Tensor:
    return torch.randn(6, 20, 16, dtype=torch.float64, generator=torch.Generator().manual_seed(1))


@pytest.fixture
def mask() -> Tensor:
    return random_mask(6, 4, 5, 0.75, torch.Generator().manual_seed(2))


@pytest.mark.parametrize("after", [True, False])
def test_column_mask_is_token_removal(
    network: Transformer, tokens: Tensor, mask: Tensor, after: bool
) -> None:
    places = kept_places(mask)
    column = gather(network(tokens, ~mask, after), places)
    removed = network(gather(tokens, places))
    assert (column - removed).abs().max() < 1e-12
    # Hiding something matters at all.
    assert (gather(network(tokens), places) - removed).abs().max() > 1e-2


def test_single_precision_is_within_a_millionth_of_scale(
    network: Transformer, tokens: Tensor, mask: Tensor
) -> None:
    network = network.float()
    places = kept_places(mask)
    removed = network(gather(tokens.float(), places))
    for after in (True, False):
        column = gather(network(tokens.float(), ~mask, after), places)
        assert (column - removed).abs().max() < 1e-5


def test_other_columns_in_each_layer_break_it(
    network: Transformer, tokens: Tensor, mask: Tensor
) -> None:
    places = kept_places(mask)
    removed = network(gather(tokens, places))
    x = tokens
    for shift, block in enumerate(network.blocks):
        x = block(x, ~mask.roll(shift, 1))
    assert (gather(network.norm(x), places) - removed).abs().max() > 1e-2


def test_without_renormalisation_it_breaks(tokens: Tensor, mask: Tensor) -> None:
    torch.manual_seed(0)
    attention = Attention(16, 4).double()
    places = kept_places(mask)
    query, key, value = attention._split(tokens)
    raw = (query @ key.transpose(2, 3) / 2).softmax(-1) * ~mask[:, None, None]
    column = attention.out((raw @ value).transpose(1, 2).flatten(2))
    removed = attention(gather(tokens, places))
    assert (gather(column, places) - removed).abs().max() > 1e-2


def test_nothing_hidden_is_plain_attention(network: Transformer, tokens: Tensor) -> None:
    everything = torch.ones(tokens.shape[:2], dtype=torch.bool)
    for after in (True, False):
        assert torch.allclose(network(tokens, everything, after), network(tokens), atol=1e-12)


def test_attention_by_loops(tokens: Tensor) -> None:
    """Softmax of scaled products, head by head, row by row."""
    torch.manual_seed(0)
    attention = Attention(16, 4).double()
    x = tokens[0, :5]
    query, key, value = attention.query_key_value(x).chunk(3, -1)
    naive = torch.zeros(5, 16, dtype=torch.float64)
    for head, row in product(range(4), range(5)):
        part = slice(4 * head, 4 * head + 4)
        weights = torch.stack([query[row, part] @ key[c, part] / 2 for c in range(5)]).softmax(0)
        naive[row, part] = weights @ value[:, part]
    assert torch.allclose(attention(x[None])[0], attention.out(naive))
    assert torch.allclose(attention.weights(x[None]).sum(-1), torch.ones(1, 4, 5).double())


@pytest.mark.parametrize("after", [True, False])
def test_everything_hidden_gives_no_nan(network: Transformer, tokens: Tensor, after: bool) -> None:
    nothing = torch.zeros(tokens.shape[:2], dtype=torch.bool)
    tokens.requires_grad_()
    out = network(tokens, nothing, after)
    out.sum().backward()
    assert bool(out.isfinite().all())
    assert tokens.grad is not None
    assert bool(tokens.grad.isfinite().all())


def test_both_forms_are_one_matrix() -> None:
    scores = torch.randn(3, 4, 6, dtype=torch.float64)
    kept = torch.rand(3, 6) > 0.5
    kept[:, 0] = True
    assert torch.allclose(renormalised(scores, kept), minus_infinity(scores, kept))


def test_scaled_down_attention_renormalises_to_itself() -> None:
    """Norm(E[A ⊗ M]) = Norm(pA) = A, but E[Norm(A ⊗ M)] is flatter than A."""
    row = torch.tensor([0.5, 0.3, 0.15, 0.05], dtype=torch.float64)
    everything = torch.ones(4, dtype=torch.bool)
    assert torch.allclose(renormalised((0.25 * row[None]).log(), everything)[0], row)
    total, chance = torch.zeros(4, dtype=torch.float64), 0.0
    for bits in product((False, True), repeat=4):
        if any(bits):
            weight = 0.25 ** sum(bits) * 0.75 ** (4 - sum(bits))
            total += weight * renormalised(row[None].log(), torch.tensor(bits))[0]
            chance += weight
    expected = torch.tensor([0.307, 0.275, 0.234, 0.183], dtype=torch.float64)
    assert torch.allclose(total / chance, expected, atol=6e-4)


def test_heads_must_divide() -> None:
    with pytest.raises(ValueError, match="heads"):
        Attention(10, 3)
