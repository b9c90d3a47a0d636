"""On a real X server with a window manager, real keys and a real mouse."""

import random
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
