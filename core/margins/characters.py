"""Characters as numbers. Any text has an encoding: nothing that a person types may raise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from core.data.vocabulary import by_frequency
from core.importing.words import normalised

PADDING = 0
UNKNOWN = 1
FIRST_CHARACTER = 2
# The article's length. It holds every Chinese sentence shipped here; English ones want about 64.
MAX_LENGTH = 32


def normalise_text(text: str, length: int = MAX_LENGTH) -> str:
    """The normal form of a text on one line, cut to length."""
    # Cut before the work, as a text may be a whole book; blanks that fold away are allowed for.
    return " ".join(normalised(text[: 8 * length]).split())[:length]


@dataclass(frozen=True)
class CharacterVocabulary:
    """The known characters in order; 0 is padding, 1 any character that is not known.

    Texts are cut to `length` characters.
    """

    characters: str
    length: int = MAX_LENGTH

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {each: number for number, each in enumerate(self.characters, FIRST_CHARACTER)}

    @classmethod
    def of(
        cls, texts: Iterable[str], least_count: int = 1, length: int = MAX_LENGTH
    ) -> "CharacterVocabulary":
        """All characters that occur at least so often, most frequent first."""
        known = by_frequency((normalise_text(text, length) for text in texts), least_count)
        return cls("".join(known), length)

    def __len__(self) -> int:
        """Numbers in use, padding and the unknown among them."""
        return len(self.characters) + FIRST_CHARACTER

    def encode(self, text: str) -> list[int]:
        """One number per character of the plain text; an empty text is one unknown character."""
        return [self._numbers.get(each, UNKNOWN) for each in normalise_text(text, self.length)] or [
            UNKNOWN
        ]

    def encode_all(self, texts: Sequence[str]) -> Tensor:
        """The texts as one int64 array (N, L), padded with zeros behind to the longest."""
        rows = [torch.tensor(self.encode(text)) for text in texts]
        if not rows:
            return torch.zeros(0, 1, dtype=torch.int64)
        return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PADDING)

    def known_share(self, text: str) -> float:
        """Share of the text's characters that were seen in training; 0 for an empty text."""
        numbers = self.encode(text)
        return sum(each != UNKNOWN for each in numbers) / len(numbers)
