"""Is a run the same when it is run again? To the last bit, or from which step on not, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import Tensor

from core.digest import digest
from core.environment import environment
from core.keeping.curves import curves_of
from core.keeping.replay import replayed
from core.keeping.session import Session
from core.message import Message

Progress = Callable[[int, int], None]
"""Is told how many steps of how many are made."""


@dataclass(frozen=True)
class Verdict:
    """Whether a run was the same again, in sentences."""

    same: bool
    said: tuple[Message, ...]


def verified(
    session: Session,
    clock: Callable[[], float],
    progress: Progress = lambda _made, _of: None,
) -> Verdict:
    """Run a session again from its beginning and compare. Raises InvalidInput if it cannot be."""
    first: tuple[int, str] | None = None
    for run in replayed(session, clock):
        made = run.deeds.made
        progress(made, session.deeds.made)
        wanted, found = session.digests.at.get(made), run.digests.at.get(made)
        if first is None and wanted is not None and found is not None and wanted != found:
            first = run.step, _part(wanted, found)
    last = _part(_digests(session.state), _digests(run.state()))
    if first is None and last:
        first = run.step, last
    if first is None:
        said = Message("Run again, {steps} steps: the same to the last bit.", {"steps": run.step})
        return Verdict(True, (said,))
    run.record.read()
    return Verdict(
        False,
        (
            *_difference(session, run.state(), curves_of(run.record.history), first),
            *_causes(session),
        ),
    )


def _part(wanted: Mapping[str, bytes], found: Mapping[str, bytes]) -> str:
    """The first part that differs, "" if none does."""
    names = [*wanted, *(name for name in found if name not in wanted)]
    return next((name for name in names if wanted.get(name) != found.get(name)), "")


def _digests(state: Mapping[str, Any]) -> dict[str, bytes]:
    """Of each part; without rates of optimisers, which follow from the knobs when a step begins."""
    return {
        name: digest(_without_rates(part)) for name, part in state.items() if name != "callbacks"
    }


def _without_rates(part: Any) -> Any:
    if not (isinstance(part, Mapping) and "param_groups" in part):
        return part
    groups = [{k: v for k, v in group.items() if k != "lr"} for group in part["param_groups"]]
    return {**part, "param_groups": groups}


def _difference(
    session: Session, state: Mapping[str, Any], curves: Mapping[str, Any], first: tuple[int, str]
) -> tuple[Message, ...]:
    """From which step on, in which part, and by how much."""
    step, part = first
    words = "Run again, it is not the same: {part} differs at step {step}."
    said = [Message(words, {"part": part, "step": step})]
    number = _first_number(session.curves, curves)
    if number is not None:
        words = "The first number that differs is {number} at step {step}, by {difference}."
        said.append(Message(words, number))
    else:
        words = "At the end {part} differs by at most {difference}."
        away = f"{_distance(session.state.get(part), state.get(part)):.3g}"
        said.append(Message(words, {"part": part, "difference": away}))
    return tuple(said)


def _first_number(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, object] | None:
    steps, at, here = np.intersect1d(wanted["steps"], found["steps"], return_indices=True)
    one, other = wanted["values"][:, at], found["values"][:, here]
    differs = ~((one == other) | (np.isnan(one) & np.isnan(other)))
    if not differs.any():
        return None
    column = int(differs.any(axis=0).argmax())
    row = int(differs[:, column].argmax())
    away = f"{abs(one[row, column] - other[row, column]):.3g}"
    return {"number": wanted["names"][row], "step": int(steps[column]), "difference": away}


def _distance(one: Any, other: Any) -> float:
    """The largest difference between two numbers of two states of a part."""
    if isinstance(one, Tensor) and isinstance(other, Tensor) and one.shape == other.shape:
        return float((one.double() - other.double()).abs().max()) if one.numel() else 0.0
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return max((_distance(one[key], other.get(key)) for key in one), default=0.0)
    return 0.0


def _causes(session: Session) -> tuple[Message, ...]:
    """What differs in the environment."""
    here, there = environment(), session.made_with
    words = "{what} was {there} then and is {here} now."
    causes = tuple(
        Message(words, {"what": name, "there": there.get(name, "unknown"), "here": here[name]})
        for name in here
        if there.get(name) != here[name]
    )
    return causes or (Message("Versions, threads and kernels are the same."),)
