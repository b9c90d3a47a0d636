"""The untouched twin tells what a hand did."""

import pytest

from core.commands import Change, Reset, SwitchTwin, Undo
from core.run import Run
from core.views import Area, Chart, Lines
from tests.core.test_time_machine import all_of, live_knob, rig_of, train
from tests.pages import SCENES
from tests.rig import Rig
from tests.same import same

BEGINS_AGAIN = "lipschitz_surface/power iteration"
"""Here any turn of the knobs begins the iteration anew, which is a difference."""


def twin_of(rig: Rig) -> Run:
    twin = rig.loop.bench.twin.run
    assert twin is not None
    return twin


def without_rates(run: Run) -> object:
    """All that a run is, as the tests of the time machine compare it."""
    state = run.state()
    for part in state.values():
        for group in part.get("param_groups", ()) if isinstance(part, dict) else ():
            group.pop("lr")
    return run.params, state


@pytest.mark.parametrize("page", [page for page in SCENES if page != BEGINS_AGAIN])
def test_a_knob_turned_and_turned_back_makes_no_difference(page: str) -> None:
    rig = rig_of(page)
    rig.turn(SwitchTwin())
    train(rig, 2)
    before = rig.loop.bench.params
    rig.turn(live_knob(rig))
    rig.clock.now += 5
    rig.turn(Change(before))
    train(rig, 3)
    twin = twin_of(rig)
    assert twin.step == rig.run.step == 5
    assert same(without_rates(twin), all_of(rig))
    curves = rig.run.record.history
    for name in curves.names:
        ours, its = curves.values(name)[2:], twin.record.history.values(name)
        assert same(ours, its), name


@pytest.mark.parametrize(
    "page", ["flow_plane", "wasserstein_critic/distance", "mae_images", BEGINS_AGAIN]
)
def test_the_twin_is_what_the_run_would_have_been(page: str) -> None:
    rig, untouched = rig_of(page), rig_of(page)
    rig.turn(SwitchTwin())
    train(rig, 2)
    rig.turn(live_knob(rig))
    train(rig, 3)
    train(untouched, 5)
    assert same(without_rates(twin_of(rig)), all_of(untouched))


def test_the_curves_of_the_twin_are_drawn_behind_those_of_the_run() -> None:
    rig = rig_of("flow_plane")
    rig.turn(live_knob(rig))
    train(rig, 2)
    assert rig.loop.bench.twin.run is None
    rig.turn(Undo(), SwitchTwin(), live_knob(rig))
    train(rig, 4)
    curve = rig.loop.bench.scene.curves[0]
    rig.turn(times=3)
    chart = rig.run.look()["run"]
    assert isinstance(chart, Chart)
    ghost = chart.layers[f"{curve} of untouched 0"]
    assert isinstance(ghost, Lines)
    assert ghost.points[-1, 0] >= rig.run.step - 1
    rig.turn(SwitchTwin())
    chart = rig.run.look()["run"]
    assert isinstance(chart, Chart)
    assert f"{curve} of untouched 0" not in chart.layers


def test_another_run_has_no_twin_until_a_knob_is_turned() -> None:
    rig = rig_of("flow_plane")
    rig.turn(SwitchTwin(), live_knob(rig))
    train(rig, 2)
    first = twin_of(rig)
    rig.turn(Reset())
    train(rig, 3)
    assert first.step == 2
    rig.clock.now += 5
    rig.turn(live_knob(rig))
    rig.clock.now += 5
    rig.turn(live_knob(rig))
    assert twin_of(rig) is not first


@pytest.mark.parametrize("page", ["flow_plane", "margin_circle"])
def test_twins_with_other_random_numbers_are_a_band(page: str) -> None:
    rig = rig_of(page)
    rig.turn(SwitchTwin())
    train(rig, 2)
    rig.turn(live_knob(rig))
    train(rig, 6)
    for _ in range(200):
        rig.turn()
    twin = rig.loop.bench.twin
    assert not twin.lags(rig.run)
    chart = rig.run.look()["run"]
    assert isinstance(chart, Chart)
    curve = rig.loop.bench.scene.curves[0]
    (band,) = (layer for name, layer in chart.layers.items() if f"{curve} of other seeds" in name)
    assert isinstance(band, Area)
    assert band.points[:, 0].min() == 3
    assert band.points[:, 0].max() == rig.run.step == 8
    assert (band.points[:6, 1] <= band.points[6:, 1][::-1]).all()
    assert band.points[:6, 1].tolist() != band.points[6:, 1][::-1].tolist()


def test_where_nothing_is_drawn_by_chance_no_band_is_promised() -> None:
    for page, band in (("ode_cells/solve", False), ("flow_plane", True)):
        rig = rig_of(page)
        rig.turn(SwitchTwin())
        assert ("no band" not in str(rig.loop.notice)) is band
        train(rig, 1)
        rig.turn(live_knob(rig))
        train(rig, 2)
        assert rig.loop.bench.twin.lags(rig.run) is band


def test_the_band_says_where_a_twin_of_it_broke_and_the_run_goes_on() -> None:
    rig = rig_of("flow_plane")
    calm = rig.loop.bench.params
    rig.turn(Change(calm.changed({"bounded": False, "learning_rate": 1.0})), SwitchTwin())
    rig.clock.now += 5
    rig.turn(Change(rig.loop.bench.params.changed({"learning_rate": 1e-5})))
    train(rig, 60)
    rig.turn(times=400)
    twin = rig.loop.bench.twin
    assert twin.luck is not None
    assert twin.luck.ended is not None
    assert not twin.lags(rig.run)
    assert "a twin broke after step" in str(rig.loop.notice)
    train(rig, 2)
    assert rig.loop.reason is None
