"""The page of flows on pictures: what it learns, shows, and takes from a hand."""

import math
from typing import cast

import numpy as np
import pytest
import torch

from core.experiment import build
from core.experiments.flow_images import SCENES
from core.experiments.flow_images.knobs import ImagesParams
from core.experiments.flow_images.page import STEPS, FlowImages
from core.experiments.flow_images.presets import PRESETS
from core.experiments.flow_images.views import FINENESS
from core.params import Value
from core.run import Run
from core.touches import Drag, Pick
from core.views import Array, Chart, Handles, Heat, Images, Lines, Plane, Rule
from tests.pages import run_of
from tests.texts import told
from tests.training import trained_run

# Some 1,500 steps fit into thirty seconds on two cores; these are enough.
ENOUGH = 200


def made(seed: int = 0, **values: Value) -> Run:
    return run_of(SCENES[0], seed, ImagesParams().changed(values))


def preset(name: str, seed: int = 0) -> Run:
    return made(seed, **next(one for one in PRESETS if one.name == name).values)


def after(steps: int) -> Run:
    """The page of the defaults after `steps`."""
    return trained_run(SCENES[0], ImagesParams(), steps)


def trained(run: Run, steps: int) -> list[tuple[float, float]]:
    """Bits of training and of held-out pictures, until one of them is no number."""
    found: list[tuple[float, float]] = []
    while len(found) < steps and (not found or math.isfinite(sum(found[-1]))):
        scalars = run.experiment.step()
        found.append((float(scalars["bits"]), float(scalars["held_out"])))
    return found


def carried(before: Run, **values: Value) -> Run:
    """A new run that takes over what a hand made."""
    experiment = build(FlowImages, before.experiment.params.changed(values), 0)
    experiment.carry_over(before.experiment)
    return Run(SCENES[0], experiment, before.cache.clock)


def images(run: Run, view: str) -> Images:
    return cast(Images, run.look(names=[view])[view])


def plane(run: Run) -> Plane:
    return cast(Plane, run.look(names=["plane"])["plane"])


def spectrum(run: Run) -> Chart:
    return cast(Chart, run.look(names=["spectrum"])["spectrum"])


def readings(view: Images | Plane | Chart) -> dict[str, float]:
    return {reading.label: reading.value for reading in view.readings}


def turn(run: Run, **values: Value) -> None:
    run.apply_params(run.experiment.params.changed(values))


def apart(run: Run) -> float:
    return cast(Rule, run.seen.reference_lines()["apart"]).value


# --- what presets say of themselves ---------------------------------------------------------------


def shape_of(name: str) -> tuple[int, int, int, int]:
    """Levels, steps at each, and side of the pictures and number of greys that are seen."""
    run = preset(name)
    model = cast(FlowImages, run.experiment)
    greys = int(model.data.train.max()) + 1
    return model.params.levels, model.params.steps, model.data.train.shape[-1], greys


def test_glow_has_two_levels_of_four_steps() -> None:
    told("flow_images", "Two levels of four steps on digits of 8×8", preset="Glow")
    assert shape_of("Glow")[:3] == (2, 4, 8)


def test_garments_have_32_greys() -> None:
    told("flow_images", "16×16 pixels in 32 greys", preset="Garments")
    assert shape_of("Garments")[2:] == (16, 32)


# --- what it learns -------------------------------------------------------------------------------


def test_held_out_digits_cost_a_tenth_of_a_bit_less_than_pixels_apart() -> None:
    run = after(ENOUGH)
    found = readings(images(run, "samples"))
    assert found["saved by flow"] == pytest.approx(apart(run) - run.record.history.last["held_out"])
    assert found["saved by flow"] > 1 / 10
    assert readings(images(run, "pictures"))["round-trip error"] < 1e-5


def test_without_noise_the_bits_fall_more_than_a_bit_below_those_with_noise() -> None:
    """Below zero soon: when, hangs on the seed."""
    _, with_noise = trained(after(ENOUGH), 1)[-1]
    run = preset("No noise")
    without = [held_out for _, held_out in trained(run, 260)]
    assert min(without) < with_noise - 1
    assert "saved" not in readings(images(run, "samples"))  # they are no bits of a code


def test_the_runaway_scale_runs_away_and_the_bounded_one_does_not() -> None:
    """When, and whether it comes to no number at all, hangs on the seed."""
    runaway, bounded = trained(preset("Runaway scale"), 30), trained(made(), 30)
    assert runaway[0][0] < 8
    assert not all(bits < 12 for bits, _ in runaway)
    assert all(bits < 6 for bits, _ in bounded)


@pytest.mark.wide
def test_with_most_seeds_the_runaway_scale_is_no_number_within_thirty_steps() -> None:
    told("flow_images", "mostly within 30 steps", preset="Runaway scale")
    told("flow_images", ("within 30 steps", "在 30 步之内"))

    def breaks(seed: int) -> bool:
        return not math.isfinite(sum(trained(preset("Runaway scale", seed), 30)[-1]))

    assert sum(breaks(seed) for seed in range(12)) >= 8


def test_nice_learns_by_heart_and_shows_its_scale_layer() -> None:
    run = preset("NICE")
    assert spectrum(run).y_label == "σ"
    training, held_out = zip(*trained(run, 900)[-50:], strict=True)
    assert sum(training) / 50 < sum(held_out) / 50 - 0.15


def test_too_hot_samples_are_unlike_digits() -> None:
    told("flow_images", "At twice the temperature", "twice as far out", preset="Too hot")
    run = after(150)
    real = cast(FlowImages, run.experiment).data.train.flatten(1) / 16

    def distance() -> float:
        """How far a sample lies from the nearest training picture, on average."""
        samples = torch.tensor(images(run, "samples").pictures).flatten(1)
        return float(torch.cdist(samples, real).amin(dim=1).mean())

    mild = distance()
    turn(run, temperature=2.0)
    assert distance() > 1.1 * mild


# --- what it shows --------------------------------------------------------------------------------


def test_the_row_between_two_pictures_begins_and_ends_with_them() -> None:
    run = after(20)
    run.touch("pictures", Pick("pictures", 5))
    run.touch("pictures", Pick("pictures", 9))
    real, row = images(run, "pictures"), images(run, "interpolation")
    assert real.picked == (5, 9)
    assert len(row.pictures) == STEPS
    assert np.array_equal(row.pictures[0], real.pictures[5])
    assert np.array_equal(row.pictures[-1], real.pictures[9])
    assert row.picked == (STEPS - 1,)  # the point was put on the newest end


def test_a_picked_sample_becomes_an_end_and_follows_the_temperature() -> None:
    run = after(20)
    run.touch("samples", Pick("pictures", 7))
    for temperature in (0.7, 0.3):
        turn(run, temperature=temperature)
        samples = images(run, "samples")
        assert samples.picked == (7,)
        assert readings(samples)["T"] == temperature
        assert np.array_equal(images(run, "interpolation").pictures[-1], samples.pictures[7])


@pytest.mark.parametrize("dataset", ["digits 8×8", "digits 16×16"])
def test_the_spectrum_is_sorted_over_all_ranks(dataset: str) -> None:
    run = made(dataset=dataset, steps=1, width=8)
    dimensions = math.prod(images(run, "samples").pictures.shape[1:])
    chart = spectrum(run)
    curve = cast(Lines, chart.layers["curve"]).points
    assert (np.diff(curve[:, 1]) <= 0).all()
    assert (np.diff(curve[:, 0]) > 0).all()
    assert curve[0, 0] + curve[-1, 0] == pytest.approx(dimensions)
    assert 1 <= chart.readings[0].value <= dimensions


def test_published_lines_stand_only_beside_pictures_made_like_theirs() -> None:
    told("flow_images", "4.36", "1.06", "1.05")
    assert set(made().seen.reference_lines()) == {"apart"}
    found = made(dataset="digits 28×28", steps=1, width=8).seen.reference_lines()
    assert cast(Rule, found["nice"]).value == 4.36
    assert cast(Rule, found["glow"]).value == pytest.approx(1.055, abs=0.006)


# --- hands ----------------------------------------------------------------------------------------


def held(run: Run) -> Array:
    return cast(Heat, plane(run).layers["held"]).values


@pytest.mark.parametrize("place", [(0.3, 0.2), (-0.5, 0.9), (0.0, 0.0)])
def test_the_dragged_point_stays_where_it_was_put(place: tuple[float, float]) -> None:
    run = after(10)
    run.touch("plane", Drag("point", 0, *place))
    point = cast(Handles, plane(run).layers["point"]).points
    assert np.allclose(point, [place], atol=1e-4)
    assert readings(plane(run))["T there"] == pytest.approx(math.hypot(*place), abs=1e-4)


def test_the_picture_at_the_point_follows_the_hand() -> None:
    run = after(40)
    run.touch("interpolation", Pick("pictures", 0))
    row = images(run, "interpolation").pictures
    times = FINENESS // 8
    assert np.array_equal(held(run)[::-times, ::times][: len(row[0])], row[0])
    run.touch("plane", Drag("point", 0, 0.0, 0.0))
    assert np.array_equal(held(run), cast(Heat, plane(run).layers["middle"]).values)
    assert images(run, "interpolation").picked == ()


def test_ends_outlive_a_rebuild_of_the_same_pictures() -> None:
    run = made()
    run.touch("pictures", Pick("pictures", 30))
    assert 30 in images(carried(run, levels=1), "pictures").picked
    other = carried(run, dataset="garments 16×16", width=8)
    assert 30 not in images(other, "pictures").picked


@pytest.mark.parametrize("seed", range(3))
def test_the_first_two_ends_are_of_two_classes(seed: int) -> None:
    before = made()
    experiment = build(FlowImages, before.experiment.params, seed)
    experiment.carry_over(before.experiment)
    one, other = images(Run(SCENES[0], experiment, before.cache.clock), "pictures").picked
    classes = cast(FlowImages, experiment).data.classes
    assert classes[one] != classes[other]
