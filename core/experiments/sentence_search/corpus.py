"""The sentences of a run: those that train, those that are stored to answer, and the baseline."""

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from core.data.sentences import Sentences, faq, hold_out_groups, home
from core.experiments.sentence_search.figures import TOPS
from core.experiments.sentence_search.knobs import DESK, LANGUAGE, SearchParams
from core.margins.characters import CharacterVocabulary, normalise_text
from core.margins.ngrams import tf_idf
from core.margins.retrieval import recall_at_k

# Stored sentences of each group: all wordings of the help desk, and as many of the home's commands,
# whose largest group has two thousand. About 400 are encoded in a thirtieth of a second.
PER_GROUP = 10
# Sentences of the other corpus that a threshold should refuse.
OFF_TOPIC = 100


@dataclass(frozen=True)
class Corpus:
    """training: sentences of the groups that are trained. stored: some of every group, the
    trained groups first; from label `trained` on they are of groups that training never sees.
    off_topic: sentences about something else entirely."""

    training: Sentences
    stored: Sentences
    off_topic: tuple[str, ...]
    trained: int
    vocabulary: CharacterVocabulary
    space: int | None

    @property
    def unseen(self) -> Tensor:
        """Which stored sentences are of groups that training never sees, (N,) booleans."""
        return self.stored.labels >= self.trained

    @cached_property
    def baseline(self) -> dict[int, float]:
        """Hits of weighted character n-grams in the groups that training never sees."""
        texts = [normalise_text(text, self.vocabulary.length) for text in self.stored.texts]
        held = [texts[n] for n in self.unseen.nonzero().flatten().tolist()]
        known = [
            normalise_text(text, self.vocabulary.length)
            for text in self.training.texts[:: self._skip]
        ]
        return recall_at_k(tf_idf(known, held), self.stored.labels[self.unseen], TOPS)

    @property
    def _skip(self) -> int:
        """Rarity is told as well by some two thousand sentences as by all."""
        return max(1, len(self.training) // 2000)


def corpus(params: SearchParams, generator: torch.Generator) -> Corpus:
    """Part the sentences that `params` ask for by whole groups."""
    language = LANGUAGE[params.language]
    subject, other = (faq, home) if params.corpus == DESK else (home, faq)
    sentences, others = subject(language), other(language)
    training, held = hold_out_groups(sentences, params.held_out, generator)
    vocabulary = CharacterVocabulary.of(training.texts, length=params.length)
    stored = _joined(_few(training, generator), _few(held, generator))
    space = vocabulary.encode("a b")[1] if language == "en" else None
    off_topic = others.texts[:: len(others) // OFF_TOPIC]
    return Corpus(training, stored, off_topic, len(training.names), vocabulary, space)


def _few(sentences: Sentences, generator: torch.Generator) -> Sentences:
    """At most PER_GROUP sentences of each group, drawn at random."""
    chosen = []
    for label in range(len(sentences.names)):
        members = (sentences.labels == label).nonzero().flatten()
        order = torch.randperm(len(members), generator=generator)
        chosen.append(members[order[:PER_GROUP]].sort().values)
    return sentences.take(torch.cat(chosen))


def _joined(one: Sentences, other: Sentences) -> Sentences:
    return Sentences(
        one.texts + other.texts,
        torch.cat([one.labels, other.labels + len(one.names)]),
        one.names + other.names,
        one.answers + other.answers,
    )


def spoken(name: str) -> str:
    """A group's name as words: HassLightSet is "light set", reset_password "reset password"."""
    words = "".join(f" {each.lower()}" if each.isupper() else each for each in name)
    return words.replace("_", " ").removeprefix(" hass").strip()
