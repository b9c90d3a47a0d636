"""The page of surfaces held to a slope: what is learnt, shown and taken from a hand."""

import itertools
from typing import cast

import numpy as np
import pytest
import torch
from torch import Tensor

from core.experiments.lipschitz_surface import SCENES
from core.experiments.lipschitz_surface.microscope_page import Microscope
from core.experiments.lipschitz_surface.page import Comparison
from core.experiments.lipschitz_surface.plane_page import PlaneComparison, PlaneMade
from core.lipschitz.attack import projected_gradient_attack
from core.lipschitz.certificate import certified_radius
from core.lipschitz.frozen_network import FrozenNetwork
from core.lipschitz.power import orthogonal_start
from core.lipschitz.power_in_plane import half_steps
from core.lipschitz.tasks import curve, error_rate
from core.params import Params, Value
from core.run import Run
from core.scene import Scene
from core.touches import Drag, Pick, RunAction, Stroke
from core.views import Area, Arrows, Bars, Chart, Handles, Heat, Lines, Plane, Points, Rings
from tests.pages import run_of
from tests.plain import check
from tests.texts import told
from tests.training import trained_run

NONE, GRADIENT, NORMALISED, ORTHOGONAL = range(4)


def chosen(preset: str, **values: Value) -> tuple[Scene, Params]:
    scene, found = next((s, p) for s in SCENES for p in s.presets if p.name == preset)
    return scene, scene.params().changed({**found.values, **values})


def made(preset: str = "Side by side", **values: Value) -> Run:
    scene, params = chosen(preset, **values)
    return run_of(scene, 0, params)


def trained(steps: int, preset: str = "Side by side", **values: Value) -> Run:
    return trained_run(*chosen(preset, **values), steps)


def drawn(run: Run, view: str, fine: bool = False) -> Plane | Chart | Bars:
    return cast(Plane | Chart | Bars, run.look(fine, [view])[view])


def networks(run: Run) -> list[FrozenNetwork]:
    return [FrozenNetwork(network) for network in compared(run).networks]


def compared(run: Run) -> Comparison:
    return cast(Comparison, run.experiment)


def errors(run: Run) -> list[float]:
    held_out = compared(run).held_out
    values = [network.values(held_out.points)[:, None] for network in networks(run)]
    return [error_rate(found, held_out.targets) for found in values]


def slopes(run: Run) -> list[float]:
    points = compared(run).sample.points
    return [n.steepest(points, torch.Generator().manual_seed(0)) for n in networks(run)]


def readings(view: Plane | Chart | Bars) -> dict[str, float]:
    return {reading.label: reading.value for reading in view.readings}


def drag(run: Run, layer: str, network: int, x: float, y: float) -> None:
    page = cast(PlaneComparison, run.experiment)
    name = page.names[network]
    tile = page.tiles()[name]
    run.touch("surface", Drag(layer, network, tile.x + x, tile.y + y, key=name))


def held(run: Run) -> PlaneMade:
    return cast(PlaneMade, run.experiment.made)


# --- what is learnt -------------------------------------------------------------------------------


def test_the_free_network_grows_steep_and_errs_the_held_ones_do_not() -> None:
    run = trained(400)
    steepest, erring, found = slopes(run), errors(run), networks(run)
    assert steepest[NONE] > 30
    assert steepest[GRADIENT] < 10
    assert steepest[NORMALISED] < 4
    assert 2.8 < steepest[ORTHOGONAL] <= 3.0 * (1 + 1e-4)
    assert erring[NONE] > erring[ORTHOGONAL]
    assert erring[NONE] > erring[GRADIENT]
    assert found[ORTHOGONAL].bound == pytest.approx(3.0, rel=1e-3)
    assert found[NONE].bound > 3 * steepest[NONE]
    assert found[GRADIENT].bound > 5 * steepest[GRADIENT]


def test_no_attack_beats_a_certified_radius() -> None:
    points = 4 * torch.rand(1000, 2, generator=torch.Generator().manual_seed(3)) - 2
    for network in networks(trained(150)):
        values = network.scores(points)
        labels = values[:, 0].sign()
        radii = certified_radius(values, labels, network.bound * (1 + 1e-5))
        worst = projected_gradient_attack(network.scores, points, labels, radii, 12)
        assert bool((network.values(worst) * labels >= -1e-5).all())


def test_a_live_slope_is_taken_by_the_running_networks() -> None:
    run = trained(100)
    assert readings(drawn(run, "bounds"))["bound"] == pytest.approx(3, rel=1e-3)
    run.apply_params(run.experiment.params.changed({"slope": 0.5}))
    assert readings(drawn(run, "bounds"))["bound"] == pytest.approx(0.5, rel=1e-3)
    for _ in range(100):
        run.train()
    assert networks(run)[ORTHOGONAL].bound == pytest.approx(0.5, rel=1e-3)
    assert slopes(run)[GRADIENT] < 2


def test_half_rounds_are_to_be_seen_and_training_runs_as_fast_as_it_can() -> None:
    assert made("One dimension").experiment.max_steps_per_second() == 0
    microscope = trained(3, "Power iteration").experiment
    assert int(cast(Microscope, microscope).half_rounds) == 3
    assert microscope.max_steps_per_second() > 0


# --- presets that break ---------------------------------------------------------------------------


def test_weights_clipped_to_a_hundredth_leave_the_surface_flat() -> None:
    told("lipschitz_surface", ("48 units of at most 0.01", "48 个单元，每个权重不超过 0.01"))
    told(
        "lipschitz_surface", ("norm is below 0.5", "范数小于 0.5"), ("Clip at 0.01", "裁剪到 0.01")
    )
    run = trained(200, "Clip at 0.01")
    clipped, *others = networks(run)
    points = compared(run).sample.points
    assert run.params.values()["width"] == 48
    assert float(torch.linalg.matrix_norm(torch.full((48, 48), 0.01), 2)) < 0.5
    assert clipped.bound < 1e-2
    assert float(clipped.values(points).std()) < 1e-3
    assert all(float(network.values(points).std()) > 0.3 for network in others)


def test_the_all_ones_start_stays_at_one_and_the_eigenvalue_is_not_the_norm() -> None:
    told(
        "lipschitz_surface",
        "(1 2; 0 1) has eigenvalue 1 and norm 2.41",
        "divided by 1",
        preset="Eigenvalue for norm",
    )
    told(
        "lipschitz_surface",
        "(2 −1; −1 2)",
        "stays at 1 for ever, and the norm is 3",
        preset="All-ones start",
    )
    told("lipschitz_surface", ("whose $|\\lambda|$ is 1", "$|\\lambda|$ 是 1"))
    trap = readings(drawn(trained(40, "All-ones start"), "surface"))
    assert trap["|Wv|"] == pytest.approx(1.0, abs=1e-6)
    assert trap["σ₁"] == pytest.approx(3.0)
    bars = cast(Bars, drawn(trained(10, "Eigenvalue for norm"), "layers"))
    values = dict(zip(bars.labels, bars.values.tolist(), strict=True))
    assert values["|λ|"] == pytest.approx(1.0, abs=1e-3)
    assert values["u·Wv"] == pytest.approx(values["σ₁"], abs=1e-3)
    assert values["σ₁"] == pytest.approx(1 + 2**0.5, abs=1e-3)


def test_projection_after_the_step_holds_the_bound_and_errs_more() -> None:
    run = trained(600, "Inside or after")
    inside, after = networks(run)
    assert after.bound == pytest.approx(3.0, rel=2e-2)
    assert inside.bound == pytest.approx(3.0, rel=1e-5)
    erring = errors(run)
    assert erring[1] > erring[0]


@pytest.mark.wide
def test_in_nearly_all_of_sixteen_runs_projection_errs_more() -> None:
    told(
        "lipschitz_surface",
        ("16 runs", "16 次"),
        ("3 and 8, four seeds", "3 和 8，四个种子"),
        ("2 to 6 percentage points", "2 到 6 个百分点"),
    )
    more = []
    for dataset, slope, seed in itertools.product(("moons", "spiral"), (3.0, 8.0), range(4)):
        scene, params = chosen("Inside or after", dataset=dataset, slope=slope)
        inside, after = errors(trained_run(scene, params, 600, seed))
        more.append(after - inside)
    assert sum(each > 0 for each in more) >= 13
    assert 0.02 < sum(more) / len(more) < 0.06


def escape(weight: torch.Tensor) -> float | None:
    """Rounds after which a blind start is half way; None where it stays, as rounding has it."""
    half_way = float(torch.linalg.svdvals(weight).mean())
    path = half_steps(weight, orthogonal_start(weight), 400)
    return next((at / 2 for at, half in enumerate(path) if half.estimate > half_way), None)


def test_in_rounded_numbers_a_blind_start_escapes_and_that_of_the_preset_does_not() -> None:
    """Of a single matrix it hangs on how a processor rounds whether it does."""
    told("lipschitz_surface", ("All-ones start", "全 1 起点"))
    told("lipschitz_surface", ("ten to forty rounds", "十到四十轮"))
    draw = torch.Generator().manual_seed(0)
    matrices = torch.randn(80, 2, 2, generator=draw, dtype=torch.float64)
    large, small = torch.linalg.svdvals(matrices).T
    apart = matrices[(small > 0.1 * large) & (small < 0.7 * large)]
    found = [escape(weight) for weight in apart]
    rounds = [each for each in found if each is not None]
    assert len(rounds) > 0.8 * len(found)
    assert sum(8 <= each <= 50 for each in rounds) > 0.7 * len(rounds)
    ones = cast(Microscope, made("All-ones start").experiment)
    assert half_steps(ones.axes().weight, ones.start, 4000)[-1].estimate < 1.01


def test_held_below_the_slope_of_the_curve_the_error_stays() -> None:
    told("lipschitz_surface", "slope 0.99", preset="Held too flat")
    x = torch.linspace(-3, 3, 601, dtype=torch.float64)
    assert float(curve(x).diff().abs().max() / 0.01) == pytest.approx(0.99, abs=1e-4)
    run = trained(400, "Held too flat")
    run.touch("bounds", Pick("found", ORTHOGONAL, key="orthogonal layers"))
    assert readings(drawn(run, "surface"))["error"] > 0.15
    run.touch("bounds", Pick("found", NONE, key="none"))
    assert readings(drawn(run, "surface"))["error"] < 0.15


# --- what is shown --------------------------------------------------------------------------------


def test_every_network_has_its_tile_with_disc_arrow_point_and_ring() -> None:
    plane = cast(Plane, drawn(trained(30), "surface", fine=True))
    heats = [layer for layer in plane.layers.values() if isinstance(layer, Heat)]
    assert len(heats) == 4
    assert len(cast(Rings, plane.layers["disc"]).radii) == 4
    for name in ("point", "ring"):
        assert len(cast(Handles, plane.layers[name]).points) == 4
    classes = [cast(Points, plane.layers[f"class {number}"]).points for number in range(2)]
    assert all(len(points) % 4 == 0 and len(points) for points in classes)


@pytest.mark.parametrize("fine", [False, True])
def test_disc_and_arrow_hold_the_nearest_other_answer_between_them(fine: bool) -> None:
    run = trained(120)
    directions = torch.linspace(0, 2 * torch.pi, 721)
    circle = torch.stack([directions.cos(), directions.sin()], dim=1)
    for place in ((0.0, 0.9), (-1.5, 0.2), (1.0, -0.8), (2.0, 1.5)):
        drag(run, "point", 3, *place)
        layers = drawn(run, "surface", fine).layers  # type: ignore[union-attr]
        arrow = cast(Arrows, layers["arrow"])
        reach = np.linalg.norm(arrow.end - arrow.start, axis=1)
        radii = cast(Rings, layers["disc"]).radii
        point = torch.tensor(held(run).point)
        ways = torch.tensor(arrow.end - arrow.start)
        for network, radius, length, way in zip(networks(run), radii, reach, ways, strict=True):
            answer = network.values(point[None]) > 0
            inside = network.values(point + 0.999 * float(radius) * circle) > 0
            assert bool((inside == answer).all())
            assert length == 0 or radius <= length * (1 + 1e-3)
            assert length == 0 or bool((network.values((point + 1.001 * way)[None]) > 0) != answer)


def test_one_network_can_be_shown_alone() -> None:
    plane = cast(Plane, drawn(made(enlarge=True), "surface"))
    assert sum(isinstance(layer, Heat) for layer in plane.layers.values()) == 1
    assert plane.title == "orthogonal layers"


def test_places_of_the_penalty_are_shown_of_the_network_that_has_it() -> None:
    run = made(enlarge=True)
    assert "penalised" not in drawn(run, "surface").layers  # type: ignore[union-attr]
    run.touch("bounds", Pick("found", GRADIENT, key="gradient penalty"))
    layers = drawn(run, "surface").layers  # type: ignore[union-attr]
    assert len(cast(Points, layers["penalised"]).points) > 50


def test_no_slope_found_lies_beyond_its_bound_in_the_picture() -> None:
    chart = cast(Chart, drawn(trained(60), "bounds", fine=True))
    for index in range(4):
        gap = cast(Lines, chart.layers[f"gap {index}"]).points
        assert gap[0, 0] <= gap[1, 0] * (1 + 1e-4)


def test_norms_of_the_normalised_layers_are_one_and_the_last_is_the_slope() -> None:
    for rounds, tolerance in ((1, 0.4), (6, 0.1)):  # one round a step lags behind at first
        run = trained(80, rounds=rounds)
        run.touch("bounds", Pick("found", NORMALISED, key="spectral normalisation"))
        bars = cast(Bars, drawn(run, "layers", fine=True))
        assert bars.truth is not None
        assert np.allclose(bars.truth, [1, 1, 1, 3], rtol=tolerance)
        assert (bars.values <= bars.truth * (1 + 1e-4)).all()


def test_a_convolution_stretches_more_than_its_reshaped_kernel() -> None:
    for kernel, norm in (("box", 3.0), ("edges", 8 / 20**0.5), ("random", None)):
        bars = cast(Bars, drawn(trained(30, "Power iteration", kernel=kernel), "convolution"))
        reshaped, found, exact, bound = bars.values.tolist()
        assert reshaped == pytest.approx(1)
        assert bound == pytest.approx(3)
        assert 1.2 < exact <= bound * (1 + 1e-6)
        assert norm is None or exact == pytest.approx(norm)
        assert 0.8 * exact < found <= bound
    early = cast(Bars, drawn(made("Power iteration", kernel="random"), "convolution"))
    assert early.values[1] < found


# --- hands ----------------------------------------------------------------------------------------


def test_a_ring_that_is_pulled_over_the_boundary_flips_and_inside_the_disc_it_does_not() -> None:
    run = trained(150)
    drag(run, "point", 3, 0.0, 1.2)
    certified = readings(drawn(run, "surface", fine=True))["certified"]
    for share in (0.5, 0.99):
        drag(run, "ring", 3, 0.0, 1.2 - share * certified)
        assert "flipped" not in readings(drawn(run, "surface", fine=True))
    arrow = cast(Arrows, drawn(run, "surface", fine=True).layers["arrow"])  # type: ignore[union-attr]
    way = 1.02 * (arrow.end[3] - arrow.start[3])
    drag(run, "ring", 3, float(way[0]), 1.2 + float(way[1]))
    said = readings(drawn(run, "surface", fine=True))
    assert said["flipped"] == pytest.approx(1.02 * said["flips at"], rel=1e-3)


def test_the_point_takes_its_ring_along_and_picks_the_network() -> None:
    run = made()
    away = np.subtract(held(run).ring, held(run).point)
    drag(run, "point", GRADIENT, 0.5, -0.5)
    assert compared(run).picked() == GRADIENT
    assert held(run).point == pytest.approx((0.5, -0.5), abs=1e-5)
    assert np.allclose(np.subtract(held(run).ring, held(run).point), away)
    assert drawn(run, "slopes").readings[0].role == "class 3"


def test_a_curve_that_is_held_stays_in_the_cone_wherever_it_is_dragged() -> None:
    run = trained(500, "One dimension")
    outside = {}
    for network in (NONE, NORMALISED, ORTHOGONAL):
        run.touch("bounds", Pick("found", network, key=compared(run).names[network]))
        shares = []
        for x in (-2.0, -0.5, 0.4, 0.7, 2.5):
            run.touch("surface", Drag("tip", 0, x, 0.0))
            chart = cast(Chart, drawn(run, "surface", fine=True))
            shares.append(readings(chart)["outside the cone"])
            assert isinstance(chart.layers["cone"], Area)
        outside[network] = max(shares)
    assert outside[NONE] > 0.02
    assert outside[ORTHOGONAL] == 0


def test_the_arm_of_the_cone_turns_the_slope_of_the_run() -> None:
    run = made("One dimension")
    tip = cast(Handles, cast(Chart, drawn(run, "surface")).layers["tip"]).points[0]
    run.touch("surface", Drag("arm", 0, float(tip[0]) + 0.5, float(tip[1]) + 1.0))
    slope = run.experiment.params.slope
    assert slope == pytest.approx(2.0, rel=1e-3)
    assert compared(run).networks[0].constraint.slope == slope


def test_axes_start_and_round_are_dragged_under_the_microscope() -> None:
    run = made("Power iteration")
    axes = cast(Handles, cast(Plane, drawn(run, "surface")).layers["axes"]).points
    longer = axes[1] / np.linalg.norm(axes[1]) * 2.0
    run.touch("surface", Drag("axes", 1, float(longer[0]), float(longer[1])))
    assert readings(drawn(run, "slopes"))["(σ₂/σ₁)²"] == pytest.approx(1.0, abs=1e-5)
    run.touch("bounds", Drag("round", 0, 3.2, 0.0))
    assert readings(drawn(run, "surface"))["round"] == 3.0
    run.touch("surface", Drag("start", 0, 0.0, 5.0))
    start = cast(Handles, cast(Plane, drawn(run, "surface")).layers["start"]).points
    assert np.allclose(start, [[0, 1]])
    assert readings(drawn(run, "surface"))["round"] == 0
    run.apply_params(run.experiment.params.changed({"matrix": "shear"}))
    assert readings(drawn(run, "surface"))["σ₁"] == pytest.approx(1 + 2**0.5)


# --- points made by hand --------------------------------------------------------------------------


def stroke(run: Run, hand: str, *path: tuple[float, float], done: bool = True) -> Tensor:
    """Draw in the first tile what a hand is set to; the points afterwards, with their labels."""
    run.apply_params(run.experiment.params.changed({"hand": hand}))
    model = cast(PlaneComparison, run.experiment)
    tile = next(iter(model.tiles().values()))
    places = np.array([(x + tile.x, y + tile.y) for x, y in path], dtype=np.float32)
    run.touch("surface", Stroke(places, done))
    return labelled(run)


def labelled(run: Run) -> Tensor:
    sample = cast(PlaneComparison, run.experiment).sample
    return torch.cat([sample.points, sample.targets], dim=1)


def test_a_hand_adds_moves_relabels_and_removes_points() -> None:
    run = made()
    before = labelled(run)
    added = stroke(run, "add ■", (-2.0, -2.0), (-1.5, -2.0))
    new = len(added) - len(before)
    assert new == 3
    assert torch.equal(added[new:], before)
    assert bool((added[:new, 2] == 1).all())
    x, y = added[0, :2].tolist()
    moved = stroke(run, "move", (x, y), (2.0, 2.0))
    assert moved[0].tolist() == pytest.approx([2.0, 2.0, 1.0], abs=1e-5)
    assert torch.equal(moved[1:], added[1:])
    turned = stroke(run, "relabel", (2.0, 2.0))
    assert turned[0, 2] == -1
    assert torch.equal(turned[1:], moved[1:])
    left = stroke(run, "remove", (2.0, 2.0))
    assert torch.equal(left, turned[1:])
    for _ in range(2):
        run.train()
    for view in run.look(fine=True).values():
        check(view, "view")


def test_a_stroke_under_way_counts_from_where_it_began_and_all_is_taken_back() -> None:
    run = made()
    before = labelled(run)
    once = stroke(run, "relabel", tuple(before[0, :2].tolist()), done=False)
    assert torch.equal(stroke(run, "relabel", tuple(before[0, :2].tolist())), once)
    run.touch("", RunAction("forget"))
    assert torch.equal(labelled(run), before)


def test_no_hand_takes_a_whole_class_away() -> None:
    run = made()
    before = labelled(run)
    everywhere = [(x / 10, y / 10) for x in range(-27, 28) for y in range(-23, 24)]
    assert torch.equal(stroke(run, "remove", *everywhere), before)


def test_points_made_by_hand_outlive_a_rebuild_but_no_other_data() -> None:
    run = made()
    edited = stroke(run, "add ●", (0.0, 0.0))
    again = made()
    again.experiment.carry_over(run.experiment)
    assert torch.equal(labelled(again), edited)
    run.apply_params(run.experiment.params.changed({"dataset": "rings"}))
    assert not torch.equal(labelled(run)[:1], edited[:1])
