"""The list of the pages and their knobs, for people and for programs."""

import math
from dataclasses import fields

import msgspec

from core.callback_knobs import CALLBACKS, CallbackKnobs
from core.experiments import ENTRIES, SCENE
from core.params import Knob
from core.scene import Scene


def as_json() -> str:
    """Every page with its scenes: knobs, presets, numbers and the formula that relates them."""
    pages = [
        {
            "name": entry.name,
            "title": entry.title,
            "scenes": [_scene(scene) for scene in entry.scenes()],
        }
        for entry in ENTRIES
    ]
    return msgspec.json.format(msgspec.json.encode(pages), indent=1).decode()


def as_text() -> str:
    """The same in columns. A knob without `live` builds the model anew."""
    lines: list[str] = []
    for entry in ENTRIES:
        lines.append(f"{entry.name}  {entry.title}. {entry.subtitle}.")
        for scene in entry.scenes():
            lines += [f" {SCENE} = {scene.name}"] if scene.name else []
            lines += [f"  {_line(n, k)}" for n, k in scene.knobs().items() if k.place != CALLBACKS]
    lines.append("Callbacks, on every page with a learning rate:")
    shared = fields(CallbackKnobs)
    lines += [f"  {_line(field.name, field.metadata['knob'])}" for field in shared]
    return "\n".join(lines)


def _scene(scene: Scene) -> dict[str, object]:
    knobs = scene.knobs()
    return {
        "name": scene.name,
        "knobs": [_described(name, knob) for name, knob in knobs.items()],
        "presets": [preset.name for preset in scene.presets],
        "numbers": scene.numbers,
        "formula": scene.formula,
    }


def _described(name: str, knob: Knob) -> dict[str, object]:
    told: dict[str, object] = {"name": name, "default": knob.default, "live": knob.live}
    if knob.choices:
        told["choices"] = knob.choices
    elif not isinstance(knob.default, bool | str):
        told["limits"] = [end if math.isfinite(end) else None for end in (knob.low, knob.high)]
    return told


def _line(name: str, knob: Knob) -> str:
    if knob.choices:
        span = ", ".join(knob.choices)
    elif isinstance(knob.default, bool):
        span = "on or off"
    elif isinstance(knob.default, str):
        span = "text"
    else:
        span = f"{knob.low:g} to {knob.high:g}"
    live = ", live" if knob.live else ""
    return f"{name} = {knob.default}  ({span}{live})"
