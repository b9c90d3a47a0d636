"""Knobs turned in the window while it plays: whatever their values, the page shows a picture."""

import logging
import random
import time

import pytest
from pytestqt.qtbot import QtBot

from core.commands import Play
from core.params import Value
from core.scene import Scene
from core.snapshot import Phase
from tests.gui.driven import Driven, driven
from tests.knob_walk import alone, together
from tests.pages import SCENES

SHORT, LONG = 2.5, 8.0
"""Seconds of turning a scene."""
FIRST = ("flow_plane", "margin_circle")


def open_scene(driver: Driven, scene: Scene) -> None:
    page = next(name.split("/")[0] for name, one in SCENES.items() if one is scene)
    driver.open(page)
    assert driver.seen.scene is not None
    if driver.seen.scene is not scene:
        driver.page.enter_scene(scene)
        driver.until(lambda seen: seen.scene is scene and bool(seen.views))


def turn(driver: Driven, values: dict[str, Value]) -> None:
    """Turn knobs, and wait for a picture that has answered; a run that failed begins anew."""
    page = driver.page
    page.wishes.turn(values)
    shown = page.pictures
    driver.until(
        lambda seen: (
            not page.wishes.pending
            and page.pictures > shown
            and seen.phase in (Phase.PLAYING, Phase.PAUSED, Phase.FAILED)
        )
    )
    reason = driver.seen.reason
    assert reason is None or not str(reason).startswith("This run failed"), (values, str(reason))
    if driver.seen.phase is not Phase.PLAYING:
        scene = driver.seen.scene
        assert scene is not None
        page.wishes.turn(scene.params().values())
        driver.send(Play())


@pytest.mark.parametrize(
    ("name", "seconds"),
    [(name, SHORT) for name in FIRST]
    + [pytest.param(name, LONG, marks=pytest.mark.wide) for name in SCENES],
)
def test_all_knobs_can_be_turned_in_the_window(
    qtbot: QtBot, name: str, seconds: float, caplog: pytest.LogCaptureFixture
) -> None:
    draw, scene = random.Random(name), SCENES[name]
    cases = [*alone(name), *(together(name, draw) for _ in range(20))]
    draw.shuffle(cases)
    with driven(qtbot) as driver, caplog.at_level(logging.ERROR):
        open_scene(driver, scene)
        driver.send(Play())
        until = time.monotonic() + seconds
        for values in cases:
            if time.monotonic() < until:
                turn(driver, values)
    assert [record.getMessage() for record in caplog.records] == []
