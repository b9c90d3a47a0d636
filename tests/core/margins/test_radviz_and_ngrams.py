"""The map of directions in a ring, and the baseline of character n-grams."""

import pytest
import torch

from core.margins.ngrams import grams, tf_idf
from core.margins.radviz import group_means, radviz_basis, radviz_corners


def test_orthogonal_directions_lie_at_their_corners_and_their_sum_in_the_middle() -> None:
    directions = torch.eye(6, dtype=torch.float64)[:5] * 3
    basis = radviz_basis(directions)
    assert torch.allclose(torch.eye(6, dtype=torch.float64)[:5] @ basis, radviz_corners(5, basis))
    assert torch.allclose(directions.sum(dim=0) @ basis, torch.zeros(2, dtype=torch.float64))
    assert torch.allclose(torch.eye(6, dtype=torch.float64)[5] @ basis, basis.new_zeros(2))


def test_the_first_corner_is_at_the_top_and_they_go_clockwise() -> None:
    points = radviz_corners(4, torch.zeros(1, dtype=torch.float64))
    wanted = torch.tensor([[0, 1], [1, 0], [0, -1], [-1, 0]], dtype=torch.float64)
    assert torch.allclose(points, wanted)


def test_means_are_those_of_the_groups_asked_for() -> None:
    vectors = torch.tensor([[1.0, 0], [3, 0], [0, 5], [7, 7]])
    found = group_means(vectors, torch.tensor([4, 4, 2, 0]), torch.tensor([2, 4, 9]))
    assert found.tolist() == [[0, 5], [2, 0], [0, 0]]


def test_grams_of_a_short_text() -> None:
    assert grams("aba", 2) == {"a": 2, "b": 1, "ab": 1, "ba": 1}
    assert not grams("")


def test_weights_equal_those_of_scikit_learn() -> None:
    text = pytest.importorskip("sklearn.feature_extraction.text")
    known = ["turn on the light", "turn off the light", "what time is it", "几点了"]
    asked = ["turn the time", "是几点", "qq", ""]
    peer = text.TfidfVectorizer(analyzer="char", ngram_range=(1, 3)).fit(known)
    expected = torch.tensor(peer.transform(asked).toarray())
    ours = tf_idf(known, asked).double()
    order = sorted(peer.vocabulary_, key=peer.vocabulary_.get)
    assert order == sorted(order)  # scikit-learn sorts n-grams as we do
    assert torch.allclose(ours, expected, atol=1e-6)
