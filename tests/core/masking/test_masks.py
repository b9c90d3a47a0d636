"""T1, T8, T9: patches and masks come back, keep exact numbers, and favour no place."""

import pytest
import torch

from core.masking.masks import (
    PATTERNS,
    gather,
    grid_mask,
    kept_places,
    random_mask,
    removed_count,
    scatter,
)
from core.masking.patches import patchify, unpatchify
from core.masking.positions import grid_positions, line_positions


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(("height", "width", "channels"), [(8, 8, 1), (8, 12, 3), (20, 4, 2)])
def test_patchify_round_trip(height: int, width: int, channels: int) -> None:
    images = torch.rand(3, channels, height, width, dtype=torch.float64)
    patches = patchify(images, 4)
    assert patches.shape == (3, height * width // 16, 16 * channels)
    assert torch.equal(unpatchify(patches, 4, height, width), images)


def test_patchify_by_loops() -> None:
    images = torch.rand(2, 3, 4, 6)
    patches = patchify(images, 2)
    for row in range(2):
        for column in range(3):
            tile = images[:, :, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
            naive = tile.permute(0, 2, 3, 1).flatten(1)
            assert torch.equal(patches[:, 3 * row + column], naive)


def test_patches_must_fit() -> None:
    with pytest.raises(ValueError, match="do not divide"):
        patchify(torch.zeros(1, 1, 10, 8), 4)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("ratio", [0.0, 0.1, 0.5, 0.75, 0.9, 1.0])
@pytest.mark.parametrize(("rows", "columns"), [(7, 7), (4, 6), (5, 5)])
def test_exact_numbers_and_repetition(pattern: str, ratio: float, rows: int, columns: int) -> None:
    mask = PATTERNS[pattern](9, rows, columns, ratio, seeded())
    length = rows * columns
    kept = int(length * (1 - ratio) + 1e-9)
    assert mask.shape == (9, length)
    assert bool((mask.sum(1) == length - kept).all())
    assert kept_places(mask).shape == (9, kept)
    assert torch.equal(mask, PATTERNS[pattern](9, rows, columns, ratio, seeded()))


def test_scatter_undoes_gather() -> None:
    tokens = torch.rand(5, 20, 3)
    mask = random_mask(5, 4, 5, 0.6, seeded())
    places = kept_places(mask)
    blank = torch.rand(1, 20, 3)
    whole = scatter(gather(tokens, places), places, blank)
    assert torch.equal(whole, torch.where(mask.unsqueeze(-1), blank, tokens))
    assert torch.equal(gather(whole, places), gather(tokens, places))


def test_whole_shuffle_and_back_is_the_identity() -> None:
    tokens = torch.rand(5, 20, 3)
    order = torch.rand(5, 20).argsort(1)
    assert torch.equal(scatter(gather(tokens, order), order, torch.zeros(1, 20, 3)), tokens)


def test_random_masks_favour_no_place_and_no_pair() -> None:
    count = 20_000
    mask = random_mask(count, 5, 5, 0.75, seeded()).double()
    share = 19 / 25
    deviation = (share * (1 - share) / count) ** 0.5
    assert (mask.mean(0) - share).abs().max() < 4.5 * deviation
    pairs = mask.T @ mask / count
    expected = 19 / 25 * 18 / 24
    off = pairs[~torch.eye(25, dtype=torch.bool)]
    assert (off - expected).abs().max() < 5 * (expected * (1 - expected) / count) ** 0.5


def test_grid_keeps_one_of_each_two_by_two() -> None:
    mask = grid_mask(50, 6, 8, 0.75, seeded()).reshape(50, 3, 2, 4, 2)
    assert bool((mask.sum((2, 4)) == 3).all())
    assert len({tuple(m.flatten().tolist()) for m in mask}) == 4  # every shift occurs


def test_block_is_one_rectangle_but_for_its_trimmed_edge() -> None:
    masks = PATTERNS["block"](200, 8, 8, 0.5, seeded()).reshape(200, 8, 8)
    for mask in masks:
        rows, columns = mask.any(1), mask.any(0)
        box = mask[rows][:, columns]
        assert int(rows.sum()) == int(rows.nonzero().max() - rows.nonzero().min()) + 1
        assert box.double().mean() > 0.5
    # Neighbours share their fate far more often than in a random mask.
    assert (masks[:, :, 1:] == masks[:, :, :-1]).double().mean() > 0.8


def test_painted_masks() -> None:
    cells = torch.tensor([[True, False], [False, False]])
    mask = cells.reshape(1, -1).expand(3, -1)
    assert mask.shape == (3, 4)
    assert kept_places(mask).tolist() == [[1, 2, 3]] * 3
    with pytest.raises(ValueError, match="same number"):
        kept_places(torch.tensor([[True, False], [True, True]]))


def test_ratios_are_checked() -> None:
    assert removed_count(10, 0.9) == 9
    assert removed_count(49, 0.75) == 37
    with pytest.raises(ValueError, match="ratio"):
        removed_count(10, 1.5)


def test_positions_tell_places_apart() -> None:
    grid = grid_positions(7, 9, 64)
    assert grid.shape == (63, 64)
    distance = torch.cdist(grid, grid) + 9 * torch.eye(63)
    assert distance.min() > 0.5
    assert torch.allclose(grid.square().sum(1), torch.full((63,), 32.0))
    assert line_positions(5, 8)[0].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    with pytest.raises(ValueError, match="4 divides"):
        grid_positions(2, 2, 6)
    with pytest.raises(ValueError, match="odd"):
        line_positions(2, 7)
