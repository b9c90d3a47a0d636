"""The page of the critics: what they measure, what breaks them, what a hand moves."""

import math
from typing import cast

import numpy as np
import pytest
import torch

from core.experiment import build
from core.experiments.wasserstein_critic import WassersteinCritic, ledger, plane
from core.experiments.wasserstein_critic.knobs import CLIP, CRITICS, ORTHOGONAL, CriticParams
from core.experiments.wasserstein_critic.presets import PRESETS
from core.params import Preset, Value
from core.touches import Drag, Pick
from core.views import Arrows, Bars, Chart, Handles, Heat, Lines, Plane, Points

# A hundred steps are a second on two cores, window and all; thirty seconds are never needed.
STEPS = 250


def made(seed: int = 0, **values: Value) -> WassersteinCritic:
    return cast(WassersteinCritic, build(WassersteinCritic, CriticParams().changed(values), seed))


def preset(name: str) -> WassersteinCritic:
    return like(next(preset for preset in PRESETS if preset.name == name))


def like(preset: Preset) -> WassersteinCritic:
    params = CriticParams().changed(preset.values)
    return cast(WassersteinCritic, build(WassersteinCritic, params, 0))


def estimates(experiment: WassersteinCritic, steps: int, last: int = 40) -> dict[str, float]:
    """Train, and return the mean of every scalar over the last steps."""
    rows = [experiment.step() for _ in range(steps)][-last:]
    return {name: sum(float(row[name]) for row in rows) / last for name in rows[0]}


def layers(
    experiment: WassersteinCritic, view: str = "clouds", fine: bool = False
) -> dict[str, object]:
    with torch.no_grad():
        return dict(cast(Plane | Chart, experiment.views()[view](fine)).layers)


def points(experiment: WassersteinCritic, name: str, view: str = "clouds") -> np.ndarray:
    return cast(Points, layers(experiment, view)[name]).points


# --- what the critics measure ---------------------------------------------------------------------


def test_the_critics_find_the_distance_and_the_divergence_is_flat() -> None:
    experiment = made()
    found = estimates(experiment, STEPS)
    assert found["w1"] == pytest.approx(3)
    assert found["orthogonal"] == pytest.approx(3, abs=0.2)
    assert found["spectral norm"] == pytest.approx(3, abs=0.3)
    assert found["gradient penalty"] == pytest.approx(3 + 3**2 / (2 * 10), abs=0.3)
    assert 0.5 < found["clipping"] < 1.5
    readings = {r.label: r.value for r in experiment.views()["record"](False).readings}
    assert readings["JS"] == pytest.approx(math.log(2), abs=1e-5)


def test_dragged_away_the_distance_grows_the_divergence_stays_and_the_critic_follows() -> None:
    experiment = made(noise=0.15)
    for x in (0.0, 1.5, 2.5):
        experiment.touch("clouds", Drag("centres", 1, x, 0.0))
        found = estimates(experiment, 120, 20)
        assert found["w1"] == pytest.approx(x + 1.5)
        assert found["orthogonal"] == pytest.approx(x + 1.5, abs=0.15)
        readings = {r.label: r.value for r in experiment.views()["record"](False).readings}
        assert readings["JS"] == pytest.approx(math.log(2), abs=1e-4)
    noted = points(experiment, ORTHOGONAL, "record")
    assert noted[:, 0] == pytest.approx([1.5, 3.0, 4.0], abs=1e-5)
    assert noted[:, 1] == pytest.approx([1.5, 3.0, 4.0], abs=0.15)


def test_on_the_line_the_orthogonal_critic_lies_on_the_exact_one() -> None:
    experiment = preset("On the line")
    estimates(experiment, 150)
    seen = layers(experiment)
    model, exact = (cast(Lines, seen[name]).points for name in (ORTHOGONAL, "exact"))
    between = np.abs(model[:, 0]) < 1.5
    assert np.abs(model[between, 1] - exact[between, 1]).max() < 0.12
    slopes = cast(Lines, layers(experiment, "critics")[ORTHOGONAL]).points[between, 1]
    assert slopes == pytest.approx(-1, abs=0.02)


# --- presets that break ---------------------------------------------------------------------------


def test_clipped_too_small_a_critic_is_flat_and_its_weights_are_at_the_ends() -> None:
    experiment = preset("Clipping too small")
    found = estimates(experiment, 80)
    assert abs(found["clipping"]) < 0.03
    slope = experiment.surface(0).gradients(torch.randn(200, 2)).norm(dim=1).max()
    assert slope < 0.01
    bars = cast(Bars, experiment.views()["weights"](False))
    assert bars.readings[0].value > 0.8


def test_without_constraint_the_estimate_runs_away() -> None:
    experiment = preset("No constraint")
    first = estimates(experiment, 80, 10)["gradient penalty"]
    assert first > 50
    assert estimates(experiment, 80, 10)["gradient penalty"] > 2 * first


def test_a_soft_penalty_claims_nearly_twice_the_distance() -> None:
    found = estimates(preset("Soft penalty"), 150)
    assert found["gradient penalty"] > 1.8 * found["w1"]
    assert found["orthogonal"] == pytest.approx(found["w1"], abs=0.25)


def test_on_the_line_the_two_sided_penalty_is_late_to_turn_round() -> None:
    def turned(one_sided: bool) -> float:
        experiment = made(seed=1, dimension="line", one_sided=one_sided)
        estimates(experiment, 200)
        experiment.touch("clouds", Drag("centres", 1, -3.2, 0.0))
        experiment.touch("clouds", Drag("centres", 0, 1.0, 0.0))
        return estimates(experiment, 20, last=10)["gradient penalty"]

    assert turned(one_sided=True) > 4.3 > turned(one_sided=False)


# --- generators -----------------------------------------------------------------------------------


def test_the_generator_of_the_orthogonal_critic_comes_near_the_data() -> None:
    experiment = preset("Generator")
    start = float(experiment.distances[3])
    for _ in range(500):
        experiment.step()
    assert start > 1
    assert float(experiment.distances[3]) < 0.8
    assert float(experiment.distances[3]) < float(experiment.distances[0])
    assert "JS" not in {r.label for r in experiment.views()["record"](False).readings}


def test_every_generator_has_its_own_fakes_and_the_data_can_be_dragged() -> None:
    experiment = made(task="generator")
    for _ in range(12):
        experiment.step()
    assert cast(Handles, layers(experiment)["centres"]).points.shape == (1, 2)
    fakes = [points(experiment, f"fakes {index}", "critics") for index in range(4)]
    assert not np.allclose(fakes[1][:20], fakes[2][:20] + fakes[1][0] - fakes[2][0], atol=1e-3)
    before, distances = points(experiment, "data"), experiment.distances.clone()
    experiment.touch("clouds", Drag("centres", 0, 2.0, 1.0))
    assert np.allclose(points(experiment, "data") - before, [2, 1], atol=1e-5)
    assert not torch.equal(experiment.distances, distances)
    experiment.touch("clouds", Drag("centres", 1, 0.0, 0.0))  # there is no such ring
    assert np.allclose(points(experiment, "data") - before, [2, 1], atol=1e-5)


# --- pictures and hands ---------------------------------------------------------------------------


def test_a_picked_critic_is_shown_everywhere() -> None:
    experiment = made()
    for _ in range(30):
        experiment.step()
    frame, heat = layers(experiment, "critics")["frame"], layers(experiment)["heat"]
    experiment.touch("critics", Pick(plane.DOTS[0], 0))
    assert experiment.params.critic == CLIP
    assert not np.array_equal(
        cast(Lines, frame).points, cast(Lines, layers(experiment, "critics")["frame"]).points
    )
    shown = cast(Heat, layers(experiment)["heat"])
    assert np.ptp(shown.values) < np.ptp(cast(Heat, heat).values) / 2
    sizes = [cast(Points, layers(experiment, "record")[name]).size for name in CRITICS]
    assert sizes[0] == max(sizes) > min(sizes)


def test_arrows_on_the_fakes_point_to_the_data_and_are_as_long_as_the_slope() -> None:
    experiment = made(critic=ORTHOGONAL)
    estimates(experiment, 100)
    arrows = cast(Arrows, layers(experiment)["arrows"])
    along = arrows.end - arrows.start
    assert (along[:, 0] < 0).all()
    assert np.linalg.norm(along, axis=1) == pytest.approx(0.6, abs=0.02)


def test_a_paused_page_keeps_its_layers_and_a_drag_is_answered_at_once() -> None:
    experiment = made()
    first, second = layers(experiment, fine=True), layers(experiment)
    assert all(first[name] is second[name] for name in ("heat", "contours", "plan"))
    experiment.touch("clouds", Drag("centres", 1, 0.0, 2.0))
    later = layers(experiment)
    assert later["plan"] is not first["plan"]
    assert cast(Handles, later["centres"]).points[1].tolist() == [0, 2]
    experiment.touch("clouds", Drag("centres", 1, 99.0, -99.0))
    assert points(experiment, "fakes").max() < 6


def test_places_outlive_a_rebuild_and_the_line_has_no_height() -> None:
    experiment = made()
    experiment.touch("clouds", Drag("centres", 1, 2.0, 1.0))
    deeper, line = made(depth=3), made(dimension="line")
    deeper.carry_over(experiment)
    line.carry_over(experiment)
    assert deeper.pair.shift().tolist() == [3.5, 1.0]
    assert float(deeper.distances[0]) == pytest.approx(math.hypot(3.5, 1))
    assert line.pair.shift().tolist() == [3.5]


def test_the_ledger_notes_each_critic_at_its_own_distance_and_smooths() -> None:
    book = ledger.empty(torch.device("cpu"))
    far = torch.tensor([1.0, 2.04, 99.0, 0.0])
    ledger.enter(book, far, torch.tensor([0.5, 2.0, 7.0, -0.1]))
    ledger.enter(book, far, torch.tensor([1.5, 2.0, 7.0, -0.1]))
    assert ledger.entries(book, 0).tolist() == [[1.0, pytest.approx(0.6)]]
    assert ledger.entries(book, 1).flatten().tolist() == pytest.approx([2.0, 2.0])
    assert len(ledger.entries(book, 2)) == 0
