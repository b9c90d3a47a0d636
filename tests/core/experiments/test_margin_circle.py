"""The page of margins: what it learns, shows, and takes from a hand."""

import math
from typing import cast

import numpy as np
import pytest
import torch

from core.experiment import build
from core.experiments.margin_circle import MarginCircle
from core.experiments.margin_circle.knobs import CircleParams
from core.experiments.margin_circle.presets import PRESETS
from core.experiments.margin_circle.seen import Seen
from core.margins.angles import angular_gap
from core.margins.family import FAMILY
from core.margins.normalise import normalise
from core.params import Value
from core.touches import Drag, Pick, RunAction, Touch
from core.views import (
    AnyView,
    Area,
    Globe,
    Handles,
    Images,
    Layer,
    Lines,
    Plane,
    Points,
    Rule,
)
from tests import training

# Thirty seconds on two cores are some thousand steps, window and all; these are enough.
STEPS = 500


def made(seed: int = 0, **values: Value) -> MarginCircle:
    return cast(MarginCircle, build(MarginCircle, CircleParams().changed(values), seed))


def trained(name: str, steps: int, seed: int = 0) -> MarginCircle:
    values = next(preset.values for preset in PRESETS if preset.name == name)
    return cast(
        MarginCircle, training.trained(MarginCircle, CircleParams().changed(values), steps, seed)
    )


def drawn(experiment: MarginCircle, view: str, fine: bool = False) -> AnyView:
    with torch.no_grad():
        return experiment.views()[view](fine)


def layers(experiment: MarginCircle, view: str = "embedding") -> dict[str, Layer]:
    return dict(cast(Plane, drawn(experiment, view, fine=True)).layers)


def readings(experiment: MarginCircle, view: str) -> dict[str, float]:
    return {r.label: r.value for r in drawn(experiment, view, fine=True).readings}


def gap(seen: Seen) -> float:
    return angular_gap(*seen.angles, outliers=0.1)


def least_angle_of_spokes(seen: Seen) -> float:
    directions = normalise(seen.weight)
    cosines = (directions @ directions.T).fill_diagonal_(-1)
    return math.degrees(math.acos(float(cosines.max())))


def training_loss(experiment: MarginCircle) -> float:
    s = experiment._samples
    with torch.no_grad():
        return float(experiment.model.loss(experiment._loss(), 0.0, s.pictures, s.labels))


# --- what it learns -------------------------------------------------------------------------------


def test_fans_close_to_needles_and_a_gap_opens_where_no_margin_leaves_them_touching() -> None:
    with_margin, without = trained("Fans to needles", STEPS), trained("No margin", STEPS)
    closed, open_ = with_margin._look(), without._look()
    assert closed.accuracy > 0.85
    assert open_.accuracy > 0.8
    assert gap(closed) > gap(open_) + 6
    assert closed.angles[0].median() < 4 < open_.angles[0].median()
    assert readings(with_margin, "angles")["gap"] == pytest.approx(gap(closed))


def test_a_margin_that_is_raised_while_it_trains_closes_the_fans() -> None:
    experiment = trained("No margin", 400)
    before = gap(experiment._look())
    experiment.apply_params(experiment.params.changed({"margin": 0.2}))
    for _ in range(400):
        experiment.step()
    assert gap(experiment._look()) > before + 8


def test_the_sphere_has_room_for_the_articles_margin_and_the_circle_has_not() -> None:
    sphere, circle = trained("On the sphere", STEPS), trained("The article's", STEPS)
    assert gap(sphere._look()) > 4 > 0 > gap(circle._look())
    assert sphere._look().accuracy > 0.8
    assert least_angle_of_spokes(sphere._look()) > 35
    assert least_angle_of_spokes(circle._look()) < 12  # two digits share a spoke
    owned = [layer for name, layer in layers(circle).items() if name.startswith("own ")]
    assert sum(len(cast(Area, layer).points) > 0 for layer in owned) < 10


def test_the_articles_own_loss_pushes_the_wrong_way() -> None:
    experiment = trained("Wrong way", STEPS)
    seen = experiment._look()
    assert seen.accuracy < 0.5
    assert (seen.angles[0] >= 70).float().mean() > 0.4
    found = readings(experiment, "psi")
    assert (found["rises from"], found["to"]) == pytest.approx((45, 72), abs=0.3)
    assert "rising" in layers(experiment, "psi")


def test_with_a_small_scale_the_loss_stops_at_the_dashed_line() -> None:
    experiment = trained("s too small", STEPS)
    even = cast(Rule, experiment.reference_lines()["even"]).value
    least = cast(Rule, experiment.reference_lines()["least"]).value
    assert (least, even) == pytest.approx((1.377, 1.538), abs=1e-3)
    assert least < training_loss(experiment) < even + 0.4
    assert training_loss(trained("s too small", 0)) > even + 0.7


def test_center_loss_draws_features_to_their_centres() -> None:
    with_centres = trained("Center loss", STEPS)
    without = made(loss="softmax")
    for _ in range(STEPS):
        without.step()

    def scatter(experiment: MarginCircle) -> float:
        """Spread within the classes, as a share of the spread of all."""
        seen = experiment._look()
        means = torch.stack([seen.features[seen.labels == k].mean(dim=0) for k in range(8)])
        within = (seen.features - means[seen.labels]).square().sum(dim=1).median()
        return float(within / seen.features.square().sum(dim=1).median())

    assert scatter(with_centres) < 0.4 * scatter(without)
    assert "centers" in layers(with_centres)
    assert "centers" not in layers(without)


def test_garments_overlap() -> None:
    experiment = trained("Garments", 300)
    assert 0.6 < experiment._look().accuracy < 0.9
    assert gap(experiment._look()) < 0


@pytest.mark.parametrize("loss", FAMILY)
def test_every_loss_can_be_taken_by_a_running_model(loss: str) -> None:
    experiment = made(classes=4)
    for _ in range(3):
        experiment.step()
    model = experiment.model
    experiment.apply_params(experiment.params.changed({"loss": loss}))
    found = [float(experiment.step()["loss"]) for _ in range(3)]
    assert all(math.isfinite(each) for each in found)
    assert experiment.model is model
    assert bool(experiment.reference_lines()) == (experiment._loss().scale is not None)


def test_annealing_goes_on_where_a_restored_run_left_it() -> None:
    experiment = made(loss="A-Softmax", classes=3)
    for _ in range(5):
        experiment.step()
    state, curve = experiment.state(), experiment._settings()
    for _ in range(5):
        experiment.step()
    assert experiment._settings()[1].annealing < curve[1].annealing
    experiment.restore(state)
    assert experiment._settings() == curve


# --- what it shows --------------------------------------------------------------------------------


def test_the_circle_is_parted_among_classes_and_nobody() -> None:
    found = layers(made(margin=0.1))
    areas = [cast(Area, found[name]).points for name in found if name.startswith("own ")]
    areas.append(cast(Area, found["wedge"]).points)
    total = 0.0
    for outline in areas:
        for part in np.split(outline, np.flatnonzero(np.isnan(outline[:, 0]))):
            x, y = part[np.isfinite(part[:, 0])].T
            total += abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
    assert total == pytest.approx(math.pi, rel=2e-3)
    assert np.isfinite(cast(Lines, found["borders"]).points[:, 0]).sum() == 2 * 8


def test_the_view_is_a_globe_on_the_sphere_with_all_marks_on_it() -> None:
    experiment = made(space="sphere")
    view = drawn(experiment, "embedding", fine=True)
    assert isinstance(view, Globe)
    for name, layer in view.layers.items():
        if isinstance(layer, Points) and name != "centers" and len(layer.points):
            lengths = np.linalg.norm(layer.points, axis=1)
            assert np.allclose(lengths, 1, atol=1e-4), name
    assert isinstance(drawn(made(), "embedding"), Plane)


def test_lengths_are_shown_or_not() -> None:
    experiment = made()
    far = np.linalg.norm(cast(Points, layers(experiment)["known"]).points, axis=1)
    assert far.max() <= 1 + 1e-5
    assert far.std() > 0.01
    experiment.apply_params(experiment.params.changed({"lengths": False}))
    near = np.linalg.norm(cast(Points, layers(experiment)["known"]).points, axis=1)
    assert np.allclose(near, 1, atol=1e-5)


def test_the_counter_counts_what_is_lit_and_what_the_strip_begins_with() -> None:
    experiment = trained("No margin", 100)
    view = cast(Images, drawn(experiment, "pairs", fine=True))
    seen = experiment._look()
    vectors = normalise(seen.features.double())
    wrong = []
    for i, vector in enumerate(vectors):
        cosines = vectors @ vector
        cosines[i] = -2
        neighbour = int(cosines.argmax())
        if seen.predicted[i] == seen.labels[i] != seen.labels[neighbour]:
            wrong.append((i, neighbour))
    assert view.readings[0].value == len(wrong)
    assert len(cast(Points, layers(experiment)["wrong"]).points) == len(wrong)
    shown = experiment._samples.shown
    pair = torch.cat([shown[wrong[0][0]], shown[wrong[0][1]]], dim=1)[0]
    assert np.allclose(view.pictures[0], pair.numpy())


def test_the_quick_ground_lags_and_the_fine_one_does_not() -> None:
    experiment = made()
    first = cast(Plane, drawn(experiment, "embedding")).layers["wedge"]
    experiment.step()
    assert cast(Plane, drawn(experiment, "embedding")).layers["wedge"] is first
    assert layers(experiment)["wedge"] is not first


def test_where_there_is_no_length_there_is_still_a_picture() -> None:
    experiment = made()
    with torch.no_grad():
        for parameter in experiment.model.encoder.parameters():
            parameter.zero_()
    for view in experiment.views():
        drawn(experiment, view, fine=True)
    with torch.no_grad():
        for parameter in experiment.model.parameters():
            parameter.fill_(math.nan)
    experiment._renew()
    for name, layer in layers(experiment).items():
        if isinstance(layer, Points | Handles):
            assert np.isfinite(layer.points).all(), name


# --- hands ----------------------------------------------------------------------------------------


def spoke(
    experiment: MarginCircle, label: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    point = cast(Handles, layers(experiment)["spoke"]).points[label]
    return cast(np.ndarray[tuple[int, ...], np.dtype[np.float32]], point / np.linalg.norm(point))


def test_a_dragged_spoke_stays_while_it_is_held_and_learns_when_it_is_released() -> None:
    experiment = made()
    before = {name: layer for name, layer in layers(experiment).items() if name == "wedge"}
    experiment.touch("embedding", Drag("spoke", 3, 0.6, -0.8))
    assert np.allclose(spoke(experiment, 3), [0.6, -0.8], atol=1e-5)
    assert layers(experiment)["wedge"] is not before["wedge"]  # also when paused
    for _ in range(20):
        experiment.step()
    assert np.allclose(spoke(experiment, 3), [0.6, -0.8], atol=1e-5)
    experiment.touch("embedding", Drag("spoke", 3, 0.6, -0.8, done=True))
    for _ in range(20):
        experiment.step()
    assert not np.allclose(spoke(experiment, 3), [0.6, -0.8], atol=1e-3)


def test_pictures_follow_a_spoke_that_is_held_elsewhere() -> None:
    experiment = trained("Fans to needles", 150)
    there = -spoke(experiment, 0)
    experiment.touch("embedding", Drag("spoke", 0, float(there[0]), float(there[1])))

    def near() -> float:
        seen = experiment._look()
        return float(seen.angles[0][seen.labels == 0].median())

    before = near()
    for _ in range(200):
        experiment.step()
    assert before > 150
    assert near() < 60


def test_a_spoke_on_the_sphere_goes_where_the_hand_is() -> None:
    experiment = made(space="sphere")
    experiment.touch("embedding", Drag("spoke", 1, 0.0, 0.6, 0.8, done=True))
    assert np.allclose(spoke(experiment, 1), [0.0, 0.6, 0.8], atol=1e-5)


@pytest.mark.parametrize(
    "touch", [Drag("spoke", 99, 1, 1), Drag("spoke", -1, 1, 1), Drag("spoke", 1, 0, 0),
              Pick("class 1", 0), Pick("known", 10_000), Pick("unseen", 3)]
)  # fmt: skip
def test_what_does_not_exist_is_left_alone(touch: Touch) -> None:
    experiment = made()
    before = experiment.state()["model"]["weight"]
    experiment.touch("embedding", touch)
    assert torch.equal(experiment.model.weight, before)
    assert experiment._picked == -1


def test_a_picked_picture_is_lit_in_every_view_until_it_is_picked_again() -> None:
    experiment = made()
    chosen = int((experiment._look().labels == 5).nonzero()[2])
    experiment.touch("embedding", Pick("known", chosen))
    assert experiment._picked == chosen
    lit = cast(Points, layers(experiment)["picked"]).points
    assert np.allclose(lit[0], cast(Points, layers(experiment)["known"]).points[chosen])
    own = float(experiment._look().angles[0][chosen])
    assert cast(Rule, layers(experiment, "angles")["own picked"]).value == pytest.approx(
        own, abs=0.1
    )
    dot = cast(Points, layers(experiment, "psi")["picked"]).points[0]
    assert dot[0] == pytest.approx(own, abs=0.1)
    strip = cast(Images, drawn(experiment, "pairs"))
    assert strip.picked == (0,)
    assert np.allclose(strip.pictures[0][:20], experiment._samples.shown[chosen, 0].numpy())
    experiment.touch("pairs", Pick("pictures", 1))
    assert experiment._picked not in (chosen, -1)
    experiment.touch("pairs", Pick("pictures", -1))
    assert "picked" not in layers(experiment)


def test_an_unseen_class_is_dropped_in_with_a_threshold_and_taken_away() -> None:
    experiment = trained("Fans to needles", 300)
    assert "unseen" not in layers(experiment)
    experiment.touch("", RunAction("unseen"))
    assert len(cast(Points, layers(experiment)["unseen"]).points) >= 40
    best = readings(experiment, "angles")
    for degrees in (5.0, 15.0, 30.0, 45.0, 60.0):
        experiment.touch("angles", Drag("threshold", 0, degrees, 0.3))
        found = readings(experiment, "angles")
        most = best["known in"] - best["unseen in"]
        assert found["known in"] - found["unseen in"] <= most + 1e-6
    for degrees, kept in ((180.0, 1.0), (0.0, 0.0)):
        experiment.touch("angles", Drag("threshold", 0, degrees, 0.3))
        found = readings(experiment, "angles")
        for share in ("known in", "unseen in"):
            assert found[share] == pytest.approx(kept, abs=0.03)
    experiment.touch("embedding", Pick("unseen", 7))
    assert cast(Images, drawn(experiment, "pairs")).labels[0].startswith("?")
    experiment.touch("", RunAction("unseen"))
    assert "unseen" not in layers(experiment)
    drawn(experiment, "pairs")


@pytest.mark.parametrize(("pictures", "classes"), [("digits", 9), ("digits", 10), ("garments", 10)])
def test_the_unseen_class_is_none_of_the_trained_ones(pictures: str, classes: int) -> None:
    s = made(pictures=pictures, classes=classes)._samples
    assert int(s.labels.max()) == classes - 1
    assert s.unseen_name not in s.names
    trained_on = {picture.numpy().tobytes() for picture in s.pictures}
    held = [*s.shown, *s.unseen]
    # Two of 10,000 garments are the same picture twice.
    assert sum(picture.numpy().tobytes() in trained_on for picture in held) <= 1


def test_hands_that_only_look_change_no_training() -> None:
    seen, unseen = made(), made()
    for step in range(6):
        seen.touch("embedding", Pick("known", step))
        seen.touch("", RunAction("unseen"))
        for view in seen.views():
            drawn(seen, view, fine=step % 2 == 0)
        assert torch.equal(cast(torch.Tensor, seen.step()["loss"]),
                           cast(torch.Tensor, unseen.step()["loss"]))  # fmt: skip
