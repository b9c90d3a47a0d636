"""What keys do on stage."""

from collections.abc import Callable

from core.message import Message
from gui.stage.on_stage import OnStage
from gui.stage.stage import Stage

ANSWER = "answer "
"""What the name of an action begins with that chooses an answer."""
BY_HAND = Message("Chosen by hand")


def obey(stage: Stage, name: str) -> bool:
    """Do the action called `name`; whether it means anything on stage."""
    if name.startswith(ANSWER):
        stage.choose(int(name.removeprefix(ANSWER)) - 1)
        return True
    overlay, shown, last = stage.overlay, stage.shown, len(stage.story.beats) - 1
    acts: dict[str, Callable[[], object]] = {
        "next beat": stage.next,
        "previous beat": lambda: stage.go(stage.index - 1),
        "first beat": lambda: stage.go(0),
        "last beat": lambda: stage.go(last),
        "play beat": shown.toggle if shown else stage.next,
        "black": lambda: overlay.blacken(not overlay.black),
        "pointer": lambda: overlay.take("pointer"),
        "pen": lambda: overlay.take("pen"),
        "notes": lambda: stage.notes.turn(stage),
        "question": stage.turn_question,
    }
    if shown is not None:
        acts |= {
            "begin beat": stage.begin_again,
            "freeze": lambda: _freeze(shown.session),
            "recording": lambda: _turn_recording(shown.session),
        }
    if name not in acts:
        return False
    acts[name]()
    return True


def leave(stage: Stage) -> None:
    """End what lies over the talk, or a question, or else the talk."""
    overlay = stage.overlay
    if overlay.black:
        overlay.blacken(False)
    elif overlay.tool:
        overlay.take(overlay.tool)
    elif stage.asking:
        stage.turn_question()
    else:
        stage.left.emit()


def _freeze(session: OnStage) -> None:
    session.frozen = not session.frozen


def _turn_recording(session: OnStage) -> None:
    if session.shows_recording and not session.broken:
        session.show_run()
    elif session.recording is not None and session.latest is not None:
        session.fall_back(BY_HAND, session.latest.step)
