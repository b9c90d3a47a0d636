"""What a hand does, as a line of a story, and back.

drag space layer=points index=3 x=0.5 y=-0.2
stroke density points=-1,0 0,0.5 1,0
paint rebuilt index=2 on=yes cells=0,0 0,1
pick answers layer=finds index=1
type sentences a small house
press clear
"""

import re
from dataclasses import fields
from typing import Any

import numpy as np

from core.message import InvalidInput
from core.touches import Drag, Paint, Pick, RunAction, Stroke, Touch, Type
from core.written_number import parse_number

KINDS: dict[str, type[Any]] = {"drag": Drag, "stroke": Stroke, "paint": Paint, "pick": Pick}
FIELD = re.compile(r"(\w+)=(.*?)(?= \w+=|$)")
YES, NO = "yes", "no"


def is_gesture(text: str) -> bool:
    """Whether a line says what a hand does, and not which knobs are turned."""
    return text.partition(" ")[0] in (*KINDS, "type", "press")


def gesture(text: str) -> tuple[str, Touch]:
    """The view and what is done to it; "" for an action. Raises InvalidInput."""
    kind, _, rest = text.partition(" ")
    if kind == "press":
        return "", RunAction(rest.strip())
    view, _, told = rest.strip().partition(" ")
    if kind == "type":
        return view, Type(told)
    given = {name: value.strip() for name, value in FIELD.findall(told)}
    types = {field.name: field.type for field in fields(KINDS[kind])}
    if unknown := given.keys() - types.keys():
        raise InvalidInput(
            "{kind} knows no {unknown}; it has {known}.",
            kind=kind, unknown=", ".join(sorted(unknown)), known=", ".join(types),
        )  # fmt: skip
    try:
        values = {name: _value(name, value) for name, value in given.items()}
        touch: Touch = KINDS[kind](**{**_usual(kind), **values})
    except (TypeError, ValueError, IndexError):
        raise InvalidInput(
            "{words} says too little of what a hand does.", words=repr(text)
        ) from None
    return view, touch


def _usual(kind: str) -> dict[str, Any]:
    """A gesture that is told as a whole is done."""
    return {"done": True} if kind in ("drag", "stroke") else {}


def _value(name: str, text: str) -> Any:
    match name:
        case "layer" | "key":
            return text
        case "done" | "on":
            return {YES: True, NO: False}[text] if text in (YES, NO) else bool(int(text))
        case "index" | "column":
            return int(text)
        case "points":
            return np.array(_pairs(text), dtype=np.float32).reshape(-1, 2)
        case "cells":
            return tuple((int(row), int(column)) for row, column in _pairs(text))
    return parse_number(text)


def _pairs(text: str) -> list[tuple[float, float]]:
    pairs = [pair.split(",") for pair in text.split()]
    return [(float(first), float(second)) for first, second in pairs]


def written(view: str, touch: Touch) -> str:
    """The line of what a hand does; the other way round than `gesture`."""
    match touch:
        case RunAction(name):
            return f"press {name}"
        case Type(text):
            return f"type {view} {' '.join(text.split())}"
        case Drag() | Stroke() | Paint() | Pick():
            kind = type(touch).__name__.lower()
            told = [f"{f.name}={_told(getattr(touch, f.name))}" for f in fields(touch)
                    if not _is_usual(f.name, getattr(touch, f.name))]  # fmt: skip
            return " ".join((kind, view, *told))
    raise InvalidInput("Where a pointer rests is no part of a story.")


def _is_usual(name: str, value: Any) -> bool:
    return (name, value) in (("key", ""), ("z", 0.0), ("column", 0)) or (
        name == "done" and value is True
    )


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, np.ndarray):
        return " ".join(f"{x!r},{y!r}" for x, y in value.astype(float).tolist())
    if isinstance(value, tuple):
        return " ".join(f"{row},{column}" for row, column in value)
    return repr(value) if isinstance(value, float) else str(value)
