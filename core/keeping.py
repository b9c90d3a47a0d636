"""Layers that are costly to draw, kept while they are true and redrawn in turn."""

from collections.abc import Callable, Hashable
from typing import NamedTuple

from core.view_layers import Layer


class Kept(NamedTuple):
    """A layer, what it shows, what it was asked for, and how finely it was drawn."""

    shows: Hashable
    made_for: Hashable
    fine: bool
    layer: Layer


class Keeping:
    """Spreads costly layers over `turns` looks.

    A layer that is still true is never drawn again. While playing, one that training has made
    out of date waits for its turn; one that a hand or a knob has changed is drawn at once. What
    is kept stays the same object, so that the window does not paint it anew.
    """

    def __init__(self, turns: int) -> None:
        self._turns = turns
        self._turn = 0
        self._layers: dict[str, Kept] = {}

    def next_turn(self) -> None:
        """Begin a look."""
        self._turn = (self._turn + 1) % self._turns

    def layer(
        self,
        name: str,
        turn: int,
        shows: Hashable,
        made_for: Hashable,
        fine: bool,
        make: Callable[[], Layer],
    ) -> Layer:
        """The layer `name`, drawn by `make` unless the kept one will do.

        `shows` is all that it depends on, `made_for` the part of it that must be answered at once.
        """
        kept = self._layers.get(name)
        if kept is not None and kept.made_for == made_for:
            still_true = kept.shows == shows and kept.fine >= fine
            if still_true or (not fine and turn != self._turn):
                return kept.layer
        self._layers[name] = Kept(shows, made_for, fine, make())
        return self._layers[name].layer
