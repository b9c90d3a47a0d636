"""The page of the recurrent cells: the figures that its sentences promise, and what a hand does."""

import math
from typing import Any, cast

import numpy as np
import pytest
import torch

from core.door import read
from core.experiments import find
from core.experiments.ode_cells import SCENES
from core.experiments.ode_cells.equation import system_of
from core.experiments.ode_cells.infer_page import Infer
from core.experiments.ode_cells.infer_seen import InferSeen
from core.experiments.ode_cells.knobs import GRU, INFER, LEAST_SQUARES, LSTM, NETWORK, SOLVE
from core.experiments.ode_cells.problem import problem_of
from core.experiments.ode_cells.solve_page import Solution, Solve
from core.importing.source import Source
from core.message import InvalidInput, Message
from core.odes.methods import METHODS, SYMPLECTIC_EULER
from core.odes.observations import article_observations
from core.odes.systems import SYSTEMS
from core.own_data import Own
from core.run import Run
from core.touches import Drag, RunAction, Stroke
from core.views import Chart, Handles, Lines, Plane
from tests.pages import run_of
from tests.plain import check
from tests.same import same
from tests.texts import told

BY_NAME = {scene.name: scene for scene in SCENES}
PRESETS = {preset.name: (scene, preset) for scene in SCENES for preset in scene.presets}
CURE: dict[str, Any] = {"fit": LEAST_SQUARES, "pieces": True}


def page(task: str = SOLVE, steps: int = 0, **values: Any) -> Run:
    scene = BY_NAME[task]
    return trained(run_of(scene, 1, scene.params().changed(values)), steps)


def trained(run: Run, steps: int) -> Run:
    for _ in range(steps):
        run.train()
    return run


def preset(name: str, steps: int = 0) -> Run:
    scene, chosen = PRESETS[name]
    return page(scene.name, steps, **chosen.values)


def turn(run: Run, **values: Any) -> None:
    run.apply_params(run.experiment.params.changed(values))


def solution(run: Run) -> Solution:
    return cast(Solve, run.experiment).solution


def inferred(run: Run) -> Infer:
    return cast(Infer, run.experiment)


def inferring(run: Run) -> InferSeen:
    return cast(InferSeen, run.seen)


def reading(run: Run, view: str, label: str) -> float:
    return next(r.value for r in run.look()[view].readings if r.label == label)


def layer(run: Run, view: str, name: str) -> Any:
    return cast(Plane | Chart, run.look()[view]).layers[name]


# --- the scenes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("task", [SOLVE, INFER, NETWORK, GRU, LSTM])
def test_each_task_is_a_scene_that_the_command_line_chooses(task: str) -> None:
    scene, params = find("ode_cells").chosen({"task": task, "h": "2.0"})
    assert scene is BY_NAME[task]
    assert params.values()["h"] == 2.0


def test_what_trains_nothing_has_no_learning_rate_and_what_has_no_method_none() -> None:
    knobs = {name: set(scene.params.knobs()) for name, scene in BY_NAME.items()}
    assert [name for name in knobs if "learning_rate" not in knobs[name]] == [SOLVE]
    assert [name for name in knobs if "method" not in knobs[name]] == [GRU, LSTM]


def test_a_drag_goes_with_a_hand_to_another_scene() -> None:
    solving, learning = page(), page(NETWORK)
    solving.touch("phase", Drag("start", 0, 400.0, 50.0, done=True))
    learning.experiment.carry_over(solving.experiment)
    assert learning.experiment.made.start == (400.0, 50.0)


# --- the figures that are promised ----------------------------------------------------------------


def test_a_thousand_cells_give_the_articles_table() -> None:
    told("ode_cells", "(375, 250)", preset="Forward is solving")
    path = solution(page()).states[:, 0]
    seen = article_observations(torch.float64)
    for time, state in zip(seen.times, seen.values, strict=True):
        assert torch.allclose(path[round(time / 0.1)], state, atol=1.0)
    assert path[1000].tolist() == pytest.approx([373.57, 250.44], abs=0.01)
    assert len(path) == 1001


def test_each_step_lights_one_cell_and_the_last_begins_anew() -> None:
    run = page(h=5.0)
    lit = [reading(run, "cells", "cell")]
    for _ in range(40):
        run.train()
        lit.append(reading(run, "cells", "cell"))
    assert lit[:21] == list(range(21))
    assert lit[24] == 20
    assert lit[25] == 0


@pytest.mark.parametrize("name", PRESETS)
def test_the_whole_trajectory_is_seen_within_thirty_seconds(name: str) -> None:
    run = preset(name)
    pace = run.experiment.max_steps_per_second()
    if run.scene is BY_NAME[SOLVE]:
        assert solution(run).count / pace < 15
    else:
        assert pace == 0


def test_the_node_is_kept_at_every_step() -> None:
    for h in (0.5, 9.0, 12.0):
        run = page(h=h)
        run.touch("phase", Drag("start", 0, 375.0, 250.0, done=True))
        assert (solution(run).states - torch.tensor([375.0, 250.0])).abs().max() < 1e-9
        run.look()  # a start without any error has no line of errors


def test_past_845_euler_never_settles() -> None:
    told("ode_cells", "past h = 4.23", "past 8.45", preset="Step too large")
    told("ode_cells", ("steps of 9,", "以步长 9 "), ("$h=8.45$", "$h$ 超过 8.45"))
    told("ode_cells", ("need not be below 1", "不再都小于 1"))
    assert reading(page(h=8.4), "stability", "|R(h λ)|") < 1
    assert reading(page(h=8.5), "stability", "|R(h λ)|") > 1
    assert reading(page(), "stability", "stable up to h =") == pytest.approx(8.45, abs=0.005)
    run = preset("Step too large")
    assert run.params.values()["h"] == 9
    assert run.look()["stability"].note == "unstable"
    assert solution(run).states[-4:, 0, 1].std() > 20


def test_euler_makes_energy_from_nothing_and_others_hold_it() -> None:
    told("ode_cells", "by 1 + h²", preset="Energy from nothing")
    run = preset("Energy from nothing", 60)
    assert reading(run, "phase", "Δ invariant") == pytest.approx((1 + 0.15**2) ** 60 - 1)
    turn(run, method="RK4")
    assert abs(reading(run, "phase", "Δ invariant")) < 1e-3
    turn(run, method=SYMPLECTIC_EULER.name)
    assert abs(reading(run, "phase", "Δ invariant")) < 0.2


def test_symplectic_euler_holds_energy_for_ever_but_not_past_two() -> None:
    told("ode_cells", "stays near 1", preset="Energy is kept")
    states = solution(preset("Energy is kept")).states
    assert float(states[:, 0].square().sum(dim=1).sub(1).abs().max()) < 0.2
    run = page(system="oscillator", h=1.9, method=SYMPLECTIC_EULER.name)
    assert run.look()["stability"].note == "stable"
    assert reading(run, "stability", "stable up to h =") == pytest.approx(2)
    turn(run, h=2.1)
    assert run.look()["stability"].note == "unstable"


def test_symplectic_euler_has_a_region_only_where_eigenvalues_say_all() -> None:
    for system in SYSTEMS:
        run = page(system=system.name, h=system.step, method=SYMPLECTIC_EULER.name)
        shown = "region" in cast(Plane, run.look()["stability"]).layers
        assert shown is (system.name in ("oscillator", "pendulum", "predator-prey"))


def test_the_stiff_system_forbids_euler_what_its_sentence_says() -> None:
    told("ode_cells", "The fast rate 50 has died out", "above 0.04", preset="Stiff")
    assert math.exp(-50 * 0.1) < 0.01  # after a tenth of a second
    errors = [solution(page(system="stiff", h=h)).error(40) for h in (0.042, 0.038)]
    assert errors[0] > 20
    assert errors[1] < 0.2


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_the_errors_show_the_order(method: Any) -> None:
    told("ode_cells", ("falls with slope 4", "以斜率 4 下降"))
    run = page(method=method.name, system="pendulum")
    assert reading(run, "convergence", "slope") == pytest.approx(method.order, abs=0.35)
    chart = cast(Chart, run.look()["convergence"])
    assert {method.name for method in METHODS} <= set(chart.layers)


def test_the_cure_finds_the_parameters_in_thirty_steps() -> None:
    told("ode_cells", "thirty steps", preset="The cure")
    run = preset("The cure", 31)
    assert run.record.history.last["loss"] < 0.75
    assert inferring(run).wrong() < 0.08


def test_the_articles_fit_bends_the_curve_but_not_the_parameters() -> None:
    run = preset("The article's fit", 1)
    first = run.record.history.last["loss"]
    trained(run, 250)
    assert first == pytest.approx(9.15e5, rel=0.01)
    assert run.record.history.last["loss"] < first / 50
    assert inferring(run).wrong() > 0.25


def test_the_true_parameters_do_not_have_the_least_loss() -> None:
    told("ode_cells", ("reach: 19, not 0", "19 而不是 0"))
    assert inferring(page(INFER)).truth_loss() == pytest.approx(19.24, abs=0.01)
    assert "loss of the truth" in cast(Chart, page(INFER).look()["run"]).layers


def test_a_large_learning_rate_explodes_and_stays_dead() -> None:
    told("ode_cells", "within forty steps", "10¹⁰", preset="Explosion kills")
    run = preset("Explosion kills", 100)
    assert run.record.history.values("loss")[40:].min() > 1e12


@pytest.mark.parametrize("task", [NETWORK, GRU, LSTM])
def test_networks_learn_the_points(task: str) -> None:
    run = page(task, 62, width=8)
    losses = run.record.history.values("loss")
    assert losses[-1] < losses[0] / 2


# --- the way of the parameters --------------------------------------------------------------------


def test_the_way_of_the_parameters_begins_at_the_guess_and_ends_at_the_estimate() -> None:
    run = page(INFER, 5, **CURE)
    seen = inferring(run)
    run.begin_look(fine=False, playing=False)
    steps, values = seen.ratios()
    assert steps.tolist() == [0, 1, 2, 3, 4, 5]
    truth = torch.tensor(inferred(run).problem.system.defaults, dtype=torch.float64)
    assert values[0].tolist() == pytest.approx(torch.tensor([0.1, 0.1, *[1e-3] * 4]) / truth)
    assert torch.allclose(values[-1], seen.estimate() / truth)
    run.touch("phase", Drag("observed", 2, 222.0, 333.0, key="t = 15", done=True))
    moved = seen.ratios()[1]
    assert torch.equal(moved[:-1], values[:-1])
    assert not torch.equal(moved[-1], values[-1])
    assert torch.allclose(moved[-1], seen.estimate() / truth)


def test_a_run_that_goes_back_forgets_the_way_it_went() -> None:
    run = page(INFER, 3)
    state = run.state()
    trained(run, 4)
    run.restore(3, state)
    assert len(inferring(run).ratios()[0]) == 4
    assert np.isfinite(run.record.history.values("ratio_1")).all()


# --- hands ----------------------------------------------------------------------------------------


def test_a_dragged_start_is_answered_at_once_and_exactly_at_release() -> None:
    run = page(h=1.0)
    tables = layer(run, "convergence", "Euler")
    run.touch("phase", Drag("start", 0, 400.0, 50.0))
    rough = solution(run)
    assert rough.states[0, 0].tolist() == [400.0, 50.0]
    assert layer(run, "convergence", "Euler") is tables  # what takes long waits for the release
    run.touch("phase", Drag("start", 0, 400.0, 50.0, done=True))
    assert torch.allclose(rough.exact.states, solution(run).exact.states, atol=1.0)
    handle = layer(run, "phase", "start")
    assert isinstance(handle, Handles)
    assert handle.points.tolist() == [[400.0, 50.0]]
    assert layer(run, "convergence", "Euler") is not tables


def test_a_dragged_eigenvalue_turns_h() -> None:
    run = page()
    run.touch("stability", Drag("h", 0, -1.5, 0.3))
    assert run.experiment.params.h == pytest.approx(1.5 / 0.2366, rel=1e-3)
    assert solution(run).h == run.experiment.params.h
    run.touch("stability", Drag("h", 0, 5.0, 0.0))
    assert run.experiment.params.h == run.scene.params.knobs()["h"].low


def test_a_stroke_lays_the_rope_at_equal_distances() -> None:
    run = page(rope=5)
    points = np.array([[0, 0], [0, 400], [600, 400]], dtype=np.float32)
    run.touch("phase", Stroke(points, done=True))
    starts = solution(run).states[0, 1:]
    assert starts.tolist() == [[0, 0], [0, 200], [0, 400], [300, 400], [600, 400]]


def test_parameters_follow_a_dragged_observation_also_when_paused() -> None:
    run = page(INFER, 30, **CURE)
    before = inferring(run).estimate().clone()
    run.touch("series", Drag("observed", 3, 30.0, 320.0, key="x₂, t = 30"))
    assert inferred(run).observed.values[3].tolist() == [280, 320]
    assert float((inferring(run).estimate() / before - 1).abs().max()) > 0.01
    run.touch("phase", Drag("observed", 0, 90.0, 160.0, key="t = 0"))
    assert inferring(run).fit().states[0].tolist() == [90, 160]
    run.touch("", RunAction("forget"))
    assert torch.equal(inferred(run).observed.values, article_observations(torch.float64).values)


def test_every_ring_has_the_name_of_what_it_moves() -> None:
    for view, names in (("phase", 7), ("series", 14)):
        run = page(GRU, noise=3.0)
        rings = layer(run, view, "observed")
        assert len(set(rings.keys)) == len(rings.points) == names
        x, y = rings.points[-1].tolist()
        run.touch(view, Drag("observed", names - 1, x, 0.9 * y, key=rings.keys[-1], done=True))
        moved = layer(run, view, "observed")
        assert moved.points[-1].tolist() == pytest.approx([x, 0.9 * y], rel=1e-4)
        assert np.array_equal(moved.points[:-1], rings.points[:-1])


def test_drags_outlive_a_rebuild_of_the_same_system() -> None:
    run, other = page(INFER, **CURE), page(INFER, **CURE)
    run.touch("phase", Drag("observed", 2, 222.0, 333.0, key="t = 15"))
    other.experiment.carry_over(run.experiment)
    assert inferred(other).observed.values[2].tolist() == [222, 333]
    unknowns, fit = inferred(other).unknowns, inferred(other).fit
    assert unknowns is not None
    assert torch.allclose(unknowns.nodes(fit.vector), inferred(other).observed.values)
    stranger = page(INFER, h=0.1, system="pendulum")
    stranger.experiment.carry_over(run.experiment)
    assert float(inferred(stranger).observed.values.abs().max()) < 10


# --- what cannot be used --------------------------------------------------------------------------


def noted(run: Run) -> str:
    """What the phase plane notes, after a look at all views."""
    views = run.look()
    for view in views.values():
        check(view, view.title)
    note = views["phase"].note
    return str(note) if isinstance(note, Message) else note


def test_observations_off_the_grid_get_a_sentence_and_the_parameters_stay() -> None:
    told("ode_cells", ("to 4 in a fit", "在拟合时把 $h$ 调到 4"))
    run = page(INFER, 3, **CURE)
    before = inferring(run).estimate().clone()
    turn(run, h=4.0)
    assert "t = 10 lies off the grid: no multiple of h = 4" in noted(run)
    with pytest.raises(InvalidInput, match="off the grid"):
        run.train()
    turn(run, h=0.5)
    assert noted(run) == "drag an observation"
    assert torch.equal(inferring(run).estimate(), before)
    run.train()


@pytest.mark.parametrize("task", [INFER, NETWORK, GRU, LSTM])
@pytest.mark.parametrize("points", [0, 1])
def test_too_few_observations_get_a_sentence(task: str, points: int) -> None:
    run = page(task, points=points)
    said = f"two observations or more, but there are {points}"
    with pytest.raises(InvalidInput, match=said):
        run.train()
    assert said in noted(run)
    turn(run, points=7)
    run.train()
    turn(run, points=points)
    assert said in noted(run)
    turn(run, points=4)
    run.train()


@pytest.mark.parametrize("fit", ["Adam", LEAST_SQUARES])
def test_pieces_come_and_go_with_the_observations_and_a_run_can_go_back(fit: str) -> None:
    run = page(INFER, 2, fit=fit, pieces=True)
    state, before = run.state(), layer(run, "phase", "pieces").points
    turn(run, points=4)
    trained(run, 2)
    assert np.isfinite(run.record.history.values("loss")).all()
    assert len(layer(run, "phase", "pieces").points) < len(before)
    run.restore(2, state)
    turn(run, points=7)
    assert same(run.state()["vector"], state["vector"])
    run.train()


@pytest.mark.parametrize("h", [0.04, 0.02])
def test_many_cells_are_followed_to_the_last_observation(h: float) -> None:
    for task in (INFER, GRU):
        run = page(task, 1, h=h)
        assert noted(run) == "drag an observation"
        end = float(cast(Lines, layer(run, "series", "state x₁")).points[-1, 0])
        assert end == pytest.approx(42, rel=1e-5)
    gradient = cast(Lines, layer(page(INFER, h=h), "gradients", "gradient"))
    assert gradient.points[-1, 0] == pytest.approx(42, rel=1e-5)


def test_more_cells_than_a_step_can_follow_are_refused() -> None:
    for task in (INFER, NETWORK, LSTM):
        run = page(task, h=0.005)
        assert "8400 up to the last observation" in noted(run)
        with pytest.raises(InvalidInput, match="5000 cells at most"):
            run.train()


def test_a_step_so_large_that_the_state_overflows_ends_the_picture_there() -> None:
    run = page(system="Van der Pol", h=1.0)
    for _ in range(30):
        run.train()
        assert noted(run) == "the state overflows here"
    assert all(np.isfinite(value) for value in run.record.history.last.values())
    turn(run, h=0.05)
    assert noted(run) != "the state overflows here"


# --- every task on every system -------------------------------------------------------------------


@pytest.mark.parametrize("task", BY_NAME)
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_every_task_runs_on_every_system(system: Any, task: str) -> None:
    small = {} if task in (SOLVE, INFER) else {"width": 4}
    run = page(task, 1, system=system.name, h=system.step, **small)
    for view in run.look().values():
        check(view, view.title)
        for shown in getattr(view, "layers", {}).values():
            if isinstance(shown, Lines):
                assert np.abs(np.nan_to_num(shown.points)).max(initial=0.0) < 1e31


# --- what a person brings and types ---------------------------------------------------------------

IRREGULAR = (0.0, 0.7, 1.3, 2.9, 4.1, 5.2, 7.7, 8.0)


def own_table(system: str, times: tuple[float, ...] = IRREGULAR, text: str = "t,x1,x2") -> Own:
    """Exact states of a system at some times, as a file of a person."""
    known = system_of(system)
    exact = problem_of(system, "", "cpu").exact_states(
        known.start, torch.tensor(times, dtype=torch.float64)
    )
    rows = [
        ",".join(map(repr, [time, *state]))
        for time, state in zip(times, exact.tolist(), strict=True)
    ]
    content = "\n".join([text, *reversed(rows)]).encode()
    return read(Infer.takes, Source("own.csv", content)).own()


def of_own(own: Own, task: str = INFER, steps: int = 0, **values: Any) -> Run:
    scene = BY_NAME[task]
    params = scene.params().changed({**values, **own.sets})
    return trained(run_of(scene, 1, params, own), steps)


@pytest.mark.parametrize("system", ["predator-prey", "Van der Pol"])
def test_observations_at_any_times_give_the_parameters_as_the_built_in_ones_do(
    system: str,
) -> None:
    own = own_table(system)
    assert own.content.h == pytest.approx(0.1)
    assert own.content.times == pytest.approx(IRREGULAR)
    run = of_own(own, steps=40, system=system, method="RK4", **CURE)
    model = inferred(run)
    assert model.problem.system.span == 8.0
    ratios = model.estimate() / torch.tensor(system_of(system).defaults)
    assert float((ratios - 1).abs().max()) < 0.01
    chart = cast(Plane, run.look(fine=True)["series"])
    assert cast(Message, chart.note).values["count"] == len(IRREGULAR)


def test_times_that_fit_no_grid_are_rounded_and_that_is_said() -> None:
    own = own_table("oscillator", (0.0, math.sqrt(2), math.e, math.pi, 4.0, 6.5, 9.87654321))
    assert own.content.h == pytest.approx(9.87654321 / 400)
    assert 0 < own.content.rounded <= own.content.h / 2
    assert "rounded" in str(own.content.said)
    assert of_own(own, system="oscillator", steps=2).step == 2


def test_equal_times_are_averaged_and_a_single_state_chooses_a_system_that_has_one() -> None:
    content = b"time,x\n0,1\n1,2\n1,4\n2,9\n3,27\n"
    own = read(Infer.takes, Source("own.csv", content)).own()
    assert own.content.values.ravel().tolist() == [1.0, 3.0, 9.0, 27.0]
    run = of_own(own, steps=60, fit=LEAST_SQUARES, method="RK4")
    assert run.params.values()["system"] == "exponential"
    growth = float(inferred(run).estimate())
    assert abs(abs(growth) - math.log(3)) < 0.15


@pytest.mark.parametrize("task", [NETWORK, GRU, LSTM])
def test_a_network_learns_what_was_brought(task: str) -> None:
    run = of_own(own_table("predator-prey"), task, system="predator-prey")
    run.train()
    first = run.record.history.last["loss"]
    assert trained(run, 60).record.history.last["loss"] < 0.7 * first


def test_too_few_observations_are_refused() -> None:
    with pytest.raises(InvalidInput, match="2 points; at least 3"):
        read(Infer.takes, Source("own.csv", b"t,x\n0,1\n1,2\n"))


def test_parameters_of_the_equation_are_typed() -> None:
    names = "r₁ = 0.2; 1/N2=0.004"
    problem = solution(page(equation=names)).problem
    assert problem.system.defaults == (0.2, 0.3, 1e-4, 2e-4, 0.002, 0.004)
    assert solution(page(equation="0.2, .3")).problem.system.defaults[:2] == (0.2, 0.3)
    for wrong in ("r9 = 1", "r1 = 0", "r1 = x", "1, 2, 3, 4, 5, 6, 7"):
        params = BY_NAME[SOLVE].params().changed({"equation": wrong})
        with pytest.raises(InvalidInput):
            BY_NAME[SOLVE].check(params)
