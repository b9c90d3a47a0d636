"""Skip-gram with negative sampling: counts, gradients by hand, and where it ends."""

import math

import pytest
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, softplus

from core.nce import Categorical, PairCounts, Table, Unnormalised, correlation, loss_of, skip_gram

V, D, B, K = 7, 4, 11, 3


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def some_counts(size: int = V, seed: int = 3) -> PairCounts:
    """Counts of pairs, symmetric, some of them 0."""
    drawn = torch.randint(0, 9, (size, size), generator=torch.Generator().manual_seed(seed))
    return PairCounts((drawn + drawn.T).double() + torch.eye(size).double())


# --- counts ---------------------------------------------------------------------------------------


def test_pairs_are_counted_as_by_two_loops() -> None:
    texts = [[0, 1, 2, 1, -1, 0, 2], [2, 2], [1], []]
    counted = torch.zeros(3, 3, dtype=torch.float64)
    for text in texts:
        for i, first in enumerate(text):
            for j, second in enumerate(text):
                if i != j and abs(i - j) <= 2 and first >= 0 and second >= 0:
                    counted[first, second] += 1
    assert torch.equal(PairCounts.of(texts, 3, 2).counts, counted)


def test_pmi_is_that_of_the_definition_and_pairs_never_seen_have_none() -> None:
    counts = PairCounts(torch.tensor([[4.0, 1.0], [1.0, 0.0]]).double())
    pmi = counts.pmi()
    assert float(pmi[0, 1]) == pytest.approx(math.log((1 / 6) / (5 / 6 * 1 / 6)))
    assert bool(pmi[1, 1].isnan())
    shifted = counts.optimum(counts.noise(1.0), 5.0)
    torch.testing.assert_close(shifted, pmi - math.log(5), equal_nan=True)


@pytest.mark.parametrize(("exponent", "expected"), [(0.0, [0.5, 0.5]), (1.0, [0.8, 0.2])])
def test_the_exponent_of_the_noise(exponent: float, expected: list[float]) -> None:
    counts = PairCounts(torch.tensor([[6.0, 2.0], [2.0, 0.0]]).double())
    assert counts.noise(exponent).tolist() == pytest.approx(expected)


def test_the_correlation_is_over_cells_that_both_have() -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, torch.nan]])
    y = torch.tensor([[2.0, 4.0], [6.0, 9.0]])
    assert correlation(x, y) == pytest.approx(1.0)


# --- gradients by hand ----------------------------------------------------------------------------


@pytest.mark.parametrize("shifted", [False, True])
def test_gradients_by_hand_are_those_of_autograd(shifted: bool) -> None:
    generator = torch.Generator().manual_seed(0)
    batch = skip_gram.draw(some_counts().joint, some_counts().noise(0.75), B, K, generator)
    u, v = random(V, D).requires_grad_(), random(V, D, seed=1).requires_grad_()
    shift = random(V, seed=2) if shifted else None
    value = skip_gram.loss(u, v, batch, shift)
    value.backward()  # type: ignore[no-untyped-call]
    with torch.no_grad():
        before = (u.clone(), v.clone())
        found = skip_gram.gradients(u, v, batch, shift)
        skip_gram.descend(u, v, found, rate=0.5)
    torch.testing.assert_close(found.loss, value.detach(), atol=1e-12, rtol=0)
    assert u.grad is not None
    assert v.grad is not None
    torch.testing.assert_close((before[0] - u).detach() / 0.5, u.grad, atol=1e-12, rtol=0)
    torch.testing.assert_close((before[1] - v).detach() / 0.5, v.grad, atol=1e-12, rtol=0)


def test_the_loss_is_that_of_a_loop() -> None:
    batch = skip_gram.draw(
        some_counts().joint, some_counts().noise(1.0), B, K, torch.Generator().manual_seed(1)
    )
    u, v = random(V, D), random(V, D, seed=1)
    total = 0.0
    for centre, words in zip(batch.centres.tolist(), batch.words.tolist(), strict=True):
        for place, word in enumerate(words):
            logit = float(u[centre] @ v[word])
            total += math.log1p(math.exp(-logit if place == 0 else logit))
    assert float(skip_gram.loss(u, v, batch)) == pytest.approx(total / B, abs=1e-12)


def test_pairs_are_drawn_by_their_frequency() -> None:
    counts = some_counts()
    batch = skip_gram.draw(
        counts.joint, counts.noise(0.5), 200_000, 1, torch.Generator().manual_seed(0)
    )
    places = batch.centres * V + batch.words[:, 0]
    drawn = torch.bincount(places, minlength=V * V).reshape(V, V) / len(places)
    torch.testing.assert_close(drawn.double(), counts.joint, atol=4e-3, rtol=0)
    noise = torch.bincount(batch.words[:, 1], minlength=V) / len(places)
    torch.testing.assert_close(noise.double(), counts.noise(0.5), atol=5e-3, rtol=0)


# --- where it ends --------------------------------------------------------------------------------


@pytest.mark.parametrize("exponent", [0.0, 0.75, 1.0])
@pytest.mark.parametrize("ratio", [1.0, 5.0])
def test_full_rank_on_exact_counts_ends_at_the_shifted_pmi(exponent: float, ratio: float) -> None:
    counts = PairCounts(some_counts().counts + 1)  # all pairs seen: the optimum is finite
    noise = counts.noise(exponent)
    u = random(V, V).requires_grad_()
    v = random(V, V, seed=1).requires_grad_()
    optimiser = torch.optim.LBFGS(
        [u, v], max_iter=3000, tolerance_grad=1e-12, tolerance_change=1e-16,
        line_search_fn="strong_wolfe",
    )  # fmt: skip

    def closure() -> Tensor:
        optimiser.zero_grad()
        value = skip_gram.expected_loss(u @ v.T, counts.joint, noise, ratio)
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    exact = counts.optimum(noise, ratio)
    torch.testing.assert_close((u @ v.T).detach(), exact, atol=1e-4, rtol=0)


def test_no_products_have_a_lower_loss_than_the_optimum() -> None:
    counts = some_counts()
    noise = counts.noise(0.75)
    exact = counts.optimum(noise, 4.0).nan_to_num(nan=-torch.inf)
    least = skip_gram.expected_loss(exact, counts.joint, noise, 4.0)
    for seed in range(20):
        moved = exact + 0.1 * random(V, V, seed=seed)
        assert skip_gram.expected_loss(moved, counts.joint, noise, 4.0) > least


# --- the softmax over a vocabulary ----------------------------------------------------------------


def test_with_much_noise_the_gradient_is_that_of_the_softmax() -> None:
    table, data = Table(V).double(), torch.tensor([[0], [1], [1], [4]])
    with torch.no_grad():
        table.theta.copy_(random(V))
    model = Unnormalised(table)
    with torch.no_grad():
        model.gamma.copy_(table.log_partition())
    words = torch.arange(V)[:, None]  # each once: the exact mean over uniform noise
    noise = Categorical(torch.full((V,), 1 / V).double())
    exact = torch.autograd.grad(
        cross_entropy(table.theta.expand(len(data), V), data[:, 0]), table.theta
    )[0]

    def away(ratio: float) -> float:
        value = loss_of(model, data, words, noise, ratio)
        return float((torch.autograd.grad(value, table.theta)[0] - exact).abs().max())

    assert away(1e6) < 1e-5
    assert away(10.0) > 1e-3
    assert away(1e3) == pytest.approx(10 * away(1e4), rel=0.05)  # the difference goes as 1/k


def test_categorical_noise_draws_what_it_says() -> None:
    noise = Categorical(torch.tensor([0.5, 0.5, 0.0]))
    drawn = noise.sample(1000, torch.Generator().manual_seed(0))
    assert drawn.shape == (1000, 1)
    assert int(drawn.max()) == 1
    assert float(noise.log_prob(torch.tensor([[2]]))[0]) == -math.inf
    assert float(softplus(noise.log_prob(torch.tensor([[2]])))[0]) == 0.0
