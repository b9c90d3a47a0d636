"""A sentence read character by character, its path, and which characters mattered."""

import torch
from torch import Tensor, nn

from core.margins.characters import PADDING
from core.margins.normalise import normalise


class SentenceEncoder(nn.Module):
    """Character embedding and one GRU: (N, L) numbers to the state after the last character.

    The article's model (Su 2018, kexue.fm/archives/5743): no layer stands behind the state, and
    the loss normalises it. Padding stands behind the text and is never read.
    """

    def __init__(self, vocabulary: int, dims: int = 128, characters: int = 64) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, characters, padding_idx=PADDING)
        self.gru = nn.GRU(characters, dims, batch_first=True)

    def forward(self, numbers: Tensor) -> Tensor:
        """Embeddings (N, dims) of sentences (N, L), L >= 1."""
        return self.read(self.embedding(numbers), lengths(numbers))

    def read(self, characters: Tensor, length: Tensor) -> Tensor:
        """Embeddings (N, dims) from character vectors (N, L, E) and lengths (N,)."""
        states: Tensor = self.gru(characters)[0]
        return states[torch.arange(len(states), device=states.device), length - 1]

    @torch.no_grad()
    def path(self, numbers: Tensor) -> Tensor:
        """Unit states (N, L, dims) after each character; behind the text the last one stays."""
        states: Tensor = self.gru(self.embedding(numbers))[0]
        length = lengths(numbers)
        place = torch.arange(numbers.shape[1], device=numbers.device)
        place = torch.minimum(place, (length - 1)[:, None])  # (N, L)
        return normalise(states.gather(1, place[:, :, None].expand_as(states)))


def lengths(numbers: Tensor) -> Tensor:
    """Characters in each sentence (N, L), at least one: (N,)."""
    return (numbers != PADDING).sum(dim=1).clamp_min(1)


def saliency(encoder: SentenceEncoder, numbers: Tensor, direction: Tensor) -> Tensor:
    """How much each character moved the sentences towards a direction: (N, L), rows sum to 1.

    numbers (N, L), direction (D,) or (N, D), such as a neighbour's embedding or a class's.
    It is |gradient of the cosine . character vector|: to first order what the cosine would lose
    if the vector were zero (Simonyan et al. 2013, 1312.6034). Padding has none; where no
    character matters, all count alike. The model's own gradients are left alone.
    """
    with torch.enable_grad():
        characters = encoder.embedding(numbers).detach().requires_grad_()
        state = encoder.read(characters, lengths(numbers))
        cosine = (normalise(state) * normalise(direction.detach())).sum()
        (gradient,) = torch.autograd.grad(cosine, characters)
    place = torch.arange(numbers.shape[1], device=numbers.device)
    inside = place < lengths(numbers)[:, None]
    weight = (gradient * characters.detach()).sum(dim=2).abs() * inside
    total = weight.sum(dim=1, keepdim=True)
    alike = inside / inside.sum(dim=1, keepdim=True)
    return torch.where(total > 0, weight / total, alike.to(weight.dtype))


def trimmed(numbers: Tensor) -> Tensor:
    """Sentences (N, L) without the columns that hold padding only."""
    return numbers[:, : int(lengths(numbers).max())]
