"""What a run leaves behind: speed, the last sound state, and numbers that are not finite."""

import itertools

import pytest
import torch
from torch import Tensor

from core.deeds import Deeds
from core.digest import Digests
from core.experiment import build, first_non_finite
from core.history import History
from core.record import KEEP_EVERY, NonFiniteError, Record
from core.ring import Kept
from tests.rig import FakeClock
from tests.same import same
from tests.toy import Toy, ToyParams


def _record(clock: FakeClock) -> tuple[Toy, Record]:
    toy = build(Toy, ToyParams(), 1)
    assert isinstance(toy, Toy)
    count = itertools.count()
    return toy, Record(
        toy,
        History(["loss"]),
        lambda: Kept(next(count), toy.params, toy.state(), Deeds(toy.params), Digests()),
        clock,
    )


def test_the_first_state_is_kept_and_later_ones_now_and_then() -> None:
    clock = FakeClock()
    toy, record = _record(clock)
    first = record.ring.kept
    assert record.ring.steps == (0,)
    record.add(1, toy.step())
    assert record.ring.kept is first
    clock.now += KEEP_EVERY + 0.1
    record.add(2, toy.step())
    assert record.ring.steps == (1,)
    assert same(record.ring.kept[0].state, toy.state())


def test_a_state_that_is_not_finite_is_not_kept() -> None:
    clock = FakeClock()
    toy, record = _record(clock)
    with torch.no_grad():
        toy.model.weight.fill_(torch.inf)
    clock.now += KEEP_EVERY + 0.1
    record.add(1, {"loss": 0.0})
    assert record.ring.steps == (0,)


def test_speed_is_steps_by_seconds() -> None:
    clock = FakeClock()
    _, record = _record(clock)
    for step in range(1, 101):
        clock.now += 0.02
        record.add(step, {"loss": 0.0})
    assert record.speed == pytest.approx(50, rel=0.01)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), torch.tensor(float("-inf"))])
def test_a_number_that_is_not_finite_is_named(value: float | Tensor) -> None:
    _, record = _record(FakeClock())
    with pytest.raises(NonFiniteError, match=r"loss became .* at step 4"):
        record.add(4, {"loss": value})
    assert record.history.last.keys() == {"loss"}


def test_the_first_layer_is_named_values_before_gradients() -> None:
    toy, _ = _record(FakeClock())
    assert first_non_finite(toy.parts()) == ""
    toy.step()
    assert toy.model.bias.grad is not None
    toy.model.bias.grad.fill_(torch.nan)
    assert first_non_finite(toy.parts()) == "model.bias (gradient)"
    with torch.no_grad():
        toy.model.weight[0, 0] = torch.nan
    assert first_non_finite(toy.parts()) == "model.weight"
