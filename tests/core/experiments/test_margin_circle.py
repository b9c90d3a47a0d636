"""The page of margins: what it learns, shows, and takes from a hand."""

import math
from typing import cast

import numpy as np
import pytest
import torch

from core.experiments.margin_circle import SCENES
from core.experiments.margin_circle.page import MarginCircle
from core.experiments.margin_circle.seen import CircleSeen
from core.margins.family import FAMILY
from core.margins.normalise import normalise
from core.params import Value
from core.run import Run
from core.touches import Drag, Pick, RunAction, Touch
from core.views import Area, Chart, Globe, Handles, Images, Layer, Lines, Plane, Points, Rule
from tests.pages import run_of
from tests.texts import told
from tests.training import trained_run

# Thirty seconds on two cores are some thousand steps, window and all; these are enough.
STEPS = 500
(SCENE,) = SCENES


def made(seed: int = 0, **values: Value) -> Run:
    return run_of(SCENE, seed, SCENE.params().changed(values))


def trained(name: str, steps: int) -> Run:
    values = next(preset.values for preset in SCENE.presets if preset.name == name)
    return trained_run(SCENE, SCENE.params().changed(values), steps)


def circle(run: Run) -> MarginCircle:
    return cast(MarginCircle, run.experiment)


def seen(run: Run) -> CircleSeen:
    """What there is to see now, with nothing left waiting."""
    run.begin_look(fine=True, playing=False)
    return cast(CircleSeen, run.seen)


def layers(run: Run, view: str = "embedding") -> dict[str, Layer]:
    return dict(cast(Plane | Chart, run.look(names=[view])[view]).layers)


def points(run: Run, name: str, view: str = "embedding") -> np.ndarray:
    return cast(Points, layers(run, view)[name]).points


def readings(run: Run, view: str) -> dict[str, float]:
    return {reading.label: reading.value for reading in run.look()[view].readings}


def rule(run: Run, name: str) -> float:
    return cast(Rule, seen(run).reference_lines()[name]).value


def least_angle_of_spokes(run: Run) -> float:
    directions = normalise(seen(run).weight())
    cosines = (directions @ directions.T).fill_diagonal_(-1)
    return math.degrees(math.acos(float(cosines.max())))


def test_pairs_of_wrong_neighbours_are_of_two_classes_at_every_look_while_it_plays() -> None:
    run, found = made(), 0
    for _ in range(12):
        for _ in range(15):
            run.train()
        run.begin_look(fine=False, playing=True)
        run.draw("embedding")
        pairs = cast(Images, run.draw("pairs"))
        run.end_look()
        classes = [label.split(" / ") for label in pairs.labels]
        found += len(classes)
        assert all(own != other for own, other in classes)
    assert found > 20


# --- what it learns -------------------------------------------------------------------------------


def test_fans_close_to_needles_and_a_gap_opens_where_no_margin_leaves_them_touching() -> None:
    with_margin, without = trained("Fans to needles", STEPS), trained("No margin", STEPS)
    closed, broad = seen(with_margin), seen(without)
    assert closed.accuracy() > 0.85
    assert broad.accuracy() > closed.accuracy() - 0.15
    assert closed.gap() > broad.gap() + 3
    assert 1.4 * closed.angles()[0].median() < broad.angles()[0].median()
    assert readings(with_margin, "angles")["gap of nine in ten"] == pytest.approx(closed.gap())


def test_a_margin_that_is_raised_while_it_trains_closes_the_fans() -> None:
    run = trained("No margin", 400)
    before = seen(run).gap()
    run.apply_params(run.experiment.params.changed({"margin": 0.2}))
    for _ in range(400):
        run.train()
    assert seen(run).gap() > before + 3


def test_the_sphere_has_room_for_the_articles_margin_and_the_circle_has_not() -> None:
    told("margin_circle", "stand 36° apart", "m = 0.19", preset="The article's")
    assert 1 - math.cos(math.radians(36)) == pytest.approx(0.19, abs=0.005)
    told("margin_circle", ("circle stand 36° apart", "辐条相隔 36°"))
    told("margin_circle", ("s = 30, m = 0.35", "s = 30、m = 0.35"))
    sphere, flat = trained("On the sphere", STEPS), trained("The article's", STEPS)
    assert (flat.params.values()["scale"], flat.params.values()["margin"]) == (30, 0.35)
    assert seen(sphere).gap() > 2 > -2 > seen(flat).gap()
    assert seen(sphere).accuracy() > 0.85
    # Two digits share a spoke on the circle, where ten could stand 36° apart.
    assert least_angle_of_spokes(sphere) > 27 > least_angle_of_spokes(flat)
    owned = [layer for name, layer in layers(flat).items() if name.startswith("own ")]
    assert sum(len(cast(Area, layer).points) > 0 for layer in owned) < 10


def test_the_articles_own_loss_pushes_the_wrong_way() -> None:
    told(
        "margin_circle",
        "from 45° to 72°",
        "stay 70° or more",
        "min(cos 4θ, cos θ)",
        preset="Wrong way",
    )
    told("margin_circle", ("never get past 72°", "永远过不了 72°"))
    run = trained("Wrong way", STEPS)
    assert seen(run).accuracy() < 0.6
    assert (seen(run).angles()[0] >= 70).float().mean() > 0.5
    found = readings(run, "psi")
    assert (found["rises from"], found["to"]) == pytest.approx((45, 72), abs=0.3)
    assert "rising" in layers(run, "psi")


def test_with_a_small_scale_the_loss_stops_at_the_dashed_line() -> None:
    told("margin_circle", "1.38", "1.54")
    run = trained("s too small", STEPS)
    least, even, s = rule(run, "least"), rule(run, "even"), circle(run).samples
    assert (least, even) == pytest.approx((1.377, 1.538), abs=1e-3)
    with torch.no_grad():
        loss = circle(run).model.loss(circle(run).margin_loss(), 0.0, s.pictures, s.labels)
    assert least < loss < even + 0.15


def test_center_loss_draws_features_to_their_centres() -> None:
    told("margin_circle", "At λ = 0 the fans", preset="Center loss")
    with_centres = trained("Center loss", STEPS)
    without = trained_run(SCENE, SCENE.params().changed({"loss": "softmax"}), STEPS)

    def scatter(run: Run) -> float:
        """Spread within the classes, as a share of the spread of all."""
        features, labels = seen(run).features(), seen(run).labels()
        means = torch.stack([features[labels == k].mean(dim=0) for k in range(8)])
        within = (features - means[labels]).square().sum(dim=1).median()
        return float(within / features.square().sum(dim=1).median())

    assert scatter(with_centres) < 0.5 * scatter(without)
    assert "centers" in layers(with_centres)
    assert "centers" not in layers(without)


def test_garments_overlap() -> None:
    run = trained("Garments", 300)
    assert 0.6 < seen(run).accuracy() < 0.9
    assert seen(run).gap() < 0


@pytest.mark.parametrize("loss", FAMILY)
def test_every_loss_can_be_taken_by_a_running_model(loss: str) -> None:
    run = made(classes=4)
    for _ in range(3):
        run.train()
    model = circle(run).model
    run.apply_params(run.experiment.params.changed({"loss": loss}))
    for _ in range(3):
        run.train()
    run.look()
    assert all(math.isfinite(each) for each in run.record.history.values("loss"))
    assert circle(run).model is model
    assert bool(seen(run).reference_lines()) == (seen(run).margin_loss().scale is not None)


def test_annealing_goes_on_where_a_restored_run_left_it() -> None:
    def shown() -> np.ndarray:
        return cast(Lines, layers(run, "psi")["psi"]).points

    run = made(loss="A-Softmax", classes=3)
    for _ in range(5):
        run.train()
    state, curve = run.state(), shown()
    for _ in range(5):
        run.train()
    assert (shown()[:, 1] < curve[:, 1]).any()
    run.restore(5, state)
    assert np.array_equal(shown(), curve)


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
    view = made(space="sphere").look()["embedding"]
    assert isinstance(view, Globe)
    for name, layer in view.layers.items():
        if isinstance(layer, Points) and name != "centers" and len(layer.points):
            lengths = np.linalg.norm(layer.points, axis=1)
            assert np.allclose(lengths, 1, atol=1e-4), name
    assert isinstance(made().look()["embedding"], Plane)


def test_lengths_are_shown_or_not() -> None:
    run = made()
    far = np.linalg.norm(points(run, "known"), axis=1)
    assert far.max() <= 1 + 1e-5
    assert far.std() > 0.01
    run.apply_params(run.experiment.params.changed({"lengths": False}))
    assert np.allclose(np.linalg.norm(points(run, "known"), axis=1), 1, atol=1e-5)


def test_the_counter_counts_what_is_lit_and_what_the_strip_begins_with() -> None:
    run = trained("No margin", 100)
    view, now = cast(Images, run.look()["pairs"]), seen(run)
    vectors = normalise(now.features().double())
    wrong = []
    for i, vector in enumerate(vectors):
        cosines = vectors @ vector
        cosines[i] = -2
        neighbour = int(cosines.argmax())
        if now.predicted()[i] == now.labels()[i] != now.labels()[neighbour]:
            wrong.append((i, neighbour))
    assert view.readings[0].value == len(wrong)
    assert len(points(run, "wrong")) == len(wrong)
    shown = circle(run).samples.shown
    pair = torch.cat([shown[wrong[0][0]], shown[wrong[0][1]]], dim=1)[0]
    assert np.allclose(view.pictures[0], pair.numpy())


def test_while_it_plays_the_ground_waits_for_its_turn_and_a_knob_does_not() -> None:
    def playing() -> dict[str, Layer]:
        run.begin_look(fine=False, playing=True)
        return dict(cast(Plane, run.draw("embedding")).layers)

    run = made()
    first = layers(run)
    run.train()
    second = playing()
    assert second["known"] is not first["known"]
    assert all(second[name] is first[name] for name in ("wedge", "borders"))
    assert playing()["wedge"] is not first["wedge"]
    run.train()
    before = playing()["wedge"]
    run.apply_params(run.experiment.params.changed({"margin": 0.4}))
    assert playing()["wedge"] is not before


def test_where_there_is_no_length_there_is_still_a_picture() -> None:
    run = made()
    with torch.no_grad():
        for parameter in circle(run).model.encoder.parameters():
            parameter.zero_()
    run.look(fine=True)
    with torch.no_grad():
        for parameter in circle(run).model.parameters():
            parameter.fill_(math.nan)
    run.cache.moved()
    for name, layer in layers(run).items():
        if isinstance(layer, Points | Handles):
            assert np.isfinite(layer.points).all(), name


# --- hands ----------------------------------------------------------------------------------------


def spoke(run: Run, label: int) -> np.ndarray:
    point = points(run, "spoke")[label]
    return cast(np.ndarray, point / np.linalg.norm(point))


def test_a_dragged_spoke_stays_while_it_is_held_and_learns_when_it_is_released() -> None:
    run = made()
    before = layers(run)["wedge"]
    run.touch("embedding", Drag("spoke", 3, 0.6, -0.8))
    assert np.allclose(spoke(run, 3), [0.6, -0.8], atol=1e-5)
    assert layers(run)["wedge"] is not before  # also when paused
    for _ in range(20):
        run.train()
    assert np.allclose(spoke(run, 3), [0.6, -0.8], atol=1e-5)
    run.touch("embedding", Drag("spoke", 3, 0.6, -0.8, done=True))
    for _ in range(20):
        run.train()
    assert not np.allclose(spoke(run, 3), [0.6, -0.8], atol=1e-3)


def test_pictures_follow_a_spoke_that_is_held_elsewhere() -> None:
    run = trained("Fans to needles", 150)
    there = -spoke(run, 0)
    run.touch("embedding", Drag("spoke", 0, float(there[0]), float(there[1])))

    def away() -> float:
        return float(seen(run).angles()[0][seen(run).labels() == 0].median())

    before = away()
    for _ in range(200):
        run.train()
    assert before > 150
    assert away() < 60


def test_a_rebuilt_page_has_no_spoke_in_the_hand_and_no_picture_that_is_gone() -> None:
    run, fewer = made(), made(classes=2)
    run.touch("", RunAction("unseen"))
    run.touch("embedding", Drag("spoke", 7, 0.6, -0.8))
    run.touch("embedding", Pick("unseen", 0, key=str(len(circle(run).samples.shown))))
    assert circle(run).made.picked > 0
    fewer.experiment.carry_over(run.experiment)
    assert circle(fewer).made == type(circle(run).made)(unseen=True)
    fewer.train()
    fewer.look()


def test_a_spoke_on_the_sphere_goes_where_the_hand_is() -> None:
    run = made(space="sphere")
    run.touch("embedding", Drag("spoke", 1, 0.0, 0.6, 0.8, done=True))
    assert np.allclose(spoke(run, 1), [0.0, 0.6, 0.8], atol=1e-5)


@pytest.mark.parametrize(
    "touch", [Drag("spoke", 99, 1, 1), Drag("spoke", -1, 1, 1), Drag("spoke", 1, 0, 0),
              Pick("class 1", 0), Pick("known", 10_000, key="10000"), Pick("unseen", 3, key="²")]
)  # fmt: skip
def test_what_does_not_exist_is_left_alone(touch: Touch) -> None:
    run = made()
    before = circle(run).model.weight.detach().clone()
    run.touch("embedding", touch)
    assert torch.equal(circle(run).model.weight, before)
    assert circle(run).made.picked == -1


def test_a_picked_picture_is_lit_in_every_view_until_it_is_picked_again() -> None:
    run = made()
    chosen = int((seen(run).labels() == 5).nonzero()[2])
    key = cast(Points, layers(run)["known"]).keys[chosen]
    run.touch("embedding", Pick("known", chosen, key=key))
    assert np.allclose(points(run, "picked")[0], points(run, "known")[chosen])
    own = float(seen(run).angles()[0][chosen])
    assert cast(Rule, layers(run, "angles")["own picked"]).value == pytest.approx(own)
    assert points(run, "picked", "psi")[0, 0] == pytest.approx(own)
    strip = cast(Images, run.look()["pairs"])
    assert strip.picked == (0,)
    assert np.allclose(strip.pictures[0][:20], circle(run).samples.shown[chosen, 0].numpy())
    run.touch("pairs", Pick("pictures", 1, key=strip.keys[1]))
    assert circle(run).made.picked == int(strip.keys[1])
    run.touch("pairs", Pick("pictures", -1))
    assert "picked" not in layers(run)
    run.touch("embedding", Pick("known", chosen, key=key))
    run.touch("embedding", Pick("known", chosen, key=key))
    assert "picked" not in layers(run)


def test_an_unseen_class_is_dropped_in_with_a_threshold_and_taken_away() -> None:
    run = trained("Fans to needles", 300)
    assert "unseen" not in layers(run)
    run.touch("", RunAction("unseen"))
    assert len(points(run, "unseen")) >= 40
    best = readings(run, "angles")
    for degrees in (5.0, 15.0, 30.0, 45.0, 60.0):
        run.touch("angles", Drag("threshold", 0, degrees, 0.3))
        found = readings(run, "angles")
        most = best["known in"] - best["unseen in"]
        assert found["known in"] - found["unseen in"] <= most + 1e-6
    near, count = seen(run).to_nearest_class(), len(seen(run).labels())
    for degrees in (180.0, 20.0, 0.0):
        run.touch("angles", Drag("threshold", 0, degrees, 0.3))
        found, within = readings(run, "angles"), torch.rad2deg(torch.acos(near)) <= degrees
        assert found["known in"] == pytest.approx(float(within[:count].float().mean()))
        assert found["unseen in"] == pytest.approx(float(within[count:].float().mean()))
    key = cast(Points, layers(run)["unseen"]).keys[7]
    run.touch("embedding", Pick("unseen", 7, key=key))
    assert cast(Images, run.look()["pairs"]).labels[0].startswith("?")
    run.touch("", RunAction("unseen"))
    assert "unseen" not in layers(run)
    assert "picked" not in layers(run)


@pytest.mark.parametrize(("pictures", "classes"), [("digits", 9), ("digits", 10), ("garments", 10)])
def test_the_unseen_class_is_none_of_the_trained_ones(pictures: str, classes: int) -> None:
    s = circle(made(pictures=pictures, classes=classes)).samples
    assert int(s.labels.max()) == classes - 1
    trained_on = {picture.numpy().tobytes() for picture in s.pictures}
    held = [*s.shown, *s.unseen]
    # Two of 10,000 garments are the same picture twice.
    assert sum(picture.numpy().tobytes() in trained_on for picture in held) <= 1


def test_hands_that_only_look_change_no_training() -> None:
    seen, unseen = made(), made()
    for step in range(6):
        seen.touch("embedding", Pick("known", step, key=str(step)))
        seen.touch("", RunAction("unseen"))
        seen.look(fine=step % 2 == 0)
        seen.train()
        unseen.train()
    seen.look()
    unseen.look()
    assert seen.record.history.last == unseen.record.history.last
