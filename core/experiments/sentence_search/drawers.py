"""The pictures of the sentences that find each other."""

from collections.abc import Mapping

import torch
from torch import Tensor

from core.experiment import Drawer
from core.experiments.sentence_search.corpus import spoken
from core.experiments.sentence_search.figures import Figures
from core.experiments.sentence_search.finder import Finder, Found
from core.margins.radviz import group_means, radviz_basis, radviz_corners
from core.views import (
    Chart,
    Find,
    Handles,
    Layer,
    Lines,
    Plane,
    Points,
    Reading,
    Rule,
    Search,
    Texts,
    Token,
    frozen,
    role_of_class,
)

# Groups with a corner of their own, besides that of the best answer: more of them crowd the ring.
GROUPS = 5
MAP_BOUNDS = (-1.4, 1.4, -1.4, 1.4)
# Names stand a little outside the ring, the typed sentence's mark is the largest.
NAMES_AT, LIT, END = 1.28, 8.0, 10.0
# The last corner belongs to the best answer's group; it moves there by this share at each look.
FOLLOW = 0.35
# Below this share of known characters an answer says little.
FEW_KNOWN = 0.5

EMPTY = "Type a sentence: the nearest ones answer."
UNKNOWN = "None of these characters stands in the sentences that it learns from."
REFUSED = "No answer: no stored sentence is near enough."


class Drawers:
    """Draws what a finder found, and where it lies among all sentences."""

    def __init__(self, finder: Finder, figures: Figures) -> None:
        self._finder, self._figures = finder, figures
        names = finder.corpus.stored.names
        self._groups = [round(k * (len(names) - 1) / (GROUPS - 1)) for k in range(GROUPS)]
        self._last = (set(range(len(names))) - set(self._groups)).pop()
        self._moving: Tensor | None = None

    def views(self) -> Mapping[str, Drawer]:
        """The nearest sentences, the map of all of them, and the threshold."""
        return {
            "answers": self._answers,
            "map": self._map,
            "threshold": self._threshold,
        }

    # --- the answers ------------------------------------------------------------------------------

    def _answers(self, fine: bool) -> Search:
        finder = self._finder
        found = finder.look(fine)
        self._make_room(found, fine)
        rows = found.index if found is not None else []
        readings = [Reading("threshold", finder.threshold, ".2f")]
        if 0 < finder.known_share < 1:
            readings.insert(0, Reading("known characters", finder.known_share, ".0%"))
        said, verbatim = self._said(found)
        few = found is not None and finder.known_share < FEW_KNOWN
        return Search(
            title="Nearest sentences",
            readings=tuple(readings),
            note="few characters are known" if few else "○ group never trained on",
            entry="Type a sentence",
            typed=finder.typed,
            asked=self._words(finder.plain, finder.typed),
            said=said,
            verbatim=verbatim,
            finds=tuple(self._finds(found)) if found is not None else (),
            rule=finder.threshold,
            picked=rows.index(finder.picked) if finder.picked in rows else -1,
        )

    def _said(self, found: Found | None) -> tuple[str, bool]:
        """The answer of the sentence looked at, or why there is none; whether it is data."""
        finder, stored = self._finder, self._finder.corpus.stored
        if found is None:
            return (UNKNOWN if finder.plain else EMPTY), False
        if finder.picked < 0 and found.cosines[0] < finder.threshold:
            return REFUSED, False
        label = int(stored.labels[found.focus])
        if stored.answers:
            return stored.answers[label], True
        return spoken(stored.names[label]), False

    def _finds(self, found: Found) -> list[Find]:
        stored, corpus = self._finder.corpus.stored, self._finder.corpus
        rows = []
        for cosine, index in zip(found.cosines, found.index, strict=True):
            label, text = int(stored.labels[index]), stored.texts[index]
            name = spoken(stored.names[label])
            rows.append(
                Find(
                    self._words(text, text),
                    min(1.0, max(0.0, cosine)),
                    self._role(label),
                    f"○ {name}" if label >= corpus.trained else name,
                )
            )
        return rows

    def _words(self, text: str, key: str) -> tuple[Token, ...]:
        """One token per character, tinted by how much it mattered where that is known."""
        weights = self._finder.tints.get(key, [])
        padded = [*weights, *[0.0] * len(text)]
        return tuple(Token(each, weight) for each, weight in zip(text, padded, strict=False))

    # --- the map ----------------------------------------------------------------------------------

    def _make_room(self, found: Found | None, fine: bool) -> None:
        """Let the last corner belong to the group of the best answer."""
        if found is not None:
            best = int(self._finder.corpus.stored.labels[found.index[0]])
            if best not in self._groups:
                self._last = best
        store = self._finder.store
        ringed = torch.tensor([*self._groups, self._last], device=store.labels.device)
        centres = group_means(store.vectors, store.labels, ringed)
        if self._moving is not None and not fine:
            centres[-1] = self._moving + FOLLOW * (centres[-1] - self._moving)
        self._moving = centres[-1]
        self._basis = radviz_basis(centres)

    def _role(self, label: int) -> str:
        ringed = [*self._groups, self._last]
        return role_of_class(ringed.index(label)) if label in ringed else "muted"

    def _map(self, fine: bool) -> Plane:
        return Plane(
            title="Map",
            readings=(
                Reading("loss", self._figures.loss, ".2f"),
                Reading("own angle", self._figures.own_angle, ".0f", "°"),
            ),
            layers=self._clouds() | self._lit(),
            bounds=MAP_BOUNDS,
        )

    def _clouds(self) -> dict[str, Layer]:
        store = self._finder.store
        at, labels = (store.vectors @ self._basis).cpu(), store.labels.cpu()
        ringed = [*self._groups, self._last]
        known = torch.isin(labels, torch.tensor(ringed))
        places = (labels[known, None] == torch.tensor(ringed)).long().argmax(1)
        layers: dict[str, Layer] = {
            "others": Points(frozen(at[~known]), "ghost", 3.0),
            "groups": Points(frozen(at[known]), size=5.0, classes=frozen(places)),
        }
        names = tuple(spoken(self._finder.corpus.stored.names[label]) for label in ringed)
        outside = radviz_corners(len(ringed), at) * NAMES_AT
        return layers | {"names": Texts(frozen(outside), names)}

    def _lit(self) -> dict[str, Layer]:
        """The nearest sentences, and the typed one's path with a bead after each character."""
        found = self._finder.found
        if found is None:
            return {}
        near = self._finder.store.vectors[found.index] @ self._basis
        focus = self._finder.store.vectors[[found.focus]] @ self._basis
        path = frozen(found.path @ self._basis)
        return {
            "near": Points(frozen(near), "accent", LIT),
            "focus": Points(frozen(focus), "accent", END + 3),
            "path": Lines(path, "muted", 1.2),
            "beads": Points(path, "ink", 3.5),
            "end": Points(frozen(path[-1:]), "ink", END),
        }

    # --- the threshold --------------------------------------------------------------------------

    def _threshold(self, fine: bool) -> Chart:
        finder, judged = self._finder, self._finder.store.judged
        if judged is None:
            finder.store.refresh(finder.version, True)
            judged = finder.store.judged
            assert judged is not None  # a whole refresh has judged
        chosen, best = finder.threshold, min(1.0, max(0.0, judged.trade.best()))
        share = float((judged.known >= chosen).float().mean())
        return Chart(
            title="Threshold",
            readings=(Reading("right above it", judged.right_above(chosen), ".0%"),),
            layers={
                "missing": _curve(judged.missing, "ghost", "topic missing"),
                "off topic": _curve(judged.off_topic, "model", "off topic"),
                "known": _curve(judged.known, "data", "topic stored"),
                "best": Rule(best, axis="x", label="best"),
                "threshold": Handles(frozen([[chosen, share]]), "accent"),
            },
            x_label="cosine",
            y_label="answered",
            bounds=(0.0, 1.0, 0.0, 1.05),
        )


def _curve(cosines: Tensor, role: str, label: str) -> Lines:
    """The share of the cosines (A,) at or above each threshold, from all at 0 to none at 1."""
    falling = cosines.clamp(0, 1).sort(descending=True).values
    at = torch.cat([falling.new_ones(1), falling, falling.new_zeros(1)])
    share = torch.arange(len(at), device=at.device, dtype=at.dtype) / len(falling)
    return Lines(frozen(torch.stack([at, share.clamp_max(1)], dim=1)), role, label=label)
