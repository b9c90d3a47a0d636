"""The race and the jar: who follows the flow, what is stable, which order is the large batch."""

from typing import cast

import numpy as np
import pytest
import torch

from core.experiments.optimiser_race import SCENES
from core.experiments.optimiser_race.digits_page import DigitsRace
from core.experiments.optimiser_race.digits_views import DigitsSeen
from core.experiments.optimiser_race.jar_page import LARGE, GradientJar
from core.experiments.optimiser_race.race_page import LENGTH, SurfaceRace
from core.experiments.optimiser_race.race_seen import (
    DECADES,
    MAP_BOUNDS,
    MAP_STEPS,
    RaceSeen,
)
from core.experiments.optimiser_race.runners import (
    BEST_RATES,
    FOLLOWING,
    GRID,
    RUNNERS,
    STEPS,
    tune,
)
from core.experiments.optimiser_race.step_times import step_times
from core.experiments.optimiser_race.words_page import WordsByHand
from core.experiments.optimiser_race.words_seen import WordsSeen
from core.optim import SURFACES, Surface
from core.optim.gradient_flow import gradient_flow
from core.params import Value
from core.run import Run
from core.touches import Drag, Pick
from core.views import Arrows, Chart, Lines, Plane
from tests.pages import run_of
from tests.texts import told


def made(scene: int = 0, seed: int = 0, **values: Value) -> Run:
    return run_of(SCENES[scene], seed, SCENES[scene].params().changed(values))


def preset(name: str, seed: int = 0) -> Run:
    scene, found = next((s, p) for s in SCENES for p in s.presets if p.name == name)
    return run_of(scene, seed, scene.params().changed(found.values))


def train(run: Run, steps: int) -> Run:
    for _ in range(steps):
        run.train()
    return run


def heights(run: Run) -> dict[str, float]:
    return {name: run.record.history.values(name)[-1] for name in RUNNERS}


def seen_of(run: Run) -> RaceSeen:
    run.look()
    run.begin_look(fine=False, playing=False)
    return cast(RaceSeen, run.seen)


# --- the race -----------------------------------------------------------------------------------


@pytest.mark.parametrize("surface", [s for s in SURFACES if s.noise == 0], ids=lambda s: s.name)
def test_the_rates_are_the_best_of_the_grid(surface: Surface) -> None:
    told("optimiser_race", "after forty steps", preset="Tuned on a quadratic")
    tape = torch.zeros(STEPS, 2, dtype=torch.float64)
    assert tuple(tune(name, surface, tape) for name in RUNNERS) == BEST_RATES[surface.name]


def test_on_a_noisy_surface_the_rate_is_within_those_of_five_tapes() -> None:
    surface = SURFACES[3]
    tapes = [
        torch.randn(STEPS, 2, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
        for seed in range(5)
    ]
    for name, rate in zip(RUNNERS, BEST_RATES[surface.name], strict=True):
        best = [tune(name, surface, tape) for tape in tapes]
        place = GRID.index(rate)
        assert min(map(GRID.index, best)) - 1 <= place <= max(map(GRID.index, best)) + 1, name


def test_three_runners_follow_the_flow_and_the_others_do_not() -> None:
    run = train(made(rates="one for all", learning_rate=0.02), 60)
    experiment = cast(SurfaceRace, run.experiment)
    times = 0.02 * torch.arange(61, dtype=torch.float64)
    flow = gradient_flow(experiment.surface, experiment.start()[None], times)[:, 0]
    trails = dict(zip(RUNNERS, seen_of(run).trails(), strict=True))
    away = {name: float((trail - flow).norm(dim=1).max()) for name, trail in trails.items()}
    assert away["RK4"] < away["Heun"] < away["SGD"] < 0.1
    assert min(away[name] for name in RUNNERS if name not in FOLLOWING) > 0.1


def test_by_gradients_heun_and_rk4_pay_for_their_steps() -> None:
    told("optimiser_race", "two and four times", preset="By gradients")
    run = train(preset("The article's Heun"), 60)
    costs = cast(SurfaceRace, run.experiment).costs()
    assert (costs["SGD"], costs["Heun"], costs["RK4"], costs["Lookahead"]) == (1, 2, 4, 1)
    losses = cast(Chart, run.look()["losses"]).layers
    reach = {name: cast(Lines, losses[name]).points for name in FOLLOWING}

    def at(name: str, gradients: int) -> float:
        return float(np.interp(gradients, *reach[name].T))

    assert at("SGD", 60) < at("Heun", 60) < at("RK4", 60)


def test_a_rate_that_is_too_large_explodes_sgd_and_heun_and_not_momentum() -> None:
    told("optimiser_race", "curvature of 20", preset="Rate too large")
    told("optimiser_race", ("surface is 20", "曲率是 20"), "0.11")
    run = train(preset("Rate too large"), 60)
    assert max(cast(SurfaceRace, run.experiment).surface.curvatures) == 20
    assert run.params.values()["learning_rate"] == 0.11
    found = heights(run)
    assert found["SGD"] > 1e3
    assert found["Heun"] > 1e3
    assert found["momentum"] < 1


def test_on_the_saddle_most_leave_the_ridge() -> None:
    found = heights(train(preset("Saddle"), 60))
    assert sum(height < 0.05 for height in found.values()) >= 5


@pytest.mark.parametrize("seed", range(3))
def test_in_the_noisy_ravine_all_stay(seed: int) -> None:
    found = heights(train(preset("Noisy ravine", seed), 100))
    assert max(found.values()) < 20


def test_a_dragged_start_is_answered_at_once_by_all() -> None:
    run = train(made(), 20)
    run.touch("race", Drag("start", 0, 1.0, -0.5, key="start"))
    seen = seen_of(run)
    assert seen.trails().shape[1] == 21
    torch.testing.assert_close(seen.trails()[:, 0], torch.tensor([[1.0, -0.5]] * 7).double())
    again = train(made(), 0)
    again.touch("race", Drag("start", 0, 1.0, -0.5, key="start"))
    train(again, 20)
    assert torch.equal(seen.trails(), seen_of(again).trails())
    run.touch("race", Drag("start", 0, 99.0, -99.0, key="start"))
    assert run.experiment.made.start == (2.0, -1.25)


def test_at_the_end_of_the_tape_all_stand_still_and_it_is_said() -> None:
    run = train(made(), LENGTH)
    before = run.state()["trail"].clone()
    train(run, 5)
    assert torch.equal(run.state()["trail"], before)
    assert "over" in str(cast(Plane, run.look()["race"]).note)
    run.touch("race", Drag("start", 0, 1.0, 0.5, key="start"))
    assert not torch.equal(run.state()["trail"], before)


def test_the_map_agrees_with_the_exact_boundary() -> None:
    told("optimiser_race", ("runs of a hundred steps", "一百步的真实运行"))
    assert MAP_STEPS == 100
    for nesterov in (False, True):
        run = made(nesterov=nesterov)
        seen = seen_of(run)
        grid, edge = seen.stability(), seen.boundary()
        assert edge is not None
        rates = np.linspace(MAP_BOUNDS[0], MAP_BOUNDS[1], grid.shape[1])
        momenta = np.linspace(MAP_BOUNDS[2], MAP_BOUNDS[3], grid.shape[0])
        for row, beta in zip(grid, momenta, strict=True):
            limit = np.interp(beta, edge[:, 1], edge[:, 0])
            if beta < 0.9:
                assert bool((row[rates < limit - 0.1] < 0.5).all())
            assert bool((row[rates > limit + 0.1] > 0.5).all())
        assert float(grid.abs().max()) <= DECADES


def test_the_ring_in_the_map_turns_rate_and_momentum() -> None:
    run = made()
    run.touch("stability", Drag("mark", 0, -1.0, 0.5, key="rate"))
    assert run.experiment.params.learning_rate == pytest.approx(0.1)
    assert run.experiment.params.momentum == 0.5
    run.touch("stability", Drag("mark", 0, 9.0, 9.0, key="rate"))
    assert (run.experiment.params.learning_rate, run.experiment.params.momentum) == (2.0, 0.98)


def test_a_runner_that_left_stops_nobody() -> None:
    run = train(made(rates="one for all", learning_rate=2.0), 100)
    assert np.isfinite(list(heights(run).values())).all()
    for view in run.look().values():
        assert view.title


# --- digits -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_tuned_they_end_close_together_on_digits(seed: int) -> None:
    run = train(preset("Tuned on digits", seed), 200)
    run.look()
    run.begin_look(fine=False, playing=False)
    accuracies = cast(DigitsSeen, run.seen).accuracies()
    assert float(accuracies.min()) > 0.75
    assert float(accuracies.max()) > 0.85


def test_with_one_rate_for_all_the_rate_decides() -> None:
    run = train(preset("One rate for all"), 200)
    last = {name: float(run.record.history.values(name)[-30:].mean()) for name in RUNNERS}
    assert min(last, key=last.__getitem__) == "Adam"
    assert last["SGD"] > 2 * last["Adam"]


def test_all_begin_alike_and_see_the_same_batches() -> None:
    experiment = cast(DigitsRace, made(1).experiment)
    first = experiment.step()
    assert len({float(value) for value in first.values()}) == 1


# --- the jar ------------------------------------------------------------------------------------


@pytest.mark.parametrize("inner", ["SGD", "momentum", "Adam"])
@pytest.mark.parametrize("k", [1, 3, 4, 16])
def test_in_the_right_order_small_batches_are_the_large_one(inner: str, k: int) -> None:
    told("optimiser_race", "batches of 16", "one of 64", preset="4 × 16 = 64")
    rate = 0.003 if inner == "Adam" else 0.05
    run = train(made(2, inner=inner, micro_batches=k, learning_rate=rate), 15)
    assert cast(GradientJar, run.experiment).drift("right order") < 1e-10


@pytest.mark.parametrize("seed", range(3))
def test_the_wrong_orders_drift(seed: int) -> None:
    experiment = cast(GradientJar, train(preset("4 × 16 = 64", seed), 40).experiment)
    assert experiment.drift("article's order") > 0.05
    assert 1e-4 < experiment.drift("one window late") < experiment.drift("article's order")


def test_batch_norm_breaks_the_right_order() -> None:
    told("optimiser_race", "16 pictures, not of 64", preset="BatchNorm")
    told("optimiser_race", ("four batches of 16 are not one of 64", "四个 16 的批次就不是一个 64"))
    experiment = cast(GradientJar, train(preset("BatchNorm"), 20).experiment)
    assert (LARGE, experiment.params.micro_batches) == (64, 4)
    assert experiment.drift("right order") > 1e-5


def test_small_gradients_tip_to_tail_end_on_the_large_one() -> None:
    run = train(preset("4 × 16 = 64"), 5)
    layers = cast(Plane, run.look()["arrows"]).layers
    end = cast(Arrows, layers["arrow 3"]).end[0]
    assert end.tolist() == pytest.approx([1.0, 0.0], abs=1e-5)
    drift = cast(Chart, run.look()["drift"]).layers
    assert cast(Lines, drift["right order"]).points[-1, 1] < -10


# --- hands --------------------------------------------------------------------------------------


def test_a_runner_is_picked_out_and_the_step_is_dragged() -> None:
    run = train(made(1), 3)
    run.touch("accuracies", Pick("bars", 3, key="Adam"))
    lines = cast(Chart, run.look()["losses"]).layers
    widths = {name: cast(Lines, line).width for name, line in lines.items()}
    assert max(widths, key=widths.__getitem__) == "Adam"
    jar = made(2)
    jar.touch("arrows", Drag("rate", 0, 0.5, 0.0, key="rate"))
    assert jar.experiment.params.learning_rate == pytest.approx(0.01)
    jar.touch("arrows", Drag("rate", 0, 99.0, 0.0, key="rate"))
    assert jar.experiment.params.learning_rate == 1.0


# --- by seconds, and words by hand --------------------------------------------------------------


@pytest.mark.parametrize("scene", [0, 1])
def test_counted_by_seconds_who_takes_four_gradients_pays_for_them(scene: int) -> None:
    costs = cast(SurfaceRace | DigitsRace, made(scene, count="second").experiment).costs()
    assert costs.keys() == RUNNERS.keys()
    assert costs["RK4"] > 1.5 * costs["SGD"] > 0
    again = cast(SurfaceRace | DigitsRace, made(scene, count="second").experiment)
    assert again.costs() == costs


def test_timing_moves_no_run() -> None:
    step_times.cache_clear()
    watched, left_alone = (train(made(1, count="second"), 3) for _ in "ab")
    watched.look()
    assert [*train(watched, 3).record.history.last.values()] == [
        *train(left_alone, 3).record.history.last.values()
    ]


@pytest.mark.parametrize(("precision", "most"), [("single", 1e-5), ("double", 1e-13)])
@pytest.mark.parametrize("seed", range(3))
def test_by_hand_and_by_autograd_words_differ_by_rounding_alone(
    precision: str, most: float, seed: int
) -> None:
    run = train(made(3, seed, precision=precision), 120)
    assert cast(WordsByHand, run.experiment).difference() < most
    losses = run.record.history.values("by hand")
    assert losses[-20:].mean() < 0.75 * losses[0]
    np.testing.assert_allclose(losses, run.record.history.values("autograd"), rtol=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_in_double_precision_only_the_last_digit_differs(seed: int) -> None:
    told("optimiser_race", "less than 1e-15 apart", preset="In double precision")
    run = train(made(3, seed, precision="double"), 120)
    assert 0 < cast(WordsByHand, run.experiment).difference() < 1e-15


def test_a_words_arrows_end_where_autograd_does() -> None:
    run = train(made(3, precision="double"), 30)
    for word in ("timer", "kitchen"):
        row = cast(WordsByHand, run.experiment).words.index(word)
        run.touch("residuals", Pick("matrix", row, column=4))
        found = cast(WordsSeen, seen_of(run)).taken_apart()
        torch.testing.assert_close(found.corners[-1], found.end, rtol=0, atol=1e-12)
        assert len(found.names) == len(found.corners) - 2
        assert 0 < int(found.pulls.sum()) < len(found.pulls)
    run.touch("residuals", Pick("matrix", 99, column=4))
    assert run.experiment.made.picked == "kitchen"


def test_by_hand_is_the_faster_way() -> None:
    for batch in (32, 256):
        seen = cast(WordsSeen, seen_of(train(made(3, batch=batch), 2)))
        assert seen.gain() > 1.2
