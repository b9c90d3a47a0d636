"""What the words in pictures stand for: axes, the names of layers and colours, and notes."""

from core.message import Message
from core.views import View
from core.words.axes import AXES as AXES
from core.words.names import NAMES as NAMES
from core.words.notes import NOTES as NOTES
from core.words.written import WRITTEN as WRITTEN


def meaning(view: View, label: str) -> str:
    """What an axis of `view` counts; "" for a label that neither is here nor names a number."""
    said = (reading.help for reading in view.readings if label in (reading.label, reading.unit))
    return AXES.get(label) or next(said, "")


def axes_of(view: View) -> tuple[str, ...]:
    """The labels of the axes that `view` has."""
    labels = (getattr(view, name, "") for name in ("x_label", "y_label"))
    return tuple(filter(None, labels))


def name_meaning(view: View, label: str) -> str:
    """What a name in `view` stands for; "" for one that is nowhere explained."""
    said = (reading.help for reading in view.readings if label == reading.label)
    return next(said, "") or NAMES.get(label) or WRITTEN.get(label, "")


def note_meaning(view: View) -> str:
    """What the note of `view` invites to, or whose its numbers are."""
    return NOTES.get(view.note.text if isinstance(view.note, Message) else view.note, "")
