"""The true norm of a convolution, beside that of its reshaped kernel.

Kernels are `(out, in, height, width)` as in `torch.nn.functional.conv2d`.
"""

import math
from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.grad import conv2d_input

from core.lipschitz.norms import spectral_norm


def reshaped_norm(kernel: Tensor) -> float:
    """‖W‖₂ of the kernel as a matrix `(out, in·height·width)`, by which SN-GAN divides.

    It is not the norm of the convolution, which can exceed it by √(height·width).
    """
    return spectral_norm(kernel.flatten(1))


def reshaped_bound(kernel: Tensor) -> float:
    """reshaped_norm · √(height·width), an upper bound of the norm at stride 1.

    The matrix meets every patch, and each input lies in at most height·width of them. A box
    filter attains the bound.
    """
    return reshaped_norm(kernel) * math.sqrt(kernel.shape[2] * kernel.shape[3])


def circular_norm(kernel: Tensor, size: tuple[int, int]) -> float:
    """The exact norm of the convolution with circular padding on a picture of `size`.

    The Fourier transform splits the operator into one `(out, in)` matrix per frequency; the
    norm is the largest among theirs. Raises ValueError if the kernel is larger than the picture.
    Sedghi, Gupta, Long 2018, arXiv:1805.10408.
    """
    if kernel.shape[2] > size[0] or kernel.shape[3] > size[1]:
        raise ValueError(f"a kernel of {tuple(kernel.shape[2:])} does not fit a picture of {size}")
    spectrum = torch.fft.fft2(kernel.detach().cpu(), s=size)  # (out, in, H, W)
    return float(torch.linalg.svdvals(spectrum.permute(2, 3, 0, 1)).max())


def operator_steps(
    kernel: Tensor, start: Tensor, stride: int = 1, padding: int = 0
) -> Iterator[float]:
    """Estimates of the norm with zero padding, by power iteration on the operator itself.

    `start` is a picture `(1, in, H, W)`; each estimate |Wv| for unit v is a lower bound.
    """
    kernel, picture = kernel.detach(), start / start.norm()
    while True:
        image = functional.conv2d(picture, kernel, stride=stride, padding=padding)
        yield float(image.norm())
        back = conv2d_input(  # type: ignore[no-untyped-call]
            picture.shape, kernel, image, stride=stride, padding=padding
        )
        picture = back / back.norm().clamp_min(torch.finfo(back.dtype).tiny)


def operator_norm(
    kernel: Tensor,
    size: tuple[int, int],
    generator: torch.Generator,
    rounds: int,
    stride: int = 1,
    padding: int = 0,
) -> float:
    """The norm with zero padding after some rounds from a random picture of `size`."""
    start = torch.randn(1, kernel.shape[1], *size, generator=generator).to(kernel)
    steps = operator_steps(kernel, start, stride, padding)
    return [next(steps) for _ in range(rounds)][-1]
