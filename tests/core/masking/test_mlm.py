"""T3, T7 and the 80/10/10 mixture: what a masked language model reads."""

import pytest
import torch
from torch import Tensor

from core.masking.correction import coefficients, corrected
from core.masking.drop_token import draw_places, drop_tokens
from core.masking.masks import kept_places
from core.masking.mismatch import mismatch
from core.masking.mlm import (
    BERT,
    BERT_RATIO,
    MaskedLanguageModel,
    Mixture,
    Symbols,
    corrupt,
    mlm_loss,
    select,
)
from core.optim.muon import muon_and_adamw
from tests.texts import told

SYMBOLS = Symbols(50)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def model(tied: bool = False) -> MaskedLanguageModel:
    torch.manual_seed(0)
    return MaskedLanguageModel(SYMBOLS, 12, 16, 2, 3, tied).double()


def texts(count: int = 6, length: int = 12) -> Tensor:
    numbers = torch.randint(4, 50, (count, length), generator=seeded())
    numbers[:, 0] = 1
    return numbers


def test_selection_has_its_share_and_spares_special_tokens() -> None:
    told("mlm_text", ("15 % in BERT", "选出 15% 的词"))
    assert BERT_RATIO == 0.15
    numbers = texts(4000, 41)
    numbers[:, 30:] = 0
    selected = select(numbers, 0.15, SYMBOLS, seeded())
    assert not bool(selected[numbers < 4].any())
    ordinary = 4000 * 29
    assert abs(int(selected.sum()) / ordinary - 0.15) < 5 * (0.15 * 0.85 / ordinary) ** 0.5
    one = select(numbers, 0.02, SYMBOLS, seeded(), at_least_one=True)
    assert bool(one.any(1).all())
    assert not bool(one[numbers < 4].any())
    padding = torch.zeros(2, 5, dtype=torch.int64)
    for chosen in (False, True):
        assert not bool(select(padding, 0.9, SYMBOLS, seeded(), chosen).any())
    assert bool(select(texts(), 1.0, SYMBOLS, seeded())[:, 1:].all())


def test_mixture_of_80_10_10() -> None:
    told(
        "mlm_text",
        (
            "80 % become [MASK], 10 % stay and 10 % become any",
            "80% 换成 [MASK]，10% 保持不变，10% 换成任意",
        ),
    )
    numbers = torch.full((400, 100), 7)
    selected = torch.rand(400, 100, generator=seeded()) < 0.5
    changed = corrupt(numbers, selected, BERT, SYMBOLS, seeded(1))
    assert torch.equal(changed[~selected], numbers[~selected])
    inside = changed[selected]
    count = len(inside)
    # One replacement in 46 is the token itself.
    for share, expected in [
        ((inside == 2).double().mean(), 0.8),
        ((inside == 7).double().mean(), 0.1 + 0.1 / 46),
        (((inside != 2) & (inside != 7)).double().mean(), 0.1 * 45 / 46),
    ]:
        assert abs(float(share) - expected) < 5 * (expected * (1 - expected) / count) ** 0.5
    assert int(inside.min()) >= 2
    assert not bool((inside == 3).any())
    others = inside[(inside != 2) & (inside != 7)]
    assert len(set(others.tolist())) == 45


@pytest.mark.parametrize("mixture", [Mixture(1, 0, 0), Mixture(0, 1, 0), Mixture(0, 0, 1)])
def test_pure_mixtures(mixture: Mixture) -> None:
    numbers = texts()
    changed = corrupt(numbers, torch.ones_like(numbers).bool(), mixture, SYMBOLS, seeded(2))
    if mixture.masked:
        assert bool((changed == 2).all())
    elif mixture.same:
        assert torch.equal(changed, numbers)
    else:
        assert (changed != numbers).double().mean() > 0.9


def test_mixtures_are_checked() -> None:
    with pytest.raises(ValueError, match="sum to one"):
        Mixture(0.8, 0.1, 0.2)


def test_loss_by_loops() -> None:
    scores = torch.randn(2, 3, 5, dtype=torch.float64)
    numbers = torch.randint(0, 5, (2, 3))
    selected = torch.tensor([[True, False, True], [False, True, False]])
    naive = [-scores[n, k].log_softmax(0)[numbers[n, k]] for n, k in [(0, 0), (0, 2), (1, 1)]]
    assert torch.allclose(mlm_loss(scores, numbers, selected), torch.stack(naive).mean())
    assert float(mlm_loss(scores, numbers, selected & False)) == 0


def test_scores_of_selected_places_are_enough() -> None:
    network, numbers = model(), texts()
    selected = select(numbers, 0.3, SYMBOLS, seeded(8))
    changed = corrupt(numbers, selected, BERT, SYMBOLS, seeded(9))
    whole = mlm_loss(network(changed), numbers, selected)
    assert torch.allclose(network.loss(changed, numbers, selected), whole)
    assert network.loss(changed, numbers, selected & False).item() == 0


def test_correction_of_bert() -> None:
    assert coefficients() == pytest.approx((0.865, 0.12, 0.015))
    assert sum(coefficients(0.4, Mixture(0.5, 0.2, 0.3))) == pytest.approx(1)
    embedding = torch.randn(50, 8, dtype=torch.float64)
    fixed = corrected(embedding, SYMBOLS)
    average = embedding[4:].mean(0)
    assert torch.allclose(fixed[2], 0.985 * embedding[2] + 0.015 * average)
    assert torch.allclose(fixed[9], 0.865 * embedding[9] + 0.12 * embedding[2] + 0.015 * average)
    constant = torch.full((50, 8), 0.7, dtype=torch.float64)
    assert torch.allclose(corrected(constant, SYMBOLS), constant)


def test_correction_is_the_mean_of_what_was_read() -> None:
    """Average the embedding of one token over many drawn corruptions."""
    embedding = torch.randn(50, 3, dtype=torch.float64, generator=seeded())
    numbers = torch.full((1000, 400), 7)
    selected = torch.rand(numbers.shape, generator=seeded(3)) < 0.15
    changed = corrupt(numbers, selected, BERT, SYMBOLS, seeded(4))
    seen = embedding[changed].mean((0, 1))
    expected = corrected(embedding, SYMBOLS)[7]
    assert (seen - expected).abs().max() < 0.01
    assert (embedding[7] - expected).abs().max() > 0.05


def test_strength_goes_from_nothing_to_all() -> None:
    embedding = torch.randn(50, 8, dtype=torch.float64)
    assert torch.equal(corrected(embedding, SYMBOLS, 0.0), embedding)
    half = (embedding + corrected(embedding, SYMBOLS)) / 2
    assert torch.allclose(corrected(embedding, SYMBOLS, 0.5), half)
    with pytest.raises(ValueError, match="strength"):
        corrected(embedding, SYMBOLS, 1.5)


@pytest.mark.parametrize("tied", [False, True])
def test_correction_leaves_the_output_weights(tied: bool) -> None:
    network = model(tied)
    before = network.output.weight.detach().clone()
    fixed = corrected(network.embedding.weight, SYMBOLS)
    assert not torch.equal(network(texts(), fixed), network(texts()))
    assert torch.equal(network.output.weight, before)
    assert (network.output.weight is network.embedding.weight) == tied


def test_dropping_nothing_is_the_baseline() -> None:
    places = draw_places(6, 12, 0.0, seeded())
    assert torch.equal(places, torch.arange(12).expand(6, -1))
    for repacked in (False, True):
        out = model().without(texts(), places, repacked)
        assert torch.allclose(out, model()(texts()), atol=1e-12)


@pytest.mark.parametrize("ratio", [0.1, 0.5, 0.9, 1.0])
def test_class_token_always_stays(ratio: float) -> None:
    places = draw_places(500, 12, ratio, seeded())
    assert bool((places[:, 0] == 0).all())
    assert places.shape[1] == max(1, int(12 * (1 - ratio) + 1e-9))
    assert bool((places.diff(dim=1) > 0).all())
    if ratio == 0.5:
        share = torch.zeros(12).scatter_add(0, places.flatten(), torch.ones(3000)) / 500
        assert (share[1:] - 5 / 11).abs().max() < 5 * (0.25 / 500) ** 0.5


def test_positions_are_kept_or_repacked() -> None:
    """With positions kept they alone carry the order: permuted tokens give permuted scores."""
    network, numbers = model(), texts()
    places = draw_places(6, 12, 0.5, seeded(5))
    order = torch.tensor([4, 2, 0, 1, 5, 3])
    straight = network.without(numbers, places)
    assert torch.allclose(network.without(numbers, places[:, order]), straight[:, order])
    repacked = network.without(numbers, places[:, order], repacked=True)
    assert not torch.allclose(repacked, network.without(numbers, places, True)[:, order])
    tokens, positions = torch.zeros(6, 12, 4), torch.arange(12.0)[:, None].expand(12, 4)
    assert torch.equal(drop_tokens(tokens, positions, places, False)[..., 0], places.float())
    closed = drop_tokens(tokens, positions, places, True)[..., 0]
    assert torch.equal(closed, torch.arange(6.0).expand(6, 6))


def test_three_ways_to_hide() -> None:
    hidden = torch.zeros(6, 12, dtype=torch.bool)
    hidden[:, [3, 7]] = True
    found = mismatch(model(), texts(), hidden)
    assert found.column_and_removal < 1e-12
    assert found.mask_and_nothing > 1e-3
    assert found.mask_and_removal > 1e-3
    assert 1e-3 < found.column_and_nothing < 1


def test_dropped_columns_equal_removed_tokens() -> None:
    network, places = model(), draw_places(6, 12, 0.4, seeded(6))
    kept = torch.zeros(6, 12, dtype=torch.bool).scatter(1, places, True)
    assert torch.equal(kept_places(~kept), places)
    for after in (True, False):
        column = network.scores(network.embed(texts()), kept, after)
        column = column.gather(1, places[..., None].expand(-1, -1, 50))
        assert (column - network.without(texts(), places)).abs().max() < 1e-6


def test_a_small_model_learns_a_rule() -> None:
    """Each token is its neighbour's: a hidden one can be read off the others."""
    torch.manual_seed(0)
    network = MaskedLanguageModel(Symbols(12), 6, 16, 2, 1)
    steps = muon_and_adamw(network, 0.02, 2e-3)
    generator = seeded()
    for _ in range(150):
        numbers = torch.randint(4, 12, (32, 1), generator=generator).repeat(1, 6)
        selected = select(numbers, 0.3, network.symbols, generator)
        loss = mlm_loss(
            network(corrupt(numbers, selected, BERT, network.symbols, generator)), numbers, selected
        )
        for step in steps:
            step.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        for step in steps:
            step.step()
    assert float(loss.detach()) < 0.2
