"""What is looked at on the page of sentences: the stored ones, and what a typed one finds."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from core.data.sentences import Sentences
from core.experiments.sentence_search.corpus import Corpus
from core.experiments.sentence_search.knobs import SearchParams
from core.experiments.sentence_search.page import SearchMade, SentenceSearch
from core.margins.characters import PADDING, normalise_text
from core.margins.ngrams import tf_idf
from core.margins.normalise import normalise
from core.margins.radviz import group_means, radviz_basis
from core.margins.retrieval import nearest, recall_at_k
from core.margins.sentence_encoder import lengths, saliency, trimmed
from core.margins.thresholds import RocCurve, roc_curve
from core.seen import Seen, kept
from core.view_layers import Layer, Rule

# Sentences encoded at a time: about two milliseconds, so that all of them are fresh within one to
# two seconds while playing.
SLICE = 20
# Sentences that are found.
COUNT = 10
# Groups with a corner of their own, besides that of the best answer: more of them crowd the ring.
GROUPS = 5
# Rarity of n-grams is told as well by some two thousand sentences as by all.
MOST_COUNTED = 2000


@dataclass(frozen=True)
class ThresholdEvaluation:
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


class SearchSeen(Seen[SentenceSearch, SearchParams, SearchMade]):
    """The stored sentences as vectors, and the typed one among them."""

    @kept
    def corpus(self) -> Corpus:
        """The sentences of the run."""
        return self.model.corpus

    def stored(self) -> Sentences:
        """Those that answer."""
        return self.corpus().stored

    @kept
    def keys(self) -> tuple[str, ...]:
        """What a pick calls them; a few stand in two groups."""
        stored = self.stored()
        pairs = zip(stored.labels.tolist(), stored.texts, strict=True)
        return tuple(f"{stored.names[label]}: {text}" for label, text in pairs)

    # --- the stored sentences -------------------------------------------------------------------

    @kept
    def labels(self) -> Tensor:
        """The groups of the stored sentences (N,), where the encoder is."""
        return self.stored().labels.to(self.model.labels)

    @kept
    def characters(self) -> Tensor:
        """The stored sentences and behind them those off topic (N + O, L), as numbers."""
        texts = self.stored().texts + self.corpus().off_topic
        return self.corpus().vocabulary.encode_all(texts).to(self.labels())

    @kept
    def slices(self) -> tuple[Tensor, ...]:
        """Their indices; sentences of one length stand together, which wastes no padding."""
        return torch.split(lengths(self.characters()).argsort(), SLICE)

    @kept(waits=True)
    def encoded(self, number: int) -> Tensor:
        """The unit vectors (SLICE, D) of a slice."""
        sentences = trimmed(self.characters()[self.slices()[number]])
        return normalise(self.model.encoder(sentences).detach()).nan_to_num()

    @kept
    def vectors(self) -> Tensor:
        """The unit vectors (N + O, D) of all of them, as fresh as their slices are."""
        order = torch.cat(self.slices()).argsort()
        return torch.cat([self.encoded(number) for number in range(len(self.slices()))])[order]

    def stored_vectors(self) -> Tensor:
        """The unit vectors of the stored sentences (N, D)."""
        return self.vectors()[: len(self.labels())]

    # --- what is found --------------------------------------------------------------------------

    @kept
    def typed(self) -> str:
        """What the entry holds."""
        return self.corpus().first_words if self.made.typed is None else self.made.typed

    @kept
    def plain(self) -> str:
        """The typed text as it is read."""
        return normalise_text(self.typed(), self.corpus().vocabulary.length)

    @kept
    def known_characters(self) -> float:
        """Share of the typed characters that training has seen."""
        return self.corpus().vocabulary.known_share(self.typed())

    @kept
    def path(self) -> Tensor:
        """Where the typed sentence is after each character (L, D)."""
        numbers = self.corpus().vocabulary.encode_all([self.typed()]).to(self.labels())
        return self.model.encoder.path(numbers)[0].nan_to_num()

    @kept
    def picked(self) -> int:
        """The index of the picked sentence, -1 for none."""
        keys = self.keys()
        return keys.index(self.made.picked) if self.made.picked in keys else -1

    @kept
    def found(self) -> tuple[list[float], list[int]]:
        """Cosines and indices (K,) of the nearest sentences, best first.

        None is near where no known character was read.
        """
        if self.known_characters() == 0:
            return [], []
        cosines, index = nearest(self.path()[-1:], self.stored_vectors(), COUNT)
        return cosines[0].tolist(), index[0].tolist()

    def focus(self) -> int:
        """The index of the sentence that is looked at: the picked one, or the best."""
        return self.picked() if self.picked() >= 0 else self.found()[1][0]

    @kept(waits=True)
    def saliency(self) -> Mapping[str, list[float]]:
        """For each text, how much each character moved it and the typed one towards each other."""
        _, index = self.found()
        if not index:
            return {}
        texts = [self.typed(), *(self.stored().texts[n] for n in index)]
        numbers = self.corpus().vocabulary.encode_all(texts).to(self.labels())
        others = self.path()[-1].expand(len(index), -1)
        directions = torch.cat([self.stored_vectors()[[self.focus()]], others])
        weights = saliency(self.model.encoder, numbers, directions).nan_to_num()
        weights = weights / weights.amax(dim=1, keepdim=True).clamp_min(1e-9)
        inside = (numbers != PADDING).sum(dim=1).tolist()
        rows = [row[:count] for row, count in zip(weights.tolist(), inside, strict=True)]
        return dict(zip(texts[1:], rows[1:], strict=True)) | {self.typed(): rows[0]}

    # --- the map --------------------------------------------------------------------------------

    @kept
    def ringed(self) -> tuple[int, ...]:
        """The groups with a corner; the last is that of the best answer that has no other."""
        count, near = len(self.stored().names), self.stored().labels[self.found()[1]].tolist()
        fixed = [round(k * (count - 1) / (GROUPS - 1)) for k in range(GROUPS)]
        return (*fixed, next(label for label in (*near, *range(count)) if label not in fixed))

    @kept
    def basis(self) -> Tensor:
        """The map of vectors to the plane (D, 2)."""
        ringed = torch.tensor(self.ringed(), device=self.labels().device)
        return radviz_basis(group_means(self.stored_vectors(), self.labels(), ringed))

    def loss(self) -> float:
        """The loss of the last step."""
        return self.model.metrics.loss

    def own_angle(self) -> float:
        """Degrees from the sentences of a batch to their class directions."""
        return self.model.metrics.own_angle

    # --- the threshold --------------------------------------------------------------------------

    @kept(waits=True)
    def evaluation(self) -> ThresholdEvaluation:
        """What a threshold does."""
        labels, vectors = self.labels(), self.stored_vectors()
        asked = (labels >= self.corpus().trained).nonzero()[:, 0]
        itself = asked[:, None] == torch.arange(len(labels), device=labels.device)
        same = labels[asked][:, None] == labels
        cosines = vectors[asked] @ vectors.T
        known, index = cosines.masked_fill(itself, -torch.inf).max(dim=1)
        missing = cosines.masked_fill(same, -torch.inf).amax(dim=1)
        off_topic = (self.vectors()[len(labels) :] @ vectors.T).amax(dim=1)
        trade = roc_curve(known, torch.cat([off_topic, missing]))
        right = labels[index] == labels[asked]
        return ThresholdEvaluation(trade, known, off_topic, missing, right)

    def best(self) -> float:
        """The threshold that parts best what should be answered from what should not."""
        return min(1.0, max(0.0, self.evaluation().trade.best()))

    @kept
    def threshold(self) -> float:
        """From which cosine on there is an answer: a hand's, or the best one."""
        return self.best() if self.made.threshold is None else self.made.threshold

    def right_above(self) -> float:
        """Of those that are answered, the share answered from their own group."""
        judged = self.evaluation()
        right = judged.right[judged.known >= self.threshold()]
        return float(right.float().mean()) if len(right) else 1.0

    # --- what needs no training -----------------------------------------------------------------

    @kept
    def n_grams(self) -> Mapping[int, float]:
        """Retrieval in unseen groups by weighted n-grams of characters, among so many."""
        corpus, length = self.corpus(), self.corpus().vocabulary.length
        every = max(1, len(corpus.training) // MOST_COUNTED)
        known = [normalise_text(text, length) for text in corpus.training.texts[::every]]
        unseen = corpus.stored.take(corpus.unseen.nonzero().flatten())
        asked = [normalise_text(text, length) for text in unseen.texts]
        return recall_at_k(tf_idf(known, asked), unseen.labels)

    def reference_lines(self) -> Mapping[str, Layer]:
        """The untrained encoder, and weighted character n-grams."""
        return {
            "untrained": Rule(self.model.untrained, role="muted", label="untrained, top 1"),
            "n-grams": Rule(self.n_grams()[1], label="tf-idf of n-grams, top 1"),
        }
