"""No text without a Chinese one, no gap lost, and no character without a shape."""

import re
import string

import pytest

from core.experiments import ENTRIES
from core.words import AXES, NAMES, NOTES
from tests.pages import SCENES, every_scene
from tests.texts import (
    ASSETS,
    chinese,
    declared,
    in_code,
    in_list,
    lessons,
    shapeless,
    untranslated,
)

LANGUAGES = ("en", "zh")
PAGES = [entry.name for entry in ENTRIES]


def test_the_window_and_its_refusals_speak_chinese() -> None:
    words = dict.fromkeys([*AXES.values(), *NAMES.values(), *NOTES.values()], "a word")
    assert not untranslated({**in_code(), **in_list(), **words})


@every_scene
def test_pages_speak_chinese(page: str) -> None:
    assert not untranslated(declared(page))


def _gaps(words: str) -> set[str]:
    """The names in braces; none where they are those of mathematics, in a text that stays as is."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(words) if name}
    except ValueError:
        return set()


def test_no_gap_is_lost() -> None:
    lost = {text: words for text, words in chinese().items() if _gaps(text) - _gaps(words)}
    added = {text: words for text, words in chinese().items() if _gaps(words) - _gaps(text)}
    assert (lost, added) == ({}, {})


def test_no_two_files_disagree() -> None:
    import json

    seen: dict[str, str] = {}
    for path in sorted((ASSETS / "translations" / "zh").glob("*.json")):
        for text, words in json.loads(path.read_text(encoding="utf-8")).items():
            assert seen.setdefault(text, words) == words, f"{path.name}: {text}"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_its_lesson(page: str, language: str) -> None:
    text = lessons().get(f"{page}.{language}.md", "")
    assert len(text) > 200
    if language == "zh":
        assert re.search(r"[\u4e00-\u9fff]", text)


def test_every_character_has_a_shape() -> None:
    shown = {**in_code(), **in_list()}
    for page in SCENES:
        shown.update(declared(page))
    assert not shapeless([*shown, *chinese(), *chinese().values(), *lessons().values()])
