"""The small networks inside couplings: any function will do, it is never inverted."""

from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar

from torch import Tensor, nn

Layer = TypeVar("Layer", nn.Linear, nn.Conv2d)


def mlp(
    inputs: int,
    outputs: int,
    width: int,
    hidden: int = 2,
    zero_init: bool = True,
    activation: Callable[[], nn.Module] = nn.ReLU,
) -> nn.Sequential:
    """Return a network (N, inputs) -> (N, outputs) with `hidden` layers of `width` units.

    With `zero_init` the last layer starts at zero, so that the coupling starts as the identity.
    """
    sizes = [inputs, *[width] * hidden]
    layers: list[nn.Module] = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), activation()]
    return nn.Sequential(*layers, start_at_zero(nn.Linear(sizes[-1], outputs), zero_init))


class PixelLinear(nn.Module):
    """A 1 x 1 convolution (N, C, H, W) -> (N, C', H, W), as one matrix product over all pixels.

    Measured on the small images of this program it takes half the time of Conv2d.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.linear = nn.Linear(inputs, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Apply the layer to the channels of each pixel."""
        result: Tensor = self.linear(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return result


def conv_net(inputs: int, outputs: int, width: int, zero_init: bool = True) -> nn.Sequential:
    """Return Glow's network (N, inputs, H, W) -> (N, outputs, H, W): kernels 3, 1, 3.

    Reference: Kingma, Dhariwal 2018, arXiv:1807.03039, appendix B (without its actnorms).
    """
    last = start_at_zero(nn.Conv2d(width, outputs, 3, padding=1), zero_init)
    return nn.Sequential(
        nn.Conv2d(inputs, width, 3, padding=1),
        nn.ReLU(),
        PixelLinear(width, width),
        nn.ReLU(),
        last,
    )


def start_at_zero(layer: Layer, zero: bool = True) -> Layer:
    """Set the layer's weight and bias to zero where `zero` is set, and return it."""
    if zero:
        nn.init.zeros_(layer.weight)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
    return layer
