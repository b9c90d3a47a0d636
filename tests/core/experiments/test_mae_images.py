"""The page of the masked autoencoder: what it learns, shows, and takes from a hand."""

from typing import cast

import numpy as np
import pytest
import torch

from core.data.brought import Pixels
from core.experiment import build
from core.experiments.mae_images import SCENES
from core.experiments.mae_images.dataset import IMPORT_NOTE, PATCH, OwnPicture
from core.experiments.mae_images.knobs import RATIOS, MaeParams
from core.experiments.mae_images.page import MaeImages
from core.experiments.mae_images.seen import MaeSeen
from core.experiments.mae_images.views import LABELS
from core.masking.masks import PATTERNS
from core.masking.patches import patchify
from core.params import Value
from core.run import Run
from core.touches import Paint, Pick, RunAction
from core.views import Images, Matrix
from tests.pages import run_of
from tests.same import same
from tests.texts import chinese, told
from tests.training import trained_run

ASKED = (0.75, "random")
# Where the lead over the linear map is beyond doubt.
STEPS = 1200


def made(seed: int = 0, **values: Value) -> Run:
    return run_of(SCENES[0], seed, MaeParams().changed(values))


def trained(steps: int, seed: int = 0, **values: Value) -> Run:
    return trained_run(SCENES[0], MaeParams().changed(values), steps, seed)


def rebuilt(before: Run, **values: Value) -> Run:
    """A new run that takes over what a hand made."""
    experiment = build(MaeImages, before.experiment.params.changed(values), 0)
    experiment.carry_over(before.experiment)
    return Run(SCENES[0], experiment, before.cache.clock)


def model_of(run: Run) -> MaeImages:
    return cast(MaeImages, run.experiment)


def seen(run: Run) -> MaeSeen:
    return cast(MaeSeen, run.seen)


def images(run: Run, view: str = "rebuilt") -> Images:
    return cast(Images, run.look(names=[view])[view])


def matrix(run: Run, view: str, fine: bool = False) -> Matrix:
    return cast(Matrix, run.look(fine, [view])[view])


@torch.no_grad()
def errors(run: Run, ratio: float, pattern: str) -> tuple[float, float, float]:
    """Mean squared errors of the model, the mean patch and the linear map."""
    experiment = model_of(run)
    mean, linear = experiment.evaluation.baselines(ratio, pattern)
    return experiment.evaluation.error(experiment.model, ratio, pattern), mean, linear


# --- what it learns -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.wide) for n in (1, 2))])
def test_held_out_digits_are_rebuilt_better_than_by_the_best_linear_map(seed: int) -> None:
    """About 1,800 steps fit into thirty seconds on two cores, window and all."""
    told("mae_images", "by step 1,200", preset="A quarter")
    told("mae_images", ("before step 1,200", "1200 步之前"))
    ours, mean, linear = errors(trained(STEPS, seed), *ASKED)
    assert ours < 0.98 * linear
    assert ours < 0.7 * mean


def test_mask_tokens_make_the_encoder_read_four_times_as_much() -> None:
    told("mae_images", "25 tokens, 19 of them", preset="Mask tokens inside")
    told("mae_images", ("25 tokens in place of six", "25 个 token，而不是六个"))
    places = torch.arange(6).expand(2, -1)
    runs = [model_of(made(mask_tokens=on)) for on in (False, True)]
    lengths = [run.model.encode(run.data.held[:2], places).shape[1] for run in runs]
    assert lengths == [7, 26]


def test_a_grid_takes_three_of_each_four_neighbours() -> None:
    told("mae_images", "Three of each 2×2 patches", preset="Grid")
    mask = PATTERNS["grid"](5, 6, 6, 0.75, torch.Generator().manual_seed(0)).view(5, 6, 6)
    squares = mask.float().unfold(1, 2, 1).unfold(2, 2, 1).sum(dim=(-2, -1))
    assert (squares == 3).all()


def test_a_grid_is_easier_and_a_block_and_a_twentieth_harder_for_any_map() -> None:
    """The mean over many masks: that over the eight of an evaluation depends on which they are."""
    told("mae_images", "One patch of 25", preset="A twentieth")
    evaluation = model_of(made()).evaluation
    held = patchify(evaluation.data.held, PATCH)

    def of_map(ratio: float, pattern: str) -> tuple[float, float]:
        masks = PATTERNS[pattern](64, 5, 5, ratio, torch.Generator().manual_seed(1))
        guesses = [
            torch.stack([evaluation.inpaint(held, m), evaluation.mean.expand_as(held)])
            for m in masks
        ]
        off = [
            (two - held)[:, :, m].square().mean((1, 2, 3))
            for two, m in zip(guesses, masks, strict=True)
        ]
        linear, mean = torch.stack(off).mean(0).tolist()
        return linear, mean

    one = PATTERNS["random"](64, 5, 5, 0.95, torch.Generator().manual_seed(1))
    assert set((~one).sum(dim=1).tolist()) == {1}
    quarter, _ = of_map(*ASKED)
    twentieth, mean = of_map(0.95, "random")
    assert of_map(0.75, "grid")[0] < 0.97 * quarter
    assert of_map(0.75, "block")[0] > 1.4 * quarter
    assert twentieth > 0.85 * mean


def test_brightness_that_is_guessed_costs_more_than_the_mean_patch() -> None:
    ours, mean, _ = errors(trained(100, normalised=True), *ASKED)
    plain, _, _ = errors(trained(100), *ASKED)
    assert ours > 1.2 * mean
    assert ours > 1.3 * plain


def test_a_live_ratio_changes_mask_training_and_baselines() -> None:
    run = trained(2)
    before, linear = seen(run).mask().sum(), model_of(run).metrics.linear
    run.apply_params(run.experiment.params.changed({"ratio": 0.4, "pattern": "grid"}))
    assert int(seen(run).mask().sum()) == 10 != int(before)
    for _ in range(49):
        run.train()
    assert model_of(run).metrics.linear < linear


# --- what it shows --------------------------------------------------------------------------------


def test_masked_rebuilt_original_and_linear_stand_beside_each_other() -> None:
    run = made()
    view, mask = images(run), seen(run).mask()
    assert view.labels == LABELS
    assert view.masked is not None
    assert np.array_equal(view.masked[0].reshape(-1) > 0, mask.numpy())
    assert not view.masked[1:].any()
    patches = patchify(torch.from_numpy(view.pictures.copy())[:, None], PATCH)
    truth = patchify(seen(run).picture()[None], PATCH)[0]
    assert torch.equal(patches[0], truth)
    assert torch.equal(patches[2], truth)
    for filled, reading in ((patches[1], view.readings[0]), (patches[3], view.readings[1])):
        assert torch.equal(filled[~mask], truth[~mask])
        clipped = float((filled - truth)[mask].square().mean())
        assert 0 < clipped <= reading.value + 1e-6


def test_nine_ratios_are_what_each_gives_alone() -> None:
    run = made()
    strip, picture, experiment = images(run, "ratios"), seen(run).picture(), model_of(run)
    assert strip.labels[0] == "10%"
    assert strip.picked == ()
    for index, ratio in enumerate(RATIOS):
        mask = experiment.masks(1, ratio, torch.Generator().manual_seed(1))
        with torch.no_grad():
            alone = experiment.model.rebuild(picture[None], mask)[0, 0].clamp(0, 1)
        assert np.allclose(strip.pictures[index], alone, atol=1e-5)


def test_a_pause_takes_more_masks_for_the_map_of_guesses() -> None:
    told(
        "mae_images",
        ("over 32 masks, and over 256 when paused", "32 个掩码"),
        ("256", "256 个掩码"),
    )
    run = made()
    counts = [matrix(run, "spread", fine).readings[0].value for fine in (False, True)]
    assert counts == [32, 256]


def test_looking_and_touching_change_no_training() -> None:
    used, plain = made(), made()
    for step in range(4):
        used.touch("rebuilt", Paint(0, ((step, 0), (0, step)), step % 2 == 0))
        used.touch("sheet", Pick("pictures", step))
        used.touch("", RunAction("mask"))
        used.look(fine=step == 3)
        used.train()
        plain.train()
    both = used.state(), plain.state()
    assert all(same(both[0][name], both[1][name]) for name in plain.experiment.parts())


# --- hands ----------------------------------------------------------------------------------------


def test_the_reconstruction_follows_the_brush() -> None:
    run = made()
    run.touch("", RunAction("show"))
    view = images(run)
    assert np.array_equal(view.pictures[1], view.pictures[0])
    assert view.readings[0].value == 0
    run.touch("rebuilt", Paint(0, ((2, 2), (2, 3), (99, 0), (-1, 1)), True))
    view = images(run)
    assert view.masked is not None
    assert [tuple(cell) for cell in np.argwhere(view.masked[0])] == [(2, 2), (2, 3)]
    changed = np.argwhere(np.asarray(view.pictures[1] != view.pictures[0]))
    assert changed.min(0).tolist() >= [8, 8]
    assert changed.max(0).tolist() <= [11, 15]
    run.touch("rebuilt", Paint(0, ((2, 2), (2, 3)), False))
    assert not images(run).masked[0].any()  # type: ignore[index]


def test_what_is_painted_outlives_a_rebuild_where_it_fits() -> None:
    run = made(dataset="emoji")
    run.touch("rebuilt", Paint(0, ((5, 5),), True))
    run.touch("spread", Pick("matrix", 5, 5))
    painted = seen(run).mask()
    assert torch.equal(seen(rebuilt(run, encoder_depth=1)).mask(), painted)
    assert rebuilt(run, encoder_depth=1, ratio=0.5).experiment.made.painted is None
    smaller = rebuilt(run, dataset="digits")
    assert len(seen(smaller).mask()) == 25
    assert seen(smaller).place() is None
    run.apply_params(run.experiment.params.changed({"ratio": 0.5}))
    assert int(seen(run).mask().sum()) == 18


def test_a_picked_picture_is_shown_and_framed() -> None:
    run = made()
    run.touch("sheet", Pick("pictures", 5))
    run.touch("sheet", Pick("pictures", -1))  # a second click lets nothing go
    sheet = images(run, "sheet")
    assert sheet.picked == (5,)
    assert np.array_equal(images(run).pictures[2], sheet.pictures[5])


def test_a_picked_patch_is_lit_in_all_views_and_asks_who_helped_there() -> None:
    run = made()
    mask = seen(run).mask()
    place = int(mask.nonzero()[0])
    everywhere = matrix(run, "helped").values
    run.touch("spread", Pick("matrix", *divmod(place, 5)))
    assert images(run).lit == divmod(place, 5)
    for name in ("spread", "helped"):
        assert matrix(run, name).picked == divmod(place, 5)
    there = matrix(run, "helped")
    assert not np.array_equal(there.values, everywhere, equal_nan=True)
    assert np.array_equal(np.isnan(there.values).reshape(-1), mask.numpy())
    run.touch("helped", Pick("matrix", -1))
    assert images(run).lit is None


def test_a_picked_ratio_turns_the_knob() -> None:
    run = made()
    run.touch("ratios", Pick("pictures", 2))
    assert run.experiment.params.ratio == RATIOS[2]
    assert images(run, "ratios").picked == (2,)


def test_another_mask_hides_as_much_elsewhere() -> None:
    run = made()
    before = seen(run).mask()
    run.touch("", RunAction("mask"))
    after = seen(run).mask()
    assert int(after.sum()) == int(before.sum())
    assert not torch.equal(after, before)


def photograph() -> Pixels:
    """A dark stroke on light paper, wider than high."""
    pixels = np.full((60, 100, 3), 240 / 255, dtype=np.float32)
    pixels[10:50, 45:55] = 20 / 255
    return pixels


def test_a_picture_is_cut_scaled_and_turned_to_the_greys_of_the_data() -> None:
    run = made()
    run.receive(OwnPicture.of(photograph()))
    view = images(run)
    assert view.title == "Your picture"
    assert str(view.note) == "100×60, cut, grey, inverted → 20×20"
    original = view.pictures[2]
    assert original[10, 10] > 0.9
    assert original[10, 2] < 0.1
    assert images(rebuilt(run, encoder_depth=1)).note == view.note
    run.touch("sheet", Pick("pictures", 1))
    assert images(run).note == ""


def test_colours_stay_where_the_data_has_colours() -> None:
    run = made(dataset="emoji")
    run.receive(OwnPicture.of(photograph()))
    view = images(run)
    assert str(view.note) == "100×60, cut → 24×24"
    assert view.pictures.shape == (4, 24, 24, 3)


def test_what_is_said_of_a_picture_is_translated() -> None:
    note = OwnPicture.of(photograph()).fitted(model_of(made()).data)[1]
    words = {str(note.values[gap]) for gap in ("cut", "grey", "inverted")}
    assert {IMPORT_NOTE, *words} <= set(chinese())
