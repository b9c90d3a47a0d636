"""The page in README's *Add a technique*, just as it stands there."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from inspect import signature
from pathlib import Path
from types import ModuleType

import pytest
from pytestqt.qtbot import QtBot

from core.commands import ApplyTouch, Play
from core.experiments import ENTRIES, Entry
from core.headless import Wanted, headless
from core.scene import Scene
from core.touches import Drag
from tests.core import test_contract, test_contract_hands, test_contract_views
from tests.gui.opening import open_page, paused, playing, until
from tests.pages import SCENES

README = Path(__file__).parent.parent / "README.md"
NAME = "line_fit"
NUMBERS = {9: "nine", 10: "ten", 11: "eleven"}


@dataclass(frozen=True, slots=True)
class Listed(Entry):
    """An entry whose module is read from the text."""

    def scenes(self) -> tuple[Scene, ...]:
        """The scenes of the text."""
        scenes: tuple[Scene, ...] = sys.modules[NAME].SCENES
        return scenes


ENTRY = Listed(NAME, "A line among points", "Drag them", "waves")


@cache
def read() -> ModuleType:
    """The module in the text: one for all tests of a process, since what they keep is of it."""
    module = ModuleType(NAME)
    sys.modules[NAME] = module
    text = README.read_text(encoding="utf-8")
    exec(re.findall(r"```python\n(.*?)```", text, flags=re.S)[0], vars(module))
    return module


@pytest.fixture(autouse=True)
def page() -> Iterator[str]:
    """The page, as if it stood in the list."""
    sys.modules[NAME] = read()
    SCENES[NAME] = read().SCENES[0]
    yield NAME
    del SCENES[NAME], sys.modules[NAME]


def contracts() -> list[Callable[[str], None]]:
    """All that is asked of every page and of nothing else."""
    modules = (test_contract, test_contract_hands, test_contract_views)
    tests = [
        test
        for module in modules
        for name, test in vars(module).items()
        if name.startswith("test_")
    ]
    return [test for test in tests if list(signature(test).parameters) == ["page"]]


@pytest.mark.parametrize("contract", contracts(), ids=lambda contract: contract.__name__)
def test_it_keeps_the_contracts(contract: Callable[[str], None], page: str) -> None:
    contract(page)


def test_it_trains_without_a_window(tmp_path: Path) -> None:
    out = tmp_path / "run.json"
    assert headless(ENTRY, {"learning_rate": "0.2"}, steps=300, wanted=Wanted(out=out)) == 0
    # The best line through the three points leaves (0.2 - 0.1/3)² / 6 of squared error.
    assert json.loads(out.read_text())["last"]["mse"] == pytest.approx(0.0138889, abs=1e-4)


def test_it_trains_in_a_window_and_takes_a_hand(qtbot: QtBot) -> None:
    shown = open_page(qtbot, entry=ENTRY)
    until(qtbot, shown, paused)
    shown.send(Play())
    until(qtbot, shown, playing)
    shown.send(ApplyTouch("plane", Drag("points", 1, 0.5, 1.0, done=True)))

    def answered() -> bool:
        assert shown.snapshot is not None
        points = shown.snapshot.views["plane"].layers["points"].points  # type: ignore[union-attr]
        return bool(points[1].tolist() == [0.5, 1.0])

    qtbot.waitUntil(answered)


def test_every_page_is_shown_with_the_articles_that_it_follows() -> None:
    text = README.read_text(encoding="utf-8")
    for entry in ENTRIES:
        row = next(line for line in text.splitlines() if line.startswith(f"| `{entry.name}` |"))
        assert row.endswith(f"| {', '.join(map(str, entry.articles))} |")
        picture = f"assets/screenshots/{entry.name}.png"
        assert picture in text
        assert (README.parent / picture).stat().st_size < 200_000
    followed = {article for entry in ENTRIES for article in entry.articles}
    assert f"follows {NUMBERS[len(followed)]} articles" in text
