"""Links: one line of text from which a run begins as it began elsewhere.

    qujing:flow_plane:eNpr…

carries the page, the knobs that are not as usual, the seed, and what a hand made or brought, if
that is little. A checksum tells whether it is whole.
"""

from typing import Any

from core.deeds import Carried
from core.experiments import find
from core.keeping.as_text import BROKEN, as_text, kept
from core.keeping.beginning import Beginning, scene_of
from core.keeping.container import SCHEME
from core.message import InvalidInput
from core.own_data import Own
from core.params import LARGEST_SEED
from core.run import Run

LONGEST = 8000
"""Letters; mail and chats break longer lines."""


def link(page: str, run: Run) -> str:
    """The link to a run. Raises InvalidInput where it would be too long."""
    experiment, usual = run.experiment, run.scene.params()
    handled = run.deeds.carried or run.deeds.done or run.deeds.lost
    turned = {name: getattr(run.params, name) for name in usual.turned(run.params)}
    value = {
        "scene": run.scene.name, "turned": turned, "seed": experiment.seed,
        "own": experiment.own, "made": experiment.made if handled else None,
    }  # fmt: skip
    found = f"{SCHEME}{page}:{as_text(value)}"
    if len(found) > LONGEST:
        raise InvalidInput("What was made here is too much for a link; save a session instead.")
    return found


def beginning(text: str) -> Beginning:
    """What a link means. Raises InvalidInput, in one sentence, where it means nothing here."""
    page = text.strip().removeprefix(SCHEME).partition(":")[0]
    find(page).scenes()  # its classes are to be known
    held = kept("".join(text.split()).removeprefix(f"{SCHEME}{page}:"))
    try:
        return _meant(page, held)
    except (TypeError, LookupError, AttributeError):
        raise InvalidInput(BROKEN) from None


def _meant(page: str, held: Any) -> Beginning:
    scene, seed, own, made = scene_of(page, held["scene"]), held["seed"], held["own"], held["made"]
    params = scene.params().changed(held["turned"])
    scene.check(params)
    if not (type(seed) is int and 0 <= seed <= LARGEST_SEED and isinstance(own, Own | None)):
        raise InvalidInput(BROKEN)
    carried = None if made is None else Carried(scene.name, params, made, own)
    return Beginning(page, scene, params, seed, own=own, carried=carried)
