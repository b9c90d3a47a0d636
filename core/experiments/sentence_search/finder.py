"""What is found for the typed sentence: its path, the nearest sentences, what mattered in them."""

from dataclasses import dataclass, field

import torch
from torch import Tensor

from core.experiments.sentence_search.corpus import Corpus
from core.experiments.sentence_search.store import Store
from core.margins.characters import PADDING, normalise_text
from core.margins.retrieval import nearest
from core.margins.sentence_encoder import SentenceEncoder, saliency

COUNT = 10
# While playing, some of the store is encoded at every fourth look, and what mattered is asked at
# every sixteenth: gradients cost as much as a look.
ENCODES, TINTS = 4, 16
# A text is cut to what the encoder can read long before; this bounds what a hand may hand over.
MOST_TYPED = 20_000


@dataclass(frozen=True)
class Found:
    """path (L, D) after each character, cosines and index (K,) of the nearest sentences, best
    first; `focus` is the sentence that is looked at: the picked one, or the best."""

    path: Tensor
    cosines: list[float]
    index: list[int]
    focus: int


@dataclass
class Finder:
    """Answers the typed text with the stored sentences."""

    corpus: Corpus
    store: Store
    encoder: SentenceEncoder
    typed: str
    picked: int = -1
    own_threshold: float | None = None
    version: int = 0
    found: Found | None = None
    tints: dict[str, list[float]] = field(default_factory=dict)
    _looks: int = 0
    _tinted: tuple[object, ...] = ()

    @property
    def plain(self) -> str:
        """The typed text as it is read."""
        return normalise_text(self.typed, self.corpus.vocabulary.length)

    @property
    def known_share(self) -> float:
        """Share of the typed characters that training has seen."""
        return self.corpus.vocabulary.known_share(self.typed)

    @property
    def threshold(self) -> float:
        """From which cosine on there is an answer: a hand's, or the best one."""
        if self.own_threshold is not None:
            return self.own_threshold
        best = self.store.judged.trade.best() if self.store.judged is not None else 1.0
        return min(1.0, max(0.0, best))

    def type(self, text: str) -> None:
        """Take a text; a picked sentence is let go."""
        self.typed, self.picked = text[:MOST_TYPED], -1

    def pick(self, row: int) -> None:
        """Look at a row of what was found; -1 looks at the best."""
        rows = self.found.index if self.found is not None else []
        self.picked = rows[row] if 0 <= row < len(rows) else -1

    def look(self, fine: bool) -> Found | None:
        """Bring the store up to date as far as there is time, and find."""
        self._looks += 1
        if fine or self._looks % ENCODES == 1:
            self.store.refresh(self.version, fine)
        self.found = self._find()
        if self.found is not None:
            self._tint(self.found, fine)
        return self.found

    def _find(self) -> Found | None:
        if self.known_share == 0:
            return None  # nothing was read, so nothing can be near
        numbers = self._numbers(self.typed)
        path = torch.nan_to_num(self.encoder.path(numbers)[0])
        cosines, index = nearest(path[-1:], self.store.vectors, COUNT)
        rows = index[0].tolist()
        return Found(path, cosines[0].tolist(), rows, self.picked if self.picked >= 0 else rows[0])

    def _numbers(self, text: str) -> Tensor:
        return self.corpus.vocabulary.encode_all([text]).to(self.store.labels.device)

    def _tint(self, found: Found, fine: bool) -> None:
        """Ask which characters moved the sentences towards each other."""
        asked = (self.typed, found.focus)
        unchanged = self._tinted[:2] == asked
        if self._tinted == (*asked, tuple(found.index), self.version):
            return
        if unchanged and not fine and self._looks % TINTS:
            return
        self._tinted = (*asked, tuple(found.index), self.version)
        texts = [self.typed, *(self.corpus.stored.texts[n] for n in found.index)]
        numbers = self.corpus.vocabulary.encode_all(texts).to(self.store.labels.device)
        others = found.path[-1].expand(len(found.index), -1)
        directions = torch.cat([self.store.vectors[[found.focus]], others])
        weights = torch.nan_to_num(saliency(self.encoder, numbers, directions))
        weights = weights / weights.amax(dim=1, keepdim=True).clamp_min(1e-9)
        inside = (numbers != PADDING).sum(dim=1).tolist()
        rows = [row[:count] for row, count in zip(weights.tolist(), inside, strict=True)]
        self.tints = dict(zip(texts[1:], rows[1:], strict=True)) | {self.typed: rows[0]}
