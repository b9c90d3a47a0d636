"""What a run leaves behind: speed, the last sound state, and numbers that are not finite."""

import pytest
import torch
from torch import Tensor

from core.experiment import build, first_non_finite
from core.history import History
from core.record import KEEP_EVERY, NonFiniteError, Record
from tests.rig import FakeClock
from tests.same import same
from tests.toy import Toy, ToyParams


def _record(clock: FakeClock) -> tuple[Toy, Record]:
    toy = build(Toy, ToyParams(), 1)
    assert isinstance(toy, Toy)
    return toy, Record(toy, History(["loss"]), toy.state, clock)


def test_the_first_state_is_kept_and_later_ones_now_and_then() -> None:
    clock = FakeClock()
    toy, record = _record(clock)
    assert record.last_finite_state is not None
    first = record.last_finite_state
    assert first[0] == 0
    record.add(1, toy.step())
    assert record.last_finite_state is first
    clock.now += KEEP_EVERY + 0.1
    record.add(2, toy.step())
    assert record.last_finite_state[0] == 2
    assert same(record.last_finite_state[1], toy.state())


def test_a_state_that_is_not_finite_is_not_kept() -> None:
    clock = FakeClock()
    toy, record = _record(clock)
    with torch.no_grad():
        toy.model.weight.fill_(torch.inf)
    clock.now += KEEP_EVERY + 0.1
    record.add(1, {"loss": 0.0})
    assert record.last_finite_state is not None
    assert record.last_finite_state[0] == 0


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
