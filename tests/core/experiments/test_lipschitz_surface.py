"""The page of surfaces held to a slope: what is learnt, shown and taken from a hand."""

from typing import cast

import numpy as np
import pytest
import torch

from core.experiment import build
from core.experiments.lipschitz_surface import LipschitzSurface
from core.experiments.lipschitz_surface.contest import Contest
from core.experiments.lipschitz_surface.knobs import SurfaceParams
from core.experiments.lipschitz_surface.presets import PRESETS
from core.lipschitz.attack import projected_gradient_attack
from core.lipschitz.certificate import certified_radius
from core.lipschitz.portrait import Portrait
from core.lipschitz.tasks import error_rate
from core.params import Value
from core.touches import Drag, Pick
from core.views import Area, Arrows, Bars, Chart, Handles, Heat, Lines, Plane, Points, Rings
from tests import training

NONE, GRADIENT, NORMALISED, ORTHOGONAL = range(4)


def made(preset: str = "Side by side", seed: int = 0, **values: Value) -> LipschitzSurface:
    chosen = next(each for each in PRESETS if each.name == preset)
    params = SurfaceParams().changed({**chosen.values, **values})
    return cast(LipschitzSurface, build(LipschitzSurface, params, seed))


def trained(steps: int, preset: str = "Side by side", rounds: int = 1) -> LipschitzSurface:
    params = made(preset, rounds=rounds).params
    return cast(LipschitzSurface, training.trained(LipschitzSurface, params, steps))


@torch.no_grad()
def drawn(experiment: LipschitzSurface, view: str, fine: bool = False) -> Plane | Chart | Bars:
    return cast(Plane | Chart | Bars, experiment.views()[view](fine))


def portraits(contest: Contest) -> list[Portrait]:
    return [Portrait(network) for network in contest.rivals.networks]


def readings(view: Plane | Chart | Bars) -> dict[str, float]:
    return {reading.label: reading.value for reading in view.readings}


# --- what is learnt -------------------------------------------------------------------------------


def test_the_free_network_grows_steep_and_errs_the_held_ones_do_not() -> None:
    contest = trained(400).plane.contest
    found = portraits(contest)
    held_out = contest.held_out
    errors = [error_rate(p.values(held_out.points)[:, None], held_out.targets) for p in found]
    slopes = [p.steepest(contest.sample.points, torch.Generator().manual_seed(0)) for p in found]
    assert slopes[NONE] > 30
    assert slopes[GRADIENT] < 6
    assert slopes[NORMALISED] <= 3.3
    assert 2.8 < slopes[ORTHOGONAL] <= 3.0 * (1 + 1e-4)
    assert errors[NONE] > errors[ORTHOGONAL] + 0.02
    assert errors[NONE] > errors[GRADIENT] + 0.02
    assert found[ORTHOGONAL].bound == pytest.approx(3.0, rel=1e-3)
    assert found[NONE].bound > 5 * slopes[NONE]
    assert found[GRADIENT].bound > 5 * slopes[GRADIENT]


def test_no_attack_beats_a_certified_radius() -> None:
    contest = trained(150).plane.contest
    points = 4 * torch.rand(1000, 2, generator=torch.Generator().manual_seed(3)) - 2
    for portrait in portraits(contest):

        def scores(x: torch.Tensor, portrait: Portrait = portrait) -> torch.Tensor:
            values: torch.Tensor = portrait.network(x, portrait.layers)
            return values

        values = scores(points)
        labels = values[:, 0].sign()
        radii = certified_radius(values, labels, portrait.bound * (1 + 1e-5))
        worst = projected_gradient_attack(scores, points, labels, radii, 12)
        assert bool((scores(worst)[:, 0] * labels >= -1e-5).all())


def test_a_live_slope_is_taken_by_the_running_networks() -> None:
    experiment = trained(100)
    experiment.apply_params(experiment.params.changed({"slope": 0.5}))
    for _ in range(100):
        experiment.step()
    found = portraits(experiment.plane.contest)
    assert found[ORTHOGONAL].bound == pytest.approx(0.5, rel=1e-3)
    generator, sample = torch.Generator().manual_seed(0), experiment.plane.contest.sample
    assert found[GRADIENT].steepest(sample.points, generator) < 1.5


def test_only_what_is_looked_at_trains() -> None:
    experiment = trained(2, "One dimension")
    assert experiment.line.contest.version > experiment.plane.contest.version
    assert experiment.max_steps_per_second() == 0
    still = trained(3, "Power iteration")
    assert still.line.contest.version == still.plane.contest.version == 0
    assert int(still.microscope.done) == 3
    assert still.max_steps_per_second() > 0


# --- presets that break ---------------------------------------------------------------------------


def test_weights_clipped_to_a_hundredth_leave_the_surface_flat() -> None:
    contest = trained(200, "Clip at 0.01").plane.contest
    clipped, *others = portraits(contest)
    assert clipped.bound < 1e-2
    assert float(clipped.values(contest.sample.points).std()) < 1e-3
    assert all(float(p.values(contest.sample.points).std()) > 0.3 for p in others)


def test_the_all_ones_start_stays_at_one_and_the_eigenvalue_is_not_the_norm() -> None:
    trap = readings(drawn(trained(40, "All-ones start"), "surface"))
    assert trap["|Wv|"] == pytest.approx(1.0, abs=1e-6)
    assert trap["σ₁"] == pytest.approx(3.0)
    bars = cast(Bars, drawn(trained(10, "Eigenvalue for norm"), "layers"))
    values = dict(zip(bars.labels, bars.values.tolist(), strict=True))
    assert values["|λ|"] == pytest.approx(1.0, abs=1e-3)
    assert values["u·Wv"] == pytest.approx(values["σ₁"], abs=1e-3)
    assert values["σ₁"] == pytest.approx(1 + 2**0.5, abs=1e-3)


def test_projection_after_the_step_holds_the_bound_and_errs_more() -> None:
    contest = trained(600, "Inside or after").plane.contest
    inside, after = portraits(contest)
    assert after.bound == pytest.approx(3.0, rel=2e-2)
    assert inside.bound == pytest.approx(3.0, rel=0.3)
    points, labels = contest.held_out.points, contest.held_out.targets
    errors = [error_rate(p.values(points)[:, None], labels) for p in (inside, after)]
    assert errors[1] > errors[0]


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


def test_the_disc_never_reaches_beyond_the_arrow() -> None:
    experiment = trained(120)
    for place in ((0.0, 0.9), (-1.5, 0.2), (1.0, -0.8), (2.0, 1.5)):
        experiment.touch("surface", Drag("point", 3, *_in_picture(experiment, 3, *place)))
        layers = drawn(experiment, "surface", fine=True).layers  # type: ignore[union-attr]
        arrow = cast(Arrows, layers["arrow"])
        reach = np.linalg.norm(arrow.end - arrow.start, axis=1)
        radii = cast(Rings, layers["disc"]).radii
        assert ((radii <= reach + 0.02) | (reach == 0)).all()


def test_one_network_can_be_shown_alone() -> None:
    plane = cast(Plane, drawn(made(enlarge=True), "surface"))
    assert sum(isinstance(layer, Heat) for layer in plane.layers.values()) == 1
    assert plane.title == "orthogonal layers"


def test_while_it_plays_one_surface_is_redrawn_at_a_look() -> None:
    experiment = made()
    before = cast(Plane, drawn(experiment, "surface")).layers
    for _ in range(2):
        experiment.step()
        before = cast(Plane, drawn(experiment, "surface")).layers
    for look in range(8):
        experiment.step()
        after = cast(Plane, drawn(experiment, "surface")).layers
        moved = [n for n in after if after[n] is not before[n]]
        assert sum(name.startswith("heat") for name in moved) == look % 2
        assert ("disc" in moved) == (look % 2 == 0)
        before = after


def test_no_slope_found_lies_beyond_its_bound_in_the_picture() -> None:
    chart = cast(Chart, drawn(trained(60), "bounds", fine=True))
    for index in range(4):
        gap = cast(Lines, chart.layers[f"gap {index}"]).points
        assert gap[0, 0] <= gap[1, 0] * (1 + 1e-4)


def test_norms_of_the_normalised_layers_are_one_and_the_last_is_the_slope() -> None:
    for rounds, tolerance in ((1, 0.4), (6, 0.04)):  # one round a step lags behind at first
        experiment = trained(80, rounds=rounds)
        experiment.touch("bounds", Pick("found 2", 0))
        bars = cast(Bars, drawn(experiment, "layers", fine=True))
        assert bars.truth is not None
        assert np.allclose(bars.truth, [1, 1, 1, 3], rtol=tolerance)
        assert (bars.values <= bars.truth * (1 + 1e-4)).all()


# --- hands ----------------------------------------------------------------------------------------


def _in_picture(
    experiment: LipschitzSurface, network: int, x: float, y: float
) -> tuple[float, float]:
    left, bottom = experiment.plane.tiles.offset(network)
    return float(left) + x, float(bottom) + y


def test_a_ring_that_is_pulled_over_the_boundary_flips_and_inside_the_disc_it_does_not() -> None:
    experiment = trained(150)
    experiment.touch("surface", Drag("point", 3, *_in_picture(experiment, 3, 0.0, 1.2)))
    for x, y in ((0.0, 0.9), (0.0, -1.2)):
        experiment.touch("surface", Drag("ring", 3, *_in_picture(experiment, 3, x, y)))
        said = readings(drawn(experiment, "surface", fine=True))
        inside = 1.2 - y < said["certified"]
        assert not (inside and "flipped" in said)
    assert said["flipped"] == pytest.approx(2.4, abs=1e-3)


def test_the_point_takes_its_ring_along_and_chooses_the_network() -> None:
    experiment = made()
    away = np.subtract(experiment.plane.held.ring, experiment.plane.held.point)
    experiment.touch("surface", Drag("point", 1, *_in_picture(experiment, 1, 0.5, -0.5)))
    assert experiment.plane.picked == 1
    assert experiment.plane.held.point == pytest.approx((0.5, -0.5), abs=1e-5)
    assert np.allclose(np.subtract(experiment.plane.held.ring, experiment.plane.held.point), away)
    slopes = drawn(experiment, "slopes").readings[0]
    assert slopes.role == "class 3"


def test_a_curve_that_is_held_stays_in_the_cone_wherever_it_is_dragged() -> None:
    experiment = trained(500, "One dimension")
    outside = {}
    for network in (NONE, NORMALISED, ORTHOGONAL):
        experiment.touch("bounds", Pick(f"found {network}", 0))
        shares = []
        for x in (-2.0, -0.5, 0.4, 0.7, 2.5):
            experiment.touch("surface", Drag("tip", 0, x, 0.0))
            chart = cast(Chart, drawn(experiment, "surface", fine=True))
            shares.append(readings(chart)["outside the cone"])
            assert isinstance(chart.layers["cone"], Area)
        outside[network] = max(shares)
    assert outside[NONE] > 0.02
    assert outside[ORTHOGONAL] == 0


def test_the_arm_of_the_cone_turns_the_slope_of_the_run() -> None:
    experiment = made("One dimension")
    drawn(experiment, "surface")
    tip = cast(Handles, cast(Chart, drawn(experiment, "surface")).layers["tip"]).points[0]
    experiment.touch("surface", Drag("arm", 0, float(tip[0]) + 0.5, float(tip[1]) + 1.0))
    assert experiment.params.slope == pytest.approx(2.0, rel=1e-3)
    assert experiment.plane.contest.rivals.networks[0].constraint.slope == experiment.params.slope


def test_axes_start_and_round_are_dragged_under_the_microscope() -> None:
    experiment = made("Power iteration")
    axes = cast(Handles, cast(Plane, drawn(experiment, "surface")).layers["axes"]).points
    longer = axes[1] / np.linalg.norm(axes[1]) * 2.0
    experiment.touch("surface", Drag("axes", 1, float(longer[0]), float(longer[1])))
    assert readings(drawn(experiment, "slopes"))["(σ₂/σ₁)²"] == pytest.approx(1.0, abs=1e-5)
    experiment.touch("bounds", Drag("round", 0, 3.2, 0.0))
    assert readings(drawn(experiment, "surface"))["round"] == 3.0
    experiment.touch("surface", Drag("start", 0, 0.0, 5.0))
    start = cast(Handles, cast(Plane, drawn(experiment, "surface")).layers["start"]).points
    assert np.allclose(start, [[0, 1]])
    assert int(experiment.microscope.done) == 0


def test_a_rebuilt_page_keeps_the_places_of_the_hand() -> None:
    experiment, rebuilt = made(), made(width=16)
    experiment.touch("surface", Drag("point", 0, *_in_picture(experiment, 0, 1.0, 0.5)))
    rebuilt.carry_over(experiment)
    assert rebuilt.plane.held.point == experiment.plane.held.point
