"""The page of the masked autoencoder: what it learns, shows, and takes from a hand."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import torch
from PIL import Image

from core.experiment import build, open_file
from core.experiments.mae_images import MaeImages
from core.experiments.mae_images.drawers import LABELS, RATIOS
from core.experiments.mae_images.knobs import MaeParams
from core.experiments.mae_images.material import PATCH, SAID, WHAT_WAS_DONE, Own
from core.masking.patches import patchify
from core.message import Message
from core.params import Value
from core.touches import FileContent, Paint, Pick, RunAction
from core.views import Images, Matrix
from tests import training
from tests.texts import chinese

ASKED = (0.75, "random")
# Where the lead over the linear map is beyond doubt.
STEPS = 1200


def built(values: Mapping[str, Value], seed: int = 0) -> MaeImages:
    return cast(MaeImages, build(MaeImages, MaeParams().changed(values), seed))


def made(seed: int = 0, **values: Value) -> MaeImages:
    return built(values, seed)


def trained(steps: int, seed: int = 0, **values: Value) -> MaeImages:
    params = MaeParams().changed(values)
    return cast(MaeImages, training.trained(MaeImages, params, steps, seed))


@torch.no_grad()
def images(experiment: MaeImages, view: str = "rebuilt") -> Images:
    return cast(Images, experiment.views()[view](False))


@torch.no_grad()
def matrix(experiment: MaeImages, view: str, fine: bool = False) -> Matrix:
    return cast(Matrix, experiment.views()[view](fine))


@torch.no_grad()
def errors(experiment: MaeImages, ratio: float, pattern: str) -> tuple[float, float, float]:
    """Mean squared errors of the model, the mean patch and the linear map."""
    examination = experiment._subject.examination
    rivals = examination.rivals(ratio, pattern)
    return examination.error(experiment.model, ratio, pattern), rivals.mean, rivals.linear


# --- what it learns -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.wide) for n in (1, 2))])
def test_held_out_digits_are_rebuilt_better_than_by_the_best_linear_map(seed: int) -> None:
    """About 1,800 steps fit into thirty seconds on two cores, window and all."""
    experiment = trained(STEPS, seed)
    ours, mean, linear = errors(experiment, *ASKED)
    print(f"seed {seed}: ours {ours:.4f}, linear {linear:.4f}, mean patch {mean:.4f}")
    assert ours < 0.98 * linear
    assert ours < 0.7 * mean


def test_mask_tokens_make_the_encoder_read_four_times_as_much() -> None:
    places = torch.arange(6).expand(2, -1)
    pictures = made()._subject.data.held[:2]
    lengths = [made(mask_tokens=on).model.encode(pictures, places).shape[1] for on in (False, True)]
    assert lengths == [7, 26]


def test_a_block_is_harder_than_scattered_patches_and_a_twentieth_nearly_hopeless() -> None:
    examination = made()._subject.examination
    quarter, grid = examination.rivals(*ASKED), examination.rivals(0.75, "grid")
    block, twentieth = examination.rivals(0.75, "block"), examination.rivals(0.95, "random")
    assert block.linear > 1.2 * quarter.linear
    assert block.linear > 1.2 * grid.linear
    assert twentieth.linear > 0.8 * twentieth.mean


def test_brightness_that_is_guessed_costs_more_than_the_mean_patch() -> None:
    ours, mean, _ = errors(trained(100, normalised=True), *ASKED)
    plain, _, _ = errors(trained(100), *ASKED)
    assert ours > 1.2 * mean
    assert ours > 1.2 * plain


def test_a_live_ratio_changes_mask_training_and_rivals() -> None:
    experiment = trained(2)
    before = experiment._subject.mask.sum(), experiment._marks.clone()
    experiment.apply_params(experiment.params.changed({"ratio": 0.4, "pattern": "grid"}))
    assert int(experiment._subject.mask.sum()) == 10 != int(before[0])
    for _ in range(49):
        experiment.step()
    assert float(experiment._marks[1]) < float(before[1][1])


# --- what it shows --------------------------------------------------------------------------------


def test_masked_rebuilt_original_and_linear_stand_beside_each_other() -> None:
    experiment = made()
    view, s = images(experiment), experiment._subject
    assert view.labels == LABELS
    assert view.masked is not None
    assert np.array_equal(view.masked[0].reshape(-1) > 0, s.mask.numpy())
    assert not view.masked[1:].any()
    patches = patchify(torch.from_numpy(view.pictures.copy())[:, None], PATCH)
    truth = patchify(s.picture[None], PATCH)[0]
    assert torch.equal(patches[0], truth)
    assert torch.equal(patches[2], truth)
    for filled, reading in ((patches[1], view.readings[0]), (patches[3], view.readings[1])):
        assert torch.equal(filled[~s.mask], truth[~s.mask])
        clipped = float((filled - truth)[s.mask].square().mean())
        assert 0 < clipped <= reading.value + 1e-6


def test_nine_ratios_are_what_each_gives_alone() -> None:
    experiment = made()
    s, strip = experiment._subject, images(experiment, "ratios")
    assert strip.labels[0] == "10%"
    assert strip.picked == ()
    for index, ratio in enumerate(RATIOS):
        mask = s.masks(1, ratio, torch.Generator().manual_seed(1))
        with torch.no_grad():
            alone = experiment.model.rebuild(s.picture[None], mask)[0, 0].clamp(0, 1)
        assert np.allclose(strip.pictures[index], alone, atol=1e-5)


def test_a_pause_takes_more_masks_for_the_map_of_guesses() -> None:
    experiment = made()
    counts = [matrix(experiment, "spread", fine).readings[0].value for fine in (False, True)]
    assert counts == [32, 256]


def test_looking_and_touching_change_no_training() -> None:
    seen, unseen = made(), made()
    for step in range(4):
        seen.touch("rebuilt", Paint(0, ((step, 0), (0, step)), step % 2 == 0))
        seen.touch("sheet", Pick("pictures", step))
        seen.touch("", RunAction("mask"))
        with torch.no_grad():
            for draw in seen.views().values():
                draw(step == 3)
        assert seen.step() == unseen.step()


# --- hands ----------------------------------------------------------------------------------------


def test_the_reconstruction_follows_the_brush() -> None:
    experiment = made()
    experiment.touch("", RunAction("show"))
    view = images(experiment)
    assert np.array_equal(view.pictures[1], view.pictures[0])
    assert view.readings[0].value == 0
    experiment.touch("rebuilt", Paint(0, ((2, 2), (2, 3), (99, 0), (-1, 1)), True))
    view = images(experiment)
    assert view.masked is not None
    assert [tuple(cell) for cell in np.argwhere(view.masked[0])] == [(2, 2), (2, 3)]
    changed = np.argwhere(np.asarray(view.pictures[1] != view.pictures[0]))
    assert changed.min(0).tolist() >= [8, 8]
    assert changed.max(0).tolist() <= [11, 15]
    experiment.touch("rebuilt", Paint(0, ((2, 2), (2, 3)), False))
    assert not images(experiment).masked[0].any()  # type: ignore[index]


def test_a_picked_picture_is_shown_and_lit() -> None:
    experiment = made()
    experiment.touch("sheet", Pick("pictures", 5))
    experiment.touch("sheet", Pick("pictures", -1))  # a second click lets nothing go
    sheet = images(experiment, "sheet")
    assert sheet.picked == (5,)
    assert np.array_equal(images(experiment).pictures[2], sheet.pictures[5])


def test_a_picked_patch_is_lit_in_all_views_and_asks_who_helped_there() -> None:
    experiment = made()
    mask = experiment._subject.mask
    place = int(mask.nonzero()[0])
    everywhere = matrix(experiment, "helped").values
    experiment.touch("spread", Pick("matrix", *divmod(place, 5)))
    assert images(experiment).lit == divmod(place, 5)
    for name in ("spread", "helped"):
        assert matrix(experiment, name).picked == divmod(place, 5)
    there = matrix(experiment, "helped")
    assert not np.array_equal(there.values, everywhere, equal_nan=True)
    assert np.array_equal(np.isnan(there.values).reshape(-1), mask.numpy())
    experiment.touch("helped", Pick("matrix", -1))
    assert images(experiment).lit is None


def test_a_picked_ratio_turns_the_knob() -> None:
    experiment = made()
    experiment.touch("ratios", Pick("pictures", 2))
    assert experiment.params.ratio == RATIOS[2]
    assert images(experiment, "ratios").picked == (2,)


def test_another_mask_hides_as_much_elsewhere() -> None:
    experiment = made()
    before = experiment._subject.mask
    experiment.touch("", RunAction("mask"))
    after = experiment._subject.mask
    assert int(after.sum()) == int(before.sum())
    assert not torch.equal(after, before)


def photograph(path: Path) -> Path:
    """A dark stroke on light paper, wider than high."""
    pixels = np.full((60, 100, 3), 240, dtype=np.uint8)
    pixels[10:50, 45:55] = 20
    Image.fromarray(pixels).save(path)
    return path


def test_a_picture_file_is_cut_scaled_and_turned_to_the_greys_of_the_data(tmp_path: Path) -> None:
    experiment = made()
    experiment.touch("", open_file(MaeImages, str(photograph(tmp_path / "one.png"))))
    view = images(experiment)
    assert view.title == "Your picture"
    assert str(view.note) == "100×60, cut, grey, inverted → 20×20"
    original = view.pictures[2]
    assert original[10, 10] > 0.9
    assert original[10, 2] < 0.1
    rebuilt = made(encoder_depth=1)
    rebuilt.carry_over(experiment)
    assert images(rebuilt).note == view.note
    experiment.touch("sheet", Pick("pictures", 1))
    assert images(experiment).note == ""


def test_colours_stay_where_the_data_has_colours(tmp_path: Path) -> None:
    experiment = made(dataset="emoji")
    experiment.touch("", open_file(MaeImages, str(photograph(tmp_path / "one.png"))))
    view = images(experiment)
    assert str(view.note) == "100×60, cut → 24×24"
    assert view.pictures.shape == (4, 24, 24, 3)


def test_something_else_that_is_given_is_left_alone() -> None:
    experiment = made()
    experiment.touch("", FileContent(np.zeros((3, 2)), "points.csv"))
    assert experiment._subject.own is None


def test_what_is_said_of_a_file_is_translated() -> None:
    texts = chinese()
    assert {word for _, word in SAID.values()} <= set(texts)
    own = Own(torch.ones(3, 240, 240), (Message("", {"width": 1, "height": 1}),))
    said = own.fitted(made()._subject.data)[1]
    assert WHAT_WAS_DONE in texts
    assert {str(said.values[gap]) for gap in ("grey", "inverted")} <= set(texts)
