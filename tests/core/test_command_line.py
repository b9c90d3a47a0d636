"""What main.py understands, and its one sentence for what it does not."""

import subprocess
import sys
from pathlib import Path

import pytest

import main
from core.command_line import parse
from core.message import InvalidInput
from core.params import LARGEST_SEED
from tests.patience import PATIENCE

ROOT = Path(main.__file__).parent


def test_nothing_opens_the_window() -> None:
    options = parse([])
    assert options.mode == "window"
    assert (options.page, options.settings, options.seed) == (None, None, None)


def test_everything_is_read() -> None:
    words = "--headless flow_plane --steps 30 --seed 7 --set width=8 --set learning-rate=1e-2"
    options = parse([*words.split(), "--device", "cpu", "--out", "run.json"])
    assert options.mode == "headless"
    assert (options.steps, options.seed, options.device) == (30, 7, "cpu")
    assert options.settings == {"width": "8", "learning_rate": "1e-2"}
    assert options.out == Path("run.json")
    words = "--shot a.png --page flow_plane --steps 0 --theme dark --lang zh --size 1920x1080"
    options = parse(words.split())
    assert options.mode == "shot"
    assert (options.theme, options.language, options.size) == ("dark", "zh", (1920, 1080))


BAD = {
    "--frobnicate": "Unrecognized",
    "--page": "expected one argument",
    "--page nowhere": "no page 'nowhere'",
    "--headless nowhere": "no page 'nowhere'",
    "--headless flow_plane --list": "not both",
    "--headless flow_plane --theme dark": "--theme means nothing",
    "--headless flow_plane --steps -1": "--steps",
    "--headless flow_plane --steps 1.5": "--steps",
    f"--headless flow_plane --seed {LARGEST_SEED + 1}": "--seed",
    "--headless flow_plane --device abacus": "--device",
    "--headless flow_plane --device mps": "no device mps",
    "--headless flow_plane --set width": "knob=value",
    "--headless flow_plane --set nothing=1": "no knob 'nothing'",
    "--headless flow_plane --set width=wide": "whole number",
    "--headless flow_plane --set width=100000": "lies between",
    "--headless flow_plane --set permutation=bogus": "one of",
    "--headless flow_plane --out /nowhere/run.json": "no folder",
    "--headless flow_plane --out /": "is a folder",
    "--headless flow_plane --out /proc/run.json": "cannot be written",
    "--page flow_plane --set width=0": "lies between",
    "--set width=8": "--set needs --page",
    "--json": "--json means nothing",
    "--shot picture.gif --page flow_plane": ".png",
    "--shot /nowhere/a.png --page flow_plane": "no folder",
    "--shot a.png --size 10x10": "WxH",
    "--shot a.png --size wide": "WxH",
    "--rehearse": "--rehearse needs --story",
    "--story talk --headless flow_plane": "without a page",
    "--story nowhere --headless": "no story 'nowhere'",
    "--story nowhere.md --headless": "no file nowhere.md",
    "--theme blue": "--theme",
    "--lang fr": "--lang",
}


@pytest.mark.parametrize("words", BAD)
def test_what_cannot_be_used_gets_one_line_and_exit_code_2(
    words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(words.split()) == main.NOT_USABLE
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert BAD[words] in said.err


def test_an_interpreter_of_its_own_says_the_same() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--page", "nowhere"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("main.py: There is no page 'nowhere'")


def test_help_is_not_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse(["--help"])
    assert left.value.code == 0
    assert "--headless" in capsys.readouterr().out


def test_abbreviations_are_not_guessed() -> None:
    with pytest.raises(InvalidInput):
        parse(["--head", "flow_plane"])
