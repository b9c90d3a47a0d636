"""Retrieval and thresholds on sets made by hand, T8 of the fact sheet."""

import math

import pytest
import torch

from core.margins.circle import at_angles
from core.margins.retrieval import nearest, neighbours, recall_at_k, right_class_wrong_neighbour
from core.margins.thresholds import roc_curve

# On the circle, in degrees: 0 and 30 mean the same, so do 40 and 200; 70 is alone.
ANGLES = torch.tensor([0.0, 30.0, 40.0, 200.0, 70.0])
LABELS = torch.tensor([0, 0, 1, 1, 2])
VECTORS = 3 * at_angles(torch.deg2rad(ANGLES))


def test_neighbours_leave_out_the_vector_itself() -> None:
    similarity, index = neighbours(VECTORS, 2)
    assert index.tolist() == [[1, 2], [2, 0], [1, 4], [4, 2], [2, 1]]
    assert float(similarity[0, 0]) == pytest.approx(math.cos(math.radians(30)), abs=1e-6)
    copies = VECTORS[[0, 0, 3]]
    assert neighbours(copies, 1)[1][:2].flatten().tolist() == [1, 0]


def test_top_hits_by_hand() -> None:
    """Asked are four: 0 finds 30 first, 30 finds 0 second, 40 has 200 last, 200 has 40 second."""
    hits = recall_at_k(VECTORS, LABELS, (1, 2, 3, 4))
    assert hits == pytest.approx({1: 0.25, 2: 0.75, 3: 0.75, 4: 1.0})
    assert recall_at_k(VECTORS, LABELS, (1, 10))[10] == 1.0


def test_blocks_agree_with_one_product() -> None:
    vectors = torch.randn(1100, 3, generator=torch.Generator().manual_seed(0))
    rows = torch.nn.functional.normalize(vectors)
    cosines = (rows @ rows.T).fill_diagonal_(-1)
    assert torch.equal(neighbours(vectors, 1)[1].flatten(), cosines.argmax(dim=1))


def test_nothing_to_retrieve_is_refused() -> None:
    with pytest.raises(ValueError, match="no group has two members"):
        recall_at_k(VECTORS, torch.arange(5))


def test_nearest_of_a_query() -> None:
    query = at_angles(torch.deg2rad(torch.tensor([190.0])))
    similarity, index = nearest(query, VECTORS, 9)
    assert index[0].tolist() == [3, 4, 2, 1, 0]
    assert float(similarity[0, 0]) == pytest.approx(math.cos(math.radians(10)), abs=1e-6)


def test_right_class_wrong_neighbour() -> None:
    """30 and 40 are each other's neighbours across the border; 40 is classified wrong anyway."""
    predicted = torch.tensor([0, 0, 0, 1, 2])
    found = right_class_wrong_neighbour(VECTORS, LABELS, predicted)
    assert found.tolist() == [False, True, False, True, True]


def test_trade_off_by_hand() -> None:
    curve = roc_curve(torch.tensor([0.9, 0.8, 0.4]), torch.tensor([0.5, 0.1]))
    assert curve.thresholds.tolist() == pytest.approx([math.inf, 0.9, 0.8, 0.5, 0.4, 0.1])
    assert curve.known.tolist() == pytest.approx([0, 1 / 3, 2 / 3, 2 / 3, 1, 1])
    assert curve.unknown.tolist() == pytest.approx([0, 0, 0, 0.5, 0.5, 1], abs=1e-6)
    assert curve.best() == pytest.approx(0.8)


def test_empty_sets_are_refused() -> None:
    empty = torch.zeros(0)
    with pytest.raises(ValueError, match="both kinds"):
        roc_curve(torch.ones(2), empty)
