"""The page of the critics: what they measure, what breaks them, what a hand moves."""

import math
from typing import cast

import numpy as np
import pytest
import torch

from core.data.brought import Rows
from core.data.planes import SHAPES
from core.experiments.wasserstein_critic import SCENES, estimate_table
from core.experiments.wasserstein_critic.knobs import CLIP, CRITICS, LINE, ORTHOGONAL, OWN, PLANE
from core.experiments.wasserstein_critic.own_clouds import own_clouds
from core.experiments.wasserstein_critic.page import WassersteinCritic
from core.experiments.wasserstein_critic.seen import CriticSeen
from core.lipschitz.optimal_transport import transport_by_assignment
from core.own_data import Own
from core.params import Value
from core.run import Run
from core.touches import Drag, Pick
from core.views import Arrows, Chart, Handles, Heat, Lines, Plane, Points
from tests.pages import run_of
from tests.plain import check
from tests.texts import told

# A hundred steps are a second on two cores, window and all; thirty seconds are never needed.
STEPS = 250
DISTANCE, GENERATOR = SCENES


def made(seed: int = 0, **values: Value) -> Run:
    return run_of(DISTANCE, seed, DISTANCE.params().changed(values))


def preset(name: str) -> Run:
    scene, found = next((s, p) for s in SCENES for p in s.presets if p.name == name)
    return run_of(scene, 0, scene.params().changed(found.values))


def estimates(run: Run, steps: int, last: int = 40) -> dict[str, float]:
    """Train, and return the mean of every scalar over the last steps."""
    for _ in range(steps):
        run.train()
    history = run.record.history
    return {name: float(history.values(name)[-last:].mean()) for name in history.names}


def layers(run: Run, view: str = "clouds", fine: bool = False) -> dict[str, object]:
    return dict(cast(Plane | Chart, run.look(fine)[view]).layers)


def points(run: Run, name: str, view: str = "clouds") -> np.ndarray:
    return cast(Points, layers(run, view)[name]).points


def readings(run: Run, view: str) -> dict[str, float]:
    return {reading.label: reading.value for reading in run.look()[view].readings}


def critics(run: Run) -> WassersteinCritic:
    return cast(WassersteinCritic, run.experiment)


# --- what the critics measure ---------------------------------------------------------------------


def test_the_critics_find_the_distance_and_the_divergence_is_flat() -> None:
    told("wasserstein_critic", "log 2", preset="Two blobs")
    told("wasserstein_critic", ("A slope above 1 costs little", "斜率略大于 1 代价很小"))
    run = made()
    found = estimates(run, STEPS)
    assert found["w1"] == pytest.approx(3)
    assert found["orthogonal"] == pytest.approx(3, abs=0.2)
    assert found["spectral norm"] == pytest.approx(3, abs=0.3)
    assert found["gradient penalty"] == pytest.approx(3 + 3**2 / (2 * 10), abs=0.3)
    assert 0.5 < found["clipping"] < 1.5
    assert readings(run, "record")["JS"] == pytest.approx(math.log(2), abs=1e-5)


def test_dragged_away_the_distance_grows_the_divergence_stays_and_the_critic_follows() -> None:
    told("wasserstein_critic", ("twice as far apart", "拉开到两倍远，它就变成两倍"))
    run = made(noise=0.15)
    for x in (0.0, 1.5, 2.5):
        run.touch("clouds", Drag("centres", 1, x, 0.0))
        found = estimates(run, 120, 20)
        assert found["w1"] == pytest.approx(x + 1.5)
        assert found["orthogonal"] == pytest.approx(x + 1.5, abs=0.15)
        assert readings(run, "record")["JS"] == pytest.approx(math.log(2), abs=1e-4)
    noted = points(run, ORTHOGONAL, "record")
    assert noted[:, 0] == pytest.approx([1.5, 3.0, 4.0], abs=1e-5)
    assert noted[:, 1] == pytest.approx([1.5, 3.0, 4.0], abs=0.15)


def test_on_the_line_the_orthogonal_critic_lies_on_the_exact_one() -> None:
    told("wasserstein_critic", "slope is 1", preset="On the line")
    run = preset("On the line")
    estimates(run, 150)
    seen = layers(run)
    model, exact = (cast(Lines, seen[name]).points for name in (ORTHOGONAL, "exact"))
    between = np.abs(model[:, 0]) < 1.5
    assert np.abs(model[between, 1] - exact[between, 1]).max() < 0.12
    slopes = cast(Lines, layers(run, "critics")[ORTHOGONAL]).points[between, 1]
    assert slopes == pytest.approx(-1, abs=0.02)


# --- presets that break ---------------------------------------------------------------------------


def test_clipped_too_small_a_critic_is_flat_and_its_weights_are_at_the_ends() -> None:
    told("wasserstein_critic", "pass 0.01", preset="Clipping too small")
    run = preset("Clipping too small")
    found = estimates(run, 80)
    assert abs(found["clipping"]) < 0.03
    places = torch.randn(200, 2, generator=torch.Generator().manual_seed(0))
    assert run.seen.surface(0).gradients(places).norm(dim=1).max() < 0.01  # type: ignore[attr-defined]
    assert readings(run, "weights")["at ±c"] > 0.8


def test_without_constraint_the_estimate_runs_away() -> None:
    run = preset("No constraint")
    first = estimates(run, 80, 10)["gradient penalty"]
    assert first > 50
    assert estimates(run, 80, 10)["gradient penalty"] > 2 * first


def test_the_divergence_of_two_lines_jumps_and_their_distance_does_not() -> None:
    told("wasserstein_critic", "jumps to log 2", "W₁ is |θ|", preset="Parallel lines")
    run = preset("Parallel lines")
    run.look()
    seen = cast(CriticSeen, run.seen)
    curve = dict(seen.js_curve())
    assert curve[0.0] == pytest.approx(0, abs=1e-6)
    assert all(0.9 * math.log(2) < js < 1.001 * math.log(2) for s, js in curve.items() if s > 0.28)
    assert seen.js() == pytest.approx(math.log(2))
    assert estimates(run, 1)["w1"] == pytest.approx(3)


def test_a_soft_penalty_claims_more_than_twice_the_distance() -> None:
    told("wasserstein_critic", "1 + W₁/2λ", "more than twice", preset="Soft penalty")
    told("wasserstein_critic", "25 modes", preset="Soft penalty")
    assert SHAPES["25 Gaussians"].pieces == 25
    found = estimates(preset("Soft penalty"), 150)
    assert found["gradient penalty"] > 2.1 * found["w1"]
    assert found["orthogonal"] == pytest.approx(found["w1"], abs=0.25)


def test_on_the_line_the_two_sided_penalty_is_late_to_turn_round() -> None:
    def turned(one_sided: bool) -> float:
        run = made(seed=1, dimension="line", one_sided=one_sided)
        estimates(run, 200)
        run.touch("clouds", Drag("centres", 1, -3.2, 0.0))
        run.touch("clouds", Drag("centres", 0, 1.0, 0.0))
        return estimates(run, 20, last=10)["gradient penalty"]

    assert turned(one_sided=True) > 4.3 > turned(one_sided=False)


# --- generators -----------------------------------------------------------------------------------


def test_the_generator_of_the_orthogonal_critic_comes_near_the_data() -> None:
    run = preset("Generator")
    start = float(critics(run).distances()[3])
    estimates(run, 500)
    clipped, *_, orthogonal = critics(run).distances().tolist()
    assert start > 1
    assert orthogonal < 0.8
    assert orthogonal < clipped
    assert "JS" not in readings(run, "record")


def test_every_generator_has_its_own_fakes_and_the_data_can_be_dragged() -> None:
    run = run_of(GENERATOR)
    estimates(run, 12)
    assert cast(Handles, layers(run)["centres"]).points.shape == (1, 2)
    fakes = [points(run, f"fakes {index}", "critics") for index in range(4)]
    assert not np.allclose(fakes[1][:20], fakes[2][:20] + fakes[1][0] - fakes[2][0], atol=1e-3)
    before, distances = points(run, "data"), critics(run).distances().clone()
    run.touch("clouds", Drag("centres", 0, 2.0, 1.0))
    assert np.allclose(points(run, "data") - before, [2, 1], atol=1e-5)
    assert not torch.equal(critics(run).distances(), distances)
    run.touch("clouds", Drag("centres", 1, 0.0, 0.0))  # there is no such ring
    assert np.allclose(points(run, "data") - before, [2, 1], atol=1e-5)


# --- pictures and hands ---------------------------------------------------------------------------


def test_a_picked_critic_is_shown_everywhere() -> None:
    run = made()
    estimates(run, 30)
    frame, heat = layers(run, "critics")["frame"], layers(run)["heat"]
    run.touch("critics", Pick("dot 0", 0, key=CLIP))
    assert critics(run).params.critic == CLIP
    assert not np.array_equal(
        cast(Lines, frame).points, cast(Lines, layers(run, "critics")["frame"]).points
    )
    shown = cast(Heat, layers(run)["heat"])
    assert np.ptp(shown.values) < np.ptp(cast(Heat, heat).values) / 2
    sizes = [cast(Points, layers(run, "record")[name]).size for name in CRITICS]
    assert sizes[0] == max(sizes) > min(sizes)


def test_arrows_on_the_fakes_point_to_the_data_and_are_as_long_as_the_slope() -> None:
    run = made(critic=ORTHOGONAL)
    estimates(run, 100)
    arrows = cast(Arrows, layers(run)["arrows"])
    along = arrows.end - arrows.start
    assert (along[:, 0] < 0).all()
    assert np.linalg.norm(along, axis=1) == pytest.approx(0.6, abs=0.02)


def test_a_paused_page_keeps_its_layers_and_a_drag_is_answered_at_once() -> None:
    run = made()
    first, second = layers(run, fine=True), layers(run)
    assert all(first[name] is second[name] for name in ("heat", "contours", "plan"))
    run.touch("clouds", Drag("centres", 1, 0.0, 2.0))
    later = layers(run)
    assert later["plan"] is not first["plan"]
    assert cast(Handles, later["centres"]).points[1].tolist() == [0, 2]
    run.touch("clouds", Drag("centres", 1, 99.0, -99.0))
    assert points(run, "fakes").max() < 6


def test_places_outlive_a_rebuild_and_the_line_has_no_height() -> None:
    run = made()
    run.touch("clouds", Drag("centres", 1, 2.0, 1.0))
    deeper, line = made(depth=3), made(dimension="line")
    for other in (deeper, line):
        other.experiment.carry_over(run.experiment)
    assert critics(deeper).shift().tolist() == [3.5, 1.0]
    assert float(critics(deeper).distances()[0]) == pytest.approx(math.hypot(3.5, 1))
    assert critics(line).shift().tolist() == [3.5]


def test_the_table_notes_each_critic_at_its_own_distance_and_smooths() -> None:
    table = estimate_table.empty(4, torch.device("cpu"))
    far = torch.tensor([1.0, 2.04, 99.0, 0.0])
    estimate_table.enter(table, far, torch.tensor([0.5, 2.0, 7.0, -0.1]))
    estimate_table.enter(table, far, torch.tensor([1.5, 2.0, 7.0, -0.1]))
    assert estimate_table.entries(table, 0).tolist() == [[1.0, pytest.approx(0.6)]]
    assert estimate_table.entries(table, 1).flatten().tolist() == pytest.approx([2.0, 2.0])
    assert len(estimate_table.entries(table, 2)) == 0


def two_clouds(**values: Value) -> Run:
    """A ring of dots and a blob beside it, as a person might bring them."""
    draw = np.random.default_rng(0)
    angles = draw.uniform(0, 2 * np.pi, 300)
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    blob = draw.normal(size=(300, 2)) * (0.2, 0.5) + (3, 0)
    own = Own("own", own_clouds(Rows(np.concatenate([ring, blob]), ("r",) * 300 + ("b",) * 300)))
    params = DISTANCE.params().changed({"dataset": OWN, "noise": 0.05, **values})
    return run_of(DISTANCE, 1, params, own)


@pytest.mark.parametrize("dimension", [PLANE, LINE])
def test_two_clouds_that_were_brought_are_as_far_apart_as_they_lie(dimension: str) -> None:
    run = two_clouds(dimension=dimension)
    model = critics(run)
    exact = float(model.distances()[0])
    real, fake = model.shown(0), model.shown(1)
    assert exact == pytest.approx(transport_by_assignment(real, fake).cost, rel=1e-6)
    assert exact >= float((real.mean(0) - fake.mean(0)).norm()) - 1e-4  # no plan costs less
    for view in run.look(fine=True).values():
        check(view, "view")
    for _ in range(3):
        run.train()
    run.touch("clouds", Drag("centres", 1, -1.0, 0.0, done=True))
    assert float(model.distances()[0]) != exact
