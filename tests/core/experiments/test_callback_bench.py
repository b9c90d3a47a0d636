"""The page of hooks: presets do what they say, each bug has its symptom, the quiz is answered."""

import math
from typing import cast

import numpy as np
import pytest
import torch

from core.callbacks import KINDS
from core.experiments.callback_bench import SCENES, bugs
from core.experiments.callback_bench.page import PLUGS, BenchMade, CallbackBench
from core.experiments.callback_bench.pupil import EPOCH, HIDDEN, MOST_ALIVE, PIXELS
from core.experiments.callback_bench.seen import HOOKS, BenchSeen, hooks
from core.params import Value
from core.run import Run
from core.touches import Drag, Pick, RunAction
from core.views import Bars, Plane, Points, Texts
from tests.pages import run_of
from tests.same import same
from tests.texts import told

RUN, ZOO = SCENES
# At the pace of the page four seconds.
STEPS = 20 * EPOCH
every_seed = pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.wide) for seed in (1, 2))]
)


def made(name: str, seed: int = 0, steps: int = STEPS, **values: Value) -> Run:
    scene, found = next((s, p) for s in SCENES for p in s.presets if p.name == name)
    run = run_of(scene, seed, scene.params().changed({**found.values, **values}))
    return train(run, steps)


def train(run: Run, steps: int) -> Run:
    for _ in range(steps):
        run.train()
        if run.stopped:
            break
    return run


def seen_of(run: Run) -> BenchSeen:
    run.begin_look(fine=False, playing=False)
    return cast(BenchSeen, run.seen)


@torch.no_grad()
def number(run: Run, name: str) -> float:
    value: float = getattr(seen_of(run), name)()
    return value


@torch.no_grad()
def features(run: Run) -> torch.Tensor:
    return seen_of(run).features()


def bench(run: Run) -> CallbackBench:
    return cast(CallbackBench, run.experiment)


def curve(run: Run, name: str) -> np.ndarray:
    return run.record.history.values(name)


def both(run: Run, name: str) -> tuple[np.ndarray, np.ndarray]:
    """A scalar of the run, and of its healthy twin."""
    return curve(run, name), curve(run, f"healthy_{name}")


# --- one run ------------------------------------------------------------------------------------


@every_seed
def test_the_pull_draws_fans_into_islands(seed: int) -> None:
    told("callback_bench", "twenty epochs about 0.07", preset="Islands")
    told("callback_bench", ("64 pixels through 64 units", "64 个像素经过 64 个单元"))
    assert (PIXELS, HIDDEN) == (64, 64)
    fans, islands = (made(name, seed) for name in ("Fans", "Islands"))
    assert number(islands, "within") == pytest.approx(0.07, abs=0.02)
    assert number(fans, "within") > 1.25 * number(islands, "within")
    assert number(fans, "drawn") > 30 * number(islands, "drawn")
    assert number(islands, "accuracy") > number(fans, "accuracy") - 0.03


@pytest.mark.parametrize("rule", ["wen", "frozen"])
def test_other_centres_make_islands_too(rule: str) -> None:
    run = made("Islands", rule=rule)
    assert number(run, "within") < 0.11
    moved = bench(run).pupil.net.head.centers
    begun = bench(run_of(RUN, 0, run.params)).pupil.net.head.centers
    assert torch.equal(moved, begun) is (rule == "frozen")


@every_seed
def test_too_large_a_pull_makes_all_meet(seed: int) -> None:
    told("callback_bench", "above 1 for twenty epochs", preset="λ too large")
    run = made("λ too large", seed)
    near = float(features(run).norm(dim=1).mean())
    assert near < 0.7
    assert curve(run, "loss")[-20:].mean() > 0.9
    run.apply_params(run.params.changed({"pull": 0.1}))
    assert float(features(train(run, 200)).norm(dim=1).mean()) > 2 * near


@every_seed
@pytest.mark.parametrize("warm_up", [0, 10 * EPOCH])
def test_a_rate_too_high_stays_too_high(seed: int, warm_up: int) -> None:
    told("callback_bench", "after twenty epochs", preset="Rate too high")
    assert number(made("Rate too high", seed, warm_up=warm_up), "accuracy") < 0.8


@every_seed
def test_short_patience_ends_the_run_before_it_has_learnt(seed: int) -> None:
    told("callback_bench", "first ten epochs", preset="Patience too short")
    told("callback_bench", ("ten times in a row", "连续十次"))
    run = made("Patience too short", seed)
    assert run.params.values()["patience"] == 10
    assert run.stopped
    assert 10 < run.step < 10 * EPOCH
    assert curve(run, "right")[-1] < 0.85


@every_seed
def test_less_smoothing_asks_for_less(seed: int) -> None:
    loss = curve(made("Smoothed, then sharper", seed), "loss")
    change = 15 * EPOCH
    assert loss[change : change + EPOCH].mean() < 0.65 * loss[change - EPOCH : change].mean()


@every_seed
def test_all_plugged_in_stops_at_its_best(seed: int) -> None:
    run = made("All plugged in", seed, 1500)
    assert run.stopped
    assert curve(run, "right").max() == curve(run, "right")[-1] > 0.9
    assert {event.source for event in run.record.history.events} >= {
        "warm-up", "gradient clipping", "best", "early stop",
    }  # fmt: skip
    lane = seen_of(run).lane("warm-up")
    assert lane[37] == pytest.approx(0.5)
    assert lane[76:].max() == 0.0


def test_the_articles_own_is_slow() -> None:
    told(
        "callback_bench",
        "after ten epochs of warm-up",
        "after 900 steps",
        preset="The article's own",
    )
    run = made("The article's own", steps=900)
    assert 0.35 < number(run, "accuracy") < 0.75
    assert run.record.history.last["rate"] == pytest.approx(1e-3)


def test_the_sockets_are_the_hooks_that_the_callbacks_have() -> None:
    assert {kind.name for kind in KINDS if kind.name in PLUGS} == set(PLUGS)
    plane = cast(Plane, run_of(RUN).look(names=["sockets"])["sockets"])
    names = cast(Texts, plane.layers["plug names"]).texts
    assert sorted(names) == sorted(k.name for k in KINDS if k.name in PLUGS for _ in hooks(k))
    assert len(HOOKS) == 7


@pytest.mark.parametrize("name", PLUGS)
def test_a_plug_goes_in_and_comes_out(name: str) -> None:
    run = run_of(RUN)
    before = run.params
    run.touch("sockets", Pick("plugs", 0, key=name))
    assert name in run.callbacks.active
    plane = cast(Plane, run.look(names=["sockets"])["sockets"])
    assert len(cast(Points, plane.layers["plugged"]).points) == 1
    run.touch("sockets", Pick("plugs", 0, key=name))
    assert name not in run.callbacks.active
    assert getattr(run.params, next(iter(PLUGS[name]))) == getattr(before, next(iter(PLUGS[name])))


def test_a_lane_is_plugged_in_where_it_says_so_and_out_by_its_name() -> None:
    run = run_of(RUN)
    for name in PLUGS:
        layers = cast(Plane, run.look(names=["lanes"])["lanes"]).layers
        off = cast(Texts, layers["off"])
        assert off.keys[0] == name
        run.touch("lanes", Pick("off", 0, key=name))
        assert name in run.callbacks.active
    layers = cast(Plane, run.look(names=["lanes"])["lanes"]).layers
    assert not cast(Texts, layers["off"]).texts
    for place, name in enumerate(cast(Texts, layers["names"]).keys):
        run.touch("lanes", Pick("names", place, key=name))
        assert name not in run.callbacks.active


def test_a_frozen_centre_is_dragged_and_its_island_follows() -> None:
    run = made("Islands", rule="frozen")
    run.touch("features", Drag("centres", 3, 6.0, 6.0, done=True))
    train(run, 200)
    island = features(run)[seen_of(run).labels() == 3].mean(0)
    assert float((island - 6.0).norm()) < 3


def test_a_class_is_lit_in_both_views() -> None:
    run = run_of(RUN)
    run.touch("features", Pick("pictures", 0, key="7"))
    views = run.look()
    assert cast(Bars, views["hits"]).picked == 7
    pictures = cast(Points, cast(Plane, views["features"]).layers["pictures"])
    assert set(pictures.keys) == {"7"}
    run.touch("hits", Pick("bars", 7, key="7"))
    assert bench(run).made == BenchMade()


# --- the zoo ------------------------------------------------------------------------------------


@every_seed
def test_a_healthy_run_is_its_twin(seed: int) -> None:
    run = made("Healthy", seed)
    for name in ("loss", "held", "right", "slope", "moved", "dead"):
        assert np.array_equal(*both(run, name))
    assert curve(run, "right")[-1] > 0.75
    assert not curve(run, "unsure").any()


@every_seed
def test_without_zero_grad_gradients_add_up(seed: int) -> None:
    told("callback_bench", "more than ten times", preset="no zero_grad")
    run = made(bugs.NO_ZERO_GRAD, seed)
    slope, healthy = both(run, "slope")
    assert slope[-100:].mean() > 10 * healthy[-100:].mean()
    loss, healthy = both(run, "loss")
    assert loss[-100:].mean() > 2 * healthy[-100:].mean()


@every_seed
def test_a_sum_is_64_times_the_mean(seed: int) -> None:
    told("callback_bench", "about 147 instead of 2.3: 64 times", preset="sum, not mean")
    run = made(bugs.SUM, seed)
    loss, healthy = both(run, "loss")
    assert loss[0] == pytest.approx(64 * math.log(10), rel=0.05)
    assert loss[0] == pytest.approx(64 * healthy[0], rel=1e-4)
    assert abs(curve(run, "right")[-1] - curve(run, "healthy_right")[-1]) < 0.1


@every_seed
def test_a_softmax_of_a_softmax_has_a_floor(seed: int) -> None:
    told("callback_bench", "log(e + 9) − 1 = 1.461", preset="softmax twice")
    run = made(bugs.SOFTMAX_TWICE, seed, 2 * STEPS)
    floor = math.log(math.e + 9) - 1
    assert floor == pytest.approx(1.461, abs=1e-3)
    assert curve(run, "loss").min() > floor - 1e-5
    assert curve(run, "right")[-1] > 0.5


@every_seed
def test_shifted_labels_are_learnt_and_called(seed: int) -> None:
    told("callback_bench", ("a 3 is called 4, a 9 is called 0", "3 被叫作 4，9 被叫作 0"))
    run = made(bugs.SHIFTED, seed)
    assert curve(run, "loss")[-50:].mean() < 1.0
    assert curve(run, "right")[-1] < 0.1
    assert curve(run, "next")[-1] > 0.6


@every_seed
def test_without_eval_mode_answers_change(seed: int) -> None:
    told("callback_bench", "asked twice", preset="eval mode forgotten")
    unsure, healthy = both(made(bugs.NO_EVAL, seed), "unsure")
    assert unsure[100:].min() > 0.01
    assert healthy.max() == 0.0


@every_seed
def test_graphs_stay_alive_and_nothing_else_tells(seed: int) -> None:
    told("callback_bench", "held to 500", preset="graph kept alive")
    run = made(bugs.GRAPH_KEPT, seed)
    for name in ("loss", "held", "right", "slope", "moved", "dead"):
        assert np.array_equal(*both(run, name))
    alive, healthy = both(run, "alive")
    assert np.array_equal(alive, np.arange(1, STEPS + 1))
    assert set(healthy) == {1.0}
    kept = bench(run).pupil.alive
    assert all(loss.grad_fn is not None for loss in kept)
    assert kept.maxlen == MOST_ALIVE == 500


@every_seed
def test_the_forgotten_group_has_a_gradient_and_no_step(seed: int) -> None:
    told("callback_bench", "over a hundred times smaller", preset="rate in wrong group")
    run = made(bugs.WRONG_GROUP, seed)
    moved, healthy = both(run, "moved")
    assert moved[-100:].mean() < healthy[-100:].mean() / 100
    assert curve(run, "slope").min() > 0


@every_seed
def test_sorted_data_make_the_loss_saw(seed: int) -> None:
    run = made(bugs.UNSHUFFLED, seed)
    right, healthy = (values.reshape(-1, EPOCH)[5:] for values in both(run, "batch_right"))
    assert right.min(axis=1).max() < 0.2 < healthy.min()
    loss, healthy = (values.reshape(-1, EPOCH)[5:] for values in both(run, "loss"))
    assert loss.std(axis=1).mean() > 2 * healthy.std(axis=1).mean()
    held, healthy = both(run, "right")
    assert held[-50:].mean() < healthy[-50:].mean() - 0.1


@every_seed
def test_a_leak_is_learnt_at_once_and_of_no_use(seed: int) -> None:
    run = made(bugs.LEAK, seed)
    right, healthy = both(run, "batch_right")
    early = slice(2 * EPOCH, 3 * EPOCH)
    assert right[early].mean() > 0.9 > healthy[early].mean() + 0.1
    assert curve(run, "right")[-1] < 0.5


@every_seed
def test_dead_units_stay_dead(seed: int) -> None:
    told("callback_bench", "log 10 = 2.303", preset="dead ReLU start")
    run = made(bugs.DEAD_START, seed)
    assert curve(run, "dead").min() == 1.0
    assert curve(run, "slope").max() == 0.0
    assert curve(run, "loss")[-50:].mean() == pytest.approx(math.log(10), abs=0.05)
    assert float(features(run).std(dim=0).max()) < 1e-6


@every_seed
def test_no_gradient_comes_through_detach(seed: int) -> None:
    told("callback_bench", "exactly 0", preset="cut by detach")
    run = made(bugs.DETACHED, seed)
    assert curve(run, "slope").max() == 0.0
    assert curve(run, "moved").max() == 0.0
    assert curve(run, "dead").max() < 0.5


@every_seed
def test_an_average_that_is_not_corrected_lags(seed: int) -> None:
    told("callback_bench", "too small by 1 − d^t", "near 2.3", preset="average not corrected")
    run = made(bugs.NO_CORRECTION, seed)
    assert np.array_equal(*both(run, "loss"))
    held, healthy = both(run, "held")
    assert held[40] > 2.1 > healthy[40] + 0.3
    assert held[-1] < 1.0


def test_each_bug_has_a_symptom_and_a_preset() -> None:
    assert len(bugs.BUGS) == 12
    assert set(bugs.EVIDENCE) == set(bugs.SYMPTOMS) == {p.name for p in ZOO.presets if p.breaks}


def test_a_bug_is_put_in_and_taken_out_by_a_click() -> None:
    run = run_of(ZOO)
    run.touch("quiz", Pick("bugs", 0, key=bugs.LEAK))
    assert run.params.values()["bug"] == bench(run).bug == bench(run).pupil.bug == bugs.LEAK
    run.touch("quiz", Pick("bugs", 0, key=bugs.LEAK))
    assert run.params.values()["bug"] == bench(run).pupil.bug == bugs.NO_BUG


def test_another_bug_starts_both_runs_anew() -> None:
    run = made("Healthy", steps=30)
    run.apply_params(run.params.changed({"bug": bugs.SHIFTED}))
    train(run, 30)
    fresh = made(bugs.SHIFTED, steps=30)
    assert same(run.experiment.state(), fresh.experiment.state())
    assert len(seen_of(run).course("loss")) == 30


def test_the_quiz_is_asked_answered_and_ends() -> None:
    run = made("Healthy", steps=5)
    secrets, asked = set(), bench(run).made.question
    for _ in range(40):
        run.touch("", RunAction("ask"))
        asked = bench(run).made.question
        assert asked is not None
        assert asked.secret in asked.answers
        assert len(set(asked.answers)) == bugs.ANSWERS
        assert bench(run).bug == asked.secret
        secrets.add(asked.secret)
    assert len(secrets) > 8
    assert asked is not None
    assert bugs.EVIDENCE[asked.secret] not in said(run)
    run.touch("quiz", Pick("answers", 0, key="absent"))
    assert bench(run).made.guess == ""
    run.touch("quiz", Pick("answers", 0, key=asked.answers[0]))
    assert bugs.EVIDENCE[asked.secret] in said(run)
    run.apply_params(run.params.changed({"bug": bugs.SUM}))
    assert bench(run).made.question is None
    assert bench(run).bug == bugs.SUM


def said(run: Run) -> tuple[str, ...]:
    layers = cast(Plane, run.look(names=["quiz"])["quiz"]).layers.values()
    return tuple(text for layer in layers if isinstance(layer, Texts) for text in layer.texts)
