"""Sessions, links and scripts by the command line, without a window."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import main
from core.keeping.link import link
from tests.pages import SCENES, made

ROOT = Path(main.__file__).parent
PAGE = "nce_density"


def ran(*arguments: str) -> int:
    return main.main([*arguments])


def last(path: Path) -> object:
    told = json.loads(path.read_text())
    return told["steps"], told["last"], told["params"], told["seed"]


def test_training_on_from_a_file_is_training_through(tmp_path: Path) -> None:
    kept, half, whole = (tmp_path / name for name in ("a.qujing", "half.json", "whole.json"))
    page = ("--headless", PAGE, "--seed", "3", "--set", "task=two dimensions")
    assert ran(*page, "--steps", "8", "--save", str(kept), "--out", str(half)) == 0
    assert ran("--open", str(kept), "--headless", "--steps", "4", "--out", str(half)) == 0
    assert ran(*page, "--steps", "12", "--out", str(whole)) == 0
    assert last(half) == last(whole)


def test_it_is_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "a.qujing"
    out = str(tmp_path / "a.json")
    assert ran("--headless", PAGE, "--steps", "5", "--save", str(kept), "--out", out) == 0
    assert ran("--open", str(kept), "--verify") == 0
    assert "the same to the last bit" in capsys.readouterr().out


def test_a_script_makes_the_run_again(tmp_path: Path) -> None:
    text, out = tmp_path / "run.py", tmp_path / "a.json"
    assert ran("--headless", PAGE, "--steps", "5", "--script", str(text), "--out", str(out)) == 0
    done = subprocess.run(
        [sys.executable, str(text)], cwd=ROOT, env={"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(out.read_text())
    assert done.stdout.split(" ", 1)[0] == "5"
    assert eval(done.stdout.split(" ", 1)[1]) == told["last"]


def test_a_link_begins_a_run(tmp_path: Path) -> None:
    text, out = link(PAGE, made("nce_density/one dimension", seed=6)), tmp_path / "a.json"
    assert ran("--open", text, "--headless", "--steps", "2", "--out", str(out)) == 0
    told = json.loads(out.read_text())
    assert (told["seed"], told["steps"], told["scene"]) == (6, 2, "one dimension")


WRONG = {
    "--open {file} --page flow_plane": "--page means nothing beside --open",
    "--open {file} --set width=8": "--set means nothing beside --open",
    "--open {file} --headless flow_plane": "without a page",
    "--headless": "--headless needs a page",
    "--verify": "--verify needs --open",
    "--open {file} --verify": "no session",
    "--open {file} --headless --steps 1": "no session",
    "{file}": "no session",
    "--open {file}.absent --headless": "There is no file",
    "--open qujing:absent:eNo --headless": "There is no page",
    "--open qujing:nce_density:eNo --headless": "not whole",
    "--open qujing:nce_density:eNo --verify": "a session",
    "--save a.qujing --page flow_plane": "--save means nothing here",
}


@pytest.mark.parametrize("words", WRONG)
def test_what_cannot_be_opened_ends_with_a_sentence(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = tmp_path / "foreign.qujing"
    foreign.write_bytes(b"PK\x03\x04 something else")
    assert ran(*words.format(file=foreign).split()) == main.NOT_USABLE
    said = capsys.readouterr().err
    assert WRONG[words] in said
    assert said.count("\n") == 1
    assert PAGE in {page.split("/")[0] for page in SCENES}
