"""How the tiles of the gallery stand: groups side by side on shelves that fill the window."""

from collections.abc import Sequence

GAP, HEADING = 12, 22
"""Pixels between tiles and between shelves, and of what stands over a group."""
NARROWEST, LOWEST = 170, 165
"""Pixels that a tile needs; with less room the shelves are scrolled."""
SHAPE = 1.2
"""Width over height of the tile that looks best."""
MOST = 7
"""Tiles on a shelf."""

Shelves = list[list[int]]


def arranged(sizes: Sequence[int], columns: int) -> Shelves:
    """Indices of groups on shelves of `columns` tiles; a later group may fill what is left."""
    left, shelves = list(range(len(sizes))), Shelves()
    while left:
        shelf, room = list[int](), columns
        for index in list(left):
            if sizes[index] <= room or not shelf:
                shelf.append(index)
                left.remove(index)
                room -= sizes[index]
        shelves.append(shelf)
    return shelves


def best(sizes: Sequence[int], width: int, height: int) -> tuple[Shelves, int]:
    """The shelves for groups of so many tiles, and the height of a tile, both for these pixels.

    Where no arrangement fits, the tiles keep their least size and the shelves are higher.
    """
    found: list[tuple[float, Shelves, int]] = []
    for columns in range(1, MOST + 1):
        shelves = arranged(sizes, columns)
        wide = (width - GAP * (columns - 1)) / columns
        high = (height - GAP * (len(shelves) - 1)) / len(shelves) - HEADING
        counts = [sum(sizes[index] for index in shelf) for shelf in shelves]
        if max(counts) <= columns and wide >= NARROWEST:
            misfit = abs(wide / max(high, LOWEST) - SHAPE) + max(0.0, LOWEST - high) / LOWEST
            misfit += columns / min(counts) - 1
            found.append((misfit, shelves, max(LOWEST, int(high))))
    if not found:
        return arranged(sizes, 1), LOWEST
    _, shelves, high = min(found, key=lambda each: each[0])
    return shelves, high
