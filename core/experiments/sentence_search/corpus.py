"""The sentences of a run: those that train, and those that are stored to answer."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.data.brought import Lines, numbered
from core.data.sentences import Sentences, faq, hold_out_groups, home
from core.experiments.sentence_search.knobs import (
    CHINESE,
    DESK,
    ENGLISH,
    HOME,
    LANGUAGE,
    OWN,
    SearchParams,
)
from core.margins.characters import CharacterVocabulary
from core.message import InvalidInput

# Stored sentences of each group: all wordings of the help desk, and as many of the home's commands,
# whose largest group has two thousand. About 400 are encoded in a thirtieth of a second.
PER_GROUP = 10
# Sentences of the other corpus that a threshold should refuse.
OFF_TOPIC = 100
# Groups of one's own that are needed.
FEWEST_GROUPS = 4
FIRST_WORDS = {
    (HOME, ENGLISH): "set the volume to 45",
    (HOME, CHINESE): "音量设定至32",
    (DESK, ENGLISH): "I want my money back",
    (DESK, CHINESE): "打印要多少钱",
}


@dataclass(frozen=True)
class Corpus:
    """training: sentences of the groups that are trained. stored: some of every group, the
    trained groups first; from label `trained` on they are of groups that training never sees.
    off_topic: sentences about something else entirely. first_words: an example to ask."""

    training: Sentences
    stored: Sentences
    off_topic: tuple[str, ...]
    trained: int
    vocabulary: CharacterVocabulary
    space: int | None
    first_words: str

    @property
    def unseen(self) -> Tensor:
        """Which stored sentences are of groups that training never sees, (N,) booleans."""
        return self.stored.labels >= self.trained


def own_sentences(lines: Lines) -> Sentences:
    """Sentences of a file in groups by their labels.

    Raises InvalidInput where there are too few groups of two or more.
    """
    names, labels = numbered(lines.labels)
    sizes = np.bincount(labels, minlength=len(names)) if names else np.zeros(0, dtype=np.int64)
    if (sizes > 1).sum() < FEWEST_GROUPS:
        raise InvalidInput(
            "{least} groups of two sentences or more are needed: a column of labels, or a blank"
            " line between two groups.",
            least=FEWEST_GROUPS,
        )
    return Sentences(lines.texts, torch.from_numpy(labels), names)


def corpus(
    params: SearchParams, generator: torch.Generator, own: Sentences | None = None
) -> Corpus:
    """Part the sentences that `params` ask for, or one's `own`, by whole groups."""
    language = LANGUAGE[params.language]
    subject, other = (faq, home) if params.corpus == DESK else (home, faq)
    sentences, others = subject(language), other(language)
    first_words = FIRST_WORDS[HOME if subject is home else DESK, params.language]
    if params.corpus == OWN and own is not None:
        language = "en" if any(" " in text for text in own.texts) else "zh"
        sentences, others, first_words = own, home(language), own.texts[0]
    training, held = hold_out_groups(sentences, params.held_out, generator)
    vocabulary = CharacterVocabulary.of(training.texts, length=params.length)
    stored = _joined(_few(training, generator), _few(held, generator))
    space = vocabulary.encode("a b")[1] if language == "en" else None
    off_topic = others.texts[:: len(others) // OFF_TOPIC]
    trained = len(training.names)
    return Corpus(training, stored, off_topic, trained, vocabulary, space, first_words)


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
