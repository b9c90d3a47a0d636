"""Digests differ with any bit, and lie all over a run of any length."""

import torch

from core.digest import FIRST, MOST, Digests, digest


def test_any_bit_counts() -> None:
    value = {"a": torch.zeros(3), "b": (1, 2.0, "x", None)}
    assert digest(value) == digest({"a": torch.zeros(3), "b": (1, 2.0, "x", None)})
    others = (
        {"a": torch.zeros(3, dtype=torch.float64), "b": (1, 2.0, "x", None)},
        {"a": torch.tensor([0.0, 0.0, -0.0]), "b": (1, 2.0, "x", None)},
        {"a": torch.zeros(3), "b": [1, 2.0, "x", None]},
        {"a": torch.zeros(3), "b": (1, 2, "x", None)},
        {"a": torch.zeros(3, 1), "b": (1, 2.0, "x", None)},
    )
    assert len({digest(value), *map(digest, others)}) == 1 + len(others)


def test_layout_and_type_are_no_hindrance() -> None:
    square = torch.arange(6.0).reshape(2, 3)
    assert digest(square.T) == digest(square.T.contiguous())
    for kind in (torch.bfloat16, torch.bool, torch.uint8, torch.int64):
        assert len(digest(torch.ones((), dtype=kind))) == 16


def test_they_lie_all_over_a_run() -> None:
    digests = Digests()
    for made in range(1, 20_001):
        if digests.due(made):
            digests.note(made, {"part": made})
    assert MOST // 2 <= len(digests.at) <= MOST
    assert all(made % digests.stride == 0 for made in digests.at)
    assert digests.stride % FIRST == 0
    assert max(digests.at) > 20_000 - digests.stride
