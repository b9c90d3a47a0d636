"""What was computed for looking, and when it is out of date: the one place that knows.

While a value is made, what it reads is noted: knobs, what a hand made, the model, other values.
A value is true as long as all that it has read is as it was.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from core.reads import Read, is_fixed

# Of the time from one look to the next this share may be spent on values that only wait, so that
# they never crowd out training; what is not spent is not saved up for longer than MOST seconds.
SHARE, MOST = 0.025, 0.1


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


class Cache:
    """Keeps values of any kind while they are true.

    What a hand or a knob has changed is made again at once, and so is all that training has put
    out of date, but for values that may wait: while a run plays they take turns, the stalest
    first, within SHARE of the time. `sources` give what is read, `parts` are the identities of
    what training changes, `clock` gives seconds.
    """

    def __init__(
        self,
        sources: Mapping[str, Callable[[], Any]],
        parts: frozenset[int],
        clock: Callable[[], float],
    ) -> None:
        self._sources, self._parts, self.clock = sources, parts, clock
        self._entries: dict[Hashable, Entry] = {}
        self._making: list[Entry] = []
        self._serial = self._version = self._moved_at = 0
        self._credit, self._began = 0.0, clock()
        self._checked: set[Hashable] = set()
        self._waiting: dict[Hashable, None] = {}
        self._chosen: set[Hashable] = set()
        self._fixed: dict[int, tuple[object, bool]] = {}
        self._nested = 0.0
        self.fine = self._playing = self._may_wait = False
        self._takes_turns = True

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
        self.fine, self._playing = fine, playing
        self._may_wait = playing
        self._takes_turns = True
        self._checked.clear()
        self._chosen.clear()
        now = self.clock()
        self._credit = min(self._credit + SHARE * (now - self._began), SHARE * MOST)
        self._began = now
        waiting = [key for key in self._waiting if key in self._entries]
        for key in sorted(waiting, key=lambda key: self._entries[key].version):
            if self._credit <= 0:
                break
            self._chosen.add(key)
            self._credit -= self._entries[key].seconds
        self._waiting.clear()

    def look_beside(self, may_wait: bool) -> None:
        """What is asked for from now on takes no turn: it waits, or pays by another schedule."""
        self._may_wait = may_wait and self._playing
        self._takes_turns = False

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
        waits = why is Why.TRAINED and entry.waits and self._may_wait and key not in self._chosen
        if waits:
            if self._takes_turns:
                self._waiting[key] = None
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
        """Make a value, and note what it reads and costs beside the values that it uses."""
        entry.reads, entry.uses, entry.trained, entry.fine = [], {}, False, None
        outside, self._nested = self._nested, 0.0
        self._making.append(entry)
        began = self.clock()
        try:
            entry.value = entry.make()
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
        entry.serial, entry.version = self._serial, self._version
        if why is Why.HAND:
            entry.urgent = entry.serial
        self._checked.add(key)
