"""A hand-out is one file that needs nothing else, and its run is afterwards as it was before."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.commands import Pause, Play
from core.experiments import ENTRIES
from core.snapshot import Past, Phase
from gui.handout_page import lesson_html
from gui.handout_recorder import MOMENTS, HandoutRecorder, moments, squeezed
from gui.i18n import set_language
from tests.gui.driven import Driven, driven

LIMIT = 5_000_000
VOID = {"meta", "img", "input"}
PICTURE = re.compile(r'<img data-from="(\d+)"[^>]* src="data:image/webp;base64,([^"]+)">')


class Parsed(HTMLParser):
    """What a file holds; each tag that is opened is closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open, self.loaded = list[str](), list[str]()
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loaded += [value or "" for name, value in attrs if name in ("src", "srcset", "data")]
        assert tag != "link"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def trained(driver: Driven) -> int:
    """Train a page some steps; how many."""
    driver.open()
    driver.send(Play())
    driver.until(lambda seen: seen.step >= 40 and len(seen.past.steps) > 5)
    driver.send(Pause())
    driver.until(lambda seen: seen.phase is Phase.PAUSED)
    return driver.seen.step


def test_a_run_becomes_one_file(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "run.html"
    with driven(qtbot) as driver:
        end = trained(driver)
        params, past = driver.seen.params, driver.seen.past
        recorder = HandoutRecorder(driver.page, path)
        qtbot.waitUntil(lambda: recorder.over)
        driver.until(lambda seen: seen.step == end and seen.phase is Phase.PAUSED)
        assert (driver.seen.params, driver.seen.past.end) == (params, end)
        assert set(driver.seen.past.steps) == {*past.steps, end}
        grid = driver.page.grid
        assert grid is not None
        views = len(grid.cards)
    text = path.read_text(encoding="utf-8")
    assert path.stat().st_size < LIMIT
    assert all(each.startswith("data:") for each in Parsed(text).loaded)
    assert "url(" not in text
    assert "fetch(" not in text
    pictures = PICTURE.findall(text)
    assert {int(since) for since, _ in pictures} == set(range(len(moments(past))))
    assert text.count("<figure") == views
    assert sum("hidden" not in each for each in re.findall("<img[^>]*?alt", text)) == views


def test_esc_drops_it_and_the_run_stands_where_it_stood(qtbot: QtBot, tmp_path: Path) -> None:
    with driven(qtbot) as driver:
        end = trained(driver)
        recorder = HandoutRecorder(driver.page, tmp_path / "run.html")
        driver.until(lambda seen: seen.step < end)
        assert recorder.cancel()
        assert not recorder.cancel()
        driver.until(lambda seen: seen.step == end)
        assert list(tmp_path.iterdir()) == []


def test_a_hand_that_trains_on_keeps_the_run(qtbot: QtBot, tmp_path: Path) -> None:
    with driven(qtbot) as driver:
        end = trained(driver)
        recorder = HandoutRecorder(driver.page, tmp_path / "run.html")
        driver.until(lambda seen: seen.step < end)
        driver.send(Play())
        qtbot.waitUntil(lambda: recorder.over)
        driver.until(lambda seen: seen.phase is Phase.PLAYING)
        assert list(tmp_path.iterdir()) == []


def test_moments_are_kept_ones_and_begin_and_end_with_the_run() -> None:
    steps = tuple(range(0, 5000, 7))
    chosen = moments(Past(end=5003, steps=steps))
    assert set(chosen) <= {*steps, 5003}
    assert (chosen[0], chosen[-1], len(chosen)) == (0, 5003, MOMENTS)
    gaps = [after - before for before, after in pairwise(chosen)]
    assert gaps[0] < gaps[-1]
    assert moments(Past(end=90, steps=(0, 20, 70))) == (0, 20, 70, 90)
    assert moments(Past(end=0, steps=(0,))) == (0,)
    assert moments(Past()) == (0,)


def test_pictures_are_made_small_until_they_find_room() -> None:
    image = QImage(600, 400, QImage.Format.Format_RGB32)
    for x in range(600):
        for y in range(400):
            image.setPixel(x, y, (x * y * 2654435761) & 0xFFFFFF)
    best, least = squeezed(image, 10**9), squeezed(image, 1)
    assert QImage.fromData(best).width() == 600
    assert QImage.fromData(least).width() == 300
    assert len(least) < len(best) / 4


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("page", [entry.name for entry in ENTRIES])
def test_every_lesson_is_sound_html(page: str, code: str) -> None:
    set_language(code)
    try:
        html = lesson_html(page)
    finally:
        set_language("en")
    Parsed(html)
    assert not re.search(r'\$|\ue000|href="do:|```', html)
    assert "<svg" in html
