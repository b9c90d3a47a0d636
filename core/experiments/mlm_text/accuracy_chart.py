"""The chart of what is guessed right, apart from that of the loss: a share is no nats."""

import numpy as np

from core.experiments.mlm_text.seen import TextSeen
from core.views import Chart, Lines, Rule, frozen


def accuracy(seen: TextSeen) -> Chart:
    """The accuracy over the steps, and that of who always says the commonest word."""
    history = seen.history
    points = np.stack([history.steps(), history.values("accuracy")], axis=1)
    return Chart(
        title="Guessed right",
        help="Share of masked held-out words guessed right; dashed if one word were said for all.",
        readings=seen.readings("accuracy"),
        layers={
            "accuracy": Lines(frozen(points), "data", label="accuracy held out"),
            "commonest": Rule(seen.corpus().commonest, label="always the commonest word"),
        },
        x_label="step",
        y_label="share",
    )
