"""The page of flows on pictures: what it learns, shows, and takes from a hand."""

import math
from typing import cast

import numpy as np
import pytest
import torch

from core.experiment import build
from core.experiments.flow_images import FlowImages, plane
from core.experiments.flow_images.hands import STEPS
from core.experiments.flow_images.knobs import ImagesParams
from core.experiments.flow_images.presets import PRESETS
from core.params import Value
from core.touches import Drag, Pick
from core.views import Array, Chart, Handles, Heat, Images, Plane, Rule
from tests import training

# Some 1,500 steps fit into thirty seconds on two cores; these are enough.
ENOUGH = 200


def made(seed: int = 0, **values: Value) -> FlowImages:
    return cast(FlowImages, build(FlowImages, ImagesParams().changed(values), seed))


def preset(name: str, seed: int = 0) -> FlowImages:
    return made(seed, **next(one for one in PRESETS if one.name == name).values)


def trained(experiment: FlowImages, steps: int) -> list[tuple[float, float]]:
    """Bits of training and of held-out pictures, until one of them is no number."""
    found: list[tuple[float, float]] = []
    while len(found) < steps and (not found or math.isfinite(sum(found[-1]))):
        scalars = experiment.step()
        found.append((float(scalars["bits"]), float(scalars["held_out"])))
    return found


def after(steps: int) -> FlowImages:
    """The page of the defaults after `steps`."""
    return cast(FlowImages, training.trained(FlowImages, ImagesParams(), steps))


def drawn(experiment: FlowImages, view: str, fine: bool = True) -> Images:
    with torch.no_grad():
        return cast(Images, experiment.views()[view](fine))


def plane_of(experiment: FlowImages) -> Plane:
    return cast(Plane, drawn(experiment, "plane"))


def apart(experiment: FlowImages) -> float:
    return cast(Rule, experiment.reference_lines()["apart"]).value


# --- what it learns -------------------------------------------------------------------------------


def test_held_out_digits_cost_a_tenth_of_a_bit_less_than_pixels_apart() -> None:
    experiment = after(ENOUGH - 1)
    assert trained(experiment, 1)[-1][1] < apart(experiment) - 1 / 10
    readings = {r.label: r.value for r in drawn(experiment, "pictures").readings}
    assert readings["round trip"] < 1e-5


def test_without_noise_the_bits_fall_more_than_a_bit_below_those_with_noise() -> None:
    """Below zero soon: when, hangs on the seed."""
    _, with_noise = trained(after(ENOUGH - 1), 1)[-1]
    without = [held_out for _, held_out in trained(preset("No noise"), 260)]
    assert min(without) < with_noise - 1


def test_the_runaway_scale_runs_away_and_the_bounded_one_does_not() -> None:
    """When, and whether it comes to no number at all, hangs on the seed."""
    runaway, bounded = trained(preset("Runaway scale"), 30), trained(made(), 30)
    assert runaway[0][0] < 8
    assert not all(bits < 12 for bits, _ in runaway)
    assert all(bits < 6 for bits, _ in bounded)


def test_nice_learns_by_heart_and_shows_its_scale_layer() -> None:
    experiment = preset("NICE")
    chart = cast(Chart, drawn(experiment, "spectrum"))
    assert chart.y_label == "σ"
    training, held_out = zip(*trained(experiment, 900)[-50:], strict=True)
    assert sum(training) / 50 < sum(held_out) / 50 - 0.15


def test_too_hot_samples_are_unlike_digits() -> None:
    experiment = after(150)

    def distance() -> float:
        """How far a sample lies from the nearest training picture, on average."""
        samples = torch.tensor(drawn(experiment, "samples").pictures).flatten(1)
        return float(torch.cdist(samples, real).amin(dim=1).mean())

    real = experiment._pictures.train.flatten(1) / 16
    mild = distance()
    experiment.apply_params(experiment.params.changed({"temperature": 2.0}))
    assert distance() > 1.1 * mild


def test_restored_runs_know_their_meter() -> None:
    experiment = after(3)
    state = experiment.state()
    later = made()
    later.restore(state)
    assert float(later.step()["held_out"]) == float(experiment.step()["held_out"])


# --- what it shows --------------------------------------------------------------------------------


def test_the_row_between_two_pictures_begins_and_ends_with_them() -> None:
    experiment = after(20)
    experiment.touch("pictures", Pick("pictures", 5))
    experiment.touch("pictures", Pick("pictures", 9))
    real = drawn(experiment, "pictures")
    row = drawn(experiment, "interpolation")
    assert real.picked == (5, 9)
    assert len(row.pictures) == STEPS
    assert np.array_equal(row.pictures[0], real.pictures[5])
    assert np.array_equal(row.pictures[-1], real.pictures[9])
    assert row.picked == (STEPS - 1,)  # the point was put on the newest end


def test_a_picked_sample_becomes_an_end_and_follows_the_temperature() -> None:
    experiment = after(20)
    experiment.touch("samples", Pick("pictures", 7))
    for temperature in (0.7, 0.3):
        experiment.apply_params(experiment.params.changed({"temperature": temperature}))
        samples = drawn(experiment, "samples")
        assert samples.picked == (7,)
        assert np.array_equal(drawn(experiment, "interpolation").pictures[-1], samples.pictures[7])


def test_the_spectrum_is_sorted_and_counts_no_more_than_all_dimensions() -> None:
    experiment = made()
    chart = cast(Chart, drawn(experiment, "spectrum"))
    curve = cast(Handles, chart.layers["curve"]).points
    assert (np.diff(curve[:, 1]) <= 0).all()
    assert 1 <= chart.readings[0].value <= 64


def test_quick_samples_are_kept_for_some_looks_and_fine_ones_are_new() -> None:
    experiment = made()
    first = drawn(experiment, "samples", fine=False).pictures
    assert drawn(experiment, "samples", fine=True).pictures is first
    experiment.step()
    assert drawn(experiment, "samples", fine=False).pictures is first
    assert drawn(experiment, "samples", fine=True).pictures is not first


def test_published_lines_stand_only_beside_pictures_made_like_theirs() -> None:
    assert set(made().reference_lines()) == {"apart"}
    found = made(dataset="digits 28×28", steps=1, width=8).reference_lines()
    assert cast(Rule, found["nice"]).value == 4.36


# --- hands ----------------------------------------------------------------------------------------


def held(experiment: FlowImages) -> Array:
    return cast(Heat, plane_of(experiment).layers["held"]).values


@pytest.mark.parametrize("place", [(0.3, 0.2), (-0.5, 0.9), (0.0, 0.0)])
def test_the_dragged_point_stays_where_it_was_put(place: tuple[float, float]) -> None:
    experiment = after(10)
    experiment.touch("plane", Drag("point", 0, *place))
    point = cast(Handles, plane_of(experiment).layers["point"]).points
    assert np.allclose(point, [place], atol=1e-4)
    assert plane_of(experiment).readings[0].value == pytest.approx(math.hypot(*place), abs=1e-4)


def test_the_picture_at_the_point_follows_the_hand() -> None:
    experiment = after(40)
    experiment.touch("interpolation", Pick("pictures", 0))
    at_first_end = held(experiment)
    times = plane.FINENESS // 8
    row = drawn(experiment, "interpolation").pictures
    assert np.array_equal(at_first_end[::-times, ::times][: len(row[0])], row[0])
    experiment.touch("plane", Drag("point", 0, 0.0, 0.0))
    layers = plane_of(experiment).layers
    assert np.array_equal(held(experiment), cast(Heat, layers["middle"]).values)
    assert drawn(experiment, "interpolation").picked == ()


def test_ends_outlive_a_rebuild_of_the_same_pictures() -> None:
    experiment, same, other = made(), made(levels=1), made(dataset="garments 16×16", width=8)
    experiment.touch("pictures", Pick("pictures", 30))
    same.carry_over(experiment)
    other.carry_over(experiment)
    assert 30 in drawn(same, "pictures").picked
    assert 30 not in drawn(other, "pictures").picked
