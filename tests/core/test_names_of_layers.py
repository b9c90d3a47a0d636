"""No line, mark or colour of a picture is nameless."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from core.view_layers import Area, Arrows, Handles, Lines, Points, Rings, Rule, Texts
from core.views import RUN_CHART, AnyView
from tests.pages import SCENES, every_scene, trained

TOLD_BESIDE = frozenset({
    # frames, and lines that only lead the eye
    "axis", "frame", "rim", "curve", "contours",
    # what a text, a picture, a handle or the axis beside it names
    "circle", "ends", "own", "gap", "bound", "mask", "words", "bugs", "held", "error",
})  # fmt: skip


@every_scene
def test_each_colour_of_a_picture_has_a_name(page: str) -> None:
    found = {name: list(nameless(view)) for name, view in trained(page, 3).look(True).items()}
    assert {name: layers for name, layers in found.items() if layers} == {}


def nameless(view: AnyView) -> Iterator[str]:
    """Layers whose colour no label and no text of the picture has; a lone one has the title."""
    layers: dict[str, Any] = dict(getattr(view, "layers", {}))
    told = {
        each.role
        for each in layers.values()
        if isinstance(each, Texts) or getattr(each, "label", "") != ""
    }
    shown = {name: each.role for name, each in layers.items() if is_coloured(each)}
    if told or len({*shown.values()}) > 1:
        yield from (
            n for n, role in shown.items() if not {role} & told and stem(n) not in TOLD_BESIDE
        )
    for name, each in layers.items():
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
