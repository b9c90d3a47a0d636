"""The page of the density: the level rises, the presets do what they say, hands are answered."""

import math
from typing import cast

import numpy as np
import pytest
import torch

from core import nce
from core.experiments.nce_density import SCENES
from core.experiments.nce_density.page import NceDensity
from core.experiments.nce_density.seen import SAMPLE, SEEDS, DensitySeen
from core.params import Value
from core.run import Run
from core.touches import Drag, RunAction, Stroke
from core.views import Chart, Lines, Plane, Points
from tests.pages import run_of
from tests.texts import told

LINE, PLANE = SCENES
# At the pace of the page ten seconds, with a network far less.
STEPS = 800
LOG_Z = 2.690812


def made(scene: int = 0, seed: int = 0, **values: Value) -> Run:
    return run_of(SCENES[scene], seed, SCENES[scene].params().changed(values))


def preset(name: str, seed: int = 0) -> Run:
    scene, found = next((s, p) for s in SCENES for p in s.presets if p.name == name)
    return run_of(scene, seed, scene.params().changed(found.values))


def train(run: Run, steps: int = STEPS) -> DensitySeen:
    for _ in range(steps):
        run.train()
    run.look()
    return seen_of(run)


def seen_of(run: Run) -> DensitySeen:
    run.begin_look(fine=False, playing=False)
    return cast(DensitySeen, run.seen)


def theta(run: Run) -> list[float]:
    energy = cast(nce.Linear, cast(NceDensity, run.experiment).model.energy)
    values: list[float] = energy.theta.tolist()
    return values


def loss(run: Run, last: int = 50) -> float:
    return float(run.record.history.values("loss")[-last:].mean())


def deviations(run: Run) -> dict[int, float]:
    run.look(names=["funnel"])
    return {row.ratio: row.deviation for row in seen_of(run).funnel()}


# --- what is said -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_the_level_rises_to_log_z_and_the_area_to_1(seed: int) -> None:
    told("nce_density", "its area is 1", preset="Corrected")
    told("nce_density", ("its area is 1", "面积为 1"))
    run = preset("Corrected", seed)
    assert abs(seen_of(run).gamma()) < 0.01
    seen = train(run)
    assert seen.gamma() == pytest.approx(LOG_Z, abs=0.4)
    assert seen.area() == pytest.approx(1.0, abs=0.2)
    assert seen.misplaced() < 0.08
    assert loss(run) == pytest.approx(seen.optimum(), abs=0.1)


@pytest.mark.parametrize("seed", range(3))
def test_the_articles_own_ends_at_log_z_less_log_v(seed: int) -> None:
    told("nce_density", "ten times lower", "− log 10", preset="The article's own")
    seen = train(preset("The article's own", seed), 1200)
    assert seen.gamma() - seen.log_z() == pytest.approx(-math.log(10), abs=0.3)
    assert seen.misplaced() < 0.1


@pytest.mark.parametrize("name", ["A network, three bumps", "Ring"])
def test_a_network_ends_at_area_1_as_well(name: str) -> None:
    told("nce_density", "ends near 1", preset="Ring")
    told("nce_density", "area is 1 as well", preset="A network, three bumps")
    seen = train(preset(name))
    assert seen.area() == pytest.approx(1.0, abs=0.35)
    assert seen.misplaced() < 0.15


def test_far_noise_stalls_training_and_nearer_noise_wakes_it() -> None:
    told("nce_density", "goes to 0", preset="Noise far away")
    told(
        "nce_density", ("the loss falls to 0", "损失降到 0"), ("is 0 and 1 where", "早已是 0 和 1")
    )
    run = preset("Noise far away")
    seen = train(run)
    stalled = seen.gamma()
    assert loss(run) < 0.01
    assert abs(stalled - LOG_Z) > 1.0
    assert abs(train(run, 100).gamma() - stalled) < 0.05
    run.touch("density", Drag("hands", 0, 0.0, 0.2, done=True, key="centre"))
    run.touch("density", Drag("hands", 1, 1.5, 0.2, done=True, key="width"))
    seen = train(run)
    assert abs(seen.gamma() - stalled) > 1.0
    assert seen.area() == pytest.approx(1.0, abs=0.25)


def test_narrow_noise_scatters_the_estimates_about_twice_as_wide() -> None:
    told("nce_density", "about twice as wide", preset="Narrow noise")
    narrow, good = deviations(preset("Narrow noise")), deviations(preset("Corrected"))
    assert 1.8 < narrow[4] / good[4] < 3


def test_a_heavy_tail_needs_more_noise() -> None:
    told("nce_density", "as at k = 32", preset="Heavy tail, k = 1")
    found = deviations(preset("Heavy tail, k = 1"))
    assert found[1] > 1.5 * found[32]


@pytest.mark.parametrize("seed", range(3))
def test_without_a_level_a_quartic_bends_and_a_network_does_not(seed: int) -> None:
    told("nce_density", "held at 0", preset="No level")
    told("nce_density", ("level at 0", "固定为 0"), ("level is held at 0", "固定为 0"))
    run = preset("No level", seed)
    bent = train(run, 1500)
    assert bent.gamma() == 0.0
    assert theta(run) == pytest.approx([1.627, -0.428], abs=0.15)  # not 2 and −½
    values = next(p.values for p in LINE.presets if p.name == "No level")
    params = LINE.params().changed({**values, "energy": "network"})
    free = train(run_of(LINE, seed, params))
    assert free.gamma() == 0.0
    assert free.area() == pytest.approx(1.0, abs=0.35)


@pytest.mark.parametrize("seed", range(3))
def test_without_log_ku_the_energy_is_a_ratio(seed: int) -> None:
    run = preset("log kU forgotten", seed)
    seen = train(run, 1500)
    assert theta(run)[0] == pytest.approx(2 + 1 / (2 * 1.5**2), abs=0.2)
    assert seen.area() == pytest.approx(1.0, abs=0.2)  # times kU it is a density all the same


def test_likelihood_without_z_runs_off_and_with_z_it_does_not() -> None:
    run = preset("Likelihood without Z")
    seen = train(run)
    assert seen.gamma() < -10
    assert seen.to_rise() > 10
    assert math.isfinite(seen.area())
    exact = train(made(method="maximum likelihood"))
    assert exact.area() == pytest.approx(1.0, abs=1e-3)
    assert exact.gamma() == pytest.approx(LOG_Z, abs=0.3)


def test_noise_that_learns_brings_the_loss_up() -> None:
    run = preset("Noise that learns")
    for _ in range(600):
        run.train()
    values = run.record.history.values("loss")
    assert values[-50:].mean() > values[100:150].mean()


def test_noise_in_a_corner_teaches_nothing() -> None:
    told("nce_density", "loss near 0", preset="Noise in a corner")
    run = preset("Noise in a corner")
    seen = train(run)
    assert loss(run) < 0.01
    assert abs(seen.to_rise()) > 1


# --- what is seen -------------------------------------------------------------------------------


def test_the_funnel_is_that_of_the_theory_and_grows_by_slices() -> None:
    told("nce_density", ("data set of 500 points", "500 点的数据集"))
    assert SAMPLE == 500
    run = made()
    run.begin_look(fine=False, playing=False)
    first = cast(DensitySeen, run.seen).funnel()
    assert first == ()
    run.look(names=["funnel"])
    found = seen_of(run).funnel()
    assert [len(row.errors) for row in found] == [SEEDS] * 6
    together = torch.cat([row.errors / row.deviation for row in found])
    assert 0.7 < float(together.std()) < 1.4  # 120 draws: ± 4 standard errors
    assert [row.deviation for row in found] == sorted(
        (row.deviation for row in found), reverse=True
    )


@pytest.mark.parametrize("scene", [0, 1])
def test_the_truth_is_a_density(scene: int) -> None:
    knob = SCENES[scene].params.knobs()["dataset"]
    for name in knob.choices:
        run = made(scene, dataset=name)
        experiment = cast(NceDensity, run.experiment)
        exact = experiment.truth.log_density.exp()
        assert float(experiment.truth.rule.integral(exact)) == pytest.approx(1.0, abs=1e-5)
        assert experiment.data.shape == (experiment.params.points, scene + 1)


@pytest.mark.parametrize("noise", PLANE.params.knobs()["noise"].choices)
@pytest.mark.parametrize("scene", [0, 1])
def test_every_noise_trains_and_is_seen(scene: int, noise: str) -> None:
    if noise not in SCENES[scene].params.knobs()["noise"].choices:
        return
    run = made(scene, noise=noise)
    for _ in range(3):
        run.train()
    for view in run.look().values():
        for layer in getattr(view, "layers", {}).values():
            if isinstance(layer, Lines):
                assert not np.isinf(layer.points).any()


def test_hands_move_the_noise_and_no_further_than_the_knobs_go() -> None:
    run = made()
    run.touch("density", Drag("hands", 0, 99.0, 0.3, key="centre"))
    assert run.experiment.params.centre == 4.5
    run.touch("density", Drag("hands", 1, 4.5, 0.3, key="width"))
    assert run.experiment.params.width == 0.2
    run.touch("density", Drag("hands", 2, -2.0, 0.3, key="x"))
    assert run.experiment.made.held[0] == -2.0
    plane = made(1)
    plane.touch("density", Drag("hands", 0, 1.0, -9.0, key="centre"))
    assert plane.experiment.params.place() == (1.0, -3.5)


def test_a_density_is_drawn_and_forgotten() -> None:
    run = made(dataset="own drawing", energy="network")
    experiment = cast(NceDensity, run.experiment)
    before = experiment.data
    stroke = np.array([[-3, 0], [-2.5, 0.5], [-2, 0.5], [-1.5, 0]], dtype=np.float32)
    run.touch("density", Stroke(stroke, done=True))
    assert float(experiment.data.max()) < -1.4
    assert float(experiment.data.min()) > -3.1
    run.touch("density", Stroke(stroke[::-1].copy() + np.float32(4.0), done=True))
    assert float(experiment.data.max()) > 0.9
    for few in (np.zeros((0, 2)), np.zeros((1, 2)), np.array([[0, -1], [1, -1]])):
        run.touch("density", Stroke(few.astype(np.float32), done=True))
    run.touch("density", RunAction("clear"))
    torch.testing.assert_close(experiment.data, before)


def test_the_vessel_fills_and_the_slice_shows_where_the_level_is() -> None:
    run = made()
    train(run, 60)
    views = run.look()
    level, cut = cast(Chart, views["level"]), cast(Chart, views["slice"])
    line = cast(Lines, level.layers["gamma"]).points
    assert float(line[-1, 1]) == pytest.approx(seen_of(run).gamma(), abs=1e-5)
    now = cast(Points, cut.layers["now"]).points[0]
    assert float(now[0]) == pytest.approx(seen_of(run).gamma(), abs=1e-5)
    assert cast(Plane, views["density"]).layers["truth"]
