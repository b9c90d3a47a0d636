"""The one table of what keys do, and which row of it a key press means."""

import sys
from dataclasses import dataclass

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from core.experiments import ENTRIES
from gui.i18n import tr

Key = Qt.Key
Modifier = Qt.KeyboardModifier


@dataclass(frozen=True, slots=True)
class KeyAction:
    """What the window does at `keys`, each in Qt's portable words such as "Shift+R".

    A key held down acts once, unless it `repeats`.
    """

    name: str
    words: str
    keys: tuple[str, ...]
    repeats: bool = False


PAGE_KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "Shift+1", "Shift+2", "Shift+3")
OPEN = "open "
"""What the name of an action begins with that opens a page."""

ACTIONS = (
    KeyAction("play", "Play or pause", ("Space",)),
    KeyAction("step", "Train one step", ("Right",), repeats=True),
    KeyAction("restart", "Begin again with the same seed", ("R",)),
    KeyAction("reseed", "Begin again with a new seed", ("Shift+R",)),
    KeyAction("present", "Present: fill the screen with the pictures", ("F11", "F5")),
    KeyAction("next preset", "Next preset", ("PgDown",)),
    KeyAction("previous preset", "Previous preset", ("PgUp",)),
    KeyAction("leave", "Leave a field, a drag, the presentation, then the page", ("Esc",)),
    KeyAction("theme", "Change between light and dark", ("T",)),
    KeyAction("larger type", "Larger type", ("Ctrl++", "Ctrl+="), repeats=True),
    KeyAction("smaller type", "Smaller type", ("Ctrl+-",), repeats=True),
    KeyAction("usual type", "Type as large as usual", ("Ctrl+0",)),
    KeyAction("language", "Change the language", ("L",)),
    KeyAction("keys", "Show this sheet", ("?",)),
)
OPENING = tuple(
    KeyAction(OPEN + entry.name, entry.title, (key,))
    for entry, key in zip(ENTRIES, PAGE_KEYS, strict=False)
)
# Keys that are no action of the window: Qt's own, and those of pictures.
GESTURES = (
    ("Tab", "Go from one control to the next"),
    ("Shift + ← → ↑ ↓", "Move the handle of the picture that has the focus"),
    (", .", "Go to the next handle or item of the picture, or back"),
)

# Where keys lie, for layouts whose letters are not Latin and whose digits need Shift: scan codes
# of the first row and of three letters, in the numbering of PC keyboards and in that of Apple's.
PC = {**{code: Key(Key.Key_0 + (code - 1) % 10) for code in range(2, 12)},
      19: Key.Key_R, 20: Key.Key_T, 38: Key.Key_L}  # fmt: skip
APPLE = {18: Key.Key_1, 19: Key.Key_2, 20: Key.Key_3, 21: Key.Key_4, 23: Key.Key_5, 22: Key.Key_6,
         26: Key.Key_7, 28: Key.Key_8, 25: Key.Key_9, 29: Key.Key_0,
         15: Key.Key_R, 17: Key.Key_T, 37: Key.Key_L}  # fmt: skip
X_OFFSET = 8
"""X and Wayland count from here."""


def _pressed(sequence: str) -> tuple[Key, Modifier]:
    combination: QKeyCombination = QKeySequence(sequence)[0]  # type: ignore[index]  # it is
    return combination.key(), combination.keyboardModifiers()


_TABLE = {_pressed(key): action for action in (*ACTIONS, *OPENING) for key in action.keys}


def action_of(event: QKeyEvent) -> KeyAction | None:
    """The action that a key press means, with exactly the modifiers that its keys name."""
    if event.text() == "?":  # where it lies, and what brings it up, differs from layout to layout
        return _TABLE[Key.Key_Question, Modifier.NoModifier]
    held = event.modifiers() & ~(Modifier.KeypadModifier | Modifier.GroupSwitchModifier)
    return _TABLE.get((_key(event), held))


def _key(event: QKeyEvent) -> Key:
    """Digits by where they lie, letters by what is written on them unless that is not Latin."""
    key, place = Key(event.key()), _place(event)
    if place is None or (place >= Key.Key_A and Key.Key_A <= key <= Key.Key_Z):
        return key
    return place


def _place(event: QKeyEvent) -> Key | None:
    """The key that lies here on a keyboard of the United States, where that matters."""
    if sys.platform == "darwin":
        return APPLE.get(event.nativeVirtualKey()) if event.nativeScanCode() else None
    code = event.nativeScanCode()
    return PC.get(code if sys.platform == "win32" else code - X_OFFSET)


def with_keys(name: str) -> str:
    """What an action does, translated, with its first key in brackets, for a tooltip."""
    action = next(action for action in (*ACTIONS, *OPENING) if action.name == name)
    return tr("{words} ({key})").format(words=tr(action.words), key=shown(action.keys[0]))


def shown(keys: str) -> str:
    """A key as it is written for people."""
    return {"Right": "→", "PgDown": "PageDown", "PgUp": "PageUp"}.get(keys, keys)
