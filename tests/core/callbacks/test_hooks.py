"""The hooks: in which order, how often, and who wins."""

from dataclasses import replace

import pytest
import torch

from core.callbacks import KINDS, Callback, Moment
from core.message import InvalidInput
from tests.core.callbacks.toys import EPOCH, MOODY, events, moody, train
from tests.pages import SCENES, every_scene
from tests.toy import ToyParams

HOOKS = [name for name in vars(Callback) if name.startswith("on_")]


class Telling(Callback):
    """Notes its hooks; of the knob `average`, which is as good as any."""

    name = "telling"
    knobs = ("average",)

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []

    def on_gradient_ready(self, now: Moment, optimiser: torch.optim.Optimizer) -> None:
        assert all(p.grad is not None for g in optimiser.param_groups for p in g["params"])
        self.told.append(("on_gradient_ready", now.step))


def _teller(hook: str) -> object:
    return lambda self, now: self.told.append((hook, now.step))


for _hook in (name for name in HOOKS if name != "on_gradient_ready"):
    setattr(Telling, _hook, _teller(_hook))


def test_hooks_come_in_the_documented_order_and_as_often_as_they_should() -> None:
    run, _ = moody(replace(MOODY, callbacks=(Telling,)), average=3)
    train(run, 2 * EPOCH).end()
    telling = run.callbacks.active["telling"]
    assert isinstance(telling, Telling)
    batch = ("on_batch_begin", "on_gradient_ready", "on_batch_end")
    expected = [("on_train_begin", 1)]
    for epoch in range(2):
        steps = range(epoch * EPOCH + 1, (epoch + 1) * EPOCH + 1)
        expected.append(("on_epoch_begin", steps[0]))
        expected += [(hook, step) for step in steps for hook in batch]
        expected.append(("on_epoch_end", steps[-1]))
    assert telling.told == [*expected, ("on_train_end", 2 * EPOCH)]


def test_no_hook_stays_on_an_optimiser() -> None:
    run, experiment = moody(clip_norm=1.0)
    train(run, 2)
    assert not experiment.optimiser._optimizer_step_pre_hooks


def test_with_all_off_nothing_is_called_and_the_state_has_no_more_parts() -> None:
    run, experiment = moody()
    train(run, 3)
    assert not run.callbacks.active
    assert run.state().keys() == experiment.state().keys()
    assert run.experiment.params is run.params


def test_of_two_that_write_one_knob_the_last_wins_and_it_is_said() -> None:
    run, experiment = moody(warm_up=8, first_drop=1, drop_factor=0.5, learning_rate=0.8)
    train(run, 10)
    rising = [0.1, 0.2, 0.3, 0.4, 0.5]
    assert experiment.rates == pytest.approx([*rising, *[0.4] * 5])
    said = "warm-up and schedule both write Rate: the last writer wins."
    assert [words for _, words in events(run)].count(said) == 1
    assert (EPOCH + 1, said) in events(run)


def test_a_name_that_is_not_there_is_refused() -> None:
    run, _ = moody()
    for values in ({"monitor": "absent"}, {"scheduled": "width"}):
        with pytest.raises(InvalidInput, match="is one of"):
            run.apply_params(run.params.changed(values))
    assert run.params == run.experiment.params


def test_what_trains_without_a_rate_has_no_callbacks() -> None:
    for scene in SCENES.values():
        first = [kind.knobs[0] for kind in KINDS]
        knobs = scene.params.knobs()
        assert all((name in knobs) is ("learning_rate" in knobs) for name in first)
    assert set(ToyParams.knobs()) > {kind.knobs[0] for kind in KINDS}


@every_scene
def test_no_page_calls_a_number_or_a_knob_as_a_callback_does(page: str) -> None:
    scene = SCENES[page]
    numbers = {number.name for kind in KINDS for number in kind.numbers}
    assert numbers.isdisjoint([number.name for number in scene.numbers])
    assert numbers.isdisjoint(scene.monitors())
    shared = {name for kind in KINDS for name in kind.knobs}
    assert shared.isdisjoint(vars(scene.params)["__annotations__"])
