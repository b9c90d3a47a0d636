"""Of too many things some, by a seeded draw: a stride would meet whatever period they have."""

import numpy as np
import numpy.typing as npt

from core.message import Message

SEED = 0
NEIGHBOURS = 64
CHUNK = 2**20


def drawn(count: int, most: int) -> npt.NDArray[np.int64]:
    """Places of at most `most` of `count` things, in order; always the same ones.

    Of each NEIGHBOURS in a row as many as of any others, but which of them is chance.
    """
    if count <= most:
        return np.arange(count)
    random, wanted, found = np.random.default_rng(SEED), np.arange(most) * count // most, []
    for start in range(0, count, CHUNK):  # lest millions of them be mixed at once
        length = min(CHUNK, count - start)
        mixed = np.argsort(np.arange(length) // NEIGHBOURS + random.random(length))
        first, last = np.searchsorted(wanted, (start, start + length))
        found.append(start + np.sort(mixed[wanted[first:last] - start]))
    return np.concatenate(found)


def thinned(count: int, most: int) -> tuple[Message, ...]:
    """The sentence that says so, where any are left out."""
    if count <= most:
        return ()
    return (Message("Of {count} points {most} were drawn at random.",
                    {"count": count, "most": most}),)  # fmt: skip
