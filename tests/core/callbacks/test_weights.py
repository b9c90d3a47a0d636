"""Clipping and averaging: what is done to gradients and to the weights that are shown."""

import numpy as np
import pytest
import torch
from torch import nn

from core.callbacks.averaging import Averaging
from core.message import InvalidInput
from core.run import Run
from core.touches import RunAction
from core.view_layers import Array
from core.views import Bars
from tests.core.callbacks.toys import events, moody, train
from tests.same import same


@pytest.mark.parametrize("limit", [0.05, 0.7, 9.0])
def test_clipping_is_that_of_torch_and_of_an_independent_formula(limit: float) -> None:
    run, experiment = moody(clip_norm=limit)
    loose, free = moody()
    model, other = experiment.model, free.model
    start = [p.detach().clone() for p in model.parameters()]
    train(run, 1)
    train(loose, 1)
    gradients = [p.grad for p in other.parameters() if p.grad is not None]
    norm = torch.cat([g.flatten() for g in gradients]).double().norm()
    share = min(1.0, limit / float(norm))
    nn.utils.clip_grad_norm_(other.parameters(), limit)
    for before, clipped, theirs in zip(start, model.parameters(), other.parameters(), strict=True):
        assert clipped.grad is not None
        assert theirs.grad is not None
        assert torch.equal(clipped.grad, theirs.grad)
        assert torch.allclose(clipped, before - 0.1 * theirs.grad)
    assert float(torch.cat([g.flatten() for g in gradients]).norm()) <= limit * 1.0001
    assert run.record.history.last["gradient_norm"] == pytest.approx(float(norm), rel=1e-5)
    assert run.record.history.last["clipped"] == (100 if share < 1 else 0)
    assert bool(events(run)) is (share < 1)


def test_a_limit_that_is_never_reached_changes_no_bit() -> None:
    assert same(
        train(moody(clip_norm=10.0)[0], 20).experiment.state(),
        train(moody()[0], 20).experiment.state(),
    )


def test_the_average_is_that_of_a_loop_with_adams_correction() -> None:
    run, experiment = moody(average=10)
    mean = torch.zeros(experiment.model.weight.shape, dtype=torch.float64)
    for step in range(1, 60):
        train(run, 1)
        mean = 0.9 * mean + 0.1 * experiment.model.weight.detach().double()
        averaging = run.callbacks.averaging
        assert averaging is not None
        expected = mean / (1 - 0.9**step)
        assert torch.allclose(averaging.weights[0].double(), expected, atol=1e-6)


def _shown(run: Run) -> Array:
    bars = run.look()["bars"]
    assert isinstance(bars, Bars)
    return bars.values


def test_the_average_is_shown_and_training_is_left_alone() -> None:
    run, experiment = moody(average=50)
    plain, other = moody()
    for _ in range(15):
        train(run, 1)
        train(plain, 1)
        averaging = run.callbacks.averaging
        assert averaging is not None
        assert np.array_equal(_shown(run), averaging.weights[0][0].numpy())
    assert not np.array_equal(_shown(run), _shown(plain))
    assert same(experiment.state(), other.state())
    run.apply_params(run.params.changed({"average": 0}))
    assert np.array_equal(_shown(run), _shown(plain))


def test_a_view_that_fails_leaves_the_weights_that_train() -> None:
    run, experiment = moody(average=50)
    before = train(run, 5).state()
    run.apply_params(run.params.changed({"fault": "views"}))
    with pytest.raises(RuntimeError, match="cannot be drawn"):
        run.look()
    assert same(run.state(), before)
    assert experiment.model.weight.requires_grad


def test_a_hand_that_moves_weights_is_seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    run, experiment = moody(average=50)
    train(run, 5)

    def move(_name: str) -> None:
        with torch.no_grad():
            experiment.model.weight.fill_(3.0)

    monkeypatch.setattr(experiment, "run_action", move)
    run.touch("", RunAction("move"))
    assert (_shown(run) == 3.0).all()


def test_what_is_averaged_is_what_optimisers_move() -> None:
    run, experiment = moody(average=1)
    averaging = train(run, 2).callbacks.active[Averaging.name]
    assert isinstance(averaging, Averaging)
    assert same(averaging.weights, [p.detach() for p in experiment.model.parameters()])


def test_going_back_to_the_best_needs_one() -> None:
    run, _ = moody(keep_best=True)
    with pytest.raises(InvalidInput, match="No best state"):
        run.restore_best()
