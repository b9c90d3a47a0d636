"""The gallery fills the window, group by group, with pictures in which nothing is to be read."""

from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.stories.shelf import shelf
from core.stories.story import Story
from core.views import Texts
from gui.gallery import Gallery
from gui.i18n import set_language
from gui.shelves import arranged, best
from gui.theme import LIGHT
from gui.thumbnail import thumbnail
from tests.pages import SCENES, every_scene, made
from tests.rig import Rig

SIZES = [(800, 500), (1024, 700), (1280, 800), (1920, 1080), (2560, 1440)]


@pytest.mark.parametrize("size", SIZES)
def test_tiles_fill_the_window(qtbot: QtBot, size: tuple[int, int]) -> None:
    gallery = Gallery(LIGHT, living=False)
    qtbot.addWidget(gallery)
    gallery.resize(*size)
    gallery.show()
    shown = [*gallery.tiles.values(), *gallery.talks.talks]
    places = [tile.mapTo(gallery, tile.rect().bottomRight()) for tile in shown]
    qtbot.waitUntil(lambda: all(tile.isVisible() for tile in gallery.tiles.values()))
    assert max(place.x() for place in places) > size[0] - 90
    assert max(place.y() for place in places) > size[1] - 60
    widths = [tile.width() for tile in gallery.tiles.values()]
    assert max(widths) < 2.2 * min(widths)


@pytest.mark.parametrize("size", SIZES[1:])
def test_all_tiles_are_seen_without_scrolling(qtbot: QtBot, size: tuple[int, int]) -> None:
    gallery = Gallery(LIGHT, living=False)
    qtbot.addWidget(gallery)
    gallery.resize(*size)
    gallery.show()
    gallery.tiles["flow_plane"].show_snapshot(Rig(SCENES["flow_plane"]).see())
    gallery.layout().activate()  # type: ignore[union-attr]
    for tile in gallery.tiles.values():
        bottom = tile.mapTo(gallery, tile.rect().bottomLeft()).y()
        assert bottom <= size[1], tile.entry.name


def test_groups_stay_together_and_in_order() -> None:
    assert arranged([2, 1, 2, 2], 3) == [[0, 1], [2], [3]]
    assert arranged([2, 2, 1], 3) == [[0, 2], [1]]
    assert best([1], 10, 10) == ([[0]], 165)


@every_scene
def test_nothing_is_to_be_read_in_a_thumbnail(page: str) -> None:
    scene = SCENES[page]
    view = thumbnail(made(page).look(names=[scene.hero])[scene.hero])
    for layer in getattr(view, "layers", {}).values():
        assert not isinstance(layer, Texts)
        for field in fields(layer):
            if field.name in ("label", "labels"):
                assert not getattr(layer, field.name)
    assert not getattr(view, "x_label", "")
    assert not getattr(view, "entry", "") or type(view).__name__ == "Search"


def test_talks_stand_below_in_the_language_of_the_window(qtbot: QtBot) -> None:
    gallery = Gallery(LIGHT, living=False)
    qtbot.addWidget(gallery)
    told: list[Story] = []
    gallery.told.connect(told.append)
    for code in ("zh", "en"):
        set_language(code)
        assert {talk.accessibleName() for talk in gallery.talks.talks} == {
            story.title for story in shelf(code)
        }
    QTest.keyClick(gallery.talks.talks[0], Qt.Key.Key_Return)
    assert told[0].title == gallery.talks.talks[0].accessibleName()
