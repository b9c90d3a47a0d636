"""The page of the flow in the plane: what it learns, shows, and takes from a hand."""

import math
from typing import cast

import numpy as np
import pytest
import torch

from core.experiment import build
from core.experiments.flow_plane import FlowPlane
from core.experiments.flow_plane.drawers import BRIDGE
from core.experiments.flow_plane.knobs import OWN, PlaneParams
from core.experiments.flow_plane.presets import PRESETS
from core.params import Preset, Value
from core.touches import Drag, FileContent, Hover, RunAction, Stroke
from core.views import Bars, Handles, Heat, Lines, Mesh, Plane, Points, Rule

# About 5,000 steps fit into thirty seconds on two cores, window and all; these are enough.
STEPS = 600


def made(seed: int = 0, **values: Value) -> FlowPlane:
    return cast(FlowPlane, build(FlowPlane, PlaneParams().changed(values), seed))


def trained(preset: Preset, steps: int, seed: int = 0) -> tuple[FlowPlane, list[float]]:
    experiment = made(seed, **preset.values)
    losses: list[float] = []
    while len(losses) < steps and (not losses or math.isfinite(losses[-1])):
        losses.append(float(experiment.step()["nll"]))
    return experiment, losses


def preset(name: str) -> Preset:
    return next(preset for preset in PRESETS if preset.name == name)


@torch.no_grad()
def drawn(experiment: FlowPlane, view: str, fine: bool = False) -> Plane:
    return cast(Plane, experiment.views()[view](fine))


def entropy(experiment: FlowPlane) -> float:
    return cast(Rule, experiment.reference_lines()["entropy"]).value


# --- what it learns -------------------------------------------------------------------------------


def test_the_moons_are_learnt_to_a_quarter_of_a_nat_above_their_entropy() -> None:
    experiment, losses = trained(PRESETS[0], STEPS)
    excess = sum(losses[-100:]) / 100 - entropy(experiment)
    assert 0 < excess < 0.25
    readings = {r.label: r.value for r in drawn(experiment, "data", fine=True).readings}
    assert readings["∫ p dx"] == pytest.approx(1, abs=1e-3)


def test_without_permutation_an_axis_never_moves() -> None:
    experiment, losses = trained(preset("No permutation"), 300)
    x = torch.randn(50, 2)
    with torch.no_grad():
        assert torch.equal(experiment.flow(x)[0][:, 0], x[:, 0])
    assert losses[-1] > entropy(experiment) + 0.4


def test_the_bridge_between_two_blobs_holds_far_more_than_the_data() -> None:
    experiment, _ = trained(preset("Two blobs"), 400)
    readings = {r.label: r.value for r in drawn(experiment, "data", fine=True).readings}
    of_the_data = math.erfc(BRIDGE / math.sqrt(2)) / 2
    assert readings["bridge"] > 30 * of_the_data


@pytest.mark.parametrize("seed", range(3))
def test_an_unbounded_scale_runs_away(seed: int) -> None:
    """To what is no number, mostly: that hangs on the seed."""
    _, losses = trained(preset("Unbounded scale"), 2000, seed)
    assert not all(loss < 10 for loss in losses)


def test_another_data_set_is_learnt_by_the_running_flow() -> None:
    experiment = made(width=16, couplings=4)
    for _ in range(30):
        experiment.step()
    before, flow = entropy(experiment), experiment.flow
    experiment.apply_params(experiment.params.changed({"dataset": "rings"}))
    losses = [float(experiment.step()["nll"]) for _ in range(150)]
    assert entropy(experiment) != before
    assert experiment.flow is flow
    assert sum(losses[-20:]) < sum(losses[:20])


# --- what it shows --------------------------------------------------------------------------------


def test_at_no_depth_the_latents_are_shown_and_at_full_depth_the_data() -> None:
    experiment = made(zero_init=False, width=16)
    spaces = {}
    for depth in (0.0, 37.5, 100.0):
        experiment.apply_params(experiment.params.changed({"depth": depth}))
        spaces[depth] = cast(Points, drawn(experiment, "data").layers["points"]).points
    latent = cast(Points, drawn(experiment, "latent").layers["points"]).points
    assert np.allclose(spaces[0.0], latent, atol=1e-5)
    assert not np.allclose(spaces[37.5], latent, atol=0.01)
    assert np.array_equal(spaces[100.0], experiment._subject.points.numpy())


def test_a_paused_page_keeps_its_layers_and_a_finer_look_replaces_them() -> None:
    experiment = made(width=16, couplings=4)
    first, again = drawn(experiment, "data"), drawn(experiment, "data")
    assert all(first.layers[name] is again.layers[name] for name in ("heat", "grid", "samples"))
    fine = drawn(experiment, "data", fine=True)
    assert (
        cast(Heat, fine.layers["heat"]).values.size > cast(Heat, first.layers["heat"]).values.size
    )
    assert drawn(experiment, "data").layers["heat"] is fine.layers["heat"]


def test_while_training_one_part_of_the_picture_moves_at_each_look() -> None:
    experiment = made(width=16, couplings=4)
    before = drawn(experiment, "data").layers
    for _ in range(3):
        experiment.step()
        after = drawn(experiment, "data").layers
        moved = [
            name for name in ("heat", "grid", "samples", "probe") if after[name] is not before[name]
        ]
        assert len(moved) == 1
        before = after


def test_looking_and_touching_change_no_training() -> None:
    seen, unseen = made(width=16), made(width=16)
    for step in range(12):
        seen.touch("latent", Drag("probe", 0, 0.1 * step, 0.5))
        seen.touch("data", Stroke(np.array([[0, 0], [1, step]], dtype=np.float32)))
        drawn(seen, "data", fine=step % 4 == 0)
        assert torch.equal(cast(torch.Tensor, seen.step()["nll"]), unseen.step()["nll"])  # type: ignore[arg-type]


def test_cells_of_an_additive_flow_have_one_colour_and_the_meter_one_bar() -> None:
    experiment = made(coupling="additive", scale_layer=True, overlay="area", zero_init=False)
    with torch.no_grad():
        experiment.flow.get_parameter("layers.8.log_scale").copy_(torch.tensor([0.5, 0.25]))
        colours = cast(Mesh, drawn(experiment, "data").layers["area"]).values
        bars = cast(Bars, experiment.views()["layers"](False))
    assert np.allclose(colours, -0.75, atol=1e-5)
    assert bars.labels == (*"12345678", "s")
    assert np.allclose(bars.values, [0] * 8 + [0.75])


def test_what_overflows_is_drawn_out_of_sight() -> None:
    experiment = made(bounded=False, zero_init=False)
    with torch.no_grad():
        for parameter in experiment.flow.parameters():
            parameter.mul_(1e3)
    for name in ("data", "latent"):
        for layer in drawn(experiment, name).layers.values():
            if isinstance(layer, Points | Handles):
                assert np.isfinite(layer.points).all()
            if isinstance(layer, Heat):
                assert np.isfinite(layer.values).all()


# --- hands ----------------------------------------------------------------------------------------


def probe(experiment: FlowPlane, view: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return cast(Handles, drawn(experiment, view).layers["probe"]).points


@pytest.mark.parametrize("depth", [0.0, 40.0, 100.0])
@pytest.mark.parametrize("view", ["data", "latent"])
def test_a_dragged_point_stays_where_it_was_put_and_has_its_image(view: str, depth: float) -> None:
    experiment = made(zero_init=False, width=16, depth=depth)
    experiment.touch(view, Drag("probe", 0, 0.7, -0.4))
    assert np.allclose(probe(experiment, view), [[0.7, -0.4]], atol=1e-4)
    with torch.no_grad():
        latent = torch.from_numpy(probe(experiment, "latent").copy())
        x = experiment.flow.inverse(latent)[0]
        image = experiment.flow(x, 1 - depth / 100)[0]
    assert np.allclose(probe(experiment, "data"), image, atol=1e-4)


def test_the_beads_lead_from_the_latent_to_the_image() -> None:
    experiment = made(zero_init=False, width=16)
    experiment.touch("latent", Drag("probe", 0, 0.7, -0.4))
    beads = cast(Points, drawn(experiment, "data").layers["beads"]).points
    assert len(beads) == len(experiment.flow) + 1
    assert np.allclose(beads[0], [0.7, -0.4])
    assert np.allclose(beads[-1], probe(experiment, "data")[0], atol=1e-5)


def drawn_loop(experiment: FlowPlane) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return cast(Lines, drawn(experiment, "latent").layers["loop"]).points


def test_a_loop_is_seen_in_both_spaces_and_cleared() -> None:
    experiment = made(zero_init=False, width=16)
    loop = np.array([[0, 0], [1, 0], [1, 1], [0, 0]], dtype=np.float32)
    experiment.touch("latent", Stroke(loop, done=True))
    here = drawn_loop(experiment)
    there = cast(Lines, drawn(experiment, "data").layers["loop"]).points
    assert np.allclose(here[[0, -1]], 0)
    experiment.touch("latent", Stroke(loop[:3], done=True))
    assert np.allclose(drawn_loop(experiment)[[0, -1]], 0)  # it was closed at release
    experiment.touch("latent", Stroke(loop[:3]))
    assert np.allclose(drawn_loop(experiment)[-1], 1)
    experiment.touch("latent", Stroke(loop, done=True))
    with torch.no_grad():
        image = experiment.flow.inverse(torch.from_numpy(here.copy()))[0]
    assert np.allclose(there, image, atol=1e-5)
    experiment.touch("", RunAction("clear"))
    assert "loop" not in drawn(experiment, "data").layers


def test_the_meter_follows_the_pointer_and_returns_to_the_point() -> None:
    experiment = made(zero_init=False, width=16)

    def total() -> float:
        with torch.no_grad():
            return experiment.views()["layers"](False).readings[0].value

    experiment.touch("data", Hover(0.4, 0.3))
    with torch.no_grad():
        assert total() == pytest.approx(
            float(experiment.flow(torch.tensor([[0.4, 0.3]]))[1]), abs=1e-5
        )
    experiment.touch("latent", Drag("probe", 0, 0.0, 0.0))
    with torch.no_grad():
        assert total() == pytest.approx(
            -float(experiment.flow.inverse(torch.zeros(1, 2))[1]), abs=1e-5
        )


def test_strokes_are_data_and_outlive_a_rebuild() -> None:
    experiment = made(dataset=OWN, noise=0.02, width=16)
    stroke = np.array([[-1, 2], [1, 2]], dtype=np.float32)
    experiment.touch("data", Stroke(stroke, done=True))
    rebuilt = made(dataset=OWN, noise=0.02, width=32, actnorm="data")
    rebuilt.carry_over(experiment)
    for each in (experiment, rebuilt):
        points = each._batch(torch.Generator().manual_seed(0))
        assert (points[:, 1] - 2).abs().max() < 0.1
        assert math.isfinite(float(each.step()["nll"]))
    with torch.no_grad():
        z = rebuilt.flow(rebuilt._batch(rebuilt.generator(4)))[0]
    assert z.std(dim=0) == pytest.approx([1, 1], abs=0.5)
    rebuilt.touch("", RunAction("clear"))
    assert rebuilt._batch(torch.Generator().manual_seed(0))[:, 1].min() < -1


def test_points_of_a_file_become_the_data() -> None:
    experiment = made(width=16, noise=0.02)
    columns = np.array([[0, 1000], [4000, 1000]] * 10, dtype=np.float32)
    experiment.touch("", FileContent(columns, "points.csv"))
    assert experiment.params.dataset == OWN
    points = experiment._batch(torch.Generator().manual_seed(0))
    assert points[:, 1].abs().max() < 0.1
    assert (points[:, 0].abs() - 2.2).abs().max() < 0.1
