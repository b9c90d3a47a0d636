"""Split and concatenate. T1."""

import math

import pytest
import torch

from core.layers import Checkerboard, Halves


@pytest.mark.parametrize("size", [2, 3, 4, 7])
@pytest.mark.parametrize("swap", [False, True])
def test_halves_are_contiguous_and_cover_everything(size: int, swap: bool) -> None:
    split = Halves(size, swap)
    x = torch.arange(size).expand(3, size)
    kept, moved = split.split(x)
    first = list(range(math.ceil(size / 2)))
    second = list(range(math.ceil(size / 2), size))
    assert kept[0].tolist() == (second if swap else first)
    assert moved[0].tolist() == (first if swap else second)
    assert (kept.shape[1], moved.shape[1]) == (split.kept, split.moved)
    assert torch.equal(split.merge(kept, moved), x)


@pytest.mark.parametrize("shape", [(4, 2), (4, 7), (4, 5, 2, 3)])
@pytest.mark.parametrize("swap", [False, True])
def test_concat_undoes_split_and_split_undoes_concat(shape: tuple[int, ...], swap: bool) -> None:
    """T1, also where the halves are not equal, and for the gradient."""
    x = torch.randn(shape, generator=torch.Generator().manual_seed(0)).requires_grad_()
    halves = Halves(shape[1], swap)
    parts = halves.split(x)
    assert torch.equal(halves.merge(*parts), x)
    again = halves.split(halves.merge(*parts))
    assert all(map(torch.equal, again, parts))
    (gradient,) = torch.autograd.grad(halves.merge(*parts).sum(), x)
    assert torch.equal(gradient, torch.ones(shape))


def test_one_feature_cannot_be_split() -> None:
    with pytest.raises(ValueError, match="at least two"):
        Halves(1)


def test_checkerboard_keeps_every_other_pixel() -> None:
    x = torch.ones(1, 1, 3, 4)
    kept, moved = Checkerboard(1, 3, 4).split(x)
    for row in range(3):
        for column in range(4):
            assert kept[0, 0, row, column] == float((row + column) % 2 == 0)
    assert torch.equal(kept + moved, x)
    assert torch.equal(Checkerboard(1, 3, 4, swap=True).split(x)[0], moved)
