"""A hand-out is one file that needs nothing else, and its run is afterwards as it was before."""

import json
import re
import shutil
import subprocess
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.commands import Pause, Play
from core.experiments import ENTRIES, find
from core.snapshot import Past, Phase
from gui.handout_page import Film, Handout, Taken, lesson_html
from gui.handout_recorder import MOMENTS, HandoutRecorder, moments, squeezed
from gui.i18n import set_language
from gui.theme import DARK
from tests.gui.driven import Driven, driven
from tests.patience import PATIENCE

LIMIT = 5_000_000
VOID = {"meta", "img", "input"}
PICTURE = re.compile(r'<img data-from="(\d+)"[^>]* src="data:image/webp;base64,([^"]+)">')


BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
DRIVE = """
<script>
const rows = [...steps.keys()].map((moment) => {
  time.value = moment;
  time.dispatchEvent(new Event("input"));
  return [said.textContent, ...figures.map((each) => each.filter((image) => !image.hidden
    && image.complete && image.naturalWidth > 0).map((image) => Number(image.dataset.from)))];
});
const boxes = figures.map((each) => each[0].parentElement.getBoundingClientRect());
const loaded = performance.getEntriesByType("resource").map((each) => each.name);
new Image().src = "https://example.com/refused.png";
document.addEventListener("securitypolicyviolation",
  () => document.body.setAttribute("refuses", ""));
document.body.dataset.found = JSON.stringify({
  rows, loaded, boxes, wide: innerWidth, needs: document.documentElement.scrollWidth });
</script>
"""
"""Goes through all moments as a hand does, and leaves what is seen then at the body."""


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


def blank(shade: int) -> bytes:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(shade)
    return squeezed(image, 10**6)


@pytest.mark.skipif(not BROWSER, reason="There is no browser here that runs without a window.")
@pytest.mark.parametrize("size", ["1280,900", "480,900"])
def test_a_browser_shows_each_moment_and_asks_no_network(tmp_path: Path, size: str) -> None:
    first = Film("one", QRect(0, 0, 500, 400), [Taken(0, blank(1)), Taken(2, blank(2))])
    second = Film("two", QRect(512, 0, 300, 400), [Taken(0, blank(3)), Taken(1, blank(4))])
    params = find("flow_plane").scenes()[0].params()
    handout = Handout(
        "flow_plane", "A & B", "", "", QSize(812, 400), [first, second], (0, 10, 1234), params, DARK
    )
    path = tmp_path / "run.html"
    path.write_bytes(handout.html().replace(b"</body>", DRIVE.encode() + b"</body>"))
    found = driven_in_browser(path, size)
    assert found["rows"] == [
        ["step 0", [0], [0]], ["step 10", [0], [1]], ["step 1 234", [2], [1]]
    ]  # fmt: skip
    assert [each for each in found["loaded"] if not each.startswith("data:")] == []
    assert found["needs"] <= found["wide"]
    one, two = found["boxes"]
    assert one["width"] > 150
    assert two["left"] >= one["right"] or two["top"] >= one["bottom"]


def driven_in_browser(path: Path, size: str) -> dict[str, Any]:
    """What `DRIVE` has found, in a browser that refuses what is not in the file."""
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={size}",
        f"--user-data-dir={path.parent / 'browser'}", "--virtual-time-budget=2000", "--dump-dom",
        path.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    held = re.search(r'<body[^>]*data-found="([^"]*)"[^>]*>', done.stdout)
    assert held is not None
    assert " refuses" in held[0]
    found: dict[str, Any] = json.loads(unescape(held[1]))
    return found
