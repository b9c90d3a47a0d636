"""The variable that an optimiser moves instead of a parameter, and the way back."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Parametrisation:
    """``variable`` turns parameters into what is optimised, ``params`` turns it back; both (P,)."""

    name: str
    variable: Callable[[Tensor], Tensor]
    params: Callable[[Tensor], Tensor]


PLAIN = Parametrisation("plain", lambda params: params, lambda variable: variable)


def relative(start: Tensor) -> Parametrisation:
    """Multiples of the start (P,): one learning rate then suits parameters of any magnitude."""
    return Parametrisation(
        "relative", lambda params: params / start, lambda variable: variable * start
    )


def _log(params: Tensor) -> Tensor:
    if not bool((params > 0).all()):
        raise ValueError("Only positive parameters have a logarithm.")
    return torch.log(params)


# Parameters that stay positive: a negative one would make growth exponential.
LOGARITHMIC = Parametrisation("logarithmic", _log, torch.exp)
