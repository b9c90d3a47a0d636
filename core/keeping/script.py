"""The run as a script: a plain Python file over core/ that makes it again, to the last bit."""

import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from core.deeds import Carried, Deed, Ended, PutBack, Received, Touched, Turned, WentBack
from core.keeping.as_text import as_text
from core.keeping.session import Session
from core.message import InvalidInput

HEAD = '''"""{page}: {steps} steps, made again to the last bit on the same versions and processor.

Run it in the folder of Qujing: python NAME.py
"""

import time
from contextlib import suppress

from core.environment import prepare

prepare()

import torch

from core.keeping.as_text import kept
from core.keeping.beginning import Beginning, scene_of
from core.message import InvalidInput
from core.output import write_out
from core.touches import *

torch.set_num_threads(1)


def train(steps):
    for _ in range(steps):
        with suppress(Exception):  # where it failed, it fails again
            run.train()


def do(act, *values):
    with suppress(InvalidInput):  # what was refused is refused again
        act(*values)


scene = scene_of({page!r}, {scene!r})
params = scene.params().changed({turned!r})
'''


def script(session: Session) -> str:
    """The text of the file. Raises InvalidInput where it is not known what was done."""
    deeds = session.deeds
    if deeds.lost:
        raise InvalidInput("It is not known how this run came about, so it cannot be run again.")
    usual = session.scene.params()
    turned = {name: getattr(deeds.params, name) for name in usual.turned(deeds.params)}
    head = HEAD.format(
        page=session.page, steps=session.step, scene=session.scene.name, turned=turned
    )
    return "\n".join([head + _begin(session), *_done(session), END])


END = """
write_out(f"{run.step} {run.record.history.last}\\n")
"""


def _begin(session: Session) -> str:
    own = "None" if session.own is None else f"kept({as_text(session.own)!r})"
    carried = "None" if session.deeds.carried is None else _written(session.deeds.carried)
    return (
        f"own = {own}\ncarried = {carried}\nrun = Beginning({session.page!r}, scene, params,"
        f" {session.seed}, {session.device!r}, own, carried).run(time.perf_counter)\n"
    )


def _done(session: Session) -> Iterator[str]:
    """A line for each deed, and for the steps between two."""
    made, deeds = 0, session.deeds
    going_back = {d.deed.made for d in deeds.done if isinstance(d.deed, WentBack)}
    if 0 in going_back:
        yield "state_0 = run.kept_now()"
    for after, deed in [*deeds.done, (deeds.made, None)]:
        for stop in sorted({at for at in going_back if at and made < at <= after} | {after}):
            if stop > made:
                yield f"train({stop - made})"
            if stop in going_back and stop > made:
                yield f"state_{stop} = run.kept_now()"
            made = stop
        if deed is not None:
            yield from _lines(deed)


def _lines(deed: Deed) -> Iterator[str]:
    match deed:
        case Touched(view, touch):
            yield f"do(run.touch, {view!r}, {_written(touch)})"
        case Turned(values):
            yield f"do(run.apply_params, run.params.changed({dict(values)!r}))"
        case Received(content):
            yield f"do(run.receive, {_written(content)})"
        case PutBack(made):
            yield f"do(run.take_made, {_written(made)})"
        case WentBack(None):
            yield "do(run.restore_best)"
        case WentBack(made):
            yield f"do(run.recover, state_{made})"
        case Ended():
            yield "run.end()"


def _written(value: Any) -> str:
    """A value as Python, or packed where it has no short form."""
    return (
        repr(value)
        if not isinstance(value, Carried) and _is_short(value)
        else (f"kept({as_text(value)!r})")
    )


def _is_short(value: Any) -> bool:
    if is_dataclass(value):
        short = type(value).__module__ == "core.touches"
        return short and all(_is_short(getattr(value, field.name)) for field in fields(value))
    if type(value) is tuple:
        return len(value) < 40 and all(map(_is_short, value))
    if type(value) is float:
        return math.isfinite(value)
    return value is None or type(value) in (bool, int, str)
