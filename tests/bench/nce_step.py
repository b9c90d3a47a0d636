"""A step of skip-gram with gradients by hand against torch's embeddings and autograd.

The peer is what people write: two nn.Embedding look-ups, bmm, binary cross-entropy with logits,
backward, and torch's SGD. Both take the same pairs in turn, one thread, the sizes of nce_words.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from core.experiments.nce_words.knobs import WordsParams
from core.experiments.nce_words.page import BATCH, MOST_WORDS
from core.nce import PairCounts, skip_gram
from core.nce.skip_gram import Batch
from tests.bench.frame import Figures, figure, in_turn, ratios, seconds

REPEATS = 30
STEPS = 50
RATE = 1e-3

Times = dict[str, list[float]]


def measure(repeats: int = REPEATS) -> Times:
    """Seconds of a step by arm; sets torch to one thread."""
    torch.set_num_threads(1)
    params = WordsParams()
    generator = torch.Generator().manual_seed(0)
    counts = PairCounts(torch.rand(MOST_WORDS, MOST_WORDS, generator=generator).double())
    batch = skip_gram.draw(counts.joint, counts.noise(0.75), BATCH, params.ratio, generator)
    u, v = (torch.randn(MOST_WORDS, params.dimension, generator=generator) / 4 for _ in "uv")
    arms = {"ours": _ours(u.clone(), v.clone(), batch), "torch": _peer(u, v, batch)}
    return in_turn(arms, repeats)


def figures(times: Times) -> Figures:
    """Ours to the peer's, and both times."""
    table = {arm: figure([1e6 * value for value in values], "µs") for arm, values in times.items()}
    return {**table, "ratio": figure(ratios(times["ours"], times["torch"]), "ours / torch")}


def _ours(u: Tensor, v: Tensor, batch: Batch) -> Callable[[], float]:
    def step() -> None:
        skip_gram.descend(u, v, skip_gram.gradients(u, v, batch), RATE)

    return lambda: seconds(step, STEPS)


def _peer(u: Tensor, v: Tensor, batch: Batch) -> Callable[[], float]:
    centres, words = (nn.Embedding(*vectors.shape) for vectors in (u, v))
    optimiser = torch.optim.SGD([*centres.parameters(), *words.parameters()], RATE)
    labels = torch.zeros(batch.words.shape)
    labels[:, 0] = 1.0

    def step() -> None:
        logits = torch.bmm(words(batch.words), centres(batch.centres)[:, :, None]).squeeze(2)
        loss = nn.functional.binary_cross_entropy_with_logits(logits, labels, reduction="sum")
        optimiser.zero_grad()
        (loss / len(labels)).backward()  # type: ignore[no-untyped-call]
        optimiser.step()

    return lambda: seconds(step, STEPS)
