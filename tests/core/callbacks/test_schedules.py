"""Warm-up and schedule: the values that the experiment gets, and the knob that stays."""

import pytest

from core.message import InvalidInput
from core.touches import Drag, RunAction
from core.views import Chart, Points
from tests.core.callbacks.toys import EPOCH, events, moody, train


def test_the_rate_rises_to_exactly_what_the_knob_says() -> None:
    run, experiment = moody(warm_up=7, learning_rate=1e-3)
    train(run, 9)
    assert experiment.rates[:7] == pytest.approx([1e-3 * n / 7 for n in range(1, 8)])
    assert experiment.rates[6:] == (1e-3, 1e-3, 1e-3)
    assert run.params.values()["learning_rate"] == 1e-3
    assert [step for step, _ in events(run)] == [7]


def test_drops_come_at_their_epochs_and_keep_the_knob() -> None:
    run, experiment = moody(first_drop=1, second_drop=3, drop_factor=0.1, learning_rate=1e-2)
    train(run, 4 * EPOCH)
    told = [experiment.rates[n * EPOCH : (n + 1) * EPOCH] for n in range(4)]
    for rates, factor in zip(told, (1, 0.1, 0.1, 0.01), strict=True):
        assert rates == pytest.approx([1e-2 * factor] * EPOCH)
    assert run.params.values()["learning_rate"] == 1e-2
    assert [step for step, _ in events(run)] == [EPOCH + 1, 3 * EPOCH + 1]


def test_any_live_number_is_scheduled_within_its_limits() -> None:
    run, experiment = moody(scheduled="weight", first_drop=1, second_drop=2, drop_factor=1.5)
    train(run, 3 * EPOCH)
    assert experiment.weights[::EPOCH] == (2.0, 3.0, 4.0)
    assert set(experiment.rates) == {0.1}
    run.apply_params(run.params.changed({"first_drop": 0, "second_drop": 0}))
    assert run.experiment.params == run.params


def test_a_knob_that_is_turned_while_it_is_multiplied_is_multiplied() -> None:
    run, experiment = moody(first_drop=1, drop_factor=0.5)
    train(run, EPOCH + 1)
    run.apply_params(run.params.changed({"learning_rate": 0.4}))
    train(run, 1)
    assert experiment.rates[-2:] == pytest.approx([0.05, 0.2])
    assert run.params.values()["learning_rate"] == 0.4


def test_what_a_hand_turns_is_taken_over_and_what_a_schedule_turns_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run, experiment = moody(first_drop=1, drop_factor=0.5)
    train(run, EPOCH + 1)
    run.touch("plane", Drag("handle", 0, 0.5, 0.0))
    assert run.params.values()["learning_rate"] == 0.1

    def turn(_name: str) -> None:
        experiment.apply_params(experiment.params.changed({"weight": 3.0}))

    monkeypatch.setattr(experiment, "run_action", turn)
    run.touch("", RunAction("turn"))
    assert run.params.values()["weight"] == 3.0
    assert run.params.values()["learning_rate"] == 0.1
    train(run, 1)
    assert experiment.weights[-1] == 3.0
    assert experiment.rates[-1] == 0.05


def test_what_fired_is_marked_on_the_curve_and_says_so() -> None:
    run, experiment = moody(warm_up=4)
    train(run, 6)
    chart = run.look()["run"]
    assert isinstance(chart, Chart)
    marks = chart.layers["callbacks"]
    assert isinstance(marks, Points)
    history = run.record.history
    assert marks.points.tolist() == [[4.0, pytest.approx(history.values("loss")[3])]]
    assert [str(tip) for tip in marks.tips] == [words for _, words in events(run)]
    run.restore(2, experiment.state())
    chart = run.look()["run"]
    assert isinstance(chart, Chart)
    assert "callbacks" not in chart.layers


def test_a_step_that_is_refused_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    run, experiment = moody(warm_up=4)
    train(run, 1)

    def refuse() -> None:
        raise InvalidInput("Not now.")

    with monkeypatch.context() as patch:
        patch.setattr(experiment, "step", refuse)
        for _ in range(3):
            with pytest.raises(InvalidInput):
                run.train()
    train(run, 1)
    assert experiment.rates == pytest.approx([0.025, 0.05])
