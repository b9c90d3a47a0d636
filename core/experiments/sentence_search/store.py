"""The stored sentences as vectors, encoded anew a few at a time while the encoder trains."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.experiments.sentence_search.corpus import Corpus
from core.margins.normalise import normalise
from core.margins.sentence_encoder import SentenceEncoder, lengths
from core.margins.thresholds import RocCurve, roc_curve

# Sentences encoded at one look while playing: about two milliseconds, so that all of them are
# fresh within one to two seconds.
SLICE = 20


@dataclass(frozen=True)
class Judged:
    """What a threshold on the cosine does, asked with sentences of groups never trained on.

    trade: those against all that should be refused: sentences off topic, and the same ones as if
    their own group were not stored (missing). The best cosines of each stand beside it; right
    (A,) tells where the best of the known ones is of their group.
    """

    trade: RocCurve
    known: Tensor
    off_topic: Tensor
    missing: Tensor
    right: Tensor

    def right_above(self, threshold: float) -> float:
        """Of the known questions that are answered, the share answered from their own group."""
        answered = self.known >= threshold
        return float(self.right[answered].float().mean()) if bool(answered.any()) else 1.0


class Store:
    """vectors (N, D) of the corpus's stored sentences, of length one."""

    def __init__(self, corpus: Corpus, encoder: SentenceEncoder, device: torch.device) -> None:
        self._encoder = encoder
        self._numbers = corpus.vocabulary.encode_all(corpus.stored.texts).to(device)
        order = lengths(self._numbers).argsort()  # sentences of one length waste no padding
        self._slices = torch.split(order, SLICE)
        self._seen = [-1] * len(self._slices)
        self._next = 0
        self._off_topic = corpus.vocabulary.encode_all(corpus.off_topic).to(device)
        self.labels = corpus.stored.labels.to(device)
        self._unseen = corpus.unseen.to(device)
        self.vectors = torch.zeros(len(order), encoder.gru.hidden_size, device=device)
        self.judged: Judged | None = None

    def rows(self, index: Tensor) -> Tensor:
        """The numbers (M, L) of some sentences."""
        return _trimmed(self._numbers[index])

    def unseen_vectors(self) -> tuple[Tensor, Tensor]:
        """Fresh embeddings and labels of the sentences of groups never trained on."""
        return self._encoder(self.rows(self._unseen.nonzero().flatten())), self.labels[self._unseen]

    def refresh(self, version: int, whole: bool) -> None:
        """Encode one slice, or all that training has made out of date since `version`."""
        turns = len(self._slices) if whole or self.judged is None else 1
        stale = False
        for _ in range(turns):
            stale |= self._encode(self._next, version)
            self._next = (self._next + 1) % len(self._slices)
        if self.judged is None or (stale and self._next == 0):
            self.judged = self._judge()

    def _encode(self, number: int, version: int) -> bool:
        if self._seen[number] == version:
            return False
        index = self._slices[number]
        self.vectors[index] = torch.nan_to_num(normalise(self._encoder(self.rows(index))))
        self._seen[number] = version
        return True

    def _judge(self) -> Judged:
        asked = self._unseen.nonzero().flatten()
        cosines = self.vectors[asked] @ self.vectors.T
        cosines[torch.arange(len(asked), device=asked.device), asked] = -torch.inf
        known, index = cosines.max(dim=1)
        same = self.labels[asked][:, None] == self.labels
        missing = cosines.masked_fill(same, -torch.inf).amax(dim=1)
        right = self.labels[index] == self.labels[asked]
        elsewhere = torch.nan_to_num(normalise(self._encoder(self._off_topic)))
        off_topic = (elsewhere @ self.vectors.T).amax(dim=1)
        trade = roc_curve(known, torch.cat([off_topic, missing]))
        return Judged(trade, known, off_topic, missing, right)


def _trimmed(numbers: Tensor) -> Tensor:
    """Without the columns that hold padding only."""
    return numbers[:, : int(lengths(numbers).max())]
