"""The pictures of the sentences that find each other: the answers, the map, the threshold."""

from collections.abc import Callable, Iterator, Mapping

import torch
from torch import Tensor

from core import figures
from core.experiments.sentence_search.seen import SearchSeen
from core.figures import curve
from core.margins.radviz import radviz_corners
from core.views import (
    AnyView,
    Chart,
    Find,
    Handles,
    Key,
    Layer,
    Lines,
    Plane,
    Points,
    Rule,
    Search,
    Texts,
    Token,
    frozen,
    role_of_class,
)

MAP_BOUNDS = (-1.4, 1.4, -1.4, 1.4)
# Names stand a little outside the ring, the typed sentence's mark is the largest.
NAMES_AT, NEAR, FOCUS, END = 1.28, 8.0, 13.0, 10.0
# Below this share of known characters an answer says little.
FEW_KNOWN = 0.5
ANSWERS_KEY = (
    Key("what it hangs on", shape="tint"),
    Key("threshold", "truth", "tick"),
)

EMPTY = "Type a sentence: the nearest ones answer."
UNKNOWN = "None of these characters stands in the sentences that it learns from."


def answers(seen: SearchSeen) -> Search:
    """The nearest sentences, and what they answer."""
    (cosines, index), known = seen.found(), seen.known_characters()
    said, verbatim = _answer(seen)
    numbers = ("known_characters", "threshold") if 0 < known < 1 else ("threshold",)
    few = 0 < known < FEW_KNOWN
    return Search(
        title="Nearest sentences",
        help="The stored sentences nearest to the typed one by cosine; past the line they answer.",
        readings=seen.readings(*numbers),
        note="few characters are known" if few else "○ group never trained on",
        entry="Type a sentence",
        typed=seen.typed(),
        asked=_words(seen, seen.plain(), seen.typed()),
        said=said,
        verbatim=verbatim,
        sure=seen.picked() >= 0 or not index or cosines[0] >= seen.threshold(),
        finds=tuple(_finds(seen)),
        rule=seen.threshold(),
        picked=index.index(seen.picked()) if seen.picked() in index else -1,
        keys=tuple(seen.keys()[n] for n in index),
        key=ANSWERS_KEY,
    )


def _answer(seen: SearchSeen) -> tuple[str, bool]:
    """The answer of the sentence looked at, or why there is none; whether it is data."""
    (cosines, _), stored = seen.found(), seen.stored()
    if not cosines:
        return (UNKNOWN if seen.plain() else EMPTY), False
    label = int(stored.labels[seen.focus()])
    if stored.answers:
        return stored.answers[label], True
    return readable_name(stored.names[label]), False


def _finds(seen: SearchSeen) -> Iterator[Find]:
    stored, ringed = seen.stored(), seen.ringed()
    for cosine, index in zip(*seen.found(), strict=True):
        label, text = int(stored.labels[index]), stored.texts[index]
        role = role_of_class(ringed.index(label)) if label in ringed else "muted"
        mark = "○ " * (label >= seen.corpus().trained) + readable_name(stored.names[label])
        yield Find(_words(seen, text, text), min(1.0, max(0.0, cosine)), role, mark)


def _words(seen: SearchSeen, text: str, key: str) -> tuple[Token, ...]:
    """One token per character, tinted by how much it mattered where that is known."""
    weights = [*seen.saliency().get(key, []), *[0.0] * len(text)]
    return tuple(Token(each, weight) for each, weight in zip(text, weights, strict=False))


def readable_name(name: str) -> str:
    """A group's name as words: HassLightSet is "light set", reset_password "reset password"."""
    words = "".join(f" {each.lower()}" if each.isupper() else each for each in name)
    return words.replace("_", " ").replace(" hass ", " ").strip()


def sentence_map(seen: SearchSeen) -> Plane:
    """All stored sentences; the nearest ones; the typed one's path, a bead after each character."""
    return Plane(
        title="Map",
        help="All stored sentences, pulled to the groups they are near; the typed one has a path.",
        readings=seen.readings("loss", "own_angle"),
        layers=_stored(seen) | _nearest(seen),
        bounds=MAP_BOUNDS,
    )


def _stored(seen: SearchSeen) -> dict[str, Layer]:
    places, ringed = seen.stored_vectors() @ seen.basis(), seen.ringed()
    is_of = seen.labels()[:, None] == torch.tensor(ringed, device=places.device)
    known = is_of.any(dim=1)
    outside = radviz_corners(len(ringed), places) * NAMES_AT
    names = tuple(readable_name(seen.stored().names[label]) for label in ringed)
    classes = frozen(is_of[known].long().argmax(dim=1))
    means = is_of.float().T @ places / is_of.sum(dim=0)[:, None]
    return {
        "leaders": Lines(figures.segments(outside, means), "ghost", 0.8),
        "others": Points(frozen(places[~known]), "ghost", 3.0, "other groups"),
        "groups": Points(frozen(places[known]), size=5.0, classes=classes),
        "names": Texts(frozen(outside), names, classes=frozen(range(len(names)))),
    }


def _nearest(seen: SearchSeen) -> dict[str, Layer]:
    (_, index), basis, vectors = seen.found(), seen.basis(), seen.stored_vectors()
    if not index:
        return {}
    path = frozen(seen.path() @ basis)
    return {
        "near": Points(frozen(vectors[index] @ basis), "accent", NEAR, label="nearest"),
        "focus": Points(frozen(vectors[[seen.focus()]] @ basis), "accent", FOCUS),
        "path": Lines(path, "ink", 1.0, label="as it is typed"),
        "beads": Points(path, "ink", 3.5),
        "end": Points(frozen(path[-1:]), "ink", END),
    }


def threshold(seen: SearchSeen) -> Chart:
    """What is answered from each threshold on, of what should be and of what should not."""
    judged, chosen = seen.evaluation(), seen.threshold()
    answered = float((judged.known >= chosen).float().mean())
    return Chart(
        title="Threshold",
        help="Share of questions answered if only cosines above the threshold count.",
        readings=seen.readings("right_above"),
        note="drag the threshold",
        layers={
            "missing": _answered(judged.missing, "ghost", "topic missing"),
            "off topic": _answered(judged.off_topic, "model", "off topic"),
            "known": _answered(judged.known, "data", "topic stored"),
            "best": Rule(seen.best(), axis="x", label="best"),
            "threshold": Handles(frozen([[chosen, answered]]), "accent"),
        },
        x_label="cosine",
        y_label="answered",
        bounds=(0.0, 1.0, 0.0, 1.05),
    )


def _answered(cosines: Tensor, role: str, label: str) -> Lines:
    """The share of the cosines (A,) at or above each threshold, from all at 0 to none at 1."""
    falling = cosines.clamp(0, 1).sort(descending=True).values
    at = torch.cat([falling.new_ones(1), falling, falling.new_zeros(1)])
    share = torch.arange(len(at), device=at.device, dtype=at.dtype) / len(falling)
    return curve(at, share.clamp_max(1), role, label=label)


VIEWS: Mapping[str, Callable[[SearchSeen], AnyView]] = {
    "answers": answers,
    "map": sentence_map,
    "threshold": threshold,
}
