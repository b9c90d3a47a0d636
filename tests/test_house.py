"""The house linter: a few rules that no other tool knows, each with its reason."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
FILES = [
    ROOT / "main.py",
    *sorted((ROOT / "core").rglob("*.py")),
    *sorted((ROOT / "gui").rglob("*.py")),
    *sorted((ROOT / "tests" / "bench").rglob("*.py")),
]
LONGEST_FILE, LONGEST_FUNCTION = 250, 40
"""Lines; beyond these an idea is missing."""

# Pattern, where it may stand all the same, and why it may stand nowhere else.
FORBIDDEN = (
    (r"^\s*except\s*:", (), "a bare except also swallows the end of the program"),
    (r"\bsys\.exit\(|\braise SystemExit|\bos\._exit\(", ("main.py", "tests/bench/"),
     "below main.py a failure is told, and the program lives on"),
    (r"^\s*(import|from) threading\b",
     ("main.py", "gui/worker.py", "core/experiment.py", "core/lockstep.py", "core/mailbox.py",
     "core/ring.py", "core/study.py", "tests/bench/"),
     "threads are started in gui/worker.py, and shared by a few objects of the core"),
    (r"\bQThread\b|\bQThreadPool\b|\bThreadPoolExecutor\b|\bmultiprocessing\b", (),
     "workers are the threads of gui/worker.py, studies are joblib's"),
    (r"\bprint\(", ("tests/bench/",), "what a person sees goes through main.py or Qt"),
    (r"(?<![\w.])(eval|exec)\(", (), "texts of people are never code"),
    (r"\bpickle\b|\btorch\.(load|save)\(", (), "files are JSON and safetensors"),
    (r"\btime\.sleep\(", ("gui/shot.py",), "who waits, waits on a condition"),
    (r"\.(itemAt|takeAt)\(", (),
     "a layout's item dies, but not what Python holds of it: another thing is taken for it later"),
    (r"\bTODO\b|\bFIXME\b|\bXXX\b", (), "what is missing is in an issue"),
    (r"#\s*type:\s*ignore(?!\[)", (), "an exemption names what it exempts"),
    (r"torch\.(manual_seed|seed)\(|\bnp\.random\.(seed|rand|randn|normal|uniform)\(",
     ("core/experiment.py", "tests/bench/"), "random numbers come from generators handed in"),
    (r"(?<![\w.])open\(|\bos\.open\(|\.read_(bytes|text)\(",
     ("core/importing/", "core/data/", "core/files.py", "core/output.py", "gui/lesson.py",
      "gui/i18n.py", "gui/assets.py", "core/exporting/film.py", "tests/bench/"),
     "what a person brings is opened in core/importing, what is shipped in core/data and gui"),
    (r"\btime\.(time|perf_counter|monotonic)\(",
     ("gui/", "tests/bench/"), "the core is handed its clock"),
)  # fmt: skip


def test_what_is_installed_lies_between_floors_and_ceilings() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for words in project["dependencies"]:
        needed = Requirement(words)
        assert any(each.operator == ">=" for each in needed.specifier), words
        assert needed.specifier.contains(metadata.version(needed.name)), words


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(("pattern", "allowed", "reason"), FORBIDDEN)
def test_what_may_not_stand(pattern: str, allowed: tuple[str, ...], reason: str) -> None:
    found = [
        f"{_name(path)}:{number}: {line.strip()}"
        for path in FILES
        if not _name(path).startswith(allowed or ("\0",))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert not found, reason


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{_name(path)}:{node.lineno} {node.name}", _length(node)


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_files_are_short() -> None:
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def test_functions_are_short() -> None:
    lengths = dict(found for path in FILES for found in _functions(path))
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION}


def test_whatever_is_public_says_what_it_is() -> None:
    silent = []
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        silent += [f"{_name(path)}: the module"] if not ast.get_docstring(tree) else []
        for node in tree.body:
            if "overload" in map(ast.unparse, getattr(node, "decorator_list", [])):
                continue  # a signature of the function that follows
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                silent += [] if ast.get_docstring(node) else [f"{_name(path)}: {node.name}"]
    assert not silent
