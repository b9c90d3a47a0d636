"""No text without a Chinese one, no gap lost, and no character without a shape."""

import re
import string
from functools import cache

import pytest
from fontTools.ttLib import TTFont

from core.experiments import ENTRIES
from tests.pages import NAMES, every_page
from tests.texts import ASSETS, WORD, chinese, in_code, in_list, lessons, on_page

LANGUAGES = ("en", "zh")


@cache
def _on_page(page: str) -> dict[str, str]:
    return on_page(page)


def _untranslated(texts: dict[str, str]) -> dict[str, str]:
    table = chinese()
    return {t: place for t, place in texts.items() if WORD.search(t) and not table.get(t)}


def test_the_window_and_its_refusals_speak_chinese() -> None:
    assert not _untranslated({**in_code(), **in_list()})


@every_page
def test_pages_speak_chinese(page: str) -> None:
    assert not _untranslated(_on_page(page))


@pytest.mark.parametrize("text", chinese())
def test_no_gap_is_lost(text: str) -> None:
    def gaps(words: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(words) if name}

    try:
        wanted = gaps(text)
    except ValueError:
        return  # braces of mathematics, in a text that is never filled
    assert gaps(chinese()[text]) == wanted


def test_no_two_files_disagree() -> None:
    import json

    seen: dict[str, str] = {}
    for path in sorted((ASSETS / "translations" / "zh").glob("*.json")):
        for text, words in json.loads(path.read_text(encoding="utf-8")).items():
            assert seen.setdefault(text, words) == words, f"{path.name}: {text}"


@every_page
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_its_lesson(page: str, language: str) -> None:
    text = lessons().get(f"{page}.{language}.md", "")
    assert len(text) > 200
    if language == "zh":
        assert re.search(r"[\u4e00-\u9fff]", text)


def _characters(path: str) -> set[str]:
    return {chr(code) for code in TTFont(ASSETS / "fonts" / path).getBestCmap()}


@pytest.mark.parametrize(
    ("latin", "cjk"),
    [
        ("Inter-Regular.otf", "NotoSansCJKsc-Regular-subset.otf"),
        ("Inter-SemiBold.otf", "NotoSansCJKsc-Bold-subset.otf"),
    ],
)
def test_every_character_has_a_shape(latin: str, cjk: str) -> None:
    shapes = _characters(latin) | _characters(cjk) | {"\n", "\t"}
    shown: dict[str, str] = {**in_code(), **in_list(), **chinese()}
    for page in NAMES:
        shown.update(_on_page(page))
    texts = [*shown, *chinese().values(), *lessons().values()]
    texts += [entry.title for entry in ENTRIES]
    missing = {char: text[:60] for text in texts for char in text if char not in shapes}
    assert not missing
