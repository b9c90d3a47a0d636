"""What a transformer costs, counted exactly: multiplications with an addition each, in a forward.

DropToken and MAE leave tokens out before the first layer. Linear layers then cost the kept share,
attention its square.
"""

from dataclasses import dataclass

from core.masking.transformer import EXPANSION


@dataclass(frozen=True)
class Cost:
    """Multiply-adds of the products between tokens, and of the layers that see one token alone."""

    attention: int
    linear: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.attention + self.linear


def transformer_cost(length: int, width: int, depth: int, expansion: int = EXPANSION) -> Cost:
    """Cost of a core.masking.Transformer on one text of `length` tokens.

    A block has four width × width maps (query, key, value, out), a perceptron, and two products of
    length × length × width. What takes no matrix product, such as the softmax, is not counted.
    """
    linear = length * (4 + 2 * expansion) * width**2
    return Cost(depth * 2 * length**2 * width, depth * linear)
