"""A run is run again from what was done to it."""

from collections.abc import Callable, Iterator
from contextlib import suppress

from core.deeds import Deed, Ended, PutBack, Received, Touched, Turned, WentBack
from core.keeping.session import Session
from core.message import InvalidInput
from core.ring import Kept
from core.run import Run


def replayed(session: Session, clock: Callable[[], float]) -> Iterator[Run]:
    """Do all again; the run after each of its steps, and once more at the end.

    Raises InvalidInput where it is not known what was done.
    """
    if session.deeds.lost:
        raise InvalidInput("It is not known how this run came about, so it cannot be run again.")
    run = session.beginning().run(clock)
    wanted = {d.deed.made for d in session.deeds.done if isinstance(d.deed, WentBack)}
    kept = {0: run.kept_now()}
    for after, deed in [*session.deeds.done, (session.deeds.made, None)]:
        while run.deeds.made < after:
            with suppress(Exception):  # as it failed then, it fails again
                run.train()
            if run.deeds.made in wanted:
                kept[run.deeds.made] = run.kept_now()
            yield run
        if deed is not None:
            with suppress(InvalidInput):
                do(run, deed, kept)
    yield run


def do(run: Run, deed: Deed, kept: dict[int, Kept]) -> None:
    """Do one deed; `kept` are the states to go back to, by the count of steps made."""
    match deed:
        case Touched(view, touch):
            run.touch(view, touch)
        case Turned(values):
            run.apply_params(run.params.changed(values))
        case Received(content):
            run.receive(content)
        case PutBack(made):
            run.take_made(made)
        case WentBack(None):
            run.restore_best()
        case WentBack(int() as made):
            run.recover(kept[made])
        case Ended():
            run.end()
