"""Do margins help retrieval in groups that training never saw? Five seeds, four losses.

The article's table (Su 2018, kexue.fm/archives/5743) on the sentences shipped here: the encoder
trains on three quarters of the groups, and the others are searched with each of their sentences.
Run it with: python -m tests.bench margin_study
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product

import torch
from torch import Tensor
from tqdm import tqdm

from core.data.sentences import Sentences, faq, hold_out_groups, home
from core.margins.characters import CharacterVocabulary
from core.margins.image_encoders import class_directions
from core.margins.losses import (
    MarginLoss,
    am_softmax,
    normalised_softmax,
    simpler_a_softmax,
    softmax,
)
from core.margins.retrieval import recall_at_k
from core.margins.sentence_encoder import SentenceEncoder
from core.study import study
from tests.bench.frame import Figures, figure

SEEDS = (0, 1, 2, 3, 4)
STEPS = 400
BATCH = 64
DIMS = 128
RATE = 3e-3
HELD_OUT = 0.25
COUNTS = (1, 5, 10)
# English takes twice the characters to say the same.
LENGTHS = {"en": 64, "zh": 32}
# The largest groups hold two thousand sentences and would decide the shares alone.
PER_GROUP = 40

LOSSES: dict[str, Callable[[], MarginLoss]] = {
    "softmax": softmax,
    "normalised softmax": normalised_softmax,
    "AM-Softmax": am_softmax,
    "min(cos 4θ, cos θ)": simpler_a_softmax,
}
SETS: dict[str, Callable[[str], Sentences]] = {"home": home, "help desk": faq}

Hits = dict[int, float]


@dataclass(frozen=True)
class Run:
    """One training: which sentences, in which language, which loss, which seed, how many steps."""

    data: str
    language: str
    loss: str
    seed: int
    steps: int = STEPS


def score(run: Run) -> Hits:
    """Train one encoder and retrieve within the held-out groups: share of hits for each count.

    Seed and groups are the same for every loss, so that losses are compared in pairs.
    """
    torch.set_num_threads(1)
    torch.manual_seed(run.seed)  # the encoder's first weights; this is a process of its own
    generator = torch.Generator().manual_seed(run.seed)
    sentences = SETS[run.data](run.language)
    training, held_out = hold_out_groups(sentences, HELD_OUT, generator)
    held_out = _at_most(held_out, PER_GROUP, generator)
    vocabulary = CharacterVocabulary.of(training.texts, length=LENGTHS[run.language])
    encoder = SentenceEncoder(len(vocabulary), DIMS)
    train(encoder, training, vocabulary, LOSSES[run.loss](), run.steps, generator)
    with torch.no_grad():
        return recall_at_k(encoder(vocabulary.encode_all(held_out.texts)), held_out.labels, COUNTS)


def train(
    encoder: SentenceEncoder,
    sentences: Sentences,
    vocabulary: CharacterVocabulary,
    loss: MarginLoss,
    steps: int,
    generator: torch.Generator,
) -> None:
    """Adam on batches drawn with replacement; the class directions are thrown away."""
    weight = class_directions(len(sentences.names), DIMS, generator).requires_grad_()
    adam = torch.optim.Adam([*encoder.parameters(), weight], lr=RATE)
    numbers = vocabulary.encode_all(sentences.texts)
    for _ in range(steps):
        batch = torch.randint(len(sentences), (BATCH,), generator=generator)
        adam.zero_grad()
        value = loss(encoder(_trimmed(numbers[batch])), weight, sentences.labels[batch])
        torch.autograd.backward(value.mean())
        adam.step()


def measure(seeds: Iterable[int] = SEEDS, jobs: int = 2, steps: int = STEPS) -> dict[Run, Hits]:
    """All runs, spread over processes, with a progress bar."""
    runs = [Run(*each, steps) for each in product(SETS, LENGTHS, LOSSES, seeds)]
    scores = tqdm(study(score, runs, jobs=jobs), total=len(runs))
    return {runs[index]: hits for index, hits in scores}


def figures(results: dict[Run, Hits]) -> Figures:
    """The bench's figures: top-1 of every loss, and its difference to plain softmax in pairs."""
    found: Figures = {}
    for data, language, loss in product(SETS, LENGTHS, LOSSES):
        pairs = [
            (hits[1], results[Run(data, language, "softmax", run.seed, run.steps)][1])
            for run, hits in results.items()
            if (run.data, run.language, run.loss) == (data, language, loss)
        ]
        name = f"{data} {language} {loss}"
        found[name] = figure([ours for ours, _ in pairs], "top 1")
        found[f"{name} gain"] = figure([a - b for a, b in pairs], "top 1 above softmax")
    return found


def _trimmed(numbers: Tensor) -> Tensor:
    """Without the columns that hold padding only."""
    return numbers[:, : int((numbers != 0).sum(dim=1).max())]


def _at_most(sentences: Sentences, count: int, generator: torch.Generator) -> Sentences:
    """At most so many sentences of each group, drawn at random."""
    chosen = []
    for label in range(len(sentences.names)):
        members = (sentences.labels == label).nonzero().flatten()
        chosen.append(members[torch.randperm(len(members), generator=generator)[:count]])
    return sentences.take(torch.cat(chosen))
