"""Texts as weighted counts of their character n-grams: what retrieval can do without learning."""

from collections import Counter
from collections.abc import Sequence

import torch
from torch import Tensor

LONGEST_GRAM = 3


def grams(text: str, longest: int = LONGEST_GRAM) -> Counter[str]:
    """How often each run of one to `longest` characters occurs in a text."""
    sizes = range(1, longest + 1)
    return Counter(
        text[place : place + size] for size in sizes for place in range(len(text) - size + 1)
    )


def tf_idf(known: Sequence[str], asked: Sequence[str]) -> Tensor:
    """Unit vectors (N, G) of the `asked` texts over the n-grams of the `known` ones.

    Count times log((1 + n) / (1 + texts with it)) + 1, as in scikit-learn (Spärck Jones 1972);
    an n-gram that no known text has does not count.
    """
    in_texts = Counter(gram for text in known for gram in grams(text))
    found = Counter(gram for text in known for gram in set(grams(text)))
    place = {gram: index for index, gram in enumerate(sorted(in_texts))}
    texts_with = torch.tensor([found[gram] for gram in place], dtype=torch.float64)
    rarity = torch.log((1 + len(known)) / (1 + texts_with)) + 1
    counts = torch.zeros(len(asked), len(place), dtype=torch.float64)
    for row, text in enumerate(asked):
        for gram, count in grams(text).items():
            if gram in place:
                counts[row, place[gram]] = count
    return torch.nn.functional.normalize(counts * rarity).float()
