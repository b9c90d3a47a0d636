"""States that are kept: bounded, the thinner the older, and shared out among all runs."""

import numpy as np
import pytest
import torch

from core import ring
from core.deeds import Deeds
from core.digest import Digests
from core.params import Params
from core.ring import Kept, Ring


def kept(step: int, numbers: int = 4) -> Kept:
    return Kept(
        step,
        Params(),
        {"made": torch.zeros(10**6), "part": {"w": torch.zeros(numbers)}},
        Deeds(Params()),
        Digests(),
    )


def test_only_what_training_changes_is_counted() -> None:
    assert kept(0).bytes == 16


def test_old_states_lie_thinner_than_new_ones() -> None:
    found = Ring(most=64)
    for step in range(5000):
        found.add(kept(step))
    steps = np.array(found.steps)
    assert len(steps) == 64
    assert (steps[0], steps[-1]) == (0, 4999)
    gaps = np.diff(steps)
    assert gaps[-10:].max() < gaps[:10].min()
    share = gaps[1:-1] / (5000 - steps[1:-2])
    assert share.max() < 1.0


def test_a_state_is_found_by_its_step() -> None:
    found = Ring()
    assert found.at(3) is None
    found.add(kept(2), kept(5), kept(9))
    assert [found.at(step).step for step in (0, 2, 4, 5, 100)] == [2, 2, 2, 5, 9]  # type: ignore[union-attr]
    assert [each.step for each in found.cut_after(4)] == [5, 9]
    found.add(kept(3))
    found.add(kept(2))
    assert found.steps == (2,)


def test_all_rings_together_stay_below_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ring, "CAP", Ring.all_bytes() + 16_000)
    one, other = Ring(), Ring()
    for step in range(100):
        one.add(kept(step, 100))
    for step in range(100):
        other.add(kept(step, 100))
    assert Ring.all_bytes() <= ring.CAP
    assert min(len(one.kept), len(other.kept)) > 10
    one.add(kept(100, 10_000))  # larger than all that is allowed
    assert one.steps[-1] == 100


def test_who_keeps_one_state_keeps_the_newest() -> None:
    found = Ring(most=1)
    found.add(kept(0))
    found.add(kept(1))
    assert found.steps == (1,)
