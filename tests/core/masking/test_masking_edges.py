"""Where comparable libraries go wrong: what underflows, padding, patches of one number, nothing."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from core.experiments.mlm_text.corpus import KINDS, corpus
from core.masking.attention import minus_infinity, renormalised
from core.masking.correction import coefficients, corrected
from core.masking.mae import MaeConfig, MaskedAutoencoder
from core.masking.masks import PATTERNS, block_mask, gather, kept_places, removed_count, scatter
from core.masking.mismatch import mismatch
from core.masking.mlm import BERT, MaskedLanguageModel, Symbols, corrupt, mlm_loss, select
from core.masking.patches import patchify, unpatchify
from core.masking.targets import denormalised, normalised, removed_loss

DOUBLE = torch.float64
EDGES = settings(derandomize=True, deadline=None, max_examples=40, database=None)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


# --- masked is masked in the logits ---------------------------------------------------------------


@pytest.mark.parametrize("dtype", [torch.float32, DOUBLE])
@pytest.mark.parametrize("hidden", [-1e4, 0.0, 80.0, 103.0, 105.0, 1e3, 1e4])
def test_a_hidden_column_of_any_height_leaves_the_others(hidden: float, dtype: torch.dtype) -> None:
    scores = torch.tensor([[0.0, 1.0, hidden]], dtype=dtype)
    kept = torch.tensor([True, True, False])
    wanted = [1 / (1 + math.e), 1 / (1 + 1 / math.e), 0.0]
    for found in (renormalised(scores, kept)[0], minus_infinity(scores, kept)[0]):
        # The logarithm of A holds its own rounding of so high a score.
        room = max(1e-6, abs(hidden) * torch.finfo(dtype).eps)
        assert found.tolist() == pytest.approx(wanted, abs=room)


scores = st.floats(-1e4, 1e4) | st.sampled_from([0.0, -1e30, 1e30])


@EDGES
@given(st.lists(st.tuples(scores, st.booleans()), min_size=1, max_size=6))
def test_rows_are_shares_of_what_is_kept(columns: list[tuple[float, bool]]) -> None:
    row = torch.tensor([[score for score, _ in columns]], dtype=DOUBLE, requires_grad=True)
    kept = torch.tensor([stays for _, stays in columns])
    found = minus_infinity(row, kept)
    weights = np.zeros(len(columns))
    if bool(kept.any()):
        left = row.detach().numpy()[0, kept.numpy()]
        weights[kept.numpy()] = np.exp(left - left.max()) / np.exp(left - left.max()).sum()
    np.testing.assert_allclose(found[0].detach().numpy(), weights, atol=1e-12)
    (gradient,) = torch.autograd.grad(found.square().sum(), row)
    assert bool(gradient.isfinite().all())
    assert not bool(gradient[0, ~kept].any())


def loud(model: torch.nn.Module, gain: float = 30.0) -> None:
    """Make attention as sure as a network is that was trained at a high rate."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("query_key_value.weight"):
                parameter.mul_(gain)


def test_a_dropped_column_is_a_removed_word_however_sure_the_attention_is() -> None:
    torch.manual_seed(0)
    model = MaskedLanguageModel(Symbols(30), 8, 16, 2, 2)
    loud(model)
    numbers = torch.randint(4, 30, (6, 8), generator=seeded())
    hidden = torch.zeros(6, 8, dtype=torch.bool)
    hidden[:, [2, 5]] = True
    assert mismatch(model, numbers, hidden).column_and_removal < 1e-4


def masked_autoencoder(normalised_targets: bool = False) -> MaskedAutoencoder:
    torch.manual_seed(0)
    config = MaeConfig(8, 8, 1, 2, 16, 2, 2, 16, 1, 2, normalised_targets=normalised_targets)
    return MaskedAutoencoder(config)


def test_both_ways_through_a_masked_autoencoder_agree_however_sure_it_is() -> None:
    model = masked_autoencoder()
    loud(model)
    pictures = torch.rand(5, 1, 8, 8, generator=seeded())
    mask = PATTERNS["random"](5, 4, 4, 0.75, seeded(1))
    torch.testing.assert_close(
        model.forward_ragged(pictures, mask), model(pictures, mask), rtol=1e-4, atol=1e-4
    )


@pytest.mark.parametrize("normalised_targets", [False, True])
def test_hidden_pixels_enter_nowhere(normalised_targets: bool) -> None:
    model = masked_autoencoder(normalised_targets)
    pictures = torch.rand(4, 1, 8, 8, generator=seeded())
    mask = torch.zeros(4, 16, dtype=torch.bool)
    for row, removed in enumerate((3, 8, 15, 16)):  # as many as differ from row to row
        mask[row, :removed] = True
    others = unpatchify(
        torch.where(mask[..., None], 7.0, patchify(pictures, 2)), 2, 8, 8
    )  # what is removed is replaced
    wanted, found = model.filled(pictures, mask), model.filled(others, mask)
    assert torch.equal(found[mask], wanted[mask])


# --- padding --------------------------------------------------------------------------------------


@pytest.mark.parametrize("padding", range(12))
def test_what_stands_behind_a_text_does_not_change_its_guesses(padding: int) -> None:
    torch.manual_seed(0)
    model = MaskedLanguageModel(Symbols(30), 20, 16, 2, 3).double()
    numbers = torch.randint(4, 30, (3, 8), generator=seeded())
    padded = torch.cat([numbers, torch.zeros(3, padding, dtype=torch.int64)], 1)
    torch.testing.assert_close(model(padded)[:, :8], model(numbers), rtol=1e-12, atol=1e-12)
    places = torch.tensor([[0, 2, 3, 7]]).expand(3, -1)
    behind = torch.cat([places, torch.arange(8, 8 + padding).expand(3, -1)], 1)
    torch.testing.assert_close(model.without(padded, behind)[:, :4], model.without(numbers, places))
    chosen = select(numbers, 0.5, model.symbols, seeded())
    more = torch.cat([chosen, torch.zeros(3, padding, dtype=torch.bool)], 1)
    torch.testing.assert_close(
        model.loss(padded, padded, more), model.loss(numbers, numbers, chosen)
    )
    torch.testing.assert_close(
        model.loss(padded, padded, more, behind), model.loss(numbers, numbers, chosen, places)
    )


# --- what the network saw on average --------------------------------------------------------------


@pytest.mark.parametrize("text", KINDS)
@pytest.mark.parametrize("ratio", [0.02, 0.15])
def test_the_share_of_words_that_is_selected_is_the_ratio(text: str, ratio: float) -> None:
    found = corpus(text, seeded())
    training = found.training.repeat(8, 1)
    selected = select(training, ratio, found.symbols, seeded(1))
    count = int((training >= found.symbols.first).sum())
    share = int(selected.sum()) / count
    assert share == pytest.approx(ratio, abs=5 * math.sqrt(ratio * (1 - ratio) / count))


def test_the_correction_is_the_mean_of_what_short_texts_were_read_as() -> None:
    found, generator = corpus("English words", seeded()), seeded(2)
    symbols = found.symbols
    embedding = torch.randn(symbols.size, 3, dtype=DOUBLE, generator=seeded(3))
    word = int(found.training[found.training >= symbols.first].bincount().argmax())
    seen, count = torch.zeros(3, dtype=DOUBLE), 0
    for _ in range(60):
        selected = select(found.training, 0.15, symbols, generator)
        changed = corrupt(found.training, selected, BERT, symbols, generator)
        inputs = embedding[changed[found.training == word]]
        seen, count = seen + inputs.sum(0), count + len(inputs)
    wanted = corrected(embedding, symbols)[word]
    # A share of a half has the widest error; differences of vectors are below six.
    assert float((seen / count - wanted).abs().max()) < 5 * 6 * 0.5 / math.sqrt(count)
    assert float((embedding[word] - wanted).abs().max()) > 0.02
    assert sum(coefficients()) == pytest.approx(1.0)


# --- sizes 0 and 1 --------------------------------------------------------------------------------


def test_a_patch_of_one_number_is_its_own_mean() -> None:
    pictures = torch.rand(3, 1, 4, 4, generator=seeded())
    assert torch.equal(normalised(patchify(pictures, 1)), torch.zeros(3, 16, 1))
    mask = torch.zeros(3, 16, dtype=torch.bool)
    mask[:, 5:] = True
    shown = denormalised(torch.zeros(3, 16, 1), patchify(pictures, 1), mask, 4, 4)
    assert bool(shown.isfinite().all())
    assert 0 <= float(shown.min()) <= float(shown.max()) <= 1


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("height", [0.0, 1e-30, 1.0, 1e18])
def test_equal_numbers_have_no_deviation(size: int, height: float) -> None:
    assert not bool(normalised(torch.full((2, 3, size), height)).any())


def test_patches_are_normalised_as_numpy_does() -> None:
    patches = torch.rand(2, 3, 5, dtype=DOUBLE, generator=seeded())
    values = patches.numpy()
    wanted = (values - values.mean(2, keepdims=True)) / np.sqrt(
        values.var(2, ddof=1, keepdims=True) + 1e-6
    )
    np.testing.assert_allclose(normalised(patches).numpy(), wanted, atol=1e-12)


def test_batches_of_nothing_give_nothing() -> None:
    model, pictures = masked_autoencoder(), torch.zeros(0, 1, 8, 8)
    mask = torch.zeros(0, 16, dtype=torch.bool)
    assert patchify(pictures, 2).shape == (0, 16, 4)
    assert unpatchify(torch.zeros(0, 16, 4), 2, 8, 8).shape == (0, 1, 8, 8)
    assert kept_places(mask).shape == (0, 16)
    assert model(pictures, mask).shape == (0, 16, 4)
    assert model.rebuild(pictures, mask).shape == (0, 1, 8, 8)
    assert model.features(pictures).shape == (0, 16)
    assert model.loss(pictures, mask).item() == 0.0
    numbers = torch.zeros(0, 5, dtype=torch.int64)
    words = MaskedLanguageModel(Symbols(9), 5, 8, 2, 1)
    assert words(numbers).shape == (0, 5, 9)
    assert words.loss(numbers, numbers, numbers > 0).item() == 0.0
    for pattern in PATTERNS.values():
        assert pattern(0, 4, 4, 0.5, seeded()).shape == (0, 16)


def test_losses_of_nothing_are_nought_and_of_much_are_finite() -> None:
    target = torch.tensor([[[1e18, -1e18]]])
    for removed in (True, False):
        mask = torch.tensor([[removed]])
        found = float(removed_loss(-target, target, mask))
        assert found == pytest.approx(4e36 if removed else 0.0, rel=1e-6)
    certain = torch.tensor([[[1e30, -1e30]]])
    for number, wanted in ((0, 0.0), (1, 2e30)):
        loss = mlm_loss(certain, torch.tensor([[number]]), torch.tensor([[True]]))
        assert float(loss) == pytest.approx(wanted, rel=1e-6)


# --- masks and places -----------------------------------------------------------------------------


@EDGES
@given(
    st.sampled_from(list(PATTERNS)), st.integers(1, 5), st.integers(1, 5),
    st.sampled_from([0.0, 0.02, 0.5, 0.75, 0.98, 1.0]), st.integers(0, 3),
)  # fmt: skip
def test_kept_and_removed_places_are_all_places(
    pattern: str, rows: int, columns: int, ratio: float, count: int
) -> None:
    mask = PATTERNS[pattern](count, rows, columns, ratio, seeded())
    places = kept_places(mask)
    length = rows * columns
    kept = length - removed_count(length, ratio) if count else length
    assert places.shape == (count, kept)
    for row, found in zip(mask, places, strict=True):
        assert found.tolist() == [place for place in range(length) if not row[place]]
    tokens = torch.arange(count * length, dtype=DOUBLE).reshape(count, length, 1)
    back = scatter(gather(tokens, places), places, -torch.ones(1, length, 1, dtype=DOUBLE))
    assert torch.equal(back[..., 0] >= 0, ~mask)


def test_kept_places_keep_their_order_in_long_rows() -> None:
    # Sorts that are not stable shuffle equal keys from some hundred on.
    mask = torch.rand(4, 3000, generator=seeded()).argsort(1) < 1500
    wanted = [[p for p in range(3000) if not row[p]] for row in mask.tolist()]
    assert kept_places(mask).tolist() == wanted


def _extent(mask: Tensor) -> tuple[int, int]:
    return int(mask.any(1).sum()), int(mask.any(0).sum())


def test_blocks_are_as_often_tall_as_wide_and_up_to_four_times_as_long() -> None:
    masks = block_mask(4000, 24, 24, 0.1, seeded()).reshape(-1, 24, 24)
    inner = [
        m for m in masks if not bool(m[0].any() | m[-1].any() | m[:, 0].any() | m[:, -1].any())
    ]
    ratios = np.array([tall / wide for tall, wide in map(_extent, inner)])
    assert len(ratios) > 1000
    # The aspect is 2^(2u - 1), so height over width is its inverse square: from 1/4 to 4, with
    # the logarithm spread evenly; whole cells blur the ends.
    logs = np.log2(ratios)
    assert np.quantile(logs, [0.02, 0.25, 0.75, 0.98]) == pytest.approx(
        [-1.92, -1, 1, 1.92], abs=0.35
    )
    assert abs(logs.mean()) < 0.1
