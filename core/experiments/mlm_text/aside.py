"""What stands beside the lines: embeddings, three ways to hide, two averages, the cost."""

import torch
from torch import Tensor

from core.data.vocabulary import MASK
from core.experiments.mlm_text import knobs
from core.experiments.mlm_text.subject import REPEATED, Subject
from core.experiments.mlm_text.training import Evaluation, kept_tokens
from core.masking.correction import coefficients
from core.masking.cost import transformer_cost
from core.masking.dropout import exact_average, running_average
from core.masking.embedding_projection import EmbeddingProjection
from core.masking.mismatch import mismatch
from core.views import (
    Array,
    Bars,
    Chart,
    Layer,
    Lines,
    Plane,
    Points,
    Reading,
    Texts,
    frozen,
)

# The plane of the embeddings in units of the way from their mean to [MASK].
BOUNDS = (-0.55, 1.2, -0.75, 0.75)
# How far above or below its point a word stands, in the same units.
LIFT = 0.08
# Turns of power iteration for the first look; one at each look follows afterwards.
FIRST_TURNS = 20
# Dropped passes: the mean of 60 has settled, and they cost a fraction of a step.
PASSES = 60
# Words up to which all masks are gone through: 512 passes, which a paused page can wait for.
MOST_EXACT = 9
# The length of text that BERT reads, for comparison.
BERT_LENGTH = 512
# Steps between two evaluations of the correction, each of which costs about two steps.
SELDOM = 100


class Aside:
    """Draws what the knob looks at."""

    def __init__(self, subject: Subject, evaluation: Evaluation, generator: torch.Generator):
        self._subject, self._evaluation = subject, evaluation
        self._plane = EmbeddingProjection(generator, subject.params.width)
        self._turns = FIRST_TURNS
        self._shifted: tuple[object, float] = (None, 0.0)

    def draw(self, fine: bool) -> Plane | Bars | Chart:
        """The picture that the knob asks for."""
        match self._subject.params.look:
            case knobs.WAYS:
                return self._ways()
            case knobs.AVERAGES:
                return self._averages(fine)
            case knobs.COST:
                return self._cost()
        return self._cloud()

    def shift(self) -> float:
        """By how many nats the correction changes the held-out loss; redrawn now and then."""
        s = self._subject
        made_for = (s.params, s.version // SELDOM)
        if self._shifted[0] != made_for:
            plain = self._evaluation.loss(s.model, None)
            self._shifted = (made_for, self._evaluation.loss(s.model, s.embedding()) - plain)
        return self._shifted[1]

    # --- the cloud ------------------------------------------------------------------------------

    def _cloud(self) -> Plane:
        s, first = self._subject, self._subject.corpus.symbols.first
        trained = s.embedding(0.0)
        self._plane.fit(trained, MASK, self._turns)
        self._turns = 1
        before = self._plane.project(trained)
        after = self._plane.project(s.embedding())
        layers: dict[str, Layer] = {
            "before": Points(frozen(before[first:]), "ghost", 2.5),
            "after": Points(frozen(after[first:]), "model", 3.0, pickable=True),
            "mask": Points(frozen(after[MASK : MASK + 1]), "accent", 9.0),
            **self._named(before, after),
        }
        own, mask, mean = coefficients(s.params.ratio, s.params.mixture)
        return Plane(
            title="Embeddings",
            readings=(
                Reading("E", own, ".3g"),
                Reading("m", mask, ".3g", role="accent"),
                Reading("Ē", mean, ".3g"),
            ),
            layers=layers,
            bounds=BOUNDS,
            equal=False,
        )  # fmt: skip

    def _named(self, before: Tensor, after: Tensor) -> dict[str, Layer]:
        """The words that matter now, with their way: the picked one, its guess, the one lit."""
        s = self._subject
        tokens, names = s.corpus.vocabulary.tokens, self._words()
        ways = torch.stack([before[names], after[names], torch.full((len(names), 2), torch.nan)], 1)
        beside = after[[MASK, *names]]
        beside[::2, 1] += LIFT  # above and below in turn, so that two words are not in each other
        beside[1::2, 1] -= LIFT
        return {
            "way": Lines(frozen(ways.reshape(-1, 2)), "ink", 1.5),
            "words": Points(frozen(after[names]), "data", 8.0),
            "names": Texts(
                frozen(beside), tuple(tokens[n] for n in (MASK, *names)), "ink", verbatim=True
            ),
        }

    def _words(self) -> list[int]:
        s, focus = self._subject, self._subject.focus
        words = {s.word}
        if focus is not None:
            line, place = focus
            words |= {int(s.lines[line].numbers[place]), int(s.guesses()[line, place].argmax())}
        return sorted(n for n in words if n >= s.corpus.symbols.first)

    # --- three ways to hide ---------------------------------------------------------------------

    def _ways(self) -> Bars:
        """Each way against the others, on one's own line without padding."""
        s = self._subject
        one = s.lines[0]
        length = 1 + len(one.words)  # padding has no guesses worth comparing
        numbers = one.numbers[:length][None].to(s.device)
        found = mismatch(s.model, numbers, one.masked[:length][None].to(s.device))
        return Bars(
            title="Total variation",
            readings=(Reading("seen words repeated", float(s.held[REPEATED]), ".0%"),),
            values=frozen([
                found.mask_and_nothing, found.mask_and_removal,
                found.column_and_nothing, found.column_and_removal,
            ]),
            labels=(
                "[MASK] – whole text", "[MASK] – removed",
                "no column – whole text", "no column – removed",
            ),
            roles=("model", "model", "data", "data"),
            limits=(0.0, 1.0),
            horizontal=True,
            form=".4f",
        )  # fmt: skip

    # --- two averages ---------------------------------------------------------------------------

    def _chance(self, line: int, place: int, word: int, gates: Tensor) -> Tensor:
        """Chance (B,) of a word at a place, the words' vectors multiplied by gates (B, n)."""
        s = self._subject
        one = s.lines[line]
        numbers = one.numbers.masked_fill(one.masked, MASK)[None].to(s.device)
        factors = torch.ones(len(gates), len(one.numbers), 1)
        factors[:, 1 : 1 + gates.shape[1], 0] = gates
        vectors = s.model.embed(numbers, s.embedding()) * factors.to(s.device)
        return s.chances(s.model.scores(vectors)[:, place])[:, word]

    def _averages(self, fine: bool) -> Chart:
        s, focus = self._subject, self._subject.focus
        axes = {"x_label": "passes", "y_label": "probability"}
        if focus is None:
            return Chart(title="Two averages", note="mask a word", layers={},
                         bounds=(0, PASSES, 0, 1), **axes)  # type: ignore[arg-type]  # fmt: skip
        line, place = focus
        count, keep = len(s.lines[line].words), s.params.keep
        truth = int(s.lines[line].numbers[place])
        known = truth >= s.corpus.symbols.first
        word = truth if known else int(s.guesses()[line, place].argmax())

        def chance(gates: Tensor) -> Tensor:
            return self._chance(line, place, word, gates)

        single = float(chance(torch.ones(1, count))[0])
        noise = torch.Generator().manual_seed(PASSES)
        outputs, means = running_average(chance, count, keep, PASSES, noise)
        layers: dict[str, Layer] = {
            "passes": Points(_over_passes(outputs), "ghost", 3.0),
            "mean": Lines(_over_passes(means), "model", 2.0, label="mean of passes"),
            "single": Lines(_level(single), "data", 2.0, label="nothing dropped"),
        }
        mean = float(means[-1])
        if fine and count <= MOST_EXACT:
            mean = float(exact_average(chance, count, keep))
            layers["exact"] = Lines(_level(mean), "truth", 1.5, dashed=True, label="exact mean")
        return Chart(
            title="Two averages",
            readings=(Reading("one pass − mean", single - mean, "+.3f"),),
            layers=layers,
            bounds=(0.0, PASSES, 0.0, 1.0),
            x_label="passes",
            y_label="probability",
        )

    # --- the cost -------------------------------------------------------------------------------

    def _cost(self) -> Chart:
        s = self._subject
        length = s.corpus.kind.length
        kept = kept_tokens(length, s.params.drop)
        share = kept / length
        cost = self._relative(kept, length)
        layers: dict[str, Layer] = {
            "long": Lines(self._curve(BERT_LENGTH), "data", 2.0, label="of 512 tokens"),
            "short": Lines(self._curve(length), "model", 2.0, label="of this text"),
            "now": Points(frozen([[share, cost]]), "accent", 9.0),
        }
        return Chart(
            title="Multiply-adds",
            readings=(Reading("kept", share, ".0%"), Reading("cost", cost, ".0%", role="model")),
            note="counted",
            layers=layers,
            bounds=(0.0, 1.0, 0.0, 1.0),
            x_label="kept share",
            y_label="cost",
        )

    def _relative(self, kept: int, length: int) -> float:
        p = self._subject.params
        whole = transformer_cost(length, p.width, p.depth).total
        return transformer_cost(kept, p.width, p.depth).total / whole

    def _curve(self, length: int) -> Array:
        return frozen([[k / length, self._relative(k, length)] for k in range(1, length + 1)])


def _over_passes(values: Tensor) -> Array:
    return frozen(torch.stack([torch.arange(1.0, len(values) + 1), values], 1))


def _level(value: float) -> Array:
    return frozen([[0.0, value], [PASSES, value]])
