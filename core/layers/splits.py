"""Split and concatenate: a tensor in two parts, and back."""

import torch
from torch import Tensor, nn


class Halves(nn.Module):
    """The first half of the features (or channels) and the rest, contiguous, not interleaved.

    A coupling keeps one and moves the other. The kept half is the first, of size ceil(C / 2), or
    the second where `swap` is set. A swap is the permutation of the halves around a coupling,
    without moving anything; it may have been drawn, so it is saved with the module.
    Reference: Su 2018, kexue.fm/archives/5765, a layer of two outputs.
    """

    def __init__(self, size: int, swap: bool = False) -> None:
        super().__init__()
        if size < 2:
            raise ValueError(f"it takes at least two features to split, not {size}")
        self.sizes = [size - size // 2, size // 2]
        self.swap = swap

    def get_extra_state(self) -> Tensor:
        """The swap, 0-d; no buffer, since reading one would wait for the device."""
        return torch.tensor(self.swap)

    def set_extra_state(self, state: Tensor) -> None:
        """Take the swap that was saved."""
        self.swap = bool(state)

    @property
    def kept(self) -> int:
        """Number of features that the conditioner sees."""
        return self.sizes[1] if self.swap else self.sizes[0]

    @property
    def moved(self) -> int:
        """Number of features that the coupling moves."""
        return self.sizes[0] if self.swap else self.sizes[1]

    def split(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the kept and the moved part of x (N, C, ...)."""
        first, second = torch.split_with_sizes(x, self.sizes, dim=1)
        return (second, first) if self.swap else (first, second)

    def merge(self, kept: Tensor, moved: Tensor) -> Tensor:
        """Put the two parts back in place."""
        return torch.cat((moved, kept) if self.swap else (kept, moved), dim=1)

    def mask(self, values: Tensor) -> Tensor:
        """Return the conditioner's output as it is: it speaks of the moved part alone."""
        return values


class Checkerboard(nn.Module):
    """The black and the white pixels of images (N, C, H, W), as in RealNVP.

    Both parts keep the shape of the image, with zeros in the other's place; white pixels are
    kept, black ones moved, or the other way where `swap` is set.
    Reference: Dinh, Sohl-Dickstein, Bengio 2016, arXiv:1605.08803, figure 3.
    """

    def __init__(self, channels: int, height: int, width: int, swap: bool = False) -> None:
        super().__init__()
        self.kept = self.moved = channels
        rows, columns = torch.arange(height), torch.arange(width)
        moved = (rows[:, None] + columns + int(swap)) % 2  # (H, W)
        self.moved_mask: Tensor
        self.register_buffer("moved_mask", moved.to(torch.get_default_dtype()))

    def split(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the kept and the moved pixels, each (N, C, H, W)."""
        moved = x * self.moved_mask
        return x - moved, moved

    def merge(self, kept: Tensor, moved: Tensor) -> Tensor:
        """Put the two parts back together."""
        return kept + moved

    def mask(self, values: Tensor) -> Tensor:
        """Silence the conditioner's output on the kept pixels."""
        return values * self.moved_mask
