"""Every text that a person can see, gathered from the pages and from the code."""

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from core.experiments import ENTRIES
from core.scene import Scene
from core.views import AnyView
from tests.pages import SCENES

ROOT = Path(__file__).parent.parent
ASSETS = ROOT / "assets"

# What only a terminal shows stays English: the README's commands are too.
TERMINAL = (
    "core/command_line.py",
    "core/headless.py",
    "core/listing.py",
    "core/output.py",
    "gui/shot.py",
    "gui/system.py",
)
# Fields of views that hold one text, and those that hold several.
TEXT_FIELDS = (
    "title", "note", "label", "unit", "x_label", "y_label", "entry", "help", "counts",
    "truth_label",
)  # fmt: skip
TEXTS_FIELDS = ("labels", "row_labels", "column_labels", "texts")

WORD = re.compile(r"[A-Za-z]{2,}")


@cache
def chinese() -> dict[str, str]:
    """English source string to Chinese, of all files."""
    table: dict[str, str] = {}
    for path in sorted((ASSETS / "translations" / "zh").glob("*.json")):
        table.update(json.loads(path.read_text(encoding="utf-8")))
    return table


def in_code() -> dict[str, str]:
    """Text to place, of every literal that tr(), Message() and InvalidInput() are given."""
    found = {}
    for folder in ("core", "gui"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name not in TERMINAL:
                found.update(dict.fromkeys(_literals(path), name))
    return found


def _literals(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name in ("tr", "Message", "InvalidInput"):
                yield from _strings(first)


def _strings(node: ast.expr) -> Iterator[str]:
    """The strings that an argument may be: one, or one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _strings(node.body)
        yield from _strings(node.orelse)


def in_list() -> dict[str, str]:
    """Text to place, of the gallery."""
    return {
        text: entry.name for entry in ENTRIES for text in (entry.title, entry.subtitle, entry.group)
    }


def declared(page: str) -> dict[str, str]:
    """Text to place, of all that a page says of itself."""
    return {text: place for place, text in _declared(SCENES[page])}


def shown(views: Mapping[str, AnyView]) -> dict[str, str]:
    """Text to place, of pictures."""
    return {
        text: place for name, view in views.items() for place, text in _texts(view, f"view {name}")
    }


def untranslated(texts: Mapping[str, str]) -> dict[str, str]:
    """Those of `texts` that hold words and have no Chinese ones."""
    return {t: place for t, place in texts.items() if WORD.search(t) and not chinese().get(t)}


def shapeless(texts: Iterable[str]) -> dict[str, str]:
    """Character to the text that it stands in, where one of the fonts lacks it."""
    return {char: text[:60] for text in texts for char in text if char not in _shapes()}


@cache
def _shapes() -> set[str]:
    """The characters that are there in both weights."""
    weights = (
        ("Inter-Regular.otf", "NotoSansCJKsc-Regular-subset.otf"),
        ("Inter-SemiBold.otf", "NotoSansCJKsc-Bold-subset.otf"),
    )
    return set.intersection(*(_characters(latin) | _characters(cjk) for latin, cjk in weights))


def _characters(font: str) -> set[str]:
    codes = TTFont(ASSETS / "fonts" / font).getBestCmap()
    return {chr(code) for code in codes} | {"\n", "\t"}


def _declared(scene: Scene) -> Iterator[tuple[str, str]]:
    yield "the scene", scene.name
    yield "the scene", scene.help
    yield "the formula", scene.formula_note
    yield "the chart of the run", scene.curve_title
    for name, knob in scene.knobs().items():
        yield f"knob {name}", knob.label
        yield f"knob {name}", knob.help
        yield f"knob {name}", knob.unit
        yield from ((f"knob {name}", choice) for choice in knob.words or knob.choices)
    yield from (("callback", kind.name) for kind in scene.callbacks)
    for preset in scene.presets:
        yield f"preset {preset.name}", preset.name
        yield f"preset {preset.name}", preset.sentence
    for number in (*scene.numbers, *(n for kind in scene.callbacks for n in kind.numbers)):
        yield f"number {number.name}", number.label
        yield f"number {number.name}", number.unit
        yield f"number {number.name}", number.help
    for action in scene.experiment.actions:
        yield f"action {action.name}", action.label
        yield f"action {action.name}", action.help
    yield from (("what is taken", each.words) for each in scene.experiment.takes)


def _texts(thing: object, place: str) -> Iterator[tuple[str, str]]:
    if is_dataclass(thing):
        for field in fields(thing):
            value = getattr(thing, field.name)
            if field.name in TEXT_FIELDS:
                yield f"{place}.{field.name}", getattr(value, "text", value)  # or a Message
            elif field.name in TEXTS_FIELDS and not getattr(thing, "verbatim", False):
                yield from ((f"{place}.{field.name}", text) for text in value)
            else:
                yield from _texts(value, place)
    elif isinstance(thing, dict):
        for name, value in thing.items():
            yield from _texts(value, f"{place}.{name}")
    elif isinstance(thing, tuple):
        for value in thing:
            yield from _texts(value, place)


def lesson(page: str, language: str) -> str:
    """The Markdown of a lesson."""
    path = ASSETS / "lessons" / f"{page}.{language}.md"
    return path.read_text(encoding="utf-8")


def told(page: str, *words: str | tuple[str, str], preset: str = "") -> None:
    """Both lessons of a page have these words; a pair is English words and Chinese ones.

    With a `preset` its sentence has them, in English. A test says so of the words whose numbers it
    holds: tests/core/test_every_number.py looks for numbers that no test does. Words are literals,
    for they are read without running the test.
    """
    texts = [sentence(page, preset)] if preset else [lesson(page, each) for each in ("en", "zh")]
    for place, text in enumerate(texts):
        said = [each if isinstance(each, str) else each[place] for each in words]
        assert all(each in text for each in said), (place, said)


def sentence(page: str, preset: str) -> str:
    """What a preset of a page says of itself; of two scenes that have one of the name, both do."""
    scenes = [scene for name, scene in SCENES.items() if name.partition("/")[0] == page]
    return " ".join(p.sentence for scene in scenes for p in scene.presets if p.name == preset)


def lessons() -> dict[str, str]:
    """File to text without its formulas."""
    return {
        path.name: re.sub(r"\$\$.+?\$\$|\$.+?\$", "", path.read_text(encoding="utf-8"), flags=re.S)
        for path in sorted((ASSETS / "lessons").glob("*.md"))
    }
