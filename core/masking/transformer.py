"""A pre-norm transformer, as in ViT (Dosovitskiy et al. 2020, arXiv:2010.11929)."""

from torch import Tensor, nn
from torch.nn import functional as F

from core.masking.attention import Attention

# Half the usual four: in networks this small a further block buys more than a wide perceptron.
EXPANSION = 2


class Block(nn.Module):
    """Attention and a two-layer perceptron, each added to what it normalised."""

    def __init__(self, width: int, heads: int, expansion: int = EXPANSION) -> None:
        super().__init__()
        self.before_attention = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.before_perceptron = nn.LayerNorm(width)
        self.widen = nn.Linear(width, expansion * width)
        self.narrow = nn.Linear(expansion * width, width)

    def forward(self, x: Tensor, kept: Tensor | None = None, after: bool = False) -> Tensor:
        """Map (N, L, D) to (N, L, D); `kept` (N, L) and `after` as in Attention."""
        x = x + self.attention(self.before_attention(x), kept, after)
        hidden = F.gelu(self.widen(self.before_perceptron(x)))
        out: Tensor = x + self.narrow(hidden)
        return out


class Transformer(nn.Module):
    """`depth` blocks and a last LayerNorm."""

    def __init__(self, width: int, heads: int, depth: int) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, kept: Tensor | None = None, after: bool = False) -> Tensor:
        """Map (N, L, D) to (N, L, D), with the same columns hidden in every layer."""
        for block in self.blocks:
            x = block(x, kept, after)
        out: Tensor = self.norm(x)
        return out
