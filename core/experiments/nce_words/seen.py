"""What there is to see of words learnt by negative sampling."""

import torch
from torch import Tensor
from torch.nn.functional import normalize

from core.experiments.nce_words.corpus import is_enough
from core.experiments.nce_words.knobs import OWN, WordsParams
from core.experiments.nce_words.page import NceWords, WordsMade
from core.nce import correlation, skip_gram
from core.seen import Seen, kept
from core.view_layers import Layer, Rule

# Neighbours that are named.
NEAREST = 8
NEARLY_ALL = 0.97


class WordsSeen(Seen[NceWords, WordsParams, WordsMade]):
    """The inner products, what they would be at best, and who stands near whom."""

    def words(self) -> tuple[str, ...]:
        """The words in the order of the table."""
        return self.model.corpus.words

    @kept
    def products(self) -> Tensor:
        """⟨u_i, v_j⟩ (V, V); NaN where a pair was never seen, for nothing is to be met there."""
        count = len(self.words())
        products = (self.model.u[:count] @ self.model.v[:count].T).cpu()
        return torch.where(self.exact().isnan(), torch.nan, products)

    @kept
    def exact(self) -> Tensor:
        """What the products would be at best (V, V); NaN where a pair was never seen."""
        counts, p = self.model.corpus.counts, self.p
        return counts.optimum(self.model.noise(), p.ratio, p.corrected).float()

    @kept
    def pmi(self) -> Tensor:
        """Pointwise mutual information (V, V)."""
        return self.model.corpus.counts.pmi().float()

    @kept
    def levels(self) -> tuple[float, float]:
        """The ends of the colours: as far from the median as nearly all values are."""
        seen = self.exact()[~self.exact().isnan()]
        middle = seen.median()
        reach = float((seen - middle).abs().quantile(NEARLY_ALL)) + 1e-6
        return float(middle) - reach, float(middle) + reach

    @kept
    def fit(self) -> float:
        """Correlation of the products with what they would be at best."""
        return correlation(self.products(), self.exact())

    @kept
    def with_pmi(self) -> float:
        """Correlation of the products with PMI, whatever the noise."""
        return correlation(self.products(), self.pmi())

    @kept
    def error(self) -> float:
        """Root mean square of products less their best values, pairs weighted as they occur."""
        joint = self.model.joint
        away = (self.products() - self.exact()).nan_to_num().square()
        return float((joint * away).sum().sqrt())

    @kept
    def optimum(self) -> float:
        """The loss at the best values."""
        counts, p = self.model.corpus.counts, self.p
        exact = counts.optimum(self.model.noise(), p.ratio).nan_to_num(nan=-torch.inf)
        loss = skip_gram.expected_loss(exact, counts.joint, self.model.noise(), p.ratio)
        return float(loss)

    def reference_lines(self) -> dict[str, Layer]:
        """The least loss."""
        return {"optimum": Rule(self.optimum(), label="optimum L*")}

    # --- words ----------------------------------------------------------------------------------

    @kept
    def directions(self) -> Tensor:
        """The centres' vectors about their mean, each of length 1 (V, D)."""
        vectors = self.model.u[: len(self.words())].cpu()
        return normalize(vectors - vectors.mean(dim=0), dim=1)

    @kept
    def map(self) -> Tensor:
        """The words in the plane (V, 2) by their two main directions.

        Turned onto those of PMI, for by themselves they could point either way at each look.
        """
        places = _main_directions(self.directions())
        exact = _main_directions(self.pmi().nan_to_num())
        left, _, right = torch.linalg.svd(places.T @ exact)
        turned: Tensor = places @ left @ right
        return turned / turned.abs().max().clamp_min(1e-12)

    @kept
    def picked(self) -> int:
        """The place of the word picked; that of the most frequent word where none is."""
        words = self.words()
        if self.made.picked in words:
            return words.index(self.made.picked)
        return int(self.model.joint.sum(dim=1).argmax())

    def cell(self) -> tuple[int, int]:
        """The pair of words picked, as row and column; one alone is beside the one it goes with."""
        words, beside, row = self.words(), self.made.beside, self.picked()
        if beside in words:
            return row, words.index(beside)
        return row, int(self.exact()[row].nan_to_num(nan=-torch.inf).argmax())

    def product(self) -> float:
        """The inner product of the pair picked."""
        row, column = self.cell()
        return float(self.model.u[row] @ self.model.v[column])

    def exact_product(self) -> float:
        """What it would be at best; NaN where the pair was never seen."""
        return float(self.exact()[self.cell()])

    @kept
    def neighbours(self) -> list[tuple[int, float]]:
        """The words nearest to the one picked, and the cosine to each."""
        cosines = self.directions() @ self.directions()[self.picked()]
        order = cosines.argsort(descending=True, stable=True).tolist()
        found = [place for place in order if place != self.picked()][:NEAREST]
        return [(place, float(cosines[place])) for place in found]

    def wants_text(self) -> bool:
        """Whether the text of one's own is still too short."""
        return self.p.text == OWN and not is_enough(self.made.typed, self.p.window)


def _main_directions(rows: Tensor) -> Tensor:
    """Rows (V, N) by their two main directions (V, 2)."""
    left, values, _ = torch.linalg.svd(rows, full_matrices=False)
    found: Tensor = left[:, :2] * values[:2]
    return found
