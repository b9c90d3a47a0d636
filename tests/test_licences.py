"""assets/LICENSES.md names every file of the folder, with its sum."""

import hashlib
from pathlib import Path

ASSETS = Path(__file__).parent.parent / "assets"
OWN = ("lessons", "translations", "screenshots", "stories", "handout")


def _listed() -> dict[str, list[str]]:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (ASSETS / "LICENSES.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    assert rows[0] == ["file", "source", "licence", "change", "sha256"]
    return {row[0]: row for row in rows[1:]}


def _there() -> dict[str, str]:
    files = [path for path in ASSETS.rglob("*") if path.is_file()]
    named = {path.relative_to(ASSETS).as_posix(): path for path in files}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in named.items()
        if not name.startswith(OWN) and name != "LICENSES.md"
    }


def test_every_file_is_listed_with_its_sum() -> None:
    listed, there = _listed(), _there()
    wrong = {name: total for name, total in there.items() if listed.get(name, [""])[-1] != total}
    assert not wrong, "not listed, or changed"
    assert set(listed) == set(there)


def test_every_row_is_whole() -> None:
    for name, row in _listed().items():
        assert len(row) == 5, name
        assert row[2] or "LICENSE" in name, name


def test_texts_of_licences_lie_beside_the_files() -> None:
    for words, path in {
        "Apache License": "data/LICENSE-Apache-2.0.txt",
        "Zalando": "data/LICENSE-fashion-mnist.txt",
        "SIL OPEN FONT LICENSE": "fonts/LICENSE-OFL-1.1.txt",
        "ISC License": "icons/LICENSE-lucide.txt",
    }.items():
        assert words in (ASSETS / path).read_text(encoding="utf-8")
