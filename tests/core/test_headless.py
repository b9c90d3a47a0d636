"""Runs without a window, and the list of the pages."""

import json
from pathlib import Path

import pytest

import main
from core.experiments import ENTRIES, Entry, find
from core.headless import Wanted, headless, train
from core.message import InvalidInput
from tests.pages import run_of
from tests.rig import FakeClock
from tests.toy import TOY, ToyParams

PAGE = ENTRIES[0]


def test_a_run_is_written_down(tmp_path: Path) -> None:
    out = tmp_path / "run.json"
    words = f"--headless {PAGE.name} --steps 5 --seed 3 --set learning_rate=1e-3 --out {out}"
    assert main.main(words.split()) == 0
    result = json.loads(out.read_text())
    assert result["page"] == PAGE.name
    assert result["params"]["learning_rate"] == 1e-3
    assert set(result["params"]) == set(PAGE.scenes()[0].params.knobs())
    assert (result["seed"], result["device"], result["steps"]) == (3, "cpu", 5)
    assert set(result["versions"]) == {"qujing", "python", "torch", "numpy"}
    assert result["history"]["stride"] == 1
    assert result["history"]["steps"] == [1, 2, 3, 4, 5]
    for name, value in result["last"].items():
        assert result["history"]["values"][name][-1] == value
    assert result["steps_per_second"] > 0
    assert result["stopped"] is None


def test_the_same_run_is_the_same_file_but_for_its_speed(tmp_path: Path) -> None:
    results = []
    for name in ("a.json", "b.json"):
        headless(PAGE, {}, steps=4, seed=2, device="cpu", wanted=Wanted(out=tmp_path / name))
        results.append(json.loads((tmp_path / name).read_text()))
        del results[-1]["steps_per_second"]
    assert results[0] == results[1]


def test_without_a_file_the_result_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert headless(PAGE, {}, steps=0) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["steps"], result["last"]) == (0, {})


def test_speed_is_steps_by_seconds() -> None:
    clock = FakeClock(tick=0.01)
    result = train("toy", run_of(TOY), 50, clock)
    assert result["steps_per_second"] == pytest.approx(50 / clock.tick)


def test_a_number_that_is_not_finite_stops_the_run() -> None:
    result = train("toy", run_of(TOY, params=ToyParams(fault="nan")), 50, FakeClock())
    assert result["steps"] == 1
    assert "loss became nan at step 1" in result["stopped"]


def test_a_stopped_run_is_written_too_and_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Entry, "scenes", lambda _: (TOY,))
    out = tmp_path / "run.json"
    assert headless(PAGE, {"fault": "nan"}, steps=9, wanted=Wanted(out=out)) == 1
    assert json.loads(out.read_text())["last"] == {"loss": None}
    assert capsys.readouterr().err.startswith("loss became nan")


def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.files.write_atomically", full)
    with pytest.raises(InvalidInput, match="No space left on device"):
        headless(PAGE, {}, steps=1, wanted=Wanted(out=tmp_path / "run.json"))


def test_the_list_names_every_page_and_knob(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--list"]) == 0
    text = capsys.readouterr().out
    assert main.main(["--list", "--json"]) == 0
    pages = json.loads(capsys.readouterr().out)
    assert [page["name"] for page in pages] == [entry.name for entry in ENTRIES]
    for page, entry in zip(pages, ENTRIES, strict=True):
        assert page["title"] == entry.title
        assert entry.title in text
        for shown, scene in zip(page["scenes"], entry.scenes(), strict=True):
            knobs = scene.params.knobs()
            assert shown["name"] == scene.name
            assert [knob["name"] for knob in shown["knobs"]] == list(knobs)
            assert [number["name"] for number in shown["numbers"]] == [
                n.name for n in scene.numbers
            ]
            for told in shown["knobs"]:
                knob = knobs[told["name"]]
                assert (told["default"], told["live"]) == (knob.default, knob.live)
                assert "limits" in told or "choices" in told or isinstance(knob.default, bool | str)
                assert f"{told['name']} = {knob.default}" in text


def test_a_scene_is_chosen_by_its_name_or_by_its_knobs() -> None:
    page = find("wasserstein_critic")
    distance, generator = page.scenes()
    assert page.chosen({})[0] is distance
    assert page.chosen({"task": "generator"})[0] is generator
    scene, params = page.chosen({"rounds": "3"})
    assert scene is generator
    assert params.values()["rounds"] == 3
    with pytest.raises(InvalidInput, match="task is one of distance, generator, not 'both'"):
        page.chosen({"task": "both"})
    with pytest.raises(InvalidInput, match="no knob 'absent'"):
        page.chosen({"absent": "1"})
