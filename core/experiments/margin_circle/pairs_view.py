"""Pictures that are told right and yet stand beside another class."""

import torch

from core.experiments.margin_circle.knobs import DIGITS
from core.experiments.margin_circle.seen import CircleSeen
from core.views import Images, frozen

# Pictures that fit beside each other in the strip.
COLUMNS = 10
OWN = "?"


def pairs(seen: CircleSeen) -> Images:
    """Pictures over their nearest neighbours: the picked one, then those that are wrong.

    Garments speak for themselves and have no labels.
    """
    picked = seen.made.picked
    wrong = dict(zip(*(numbers.tolist() for numbers in seen.wrong()), strict=True))
    first = {picked: seen.closest(picked)} if picked >= 0 else {}
    pairs = [*first.items(), *((n, m) for n, m in wrong.items() if n != picked)]
    pairs = pairs[: COLUMNS - (seen.made.own is not None)]
    shown, below = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    pictures, own = seen.pictures().cpu(), seen.own()
    upper, names = pictures[shown], [_name(seen, number) for number in shown]
    if own is not None:
        upper, names = torch.cat([upper, own.picture[None]]), [*names, OWN]
        below = [*below, own.closest]
    named = seen.p.pictures == DIGITS
    return Images(
        title="Right class, wrong neighbour", note="class / its neighbour's",
        help="Pictures above their nearest neighbours: told right, yet beside another class.",
        pictures=frozen(torch.cat([upper, pictures[below]], dim=2).squeeze(1)),
        columns=COLUMNS,
        labels=tuple(
            f"{name} / {_name(seen, other)}" for name, other in zip(names, below, strict=True)
        ) if named else (),
        picked=(0,) if picked >= 0 else (),
        pickable=True,
        readings=seen.readings("wrong_neighbours"),
        keys=tuple(map(str, shown)) + (OWN,) * (own is not None),
    )  # fmt: skip


def _name(seen: CircleSeen, number: int) -> str:
    known = number < len(seen.labels())
    return seen.model.samples.names[int(seen.labels()[number])] if known else "?"
