"""Masked language modelling (Devlin et al. 2018, arXiv:1810.04805) on characters or words."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.masking.drop_token import drop_tokens
from core.masking.positions import line_positions
from core.masking.transformer import Transformer


@dataclass(frozen=True)
class Mixture:
    """What becomes of a selected token: [MASK], itself, or any token; BERT's 80/10/10."""

    masked: float = 0.8
    same: float = 0.1
    other: float = 0.1

    def __post_init__(self) -> None:
        shares = (self.masked, self.same, self.other)
        if min(shares) < 0 or abs(sum(shares) - 1) > 1e-6:
            raise ValueError(f"The shares of a mixture sum to one and are not negative: {shares}.")


BERT = Mixture()
BERT_RATIO = 0.15


@dataclass(frozen=True)
class Symbols:
    """Number of tokens; those of [PAD] and [MASK]; numbers below `first` are special."""

    size: int
    padding: int = 0
    mask: int = 2
    first: int = 4


def select(
    numbers: Tensor,
    ratio: float,
    symbols: Symbols,
    generator: torch.Generator,
    at_least_one: bool = False,
) -> Tensor:
    """Select each ordinary token of (N, L) with probability `ratio`: boolean (N, L).

    Special tokens are never selected. With `at_least_one`, of each text that has ordinary ones one
    is selected where none was drawn; of short texts that is a larger share than `ratio`.
    """
    noise = torch.rand(numbers.shape, generator=generator, device=generator.device)
    noise = noise.to(numbers.device)
    noise = noise.masked_fill(numbers < symbols.first, 2.0)
    if not at_least_one:
        return noise < ratio
    lowest = noise == noise.amin(1, keepdim=True)
    return (noise < ratio) | (lowest & (noise < 1))


def corrupt(
    numbers: Tensor,
    selected: Tensor,
    mixture: Mixture,
    symbols: Symbols,
    generator: torch.Generator,
) -> Tensor:
    """The input (N, L) of a masked language model: selected tokens masked, kept or replaced."""
    device = generator.device
    draw = torch.rand(numbers.shape, generator=generator, device=device).to(numbers.device)
    others = torch.randint(
        symbols.first, symbols.size, numbers.shape, generator=generator, device=device
    ).to(numbers.device)
    changed = numbers.masked_fill(draw < mixture.masked, symbols.mask)
    replaced = draw >= mixture.masked + mixture.same
    changed = torch.where(replaced, others, changed)
    return torch.where(selected, changed, numbers)


class MaskedLanguageModel(nn.Module):
    """A bidirectional transformer that guesses tokens; [CLS] stands at the first place.

    Input embedding and output weights are two matrices, or one if `tied`. Forward takes another
    embedding for the input alone, so that a correction never reaches the output weights. Nothing
    attends to [PAD]: what stands behind a text does not change its guesses.
    """

    positions: Tensor

    def __init__(
        self,
        symbols: Symbols,
        length: int = 32,
        width: int = 64,
        heads: int = 4,
        depth: int = 2,
        tied: bool = False,
    ) -> None:
        super().__init__()
        self.symbols = symbols
        self.embedding = nn.Embedding(symbols.size, width)
        self.transformer = Transformer(width, heads, depth)
        self.output = nn.Linear(width, symbols.size)
        if tied:
            self.output.weight = self.embedding.weight
            nn.init.normal_(self.embedding.weight, std=width**-0.5)
        self.register_buffer("positions", line_positions(length, width))

    def forward(self, numbers: Tensor, embedding: Tensor | None = None) -> Tensor:
        """Scores (N, L, V) of every token at every place of numbers (N, L)."""
        return self.scores(self.embed(numbers, embedding), self.words(numbers))

    def words(self, numbers: Tensor) -> Tensor:
        """Which places of numbers (N, L) hold more than [PAD]."""
        return numbers != self.symbols.padding

    def embed(self, numbers: Tensor, embedding: Tensor | None = None) -> Tensor:
        """Input vectors (N, L, D): embedding (V, D), the model's own where none is given."""
        table = self.embedding.weight if embedding is None else embedding
        return F.embedding(numbers, table)

    def scores(self, tokens: Tensor, kept: Tensor | None = None, after: bool = False) -> Tensor:
        """Scores (N, L, V) from input vectors (N, L, D), attention columns hidden as in Attention.

        The way to a model average: f of randomly dropped inputs.
        """
        places = self.positions[: tokens.shape[1]]
        out: Tensor = self.output(self.transformer(tokens + places, kept, after))
        return out

    def loss(
        self,
        changed: Tensor,
        numbers: Tensor,
        selected: Tensor,
        places: Tensor | None = None,
        repacked: bool = False,
    ) -> Tensor:
        """`mlm_loss` of the input `changed`, with scores for the selected places alone.

        The scores of a large vocabulary are most of a step, and most places are not selected. Where
        `places` (N, K) are given, the other tokens are left out, as in DropToken.
        """
        tokens, kept = self.embed(changed), self.words(changed)
        if places is None:
            tokens = tokens + self.positions[: changed.shape[1]]
        else:
            tokens = drop_tokens(tokens, self.positions, places, repacked)
            numbers, selected = numbers.gather(1, places), selected.gather(1, places)
            kept = kept.gather(1, places)
        code = self.transformer(tokens, kept)[selected]
        return mlm_loss(self.output(code), numbers[selected], torch.ones_like(code[:, 0]).bool())

    def without(self, numbers: Tensor, places: Tensor, repacked: bool = False) -> Tensor:
        """Scores (N, K, V) when only the tokens at `places` (N, K) are left, as in DropToken."""
        tokens = drop_tokens(self.embed(numbers), self.positions, places, repacked)
        out: Tensor = self.output(self.transformer(tokens, self.words(numbers).gather(1, places)))
        return out


def mlm_loss(scores: Tensor, numbers: Tensor, selected: Tensor) -> Tensor:
    """Cross-entropy in nats over the selected places of scores (N, L, V), numbers (N, L).

    Zero when nothing is selected.
    """
    total = F.cross_entropy(scores[selected], numbers[selected], reduction="sum")
    return total / selected.sum().clamp(min=1)
