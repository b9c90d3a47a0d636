"""On a real X server with a window manager, real keys and a real mouse."""

import random
import shutil
from pathlib import Path

import pytest

from tests.gui.desktop import Desktop, desktop, missing

pytestmark = [
    pytest.mark.wide,
    pytest.mark.skipif(bool(missing()), reason=f"There is no {', '.join(missing())} here."),
]
FULL, MAXIMISED = "_NET_WM_STATE_FULLSCREEN", "_NET_WM_STATE_MAXIMIZED_VERT"


def opened(there: Desktop, *arguments: str) -> None:
    """The program with a page open."""
    there.start("--page", "flow_plane", *arguments)
    there.until(lambda: there.title().startswith("Normalizing flow"))


def trains(there: Desktop) -> bool:
    return "training" in there.title()


@pytest.mark.parametrize(
    ("size", "scale"),
    [("1366x768", 1.0), ("1280x720", 1.0), ("1024x700", 1.0), ("1366x768", 1.25),
     ("1920x1080", 1.5), ("1920x1080", 2.0), ("800x1280", 1.0)],
)  # fmt: skip
def test_the_first_window_fits_its_screen(tmp_path: Path, size: str, scale: float) -> None:
    wide, high = map(int, size.split("x"))
    with desktop(tmp_path, size, scale) as there:
        there.start()
        left, top, width, height = there.place()
        assert left >= 0
        assert top >= 0
        assert left + width <= wide
        assert top + height <= high
        assert FULL not in there.states()


def test_keys_train_and_a_held_key_acts_once(tmp_path: Path) -> None:
    with desktop(tmp_path, "1366x768") as there:
        opened(there)
        there.key("space")
        there.until(lambda: trains(there))
        there.tell("xdotool", "keydown", "space", "sleep", "1.5", "keyup", "space")
        there.until(lambda: not trains(there))
        there.key("ctrl+r", "alt+r", "ctrl+t", "ctrl+2", "alt+Right")
        assert there.title().startswith("Normalizing flow")
        there.key("2")
        there.until(lambda: there.title().startswith("Glow"))
        there.key("Escape")
        there.until(lambda: there.title() == "Qujing 曲径")
        assert there.close() == 0


def test_presenting_is_the_windows_state_and_is_forgotten(tmp_path: Path) -> None:
    with desktop(tmp_path, "1366x768") as there:
        opened(there)
        before = there.place()
        there.key("F11")
        there.until(lambda: FULL in there.states() and there.place()[2:] == (1366, 768))
        there.key("Escape")
        there.until(lambda: FULL not in there.states() and there.place()[2:] == before[2:])
        there.key("F11")
        there.until(lambda: FULL in there.states())
        assert there.close() == 0
        opened(there)
        assert FULL not in there.states()
        there.maximise()
        there.until(lambda: MAXIMISED in there.states())
        there.key("F11")
        there.until(lambda: FULL in there.states())
        there.key("Escape")
        there.until(lambda: FULL not in there.states() and MAXIMISED in there.states())


@pytest.mark.parametrize("keys", [("F11",), ("F11", "Escape")])
@pytest.mark.parametrize("maximised", [False, True])
def test_a_window_that_filled_the_screen_comes_back_as_it_was(
    tmp_path: Path, maximised: bool, keys: tuple[str, ...]
) -> None:
    with desktop(tmp_path, "1920x1080") as there:
        opened(there)
        if maximised:
            there.maximise()
            there.until(lambda: MAXIMISED in there.states())
        before = there.place()
        assert before[2:] < (1920, 1080)
        for key in keys:
            there.key(key)
            there.until(lambda key=key: (FULL in there.states()) == (key == "F11"))  # type: ignore[misc]
        assert there.close() == 0
        opened(there)
        there.until(lambda: there.place()[2:] == before[2:])
        assert (MAXIMISED in there.states()) == maximised
        assert FULL not in there.states()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_keys_come_the_window_keeps_a_way_out(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    keys = ["F11", "1", "2", "Escape", "space", "Prior", "Next", "r", "t", "l", "ctrl+plus"]
    with desktop(tmp_path, "1366x768") as there:
        opened(there)
        for _ in range(30):
            there.key(chance.choice(keys))
            if chance.random() < 0.2:
                there.click(chance.randrange(60, 1200), chance.randrange(60, 600))
        there.key("Escape", "Escape", "Escape", "Escape")
        there.until(lambda: there.title() == "Qujing 曲径" and FULL not in there.states())
        assert there.close() == 0


LEFT, RIGHT = (0, 0, 1280, 800), (1280, 0, 1280, 800)
STAGE, NOTES = "^Qujing", "^Notes"


def plug(there: Desktop, name: str, place: tuple[int, int, int, int]) -> None:
    """A screen comes."""
    left, top, wide, high = place
    output = "screen" if left == 0 else "none"  # the only one of this server, or no screen's
    there.tell("xrandr", "--setmonitor", name, f"{wide}/300x{high}/200+{left}+{top}", output)


def covers(window: tuple[int, ...] | None, screen: tuple[int, ...]) -> bool:
    """Whether a window fills a screen; with one left, the manager may give it all that was."""
    if window is None:
        return False
    left, top, wide, high = window
    begins = left <= screen[0] and top <= screen[1]
    return begins and left + wide >= screen[0] + screen[2] and top + high >= screen[3]


@pytest.mark.skipif(shutil.which("xrandr") is None, reason="There is no xrandr here.")
@pytest.mark.skipif(shutil.which("convert") is None, reason="There is no convert here.")
def test_screens_come_and_go_in_the_middle_of_a_talk(tmp_path: Path) -> None:
    with desktop(tmp_path, "2560x800") as there:
        plug(there, "left", LEFT)
        plug(there, "right", RIGHT)
        there.start("--story", "flows")
        there.until(lambda: there.standing(STAGE) == LEFT and there.standing(NOTES) == RIGHT)
        opening = there.picture(STAGE)
        there.key("Right", "Right")
        there.until(lambda: there.picture(STAGE) != opening)

        there.tell("xrandr", "--delmonitor", "right")
        there.until(lambda: there.standing(NOTES) is None)
        assert covers(there.standing(STAGE), LEFT)
        before = there.picture(STAGE)
        there.until(lambda: there.picture(STAGE) != before)  # it trains on

        plug(there, "right", RIGHT)
        there.until(lambda: there.standing(NOTES) == RIGHT)
        there.tell("xrandr", "--delmonitor", "left")  # that of the audience
        there.until(lambda: there.standing(NOTES) is None)
        there.until(lambda: covers(there.standing(STAGE), RIGHT))
        there.key("End")
        before = there.picture(STAGE)
        there.until(lambda: there.picture(STAGE) != before)
        assert there.close() == 0
