"""Data that a person brings: what a page takes, and what it has been given."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from core.message import Message
from core.params import Value

LABEL = "label"
Kind = Literal["table", "drawing", "picture", "pictures", "text"]


@dataclass(frozen=True)
class Takes:
    """A kind of data that a page takes, said in a few words.

    `accept` makes of core.data.brought's Rows, Pictures or Lines what the page learns; for a
    drawing it is given Rows of places, for one picture its Pixels. It raises InvalidInput where
    that cannot be. `columns` are those that a table must have, the last of them LABEL where it is
    words, and `fewest` its rows; of several tables the first counts for which there are columns
    enough. `sets` says which knobs are turned so that the data is learnt; what is not `learnt` is
    only looked at, and the run goes on.
    """

    kind: Kind
    words: str
    accept: Callable[[Any], Any]
    columns: tuple[str, ...] = ()
    sets: Callable[[Any], Mapping[str, Value]] = lambda _content: {}
    learnt: bool = True
    fewest: int = 10

    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns that are numbers."""
        return tuple(column for column in self.columns if column != LABEL)

    def own(self, name: str, brought: Any, said: tuple[Message, ...] = ()) -> "Own":
        """What was read under a name, as the page has it. Raises InvalidInput where it cannot."""
        content = self.accept(brought)
        return Own(name, content, said, self.sets(content), self.learnt)


@dataclass(frozen=True, eq=False)
class Own:
    """What a person brought: its name, what the page learns of it, and what was read."""

    name: str
    content: Any
    said: tuple[Message, ...] = ()
    sets: Mapping[str, Value] = field(default_factory=dict)
    learnt: bool = True


def turning(**values: Value) -> Callable[[Any], Mapping[str, Value]]:
    """What sets knobs to `values`, whatever was brought."""
    return lambda _content: values


def taking(takes: Sequence[Takes], kind: Kind) -> Takes | None:
    """The first of `takes` of a kind."""
    return next((each for each in takes if each.kind == kind), None)
