"""No line, mark, field or colour of a picture is nameless."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from core.experiments.callback_bench.bugs import BUGS
from core.lipschitz.constraints import Kind
from core.message import Message
from core.view_layers import Area, Arrows, Handles, Heat, Lines, Mesh, Points, Rings, Rule, Texts
from core.views import RUN_CHART, AnyView, Bars, Images, Matrix, Search, Tokens
from core.words import NAMES, WRITTEN, name_meaning, note_meaning
from gui.panels.legend import marks_of, marks_of_key
from tests.pages import SCENES, every_scene, trained

DIGITS = "0123456789"
TOLD_BESIDE = frozenset({
    # frames, and lines that only lead the eye
    "axis", "frame", "rim", "curve", "contours", "leaders",
    # what a text, a picture, a handle or the axis beside it names
    "circle", "ends", "own", "gap", "bound", "mask", "words", "bugs", "held", "error",
})  # fmt: skip
TOLD_ITSELF = frozenset({"click to plug it in"})
NAMED_BY_DATA = frozenset({"sentence_search"})


@every_scene
def test_each_colour_of_a_picture_has_a_name(page: str) -> None:
    found = {name: list(nameless(view)) for name, view in trained(page, 3).look(True).items()}
    assert {name: layers for name, layers in found.items() if layers} == {}


@every_scene
def test_each_colour_without_a_layer_has_a_key(page: str) -> None:
    found = {name: list(keyless(view)) for name, view in trained(page, 3).look(True).items()}
    assert {name: missing for name, missing in found.items() if missing} == {}


@every_scene
def test_each_name_and_each_note_is_explained(page: str) -> None:
    missing = [each for view in trained(page, 3).look(True).values() for each in unexplained(view)]
    assert missing == []


@every_scene
def test_the_words_that_are_written_into_pictures_are_explained(page: str) -> None:
    found = {word for view in trained(page, 3).look(True).values() for word in mute(view)}
    assert page in NAMED_BY_DATA or found == set()


def test_what_is_seldom_shown_is_explained_too() -> None:
    assert {*BUGS, *(kind.value for kind in Kind)} <= NAMES.keys() | WRITTEN.keys()


def mute(view: AnyView) -> Iterator[str]:
    """Words of this program in a picture, that no sentence explains; symbols have the formula."""
    texts = [each for each in getattr(view, "layers", {}).values() if isinstance(each, Texts)]
    words = [word for each in texts if not each.verbatim for word in each.texts]
    said = (word for word in words if not name_meaning(view, word) and word not in TOLD_ITSELF)
    yield from (word for word in said if sum(letter.isalpha() for letter in word) > 1
                and not any(letter.isdigit() for letter in word))  # fmt: skip


def unexplained(view: AnyView) -> Iterator[str]:
    """The names in a picture, and its note, that no sentence explains."""
    marks = marks_of(getattr(view, "layers", {})) or marks_of_key(view)
    rings = [each for each in getattr(view, "layers", {}).values() if isinstance(each, Handles)]
    labels = [mark.label for mark in marks] + [each.labels[0] for each in rings if each.labels]
    yield from (label for label in labels if not name_meaning(view, label) and label not in DIGITS)
    if view.note and not note_meaning(view) and not isinstance(view.note, Message):
        yield f"note: {view.note}"


def keyless(view: AnyView) -> Iterator[str]:
    """What of the colours of a picture nobody explains."""
    keys = {(key.shape, key.role) for key in view.key}
    forms = {form for form, _ in keys}
    match view:
        case Matrix():
            if not view.counts:
                yield "what its colours count"
            if np.isnan(view.values).any() and "hatch" not in forms:
                yield "why cells are hatched"
        case Bars():
            if view.truth is not None and not view.truth_label:
                yield "what is dashed"
            if 1 < len({*view.roles}) <= len(view.values) / 2:  # colours that group bars
                yield from {*view.roles} - {role for _, role in keys}
        case Tokens():
            chips = [token for row in view.rows for token in row]
            tints = {t.role for t in chips if t.weight > 0 and t.role != "muted"}
            yield from tints - {role for form, role in keys if form == "tint"}
            if any(token.hidden for token in chips) and "hatch" not in forms:
                yield "what is hatched"
        case Search():
            yield from {"tint", "tick"} - forms
        case Images() if view.masked is not None and view.masked.any() and "hatch" not in forms:
            yield "what is hatched"


def nameless(view: AnyView) -> Iterator[str]:
    """Layers whose colour no label and no text of the picture has; a lone one has the title."""
    layers: dict[str, Any] = dict(getattr(view, "layers", {}))
    told = {
        getattr(each, "role", "")
        for each in layers.values()
        if isinstance(each, Texts) or getattr(each, "label", "") != ""
    }
    shown = {name: each.role for name, each in layers.items() if is_coloured(each)}
    if told or len({*shown.values()}) > 1:
        yield from (
            n for n, role in shown.items() if not {role} & told and stem(n) not in TOLD_BESIDE
        )
    for name, each in layers.items():
        if isinstance(each, Heat | Mesh) and not each.label and not is_picture(name, each):
            yield f"{name} says not what its colours count"
        if isinstance(each, Handles) and not each.labels and not view.note:
            yield f"{name} says not that it can be dragged"


def is_coloured(layer: object) -> bool:
    """Whether there is something in the colour of its role."""
    if not isinstance(layer, Lines | Area | Points | Arrows | Rings | Rule):
        return False
    parts = [
        getattr(layer, name) for name in ("points", "start", "centres") if hasattr(layer, name)
    ]
    empty = any(not np.isfinite(part).any() for part in parts)
    return not empty and getattr(layer, "classes", None) is None


def is_picture(name: str, field: Heat | Mesh) -> bool:
    """Whether the colours of a field are those of a picture, or shade what its border names."""
    return field.scale == "grey" or name == "region"


def stem(name: str) -> str:
    """The name of a layer without its number."""
    return name.rstrip("0123456789").strip()


@pytest.mark.parametrize("page", SCENES)
def test_an_axis_of_several_curves_is_not_called_by_one_of_them(page: str) -> None:
    scene = SCENES[page]
    numbers = [scene.number(name) for name in scene.curves]
    label = trained(page, 0).look(True)[RUN_CHART].y_label  # type: ignore[union-attr]
    assert label
    if len(numbers) > 1:
        assert label not in {number.label for number in numbers}
