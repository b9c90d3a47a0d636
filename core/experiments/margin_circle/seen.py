"""What is looked at on the page of margins: the embedding, its angles, and whose directions are."""

from collections.abc import Mapping

import torch
from torch import Tensor

from core.experiments.margin_circle.knobs import SPHERE, CircleParams
from core.experiments.margin_circle.own_figure import OwnFigure
from core.experiments.margin_circle.owners import owners
from core.experiments.margin_circle.page import CircleMade, MarginCircle
from core.experiments.margin_circle.samples import SIZE
from core.margins.angles import angular_gap, own_and_nearest_other
from core.margins.curves import Curve, psi_curve, rising_intervals
from core.margins.losses import MarginLoss, least_loss
from core.margins.normalise import normalise
from core.margins.retrieval import right_class_wrong_neighbour
from core.margins.tammes import evenly_spread, ideal_loss
from core.margins.thresholds import roc_curve
from core.seen import Seen, kept
from core.view_layers import Array, Layer, Rule

# The gap leaves this share of the pictures out at the inner end of each histogram.
OUTLIERS = 0.1
# Features shorter than this have no length to compare others with.
LEAST_LENGTH = 1e-6


class CircleSeen(Seen[MarginCircle, CircleParams, CircleMade]):
    """The shown pictures (N) and, where it was dropped in, the unseen class (U), on the CPU."""

    @kept
    def margin_loss(self) -> MarginLoss:
        """The loss at this step."""
        return self.model.margin_loss()

    @kept
    def weight(self) -> Tensor:
        """The class directions (C, D)."""
        return self.model.model.weight.detach().nan_to_num().cpu()

    @kept
    def centers(self) -> Tensor:
        """The centres of the classes (C, D)."""
        return self.model.model.centers.detach().nan_to_num().cpu()

    @kept
    def pictures(self) -> Tensor:
        """All pictures that are embedded (N + U, 1, H, W), on the device."""
        s = self.model.samples
        return torch.cat([s.shown, s.unseen]) if self.made.unseen else s.shown

    @kept
    def embedded(self) -> Tensor:
        """The features of all of them (N + U, D)."""
        features: Tensor = self.model.model(self.pictures())
        return features.detach().nan_to_num().cpu()

    @kept
    def own(self) -> OwnFigure | None:
        """The figure that a person brought."""
        brought, names = self.made.own, self.model.samples.names
        if brought is None:
            return None
        picture = brought.at(SIZE)[0]
        feature = self.model.model(picture.to(self.model.device)).detach().nan_to_num().cpu()
        return OwnFigure.of(picture[0], feature, self.weight(), self.features(), names)

    @kept
    def keys(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What a pick calls the shown pictures and those of the unseen class: their numbers."""
        keys = tuple(map(str, range(len(self.pictures()))))
        return keys[: len(self.labels())], keys[len(self.labels()) :]

    def labels(self) -> Tensor:
        """The classes of the shown pictures (N,)."""
        return self.model.samples.shown_labels

    @kept
    def features(self) -> Tensor:
        """The features of the shown pictures (N, D)."""
        return self.embedded()[: len(self.labels())]

    @kept
    def predicted(self) -> Tensor:
        """The classes that win (N,)."""
        return self.margin_loss().logits(self.features(), self.weight()).argmax(dim=1)

    @kept
    def accuracy(self) -> float:
        """Share of the shown pictures that are classified right."""
        return float((self.predicted() == self.labels()).float().mean())

    def length(self) -> float | None:
        """The length of the median feature, None where lengths are not shown."""
        if not self.p.lengths:
            return None
        return max(float(self.features().norm(dim=1).median()), LEAST_LENGTH)

    # --- neighbours -----------------------------------------------------------------------------

    @kept(waits=True)
    def wrong(self) -> tuple[Tensor, Tensor]:
        """Numbers (W,) of those told right beside another class, and of these neighbours (W,).

        In double precision: on a circle hundreds of directions lie within a degree, and cosines
        near one tell them no better than 0.02 degrees apart in single precision.
        """
        directions = normalise(self.features().double())
        wrong = right_class_wrong_neighbour(directions, self.labels(), self.predicted()).nonzero()
        cosines = directions[wrong[:, 0]] @ directions.T
        return wrong[:, 0], cosines.scatter(1, wrong, -torch.inf).argmax(dim=1)

    def wrong_neighbours(self) -> tuple[float, float]:
        """How many they are, of how many."""
        return len(self.wrong()[0]), len(self.labels())

    @kept
    def closest(self, picture: int) -> int:
        """The shown picture nearest to one of all pictures, other than itself."""
        directions, known = normalise(self.embedded().double()), len(self.labels())
        cosines = directions[:known] @ directions[picture]
        if picture < known:
            cosines[picture] = -torch.inf
        return int(cosines.argmax())

    # --- angles ---------------------------------------------------------------------------------

    @kept
    def angles(self) -> tuple[Tensor, Tensor]:
        """Degrees to the own class and to the nearest other one, (N,) each."""
        return own_and_nearest_other(self.features(), self.weight(), self.labels())

    @kept
    def to_nearest_class(self) -> Tensor:
        """Cosine of all pictures with the class direction nearest to them (N + U,)."""
        return (normalise(self.embedded()) @ normalise(self.weight()).T).amax(dim=1).clamp(-1, 1)

    def gap(self) -> float:
        """Degrees between the histograms."""
        return angular_gap(*self.angles(), outliers=OUTLIERS)

    def overlap(self) -> float:
        """The gap that is missing."""
        return -self.gap()

    def _sample(self) -> int:
        """The picture of which the formula speaks: the one picked, or the first."""
        return self.made.picked if 0 <= self.made.picked < len(self.labels()) else 0

    def sample_loss(self) -> float:
        """The margin loss of that picture."""
        one = [self._sample()]
        return float(self.margin_loss()(self.features()[one], self.weight(), self.labels()[one]))

    def own_angle(self) -> float:
        """Degrees from that picture to its own class."""
        return float(self.angles()[0][self._sample()])

    def own_psi(self) -> float:
        """psi at that angle."""
        return float(self.margin_loss().psi(torch.deg2rad(torch.tensor(self.own_angle())).cos()))

    def picked_angles(self) -> tuple[float, float] | None:
        """Degrees from the picked picture to its own class and to the nearest other one.

        For an unseen one both are to the nearest class; None where nothing is picked.
        """
        picked = self.made.picked
        if picked < 0:
            return None
        if picked < len(self.labels()):
            own, other = self.angles()
            return float(own[picked]), float(other[picked])
        near = _degrees(self.to_nearest_class()[picked])
        return float(near), float(near)

    @kept
    def threshold(self) -> float:
        """Degrees to the nearest class within which a picture counts as known."""
        if self.made.threshold is not None:
            return self.made.threshold
        near, known = self.to_nearest_class(), len(self.labels())
        best = roc_curve(near[:known], near[known:]).best()
        return float(_degrees(torch.tensor(best, dtype=torch.float64)))

    def known_in(self) -> float:
        """Share of the shown pictures within the threshold."""
        return self._within(self.to_nearest_class()[: len(self.labels())])

    def unseen_in(self) -> float:
        """Share of the unseen class within the threshold."""
        return self._within(self.to_nearest_class()[len(self.labels()) :])

    def _within(self, cosines: Tensor) -> float:
        return float((_degrees(cosines) <= self.threshold()).float().mean())

    @kept
    def psi_curve(self) -> Curve:
        """psi over the angle, at every quarter of a degree."""
        return psi_curve(self.margin_loss().psi)

    @kept
    def rising(self) -> Tensor:
        """Degrees between which psi rises (K, 2)."""
        return torch.rad2deg(torch.tensor(rising_intervals(self.psi_curve())).reshape(-1, 2))

    def rises_from(self) -> float:
        """Degrees from which on psi rises."""
        return float(self.rising()[0, 0])

    def rises_to(self) -> float:
        """Degrees up to which it rises."""
        return float(self.rising()[0, 1])

    # --- whose each direction is ----------------------------------------------------------------

    @kept(waits=True)
    def ground(self) -> tuple[tuple[Array, ...], Array]:
        """What each class owns of the circle, and last what nobody owns, as outlines; boundaries.

        Of the sphere, directions (M, 3) that nobody owns, and boundaries.
        """
        return owners(self.weight(), self.margin_loss(), self.p.space == SPHERE)

    @kept
    def even(self) -> Tensor:
        """As many class directions (C, D), spread evenly."""
        return evenly_spread(self.p.classes, 3 if self.p.space == SPHERE else 2)

    @kept
    def reference_lines(self) -> Mapping[str, Layer]:
        """The loss of classes spread evenly here, and the least that the formula allows anywhere.

        The second needs a dimension for each class; on a circle the first is what can be had.
        Without s the loss has no least: it falls as the features grow.
        """
        loss = self.margin_loss()
        if loss.scale is None:
            return {}
        margin = 1 - float(loss.psi(torch.ones(())))
        least = least_loss(self.p.classes, loss.scale, margin)
        return {
            "even": Rule(ideal_loss(loss, self.even()), label="evenly spread"),
            "least": Rule(least, role="muted", label="least of the formula"),
        }


def _degrees(cosines: Tensor) -> Tensor:
    return torch.rad2deg(torch.acos(cosines.clamp(-1, 1)))
