"""What there is to see of the race on digits: losses and held-out accuracy."""

from collections.abc import Callable, Mapping

import numpy as np
import torch

from core.experiments.optimiser_race.digits_page import HELD_OUT, DigitsMade, DigitsRace
from core.experiments.optimiser_race.knobs import TUNED, DigitsParams
from core.experiments.optimiser_race.race_views import ROLES
from core.experiments.optimiser_race.runners import RUNNERS
from core.experiments.optimiser_race.step_times import UNITS
from core.seen import Seen, kept
from core.view_layers import Layer
from core.views import AnyView, Bars, Chart, Lines, frozen

SMOOTH = 9
"""Batches over which a loss is averaged, for the eye."""


class DigitsSeen(Seen[DigitsRace, DigitsParams, DigitsMade]):
    """How often each network is right on digits that it has not seen."""

    @kept(waits=True)
    def accuracies(self) -> torch.Tensor:
        """Shares (runners,)."""
        pictures, labels = self.model.pictures[-HELD_OUT:], self.model.labels[-HELD_OUT:]
        found = [(net(pictures).argmax(1) == labels).float().mean() for net in self._networks()]
        return torch.stack(found).cpu()

    def _networks(self) -> list[torch.nn.Module]:
        return list(self.model.networks.values())

    def top(self) -> float:
        """The largest of them."""
        return float(self.accuracies().max())


def losses(seen: DigitsSeen) -> Chart:
    """Every loss, averaged over a few batches, over steps, gradients or seconds."""
    layers: dict[str, Layer] = {}
    steps, costs = seen.history.steps(), seen.model.costs()
    for name, role in ROLES.items():
        values = seen.history.values(name)
        kernel = np.ones(min(SMOOTH, len(values))) / max(1, min(SMOOTH, len(values)))
        smooth = np.convolve(values, kernel, "valid") if len(values) else values
        x = steps[len(steps) - len(smooth) :] * costs[name]
        width = 3.5 if name == seen.made.picked else 1.5
        layers[name] = Lines(frozen(np.stack([x, smooth], axis=1)), role, width, label=name)
    return Chart(
        title="Loss, mean of nine batches",
        help="Loss in nats, averaged over nine batches, over steps, gradients or seconds.",
        note="" if seen.p.rates == TUNED else "untuned: one rate for all",
        layers=layers,
        x_label=UNITS[seen.p.count],
        y_label="nats",
    )


def accuracies(seen: DigitsSeen) -> Bars:
    """Held-out accuracy of each."""
    names = tuple(RUNNERS)
    return Bars(
        title="Digits never seen",
        help="Share of held-out digits that each optimiser's network tells right.",
        readings=seen.readings("top"),
        values=frozen(seen.accuracies()),
        labels=names,
        roles=tuple(ROLES.values()),
        limits=(0.0, 1.0),
        horizontal=True,
        note="pick a runner",
        picked=names.index(seen.made.picked) if seen.made.picked in names else -1,
        pickable=True,
        keys=names,
        form=".0%",
    )


VIEWS: Mapping[str, Callable[[DigitsSeen], AnyView]] = {
    "losses": losses,
    "accuracies": accuracies,
}
