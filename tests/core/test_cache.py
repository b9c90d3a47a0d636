"""What is kept is made again when, and only when, what it has read has changed."""

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, replace

import pytest
import torch

from core.cache import Cache
from core.seen import Seen, grown, kept
from core.turns import SHARE
from tests.pages import run_of
from tests.rig import FakeClock
from tests.toy import TOY, Toy, ToyMade, ToyParams

MADE: Counter[str] = Counter()


class Counted(Seen[Toy, ToyParams, ToyMade]):
    """Values that note how often they are made."""

    @kept
    def hand(self) -> float:
        """Of what a hand made."""
        MADE["hand"] += 1
        return self.made.handle[0]

    @kept
    def weight(self) -> float:
        """Of the model."""
        MADE["weight"] += 1
        return self.model.model.weight[0, 0].item()

    @kept(waits=True)
    def costly(self) -> float:
        """Of the model, a knob, and another value."""
        MADE["costly"] += 1
        return self.hand() + self.p.learning_rate + self.model.model.weight[0, 0].item()

    @kept
    def double(self) -> float:
        """Of a value that may wait."""
        MADE["double"] += 1
        return 2 * self.costly()

    @kept
    def row(self, scale: float) -> float:
        """With an argument, and as fine as may be."""
        MADE["row"] += 1
        return scale * (2.0 if self.fine else 1.0)

    @kept
    def through_a_method(self) -> int:
        """Of a method of the model that reads a knob."""
        MADE["method"] += 1
        return len(self.model.parts()) + self.model.params.width

    @grown
    def sums(self) -> Generator[float]:
        """Three forms, each of which has one knob more."""
        yield self.p.width
        yield self.p.width + self.made.handle[0]
        yield self.p.width + self.made.handle[0] + self.made.handle[1]


@pytest.fixture
def seen() -> Counted:
    """What is seen of a toy."""
    MADE.clear()
    run = run_of(replace(TOY, seen=Counted))
    assert isinstance(run.seen, Counted)
    return run.seen


def look(seen: Counted, name: str, playing: bool = False, fine: bool = False) -> float:
    """One look, at one value."""
    seen.cache.begin(fine, playing)
    value: float = getattr(seen, name)()
    seen.cache.end([(name,)])
    return value


def experiment(seen: Counted) -> Toy:
    """What is trained."""
    return seen._experiment  # type: ignore[return-value]


def test_what_reads_no_model_outlives_training(seen: Counted) -> None:
    look(seen, "hand")
    seen.cache.trained()
    look(seen, "hand")
    assert MADE["hand"] == 1
    experiment(seen).made = ToyMade((0.5, 0.0))
    assert look(seen, "hand") == 0.5
    assert MADE["hand"] == 2


def test_what_reads_the_model_is_made_after_each_step(seen: Counted) -> None:
    for _ in range(3):
        look(seen, "weight")
        look(seen, "weight")
        seen.cache.trained()
    assert MADE["weight"] == 3


def test_another_knob_leaves_it_as_it_is(seen: Counted) -> None:
    look(seen, "costly")
    experiment(seen).params = ToyParams(fault="nan")
    look(seen, "costly")
    assert MADE["costly"] == 1
    experiment(seen).params = ToyParams(learning_rate=0.5)
    look(seen, "costly")
    assert MADE["costly"] == 2


def test_a_hand_is_answered_at_once_also_through_another_value(seen: Counted) -> None:
    look(seen, "double", playing=True)
    seen.cache.trained()
    experiment(seen).made = ToyMade((7.0, 0.0))
    assert look(seen, "double", playing=True) > 10


def test_training_may_wait_while_it_plays_and_nothing_waits_at_rest(seen: Counted) -> None:
    look(seen, "costly", playing=True)
    seen.cache.trained()
    look(seen, "costly", playing=True)
    assert MADE["costly"] == 1
    look(seen, "costly", playing=True)  # its turn has come
    assert MADE["costly"] == 2
    seen.cache.trained()
    look(seen, "costly")
    assert MADE["costly"] == 3


def test_moved_weights_do_not_wait(seen: Counted) -> None:
    look(seen, "costly", playing=True)
    seen.cache.moved()
    look(seen, "costly", playing=True)
    assert MADE["costly"] == 2


def test_fine_is_made_once_and_serves_a_coarse_look(seen: Counted) -> None:
    seen.cache.begin(fine=False, playing=False)
    assert seen.row(3.0) == 3.0
    seen.cache.begin(fine=True, playing=False)
    assert seen.row(3.0) == 6.0
    seen.cache.begin(fine=False, playing=False)
    assert seen.row(3.0) == 6.0
    assert seen.row(1.0) == 1.0
    assert MADE["row"] == 3


def test_what_a_method_of_the_model_reads_is_noted(seen: Counted) -> None:
    before = look(seen, "through_a_method")
    experiment(seen).params = ToyParams(width=9)
    assert look(seen, "through_a_method") == before + 6


def test_what_is_read_no_more_is_dropped(seen: Counted) -> None:
    look(seen, "double")
    look(seen, "hand")
    look(seen, "double")
    assert MADE["costly"] == 2


def test_looking_writes_nothing(seen: Counted) -> None:
    with pytest.raises(AttributeError, match="looking changes nothing"):
        seen.model.made = ToyMade()


def test_a_value_grows_by_a_form_a_look_and_begins_anew_for_a_hand(seen: Counted) -> None:
    experiment(seen).made = ToyMade((1.0, 1.0))
    assert [look(seen, "sums") for _ in range(4)] == [3.0, 4.0, 5.0, 5.0]
    assert not seen.cache.grows
    experiment(seen).made = ToyMade((1.0, 3.0))  # read by the last form alone
    assert [look(seen, "sums") for _ in range(2)] == [3.0, 4.0]
    assert seen.cache.grows
    experiment(seen).params = ToyParams(width=5)
    assert [look(seen, "sums") for _ in range(4)] == [5.0, 6.0, 9.0, 9.0]


def test_what_grows_waits_for_its_turn_while_a_run_plays(seen: Counted) -> None:
    experiment(seen).made = ToyMade((1.0, 1.0))
    assert [look(seen, "sums", playing=True) for _ in range(3)] == [3.0, 3.0, 4.0]


def test_a_form_that_raises_drops_the_value() -> None:
    cache = Cache({}, frozenset(), FakeClock())

    def forms() -> Generator[int]:
        yield 1
        raise ArithmeticError

    assert cache.get("value", forms) == 1
    cache.begin(fine=False, playing=False)
    with pytest.raises(ArithmeticError):
        cache.get("value", forms)
    assert cache.get("value", forms) == 1


def test_a_value_that_raises_is_not_kept() -> None:
    cache, calls = Cache({}, frozenset(), FakeClock()), []

    def fail() -> float:
        calls.append(1)
        raise ArithmeticError

    for _ in range(2):
        with pytest.raises(ArithmeticError):
            cache.get("value", fail)
    assert len(calls) == 2


@dataclass
class Source:
    """Something to read."""

    value: object


@pytest.mark.parametrize(
    ("value", "fixed"),
    [
        (1.5, True),
        ((1, "a", None), True),
        (torch.zeros(2), True),
        (torch.zeros(2, requires_grad=True), False),
        (torch.nn.Linear(1, 1), False),
        ([1], False),
        (ToyMade(), True),
        (Source(1), False),
        ((torch.nn.Linear(1, 1),), False),
    ],
)
def test_what_may_change_at_a_step_is_told_from_what_stays(value: object, fixed: bool) -> None:
    source, calls = Source(value), []
    cache = Cache({"model": lambda: source}, frozenset(), FakeClock())

    def make() -> object:
        calls.append(1)
        cache.note("model", "value", source.value)
        return source.value

    for _ in range(2):
        cache.get("value", make)
        cache.trained()
    assert len(calls) == (1 if fixed else 2)


def test_waiting_values_take_turns_the_stalest_first_within_the_budget() -> None:
    clock = FakeClock()
    cache, made = Cache({}, frozenset(), clock), Counter[str]()

    def costly(name: str) -> int:
        cache.note_trained()
        clock.now += 0.005
        made[name] += 1
        return made[name]

    def ask() -> None:
        cache.begin(fine=False, playing=True)
        for name in "abc":
            cache.get(name, lambda name=name: costly(name), waits=True)  # type: ignore[misc]
        cache.end(list("abc"))

    ask()
    made.clear()
    for _ in range(900):
        clock.now += 0.04
        cache.trained()
        ask()
    assert max(made.values()) - min(made.values()) <= 1
    spent, time = 0.005 * sum(made.values()), 900 * 0.04
    assert 0.8 * SHARE * time <= spent <= 1.1 * SHARE * time
