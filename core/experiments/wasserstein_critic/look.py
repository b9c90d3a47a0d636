"""Record, weights and numbers: what looks the same in the plane and on the line."""

import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from core.experiments.wasserstein_critic import ledger
from core.experiments.wasserstein_critic.knobs import CRITICS
from core.experiments.wasserstein_critic.pair import Pair
from core.lipschitz import wgan
from core.views import Bars, Chart, Layer, Lines, Points, Reading, frozen

if TYPE_CHECKING:
    from core.experiments.wasserstein_critic.page import WassersteinCritic

# Distances at which the divergence is drawn: densely near nought, where it rises, and elsewhere
# densely enough for the grid of 25 modes, which meets itself again and again.
RISE = sorted({*(0.01 * n * n for n in range(10)), *(0.1 * n for n in range(66))})
RECORD_BOUNDS = (0.0, ledger.SPAN, -0.3, ledger.SPAN)
# Generators begin nearer than a hand can drag.
NEAR_BOUNDS = (0.0, 2.5, -0.15, 2.5)
# The end of the bars: more than this share in one of the bins is seldom seen.
BINS, MOST = 21, 0.6


class Ruler:
    """The Jensen–Shannon divergence of the cloud from itself moved away, kept while it is true."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self._now: tuple[object, float] = (None, 0.0)
        self._curve: tuple[object, Lines] | None = None
        self._turned = False

    def now(self) -> float:
        """The divergence at the present shift, in nats."""
        shift = self.pair.shift().cpu()
        key = (self.pair.cloud, tuple(shift.tolist()))
        if self._now[0] != key:
            self._now = (key, self.pair.cloud.jensen_shannon_of_shift(shift))
        return self._now[1]

    def turn(self) -> None:
        """The shift has come to rest: the curve may follow its direction."""
        self._turned = True

    def curve(self) -> Lines:
        """The divergence along the direction of the shift where it last came to rest."""
        if self._turned or self._curve is None or self._curve[0] != self.pair.cloud:
            values = [self.pair.cloud.jensen_shannon_of_shift(self._direction() * s) for s in RISE]
            points = frozen(list(zip(RISE, values, strict=True)))
            line = Lines(points, "accent", 1.5, dashed=True, label="Jensen–Shannon")
            self._curve, self._turned = (self.pair.cloud, line), False
        return self._curve[1]

    def _direction(self) -> Tensor:
        shift = self.pair.shift().cpu()
        length = float(shift.norm())
        return shift / length if length > 0 else torch.eye(len(shift))[0]


DIAGONAL = Lines(
    frozen([[0.0, 0.0], [ledger.SPAN, ledger.SPAN]]), "truth", dashed=True, label="exact W₁"
)


def record(page: "WassersteinCritic", ruler: Ruler) -> Chart:
    """What each critic said at every distance so far, beside the two exact answers."""
    layers: dict[str, Layer] = {"exact": DIAGONAL}
    exact = page.shown_distance()
    readings = [Reading("W₁", exact, ".2f")]
    marks = [[exact, exact]]
    if not page.generators:
        layers["divergence"] = ruler.curve()
        marks.append([exact, ruler.now()])
        readings.append(Reading("JS", ruler.now(), ".3f", role="accent"))
    layers["now"] = Points(frozen(marks), "ghost", 14.0)
    for index, (name, role) in enumerate(zip(CRITICS, ledger.ROLES, strict=True)):
        size = 7.0 if index == page.shown() else 5.0
        layers[name] = Points(frozen(ledger.entries(page.ledger, index)), role, size)
    return Chart(
        title="What the critics say",
        readings=tuple(readings),
        layers=layers,
        x_label="exact distance W₁",
        y_label="estimate",
        bounds=NEAR_BOUNDS if page.generators else RECORD_BOUNDS,
    )


def weights(page: "WassersteinCritic") -> Bars:
    """Where the weights of the clipped critic lie between −c and c."""
    limit = page.params.limit
    labels = [""] * BINS
    labels[0], labels[BINS // 2], labels[-1] = "−c", "0", "c"
    return Bars(
        title="Clipped weights",
        readings=(Reading("at ±c", wgan.share_at_ends(page.critics[0], limit), ".0%"),),
        values=frozen(wgan.shares_of_weights(page.critics[0], limit, BINS)),
        labels=tuple(labels),
        roles=(ledger.ROLES[0],) * BINS,
        limits=(0.0, MOST),
        form=".0%",
    )


def readings(page: "WassersteinCritic", ruler: Ruler) -> tuple[Reading, ...]:
    """The exact distance, the shown critic's estimate on the shown points, the divergence."""
    index = page.shown()
    said = page.surface(index).wasserstein_estimate(page.pair.shown(0), page.shown_fake(index))
    found = [
        Reading("W₁", page.shown_distance(), ".2f"),
        Reading("critic", said, ".2f", role=ledger.ROLES[index]),
    ]
    if not page.generators:
        found.append(Reading("JS / log 2", ruler.now() / math.log(2), ".0%", role="accent"))
    return tuple(found)
