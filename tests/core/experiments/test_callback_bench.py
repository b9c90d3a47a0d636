"""The bench: islands, callbacks at their hooks, and twelve bugs that can be recognised."""

import math
from typing import cast

import pytest
import torch

from core.experiments.callback_bench import SCENES
from core.experiments.callback_bench.bugs import (
    BUGS,
    DEAD,
    DETACHED,
    DOUBLE_SOFTMAX,
    GRAPH_KEPT,
    LEAKED,
    NO_EVAL,
    NO_ZERO_GRAD,
    NONE,
    RAW_AVERAGE,
    SHIFTED,
    SORTED,
    SUMMED,
    SYMPTOMS,
    WRONG_GROUP,
)
from core.experiments.callback_bench.page import MOST_KEPT, OPTIONS, CallbackBench
from core.experiments.callback_bench.seen import HOOKS, BenchSeen
from core.params import Value
from core.run import Run
from core.touches import Drag, Pick, RunAction
from core.views import Bars, Chart, Lines, Tokens
from tests.pages import run_of

(BENCH,) = SCENES
SEEDS = range(2)


def made(seed: int = 0, **values: Value) -> Run:
    return run_of(BENCH, seed, BENCH.params().changed(values))


def preset(name: str, seed: int = 0) -> Run:
    found = next(p for p in BENCH.presets if p.name == name)
    return run_of(BENCH, seed, BENCH.params().changed(found.values))


def train(run: Run, steps: int = 200) -> Run:
    for _ in range(steps):
        run.train()
    return run


def last(run: Run, name: str, count: int = 40) -> float:
    return float(run.record.history.values(name)[-count:].mean())


def seen_of(run: Run) -> BenchSeen:
    run.begin_look(fine=False, playing=False)
    return cast(BenchSeen, run.seen)


# --- what is said -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_the_center_loss_makes_islands_of_fans(seed: int) -> None:
    islands, fans = (seen_of(train(preset(n, seed), 500)).spread() for n in ("Islands", "Fans"))
    assert islands < 0.75 * fans


def test_the_articles_callbacks_are_plugged_in_and_do_what_they_say() -> None:
    run = train(preset("The article's callbacks"), 250)
    assert run.params.smoothing == 0.1
    assert run.experiment.params.smoothing == pytest.approx(0.01)
    seen = seen_of(run)
    assert seen.plugged("on_batch_begin") == ["warm-up", "schedule"]
    assert "best" in seen.plugged("on_batch_end")
    chips = [token.text for token in cast(Tokens, run.look()["sockets"]).rows[0]]
    assert chips.index("batch_begin") < chips.index("schedule") < chips.index("gradient_ready")


def test_without_a_bug_both_are_the_same_to_the_last_bit() -> None:
    run = train(made(), 60)
    history = run.record.history
    assert (history.values("loss") == history.values("healthy")).all()
    assert last(train(run, 240), "accuracy") > 0.65


# --- the symptoms -------------------------------------------------------------------------------


def test_every_bug_has_its_symptom() -> None:
    assert len(BUGS) == 12
    assert set(SYMPTOMS) == set(BUGS)


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_add_up(seed: int) -> None:
    run = train(made(seed, bug=NO_ZERO_GRAD))
    assert last(run, "norm") > 10 * last(train(made(seed)), "norm")
    assert last(run, "loss") > last(run, "healthy") + 0.5


@pytest.mark.parametrize("seed", SEEDS)
def test_a_summed_loss_has_a_gradient_as_many_times_as_long(seed: int) -> None:
    summed, sound = train(made(seed, bug=SUMMED), 1), train(made(seed), 1)
    assert last(summed, "norm") == pytest.approx(64 * last(sound, "norm"), rel=1e-3)
    assert last(train(summed, 150), "accuracy") > 0.5  # Adam hides it


@pytest.mark.parametrize("seed", SEEDS)
def test_a_softmax_too_many_has_a_floor(seed: int) -> None:
    run = train(made(seed, bug=DOUBLE_SOFTMAX), 300)
    assert float(run.record.history.values("loss").min()) > 1.4612
    assert math.log(math.e + 9) - 1 == pytest.approx(1.4612, abs=1e-4)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("bug", [SHIFTED, DEAD])
def test_the_loss_stays_at_log_10(bug: str, seed: int) -> None:
    run = train(made(seed, bug=bug))
    assert last(run, "loss") == pytest.approx(math.log(10), abs=0.06)
    if bug == DEAD:
        features = seen_of(run).features()
        assert float((features - features[0]).abs().max()) == 0.0


@pytest.mark.parametrize("seed", SEEDS)
def test_forgotten_eval_mode_reads_worse(seed: int) -> None:
    run = train(made(seed, bug=NO_EVAL, noise=1.0), 300)
    assert last(run, "accuracy") < last(run, "healthy_accuracy") - 0.02
    assert last(run, "loss") == last(run, "healthy")


def test_a_graph_that_is_kept_shows_nothing_but_that_it_is() -> None:
    run = train(made(bug=GRAPH_KEPT), 50)
    experiment = cast(CallbackBench, run.experiment)
    assert last(run, "kept", 1) == 50 == len(experiment._kept)
    assert all(loss.grad_fn is not None for loss in experiment._kept)
    assert last(run, "loss") == last(run, "healthy")
    assert MOST_KEPT < 10_000


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("bug", [WRONG_GROUP, DETACHED])
def test_something_learns_but_slowly(bug: str, seed: int) -> None:
    run = train(made(seed, bug=bug))
    values = run.record.history.values("loss")
    assert values[-40:].mean() < values[:5].mean()
    assert last(run, "loss") > last(run, "healthy") + 0.8


def test_what_is_detached_keeps_its_features() -> None:
    run = made(bug=DETACHED)
    before = cast(CallbackBench, run.experiment).net.first.weight.clone()
    assert torch.equal(cast(CallbackBench, train(run, 20).experiment).net.first.weight, before)


@pytest.mark.parametrize("seed", SEEDS)
def test_sorted_data_is_forgotten_again(seed: int) -> None:
    run = train(made(seed, bug=SORTED), 250)
    assert last(run, "accuracy") < 0.4
    assert float(run.record.history.values("loss").max()) > 2 * last(run, "healthy")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_leaked_target_is_too_good_to_be_true(seed: int) -> None:
    run = train(made(seed, bug=LEAKED), 250)
    assert last(run, "loss") < 0.1
    assert last(run, "accuracy") < last(run, "healthy_accuracy") - 0.2


@pytest.mark.parametrize("seed", SEEDS)
def test_an_average_that_is_not_corrected_begins_near_nought(seed: int) -> None:
    run = train(made(seed, bug=RAW_AVERAGE), 30)
    net, average = (
        torch.cat([p.flatten() for p in each.parameters()]).norm()
        for each in (
            cast(CallbackBench, run.experiment).net,
            cast(CallbackBench, run.experiment).average,
        )
    )
    assert float(average) < 0.35 * float(net)


# --- hands --------------------------------------------------------------------------------------


def test_a_bug_that_is_picked_begins_anew_with_it() -> None:
    run = train(made(), 30)
    run.touch("quiz", Pick("bars", 3, key=SHIFTED))
    experiment = cast(CallbackBench, run.experiment)
    assert (experiment.bug, experiment.counts.step) == (SHIFTED, 0)
    assert cast(Chart, run.look()["losses"]).note == SYMPTOMS[SHIFTED]
    told = cast(Bars, run.look()["quiz"])
    assert told.labels[int(told.values.argmax())] == SHIFTED


def test_the_quiz_hides_its_bug_until_it_is_answered() -> None:
    run = made()
    secrets = set()
    for _ in range(12):
        run.touch("", RunAction("quiz"))
        secret, options = run.experiment.made.secret, run.experiment.made.options
        secrets.add(secret)
        assert len(set(options)) == OPTIONS
        assert secret in options
        asked = cast(Bars, run.look()["quiz"])
        assert float(asked.values.max()) == 0.0
        assert secret not in str(cast(Chart, run.look()["losses"]).note)
    assert len(secrets) > 3
    train(run, 5)
    wrong = next(option for option in options if option != secret)
    run.touch("quiz", Pick("bars", 0, key="absent"))
    assert not run.experiment.made.guess
    run.touch("quiz", Pick("bars", 0, key=wrong))
    shown = cast(Bars, run.look()["quiz"])
    assert shown.note == "no: the green one"
    assert shown.labels[int(shown.values.argmax())] == secret
    assert cast(Chart, run.look()["losses"]).note == SYMPTOMS[secret]


def test_a_centre_is_dragged() -> None:
    run = train(made(pull=0.1), 20)
    run.touch("features", Drag("centres", 4, 1.5, -0.5, key="4"))
    centres = cast(CallbackBench, run.experiment).net.head.centers
    assert centres[4].tolist() == [1.5, -0.5]
    run.touch("features", Drag("centres", 4, 1e9, 0.0, key="absent"))
    assert centres[4].tolist() == [1.5, -0.5]


@pytest.mark.parametrize("bug", [NONE, *BUGS])
@pytest.mark.parametrize("rule", ["gradient", "Wen's rule", "frozen"])
def test_every_bug_with_every_rule_trains_and_is_seen(bug: str, rule: str) -> None:
    run = train(made(bug=bug, rule=rule, pull=0.3, smoothing=0.1), 3)
    views = run.look()
    assert isinstance(cast(Chart, views["losses"]).layers["loss"], Lines)
    assert len(HOOKS) == 7
