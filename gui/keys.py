"""The one table of what keys do, and which row of it a key press means."""

import sys
from collections.abc import Iterable
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

    An action without keys stands in the menu alone. A key held down acts once, unless it `repeats`.
    """

    name: str
    words: str
    keys: tuple[str, ...] = ()
    repeats: bool = False


TYPE_SIZES = {"larger type": 1, "smaller type": -1, "usual type": 0}
"""Steps by which these actions enlarge all type; 0 is as usual."""
PAGE_KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "Shift+1", "Shift+2", "Shift+3")
OPEN = "open "
"""What the name of an action begins with that opens a page."""

ACTIONS = (
    KeyAction("play", "Play or pause", ("Space",)),
    KeyAction("step", "Train one step", ("Right",), repeats=True),
    KeyAction("restart", "Begin again with the same seed", ("R",)),
    KeyAction("reseed", "Begin again with a new seed", ("Shift+R",)),
    KeyAction("back", "Go back to the moment before", ("Left",), repeats=True),
    KeyAction("forth", "Go on to the next moment that is kept", ("Ctrl+Right",), repeats=True),
    KeyAction("latest", "Go to the last moment", ("End",)),
    KeyAction("replay", "Play the past again from its beginning", ("Shift+Space",)),
    KeyAction("course", "Return to the course that was left", ("B",)),
    KeyAction("pin", "Keep these curves behind those that follow, or no more", ("P",)),
    KeyAction("twin", "Leave an untouched twin where a knob is turned, or no more", ("W",)),
    KeyAction("compare", "Compare with a run beside this one, or no more", ("C",)),
    KeyAction("other run", "Act on the run beside this one", ("Shift+C",)),
    KeyAction("undo", "Undo", ("Ctrl+Z", "Backspace"), repeats=True),
    KeyAction("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), repeats=True),
    KeyAction("paste", "Paste cells, lines or a picture to learn from", ("Ctrl+V",)),
    KeyAction("open", "Open a session", ("Ctrl+O",)),
    KeyAction("save", "Save the session", ("Ctrl+S",)),
    KeyAction("save as", "Save the session in another file", ("Ctrl+Shift+S",)),
    KeyAction("copy link", "Copy a link to this run", ("Ctrl+L",)),
    KeyAction("save script", "Save the run as a Python script"),
    KeyAction("verify", "Run it again and compare"),
    KeyAction("copy picture", "Copy the picture", ("Ctrl+C",)),
    KeyAction("save picture", "Save the picture", ("Ctrl+E",)),
    KeyAction("save page", "Save a picture of the page", ("Ctrl+Shift+E",)),
    KeyAction("save numbers", "Save the numbers of the picture"),
    KeyAction("save curves", "Save the curves of the run"),
    KeyAction("record film", "Record a film of the page, or end it"),
    KeyAction("save past", "Save the past as a film"),
    KeyAction("save hand-out", "Save a hand-out"),
    KeyAction("record story", "Save what was done as beats of a talk"),
    KeyAction("find", "Find an action, a page, a preset, a knob or a number", ("Ctrl+K",)),
    KeyAction("question", "In a talk: play with all there is, and come back", ("Q",)),
    KeyAction("present", "Present: fill the screen with the pictures", ("F11", "F5")),
    KeyAction("next preset", "Next preset", ("PgDown",)),
    KeyAction("previous preset", "Previous preset", ("PgUp",)),
    KeyAction("leave", "Leave a field, a drag, a file, the presentation, then the page", ("Esc",)),
    KeyAction("theme", "Change between light and dark", ("T",)),
    KeyAction("larger type", "Larger type", ("Ctrl++", "Ctrl+="), repeats=True),
    KeyAction("smaller type", "Smaller type", ("Ctrl+-",), repeats=True),
    KeyAction("usual type", "Type as large as usual", ("Ctrl+0",)),
    KeyAction("language", "Change the language", ("L",)),
    KeyAction("keys", "Show all keys", ("?",)),
)
OPENING = tuple(
    KeyAction(OPEN + entry.name, entry.title, (key,))
    for entry, key in zip(ENTRIES, PAGE_KEYS, strict=False)
)
# On stage, where a talk is given; some mean something else on a page.
STAGE = (
    KeyAction("next beat", "Next beat, or first what was asked", ("Right", "PgDown")),
    KeyAction("previous beat", "Previous beat", ("Left", "PgUp")),
    KeyAction("first beat", "First beat", ("Home",)),
    KeyAction("last beat", "Last beat", ("End",)),
    KeyAction("play beat", "Play or pause", ("Space",)),
    KeyAction("begin beat", "Begin this beat again", ("R",)),
    KeyAction("black", "Black screen, or no more", ("B", ".")),
    KeyAction("freeze", "Freeze the picture, or no more", ("F",)),
    KeyAction("recording", "Show the recording, or the run again", ("V",)),
    KeyAction("pointer", "Pointer, or no more", ("O",)),
    KeyAction("pen", "Pen, or no more", ("P",)),
    KeyAction("notes", "Show the notes, or hide them", ("N",)),
)
ANSWERS = tuple(KeyAction(f"answer {n}", "Choose an answer", (str(n),)) for n in range(1, 7))
SHARED = ("question", "present", "leave", "theme", *TYPE_SIZES, "keys", "find")
"""What means the same on stage and on a page."""
# Keys that are no action of the window: Qt's own, and those of pictures.
GESTURES = (
    ("Tab", "Go from one control to the next"),
    ("Shift + ← → ↑ ↓", "Move the handle of the picture that has the focus"),
    (", .", "Go to the next handle, item or name of the picture, or back"),
    ("Return", "Hide the layer of the name that was come to, or show it again"),
)

# Where keys lie, for layouts whose letters are not Latin and whose digits need Shift: scan codes
# of the first row and of some letters, in the numbering of PC keyboards and in that of Apple's.
PC = {**{code: Key(Key.Key_0 + (code - 1) % 10) for code in range(2, 12)},
      16: Key.Key_Q, 17: Key.Key_W, 19: Key.Key_R, 20: Key.Key_T, 24: Key.Key_O, 25: Key.Key_P,
      33: Key.Key_F, 38: Key.Key_L, 46: Key.Key_C, 47: Key.Key_V, 48: Key.Key_B,
      49: Key.Key_N}  # fmt: skip
APPLE = {18: Key.Key_1, 19: Key.Key_2, 20: Key.Key_3, 21: Key.Key_4, 23: Key.Key_5, 22: Key.Key_6,
         26: Key.Key_7, 28: Key.Key_8, 25: Key.Key_9, 29: Key.Key_0,
         12: Key.Key_Q, 13: Key.Key_W, 15: Key.Key_R, 17: Key.Key_T, 31: Key.Key_O, 35: Key.Key_P,
         3: Key.Key_F, 8: Key.Key_C, 37: Key.Key_L, 9: Key.Key_V, 11: Key.Key_B,
         45: Key.Key_N}  # fmt: skip
X_OFFSET = 8
"""X and Wayland count from here."""


def _pressed(sequence: str) -> tuple[Key, Modifier]:
    combination: QKeyCombination = QKeySequence(sequence)[0]  # type: ignore[index]  # it is
    return combination.key(), combination.keyboardModifiers()


_NAMED = {action.name: action for action in (*ACTIONS, *OPENING, *STAGE, *ANSWERS)}
_Table = dict[tuple[Key, Modifier], KeyAction]


def _table(actions: Iterable[KeyAction]) -> _Table:
    return {_pressed(key): action for action in actions for key in action.keys}


_TABLE = _table((*ACTIONS, *OPENING))
_ON_STAGE = _table((*STAGE, *ANSWERS, *(_NAMED[name] for name in SHARED)))


def action_of(event: QKeyEvent, on_stage: bool = False) -> KeyAction | None:
    """The action that a key press means, with exactly the modifiers that its keys name."""
    table = _ON_STAGE if on_stage else _TABLE
    if event.text() == "?":  # where it lies, and what brings it up, differs from layout to layout
        return table[Key.Key_Question, Modifier.NoModifier]
    held = event.modifiers() & ~(Modifier.KeypadModifier | Modifier.GroupSwitchModifier)
    return table.get((_key(event), held))


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


def action_called(name: str) -> KeyAction:
    """The action `name`; raises KeyError where there is none."""
    return _NAMED[name]


def with_keys(name: str) -> str:
    """What an action does, translated, with its first key in brackets, for a tooltip."""
    action = action_called(name)
    return tr("{words} ({key})").format(words=tr(action.words), key=shown(action.keys[0]))


def shown(keys: str) -> str:
    """A key as it is written for people."""
    return {"Right": "→", "Left": "←", "PgDown": "PageDown", "PgUp": "PageUp"}.get(keys, keys)
