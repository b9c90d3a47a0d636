"""What keys do on a page."""

from core.commands import Command, Pin, Redo, Reset, Step, SwitchTwin, TakeCourse, Undo
from gui.exports import abandon, take_away
from gui.finding import find
from gui.page import Page

COMMANDS: dict[str, Command] = {
    "step": Step(), "restart": Reset(), "undo": Undo(), "redo": Redo(), "course": TakeCourse(),
    "pin": Pin(), "twin": SwitchTwin(),
}  # fmt: skip
"""What some actions have the run do."""


def obey(page: Page, name: str) -> bool:
    """Do the action called `name`; whether there is one on a page."""
    if name in COMMANDS:
        page.send(COMMANDS[name])
        return True
    match name:
        case "play":
            page.transport.toggle()
        case "reseed":
            page.transport.reseed()
        case "paste":
            page.bringing.paste()
        case "back" | "forth":
            page.transport.timeline.step_by(-1 if name == "back" else 1)
        case "latest":
            page.transport.timeline.go(page.transport.timeline.past.end)
        case "replay":
            page.transport.timeline.play_past()
        case "compare":
            page.sides.compare()
        case "other run":
            return page.sides.choose_other()
        case "next preset" | "previous preset":
            page.header.presets.step(1 if name == "next preset" else -1)
        case "find":
            find(page)
        case "abandon":
            return abandon(page)
        case _:
            return take_away(page, name)
    return True
