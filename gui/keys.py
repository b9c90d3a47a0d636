"""The one table of what keys do, and which row of it a key press means."""

import string
import sys
import unicodedata
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

# Where keys lie on a keyboard of the United States: their scan codes in the numbering of PC
# keyboards, row by row, and in that of Apple's.
PC = {
    first + index: Key(ord(sign))
    for first, row in ((2, "1234567890-="), (16, "QWERTYUIOP"), (30, "ASDFGHJKL"), (44, "ZXCVBNM"))
    for index, sign in enumerate(row)
}
APPLE = {
    code: Key(ord(sign))
    for code, sign in enumerate("ASDFHGZXCV BQWERYT123465=97-80 OU IP LJ K    NM")
    if sign != " "
}
X_OFFSET = 8
"""X and Wayland count from here."""
FIRST_NAMED = 0x01000000
"""From here on keys have no character, but a name such as Escape."""
SIGNS = string.punctuation
"""What is written with Shift or AltGr on some layouts and without on others."""


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
    """The action that a key press means, with exactly the modifiers that its keys name.

    What is written counts first, and Shift and AltGr are a part of how a sign such as + is written;
    where that means nothing, a digit counts by its place, and so does a letter of another script.
    """
    table = _ON_STAGE if on_stage else _TABLE
    key, held = _written(event), event.modifiers() & ~Modifier.KeypadModifier
    place = _place(event)
    if key < FIRST_NAMED and chr(key) in SIGNS:
        found = table.get((key, held & ~(Modifier.ShiftModifier | Modifier.GroupSwitchModifier)))
    else:
        found = table.get((key, held))
    if found is None and place is not None and _counts_by_place(key, place):
        return table.get((place, held))
    return found


def _written(event: QKeyEvent) -> Key:
    """The key as its layout writes it; what brings up a ? is not everywhere called so."""
    return Key.Key_Question if event.text() == "?" else Key(event.key())


def _counts_by_place(key: Key, place: Key) -> bool:
    """Whether a key with `key` written on it means what lies at its `place` elsewhere."""
    written = chr(key) if key < FIRST_NAMED else ""
    if not written or written in string.digits:
        return False
    latin = unicodedata.name(written, "").startswith("LATIN")
    foreign = unicodedata.category(written)[0] in "LM" and not latin
    return foreign or Key.Key_0 <= place <= Key.Key_9


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
