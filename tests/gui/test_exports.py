"""What is taken away from a page: pictures, films, and the menu on a view."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.commands import Pause, Play
from core.message import InvalidInput
from gui.cards import Card
from gui.exports import abandon, copy_picture, page_picture, take_away, view_picture, written
from gui.film_recorder import FilmRecorder, as_frame
from gui.page import Page
from gui.pictures import Picture
from gui.theme import DARK, LIGHT, Theme
from tests.gui.opening import open_page, paused, until
from tests.pages import few_scenes, made

MARKS = re.compile(rb"<(path|polyline|circle|ellipse|rect|line|polygon)\b")
IMAGE = re.compile(rb'<image [^>]*width="([\d.]+)" height="([\d.]+)"')
MEDIA = re.compile(rb"/MediaBox \[\s*\S+ \S+ (\S+) ([^\s\]]+)\s*\]")
EDGE = 60
"""Pixels by which two pictures of a screen may differ: Qt sets a mark that is cut by the edge of a
panel a pixel higher or lower, by whether it is painted at once or kept in a picture."""
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[Page]:
    opened = open_page(qtbot)
    until(qtbot, opened, lambda seen: paused(seen) and bool(seen.views))
    grid = opened.grid
    assert grid is not None
    lowest = grid.cards["run"]
    qtbot.waitUntil(lambda: lowest.geometry().bottom() >= grid.height() - 1)
    yield opened
    abandon(opened)


@few_scenes
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_view_is_written_as_vectors_and_text(qtbot: QtBot, page: str, theme: Theme) -> None:
    run = made(page)
    run.train()
    for view in run.look(fine=True).values():
        card = Card(view, theme)
        qtbot.addWidget(card)
        card.resize(520, 360)
        card.draw(view, True)
        picture = Picture(card, theme)
        svg, pdf = picture.svg(), picture.pdf()
        assert not card.panel.broken, view.title
        assert b"<text" in svg
        assert len(MARKS.findall(svg)) > 2, view.title
        assert b'viewBox="0 0 520 360"' in svg
        for wide, high in IMAGE.findall(svg):
            assert (float(wide), float(high)) != (520, 360)
        box = MEDIA.findall(pdf)
        assert [tuple(map(float, sides)) for sides in box] == [pytest.approx((390, 270), abs=1)]
        drawn = b"".join(_unpacked(each) for each in STREAM.findall(pdf))
        assert b"Tj" in drawn or b"TJ" in drawn
        assert picture.png(2.0).startswith(b"\x89PNG")


def _differing(one: QImage, other: QImage) -> int:
    """How many pixels of two pictures of a size are not the same."""
    assert one.size() == other.size()
    return int((as_frame(one) != as_frame(other)).any(axis=2).sum())


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)  # the last byte may be taken for an end
    except zlib.error:
        return b""


def test_pixels_grow_with_the_scale_and_the_screen_is_as_before(page: Page) -> None:
    assert page.grid is not None
    before = page.grid.grab().toImage()
    picture = view_picture(page)
    for scale in (1.0, 2.0, 4.0):
        image = QImage.fromData(written(picture, ".png", scale))
        assert image.size() == picture.size * scale
    assert _differing(page.grid.grab().toImage(), before) < EDGE
    whole = page_picture(page)
    assert whole.size.width() > page.grid.width()
    with pytest.raises(InvalidInput, match="PNG, SVG or PDF"):
        written(whole, ".bmp")


def test_a_picture_goes_to_the_clipboard(page: Page) -> None:
    copy_picture(page)
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.hasImage()
    assert b"<svg" in mime.data("image/svg+xml").data()
    assert not take_away(page, "no such action")
    # The platform without a screen keeps it until Python is gone, and crashes then; others do not.
    QGuiApplication.clipboard().clear()


def test_the_menu_of_a_view_means_that_view(qtbot: QtBot, page: Page) -> None:
    grid = page.grid
    assert grid is not None
    asked = list[tuple[str, str]]()
    grid.chosen.connect(lambda action: asked.append((action.name, grid.target())))
    for name, card in grid.cards.items():
        at = card.mapTo(grid, QPoint(card.width() // 2, 12))
        reason = QContextMenuEvent.Reason.Mouse
        event = QContextMenuEvent(reason, at, grid.mapToGlobal(at))
        QApplication.sendEvent(grid, event)
        menu = grid.findChildren(QMenu)[-1]
        assert menu.isVisible()
        menu.actions()[1].trigger()
        menu.close()
        assert asked[-1] == ("copy picture", name)


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_a_film_is_recorded(qtbot: QtBot, page: Page, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"film{suffix}"
    film = FilmRecorder(page, path)
    qtbot.waitUntil(lambda: film.count >= 4)
    film.end()
    qtbot.waitUntil(lambda: film.over)
    assert page.grid is not None
    with Image.open(path) as found:
        assert found.size == page.grid.size().toTuple()
    assert path.name in page.transport.status.accessibleName()


def test_a_film_that_is_dropped_leaves_no_file(qtbot: QtBot, page: Page, tmp_path: Path) -> None:
    film = FilmRecorder(page, tmp_path / "film.gif")
    qtbot.waitUntil(lambda: film.count >= 2)
    assert film.cancel()
    assert not film.cancel()
    assert list(tmp_path.iterdir()) == []


def test_the_past_is_a_film_that_ends_by_itself(qtbot: QtBot, page: Page, tmp_path: Path) -> None:
    page.send(Play())
    until(qtbot, page, lambda seen: len(seen.past.steps) > 1)
    page.send(Pause())
    until(qtbot, page, paused)
    film = FilmRecorder(page, tmp_path / "film.gif", past=True)
    qtbot.waitUntil(lambda: film.over)
    with Image.open(tmp_path / "film.gif") as found:
        assert getattr(found, "n_frames", 1) > 1
