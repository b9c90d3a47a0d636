"""The page of the recurrent cells: the figures that its sentences promise, and what a hand does."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np
import pytest
import torch

from core.experiment import build
from core.experiments.ode_cells import OdeCells
from core.experiments.ode_cells.inferring import Inferring
from core.experiments.ode_cells.knobs import GRU, INFER, LEAST_SQUARES, LSTM, NETWORK, TASKS
from core.experiments.ode_cells.learning import Learning
from core.experiments.ode_cells.solving import Solving
from core.message import InvalidInput
from core.odes.methods import METHODS
from core.odes.observations import article_observations
from core.odes.systems import SYSTEMS
from core.touches import Drag, RunAction, Stroke
from core.views import Chart, Handles, Lines, Plane
from tests.pages import look
from tests.plain import check
from tests.same import same

CURE: dict[str, Any] = {"task": INFER, "h": 1.0, "fit": LEAST_SQUARES, "pieces": True}


def _page(_steps: int = 0, **values: Any) -> OdeCells:
    params = OdeCells.Params().changed(values)
    page = cast(OdeCells, build(OdeCells, params, seed=1))
    for _ in range(_steps):
        page.step()
    return page


def _preset(name: str, steps: int = 0) -> OdeCells:
    preset = next(preset for preset in OdeCells.presets if preset.name == name)
    values: Mapping[str, Any] = preset.values
    return _page(steps, **values)


def _solving(page: OdeCells) -> Solving:
    assert isinstance(page._task, Solving)
    return page._task


def _inferring(page: OdeCells) -> Inferring:
    assert isinstance(page._task, Inferring)
    return page._task


def _reading(page: OdeCells, view: str, label: str) -> float:
    return next(r.value for r in look(page)[view].readings if r.label == label)


# --- the figures that are promised ----------------------------------------------------------------


def test_a_thousand_cells_give_the_articles_table() -> None:
    page = _page()
    path = _solving(page).run.path
    seen = article_observations(torch.float64)
    for time, state in zip(seen.times, seen.values, strict=True):
        assert torch.allclose(path[round(time / 0.1)], state, atol=1.0)
    assert path[1000].tolist() == pytest.approx([373.57, 250.44], abs=0.01)
    assert len(path) == 1001


def test_each_step_lights_one_cell_and_the_last_begins_anew() -> None:
    page = _page(h=5.0)
    task = _solving(page)
    lit = [task.lit]
    for _ in range(40):
        page.step()
        lit.append(task.lit)
    assert lit[:21] == list(range(21))
    assert lit[24] == 20
    assert lit[25] == 0


def test_the_whole_trajectory_is_seen_within_thirty_seconds() -> None:
    for preset in OdeCells.presets:
        page = _preset(preset.name)
        if isinstance(page._task, Solving):
            assert page._task.run.count / page.max_steps_per_second() < 15
        else:
            assert page.max_steps_per_second() == 0


def test_the_node_is_kept_at_every_step() -> None:
    for h in (0.5, 9.0, 12.0):
        page = _page(h=h)
        page.touch("phase", Drag("start", 0, 375.0, 250.0))
        path = _solving(page).run.path
        assert (path - torch.tensor([375.0, 250.0])).abs().max() < 1e-9


def test_past_845_euler_never_settles() -> None:
    assert _reading(_page(h=8.4), "verdict", "|R(h λ)|") < 1
    assert _reading(_page(h=8.5), "verdict", "|R(h λ)|") > 1
    page = _preset("Step too large")
    assert look(page)["verdict"].note == "unstable"
    assert _solving(page).run.path[-4:, 1].std() > 20


def test_euler_makes_energy_from_nothing_and_rk4_holds_it() -> None:
    page = _preset("Energy from nothing", 60)
    assert _reading(page, "phase", "Δ invariant") == pytest.approx((1 + 0.15**2) ** 60 - 1)
    page.apply_params(page.params.changed({"method": "RK4"}))
    assert abs(_reading(page, "phase", "Δ invariant")) < 1e-3


def test_the_stiff_system_forbids_euler_what_its_sentence_says() -> None:
    errors = []
    for h in (0.042, 0.038):
        page = _page(system="stiff", h=h)
        errors.append(_solving(page).run.error(40))
    assert errors[0] > 20
    assert errors[1] < 0.2


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_the_ledger_shows_the_order(method: Any) -> None:
    page = _page(method=method.name, system="pendulum")
    slope = next(r.value for r in look(page)["ledger"].readings)
    assert slope == pytest.approx(method.order, abs=0.35)


def test_a_fine_picture_shows_the_ledgers_of_all_methods() -> None:
    page = _page()
    with torch.no_grad():
        ledger = page.views()["ledger"](True)
    assert isinstance(ledger, Chart)
    assert sum(name.startswith("ledger ") for name in ledger.layers) == len(METHODS)


def test_the_cure_finds_the_parameters_in_thirty_steps() -> None:
    page = _preset("The cure", 30)
    assert float(page.step()["loss"]) < 0.72
    assert _inferring(page).wrong < 0.07


def test_the_articles_fit_bends_the_curve_but_not_the_parameters() -> None:
    page = _preset("The article's fit")
    first = float(page.step()["loss"])
    for _ in range(250):
        last = page.step()
    assert first == pytest.approx(9.15e5, rel=0.01)
    assert float(last["loss"]) < first / 100
    assert _inferring(page).wrong > 0.25


def test_the_true_parameters_do_not_have_the_least_loss() -> None:
    truths = _page(task=INFER, h=1.0).reference_lines()
    (rule,) = truths.values()
    assert getattr(rule, "value", 0.0) == pytest.approx(19.24, abs=0.01)


def test_a_large_learning_rate_explodes_and_stays_dead() -> None:
    page = _preset("Explosion kills", 40)
    losses = [float(page.step()["loss"]) for _ in range(60)]
    assert min(losses) > 1e13


@pytest.mark.parametrize("task", [NETWORK, GRU, LSTM])
def test_networks_learn_the_points(task: str) -> None:
    page = _page(task=task, h=1.0, learning_rate=3e-3, width=8)
    first = float(page.step()["loss"])
    for _ in range(60):
        page.step()
    assert float(page.step()["loss"]) < first / 4
    assert isinstance(page._task, Learning)


# --- hands ----------------------------------------------------------------------------------------


def test_a_dragged_start_is_answered_at_once_and_exactly_at_release() -> None:
    page = _page(h=1.0)
    page.touch("phase", Drag("start", 0, 400.0, 50.0))
    rough = _solving(page).run
    assert rough.path[0].tolist() == [400.0, 50.0]
    page.touch("phase", Drag("start", 0, 400.0, 50.0, done=True))
    fine = _solving(page).run
    assert torch.allclose(rough.truth, fine.truth, atol=1.0)
    phase = look(page)["phase"]
    assert isinstance(phase, Plane)
    handle = phase.layers["start"]
    assert isinstance(handle, Handles)
    assert handle.points.tolist() == [[400.0, 50.0]]


def test_a_dragged_eigenvalue_turns_h() -> None:
    page = _page()
    page.touch("verdict", Drag("h", 0, -1.5, 0.3))
    assert page.params.h == pytest.approx(1.5 / 0.2366, rel=1e-3)
    assert _solving(page).run.setting.h == page.params.h
    page.touch("verdict", Drag("h", 0, 5.0, 0.0))
    assert page.params.h == OdeCells.Params.knobs()["h"].low


def test_a_stroke_lays_the_rope_at_equal_distances() -> None:
    page = _page(rope=5)
    points = np.array([[0, 0], [0, 400], [600, 400]], dtype=np.float32)
    page.touch("phase", Stroke(points, done=True))
    starts = _solving(page).run.states[0, 1:]
    assert starts.tolist() == [[0, 0], [0, 200], [0, 400], [300, 400], [600, 400]]


def test_parameters_follow_a_dragged_observation_also_when_paused() -> None:
    page = _page(30, **CURE)
    before = _inferring(page).estimate.clone()
    page.touch("series", Drag("seen 1", 3, 30.0, 320.0))
    task = _inferring(page)
    assert float(task.seen.values[3, 1]) == 320
    assert float(task.seen.values[3, 0]) == 280
    assert float((task.estimate / before - 1).abs().max()) > 0.01
    page.touch("phase", Drag("observed", 0, 90.0, 160.0))
    assert _inferring(page).path()[0].tolist() == [90, 160]
    page.touch("", RunAction("forget"))
    assert torch.equal(_inferring(page).seen.values, article_observations(torch.float64).values)


def test_drags_outlive_a_rebuild_of_the_same_system() -> None:
    page = _page(**CURE)
    page.touch("phase", Drag("observed", 2, 222.0, 333.0))
    other = _page(task=INFER, h=1.0)
    other.carry_over(page)
    assert _inferring(other).seen.values[2].tolist() == [222, 333]
    stranger = _page(task=INFER, h=0.1, system="pendulum")
    stranger.carry_over(page)
    assert float(stranger._values.abs().max()) < 10


# --- what cannot be used --------------------------------------------------------------------------


def test_observations_off_the_grid_get_a_sentence_and_the_picture_stays() -> None:
    page = _page(3, **CURE)
    before = _inferring(page).estimate.clone()
    with pytest.raises(InvalidInput, match="t = 10 lies off the grid: no multiple of h = 4"):
        page.apply_params(page.params.changed({"h": 4.0}))
    for view in look(page).values():
        check(view, view.title)
    with pytest.raises(InvalidInput, match="off the grid"):
        page.step()
    page.apply_params(page.params.changed({"h": 0.5}))
    assert torch.equal(_inferring(page).estimate, before)
    page.step()


@pytest.mark.parametrize("task", [INFER, NETWORK, GRU, LSTM])
@pytest.mark.parametrize("points", [0, 1])
def test_too_few_observations_get_a_sentence(task: str, points: int) -> None:
    page = _page(task=task, h=1.0, points=points)
    with pytest.raises(InvalidInput, match=f"two observations or more, but there are {points}"):
        page.step()
    for view in look(page).values():
        check(view, view.title)
    page.apply_params(page.params.changed({"points": 7}))
    page.step()
    with pytest.raises(InvalidInput):
        page.apply_params(page.params.changed({"points": points}))
    look(page)
    page.apply_params(page.params.changed({"points": 4}))
    page.step()


def test_a_step_so_large_that_the_state_overflows_ends_the_picture_there() -> None:
    page = _page(system="Van der Pol", h=1.0)
    run = _solving(page).run
    assert run.overflows
    for _ in range(30):
        assert all(np.isfinite(float(value)) for value in page.step().values())
        for view in look(page).values():
            check(view, view.title)
    assert look(page)["phase"].note == "the state overflows here"
    page.apply_params(page.params.changed({"h": 0.05}))
    assert look(page)["phase"].note != "the state overflows here"


# --- every task on every system -------------------------------------------------------------------


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_every_task_runs_on_every_system(system: Any, task: str) -> None:
    h = system.step
    page = _page(1, system=system.name, task=task, h=h, width=4)
    for view in look(page).values():
        check(view, view.title)
        for layer in getattr(view, "layers", {}).values():
            if isinstance(layer, Lines):
                assert np.abs(np.nan_to_num(layer.points)).max(initial=0.0) < 1e31


MAKERS: list[Callable[[], OdeCells]] = [
    lambda: _page(task=INFER, h=1.0),
    lambda: _page(**CURE),
    lambda: _page(task=NETWORK, h=0.8, points=3, width=4, system="oscillator"),
    lambda: _page(task=LSTM, h=1.0, width=4),
]


@pytest.mark.parametrize("make", MAKERS)
def test_a_run_restored_half_way_is_the_same(make: Callable[[], OdeCells]) -> None:
    whole, half, later = make(), make(), make()
    for _ in range(6):
        whole.step()
    for _ in range(3):
        half.step()
        look(half)
    later.step()
    later.restore(half.state())
    for _ in range(3):
        later.step()
    assert same(later.state(), whole.state())
