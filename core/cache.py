"""What was computed for looking, and when it is out of date: the one place that knows.

While a value is made, what it reads is noted: knobs, what a hand made, the model, other values.
A value is true as long as all that it has read is as it was.
"""

from collections.abc import Callable, Generator, Hashable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from core.reads import Read, is_fixed
from core.turns import Turns

END = object()
"""What stands for the next form of a value that is full-grown."""


class Why(Enum):
    """Why a value is out of date."""

    TRUE = auto()
    TRAINED = auto()
    HAND = auto()


@dataclass(slots=True)
class Entry:
    """A value, what was read while it was made, and how to make it again.

    `serial` counts the makings of all values; `urgent` is the serial of the last making that a
    hand or a knob asked for. `fine` is how finely it was made, None where that was not asked.
    `rest` gives the fuller forms of a value that still grows.
    """

    make: Callable[[], Any]
    waits: bool
    value: Any = None
    serial: int = 0
    urgent: int = 0
    version: int = 0
    fine: bool | None = None
    trained: bool = False
    reads: list[Read] = field(default_factory=list)
    uses: dict[Hashable, None] = field(default_factory=dict)
    seconds: float = 0.0
    rest: Generator[Any] | None = None


class Cache:
    """Keeps values of any kind while they are true.

    What a hand or a knob has changed is made again at once, and so is all that training has put
    out of date, but for values that may wait: while a run plays they take turns, the stalest
    first, within SHARE of the time. A value made by a generator grows: each turn takes its next,
    fuller form. `sources` give what is read, `parts` are the identities of what training changes,
    `clock` gives seconds.
    """

    def __init__(
        self,
        sources: Mapping[str, Callable[[], Any]],
        parts: frozenset[int],
        clock: Callable[[], float],
    ) -> None:
        self._sources, self._parts, self.clock = sources, parts, clock
        self._turns = Turns(clock)
        self._entries: dict[Hashable, Entry] = {}
        self._making: list[Entry] = []
        self._serial = self._version = self._moved_at = 0
        self._checked: set[Hashable] = set()
        self._fixed: dict[int, tuple[object, bool]] = {}
        self._nested = 0.0
        self.fine = False

    # --- what the run says ----------------------------------------------------------------------

    def trained(self) -> None:
        """A step was made."""
        self._version += 1
        self._checked.clear()

    def touched(self) -> None:
        """A hand or a knob may have changed something of what values read."""
        self._checked.clear()

    def moved(self) -> None:
        """Something else changed what training changes: a hand, or going back."""
        self._version += 1
        self._moved_at = self._version
        self._checked.clear()

    def begin(self, fine: bool, playing: bool) -> None:
        """Begin a look. Values may wait while the run is playing; nothing waits otherwise."""
        self.fine = fine
        self._checked.clear()
        self._turns.begin(playing, self._stale)

    def look_beside(self, may_wait: bool) -> None:
        """What is asked for from now on takes no turn: it waits, or pays by another schedule."""
        self._turns.look_beside(may_wait)

    def _stale(self, key: Hashable) -> tuple[int, float] | None:
        entry = self._entries.get(key)
        return None if entry is None else (entry.version, entry.seconds)

    def end(self, roots: list[Hashable]) -> None:
        """End a look, and drop what none of `roots` reads any more."""
        reached: dict[Hashable, None] = {}
        found = [root for root in roots if root in self._entries]
        while found:
            key = found.pop()
            if key not in reached:
                reached[key] = None
                found += [used for used in self._entries[key].uses if used in self._entries]
        self._entries = {key: self._entries[key] for key in reached}
        self._fixed.clear()

    @property
    def grows(self) -> bool:
        """Whether a value that this look has asked for is not yet full-grown."""
        return any(e.rest is not None and key in self._checked for key, e in self._entries.items())

    def clear(self) -> None:
        """Keep nothing: what makes the values holds the run, and this."""
        self._entries, self._fixed = {}, {}

    # --- what is asked for ----------------------------------------------------------------------

    def get(self, key: Hashable, make: Callable[[], Any], waits: bool = False) -> Any:
        """The value called `key`, made by `make` where the kept one is not true any more."""
        if self._making:
            self._making[-1].uses[key] = None
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = Entry(make, waits)
            self._make(key, entry, Why.HAND)
        else:
            self._refresh(key, entry)
        return entry.value

    def note(self, source: str, name: str, value: Any) -> None:
        """Note that attribute `name` of a source was read while a value is made."""
        if not self._making:
            return
        entry = self._making[-1]
        if source == "model" and not self._is_fixed(value):
            entry.trained = True
        else:
            entry.reads.append(Read(source, name, value))

    def _is_fixed(self, value: object) -> bool:
        """What `is_fixed` says, asked once for each object and look."""
        known = self._fixed.get(id(value))
        if known is None:
            known = self._fixed[id(value)] = (value, is_fixed(value, self._parts))
        return known[1]

    def note_fine(self) -> bool:
        """How finely to make what is being made."""
        if self._making:
            self._making[-1].fine = self.fine
        return self.fine

    def note_trained(self) -> None:
        """What is being made depends on all that training changes."""
        if self._making:
            self._making[-1].trained = True

    def _refresh(self, key: Hashable, entry: Entry) -> None:
        if key in self._checked:
            return
        self._checked.add(key)
        why = self._why(entry)
        grows = entry.rest is not None and why is not Why.HAND
        waits = grows or (why is Why.TRAINED and entry.waits)
        if waits and self._turns.must_wait(key):
            return
        if grows:
            self._grow(key, entry)
        elif why is not Why.TRUE:
            self._make(key, entry, why)

    def _why(self, entry: Entry) -> Why:
        """Whether and why `entry` is out of date; what it uses is refreshed on the way."""
        for read in entry.reads:
            if not read.as_it_was(self._sources[read.source]()):
                return Why.HAND
        why = Why.TRUE
        if entry.trained and entry.version < self._version:
            why = Why.TRAINED
            if entry.version < self._moved_at:
                return Why.HAND
        for used in entry.uses:
            other = self._entries.get(used)
            if other is None:
                return Why.HAND
            self._refresh(used, other)
            if other.urgent > entry.serial:
                return Why.HAND
            if other.serial > entry.serial:
                why = Why.TRAINED
        return Why.TRAINED if self.fine and entry.fine is False else why

    def _make(self, key: Hashable, entry: Entry, why: Why) -> None:
        """Make a value anew; of one that grows, its first form."""
        entry.reads, entry.uses, entry.trained, entry.fine = [], {}, False, None
        entry.rest, entry.version = None, self._version
        entry.value = self._noted(key, entry, lambda: _begun(entry))
        if why is Why.HAND:
            entry.urgent = entry.serial

    def _grow(self, key: Hashable, entry: Entry) -> None:
        """Take the next form of a value that grows."""
        rest = entry.rest
        assert rest is not None
        grown = self._noted(key, entry, lambda: next(rest, END))
        entry.value, entry.rest = (entry.value, None) if grown is END else (grown, rest)

    def _noted(self, key: Hashable, entry: Entry, produce: Callable[[], Any]) -> Any:
        """What `produce` gives; its reads and its costs beside the values it uses are noted."""
        outside, self._nested = self._nested, 0.0
        self._making.append(entry)
        began = self.clock()
        try:
            return produce()
        except BaseException:
            self._entries.pop(key, None)
            raise
        finally:
            self._making.pop()
            took = self.clock() - began
            own, self._nested = took - self._nested, outside + took
            if not self.fine:
                entry.seconds = own
            self._serial += 1
            entry.serial = self._serial
            self._checked.add(key)


def _begun(entry: Entry) -> Any:
    """A value just made; of a generator its first form, the rest being left to grow."""
    value = entry.make()
    if isinstance(value, Generator):
        entry.rest = value
        value = next(value)
    return value
