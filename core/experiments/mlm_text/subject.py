"""What the pictures of the page of masked words are drawn of."""

from dataclasses import dataclass, field

import torch
from torch import Tensor

from core.data.vocabulary import MASK
from core.experiments.mlm_text.corpus import Corpus
from core.experiments.mlm_text.knobs import TextParams
from core.experiments.mlm_text.line import Line
from core.masking.correction import corrected
from core.masking.mlm import MaskedLanguageModel

# Loss in nats, accuracy, and the share of visible words that are repeated: at the last evaluation.
LOSS, ACCURACY, REPEATED = range(3)


@dataclass
class Subject:
    """The model, its text, the lines on show: the person's own first, then some held out.

    `picked` is the line and the place whose guesses are shown, `word` a word lit in the cloud.
    `version` counts what training and hands changed.
    """

    params: TextParams
    corpus: Corpus
    model: MaskedLanguageModel
    held: Tensor
    lines: list[Line] = field(default_factory=list)
    picked: tuple[int, int] | None = None
    word: int = -1
    too_long: bool = False
    version: int = 0
    _made_for: object = None
    _guesses: Tensor = field(default_factory=lambda: torch.empty(0))

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        return self.model.embedding.weight.device

    def embedding(self, strength: float | None = None) -> Tensor:
        """The trained embedding (V, D), corrected by `strength`, or as far as the knob says."""
        p = self.params
        wanted = p.strength if strength is None else strength
        return corrected(self.model.embedding.weight.detach(), MASK, wanted, p.ratio, p.mixture)

    def guesses(self) -> Tensor:
        """Probabilities (lines, L, V) of every ordinary word at every place, on the CPU."""
        made_for = (self.version, self.params)
        if self._made_for != made_for:
            numbers = torch.stack([one.numbers.masked_fill(one.masked, MASK) for one in self.lines])
            self._guesses = self.chances(self.model(numbers.to(self.device), self.embedding()))
            self._made_for = made_for
        return self._guesses

    def chances(self, scores: Tensor) -> Tensor:
        """Softmax of scores (..., V) over the ordinary words, on the CPU."""
        ordinary = scores.detach().float().cpu().clone()
        ordinary[..., : self.corpus.symbols.first] = float("-inf")
        return torch.nan_to_num(ordinary.softmax(-1))

    @property
    def focus(self) -> tuple[int, int] | None:
        """The picked place while it is hidden, else the last hidden one of one's own line."""
        if self.picked is not None and self.picked[1] in self.lines[self.picked[0]].hidden:
            return self.picked
        return (0, max(self.lines[0].hidden)) if self.lines[0].hidden else None
