"""Run one bench: `python -m tests.bench NAME [--json FILE] [--page NAME] [--repeats N] …`."""

import argparse
import importlib
import inspect
import os
import sys
from pathlib import Path

import msgspec

from core.environment import prepare
from core.files import check_writable, write_atomically
from core.message import InvalidInput
from tests.bench.frame import Figures, machine

HERE = Path(__file__).parent
NO_BENCH = ("__init__", "__main__", "frame", "arms", "closing", "child")
OPTIONS = {
    "page": str, "knob": str, "repeats": int, "seconds": float, "steps": int, "jobs": int,
}  # fmt: skip
"""What a bench may take, where its `measure` has an argument of that name."""


def main() -> int:
    """Measure, print, and write where asked."""
    names = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NO_BENCH)
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("name", choices=names)
    parser.add_argument("--json", type=Path, metavar="FILE")
    for option, kind in OPTIONS.items():
        parser.add_argument(f"--{option}", type=kind)
    chosen = parser.parse_args()
    prepare()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        if chosen.json:
            check_writable(chosen.json)
        found = run(chosen.name, {o: v for o in OPTIONS if (v := getattr(chosen, o)) is not None})
    except InvalidInput as invalid:
        sys.stderr.write(f"tests.bench: {invalid}\n")
        return 2
    report = {"name": chosen.name, "figures": found, "machine": machine()}
    if chosen.json:
        content = msgspec.json.format(msgspec.json.encode(report), indent=1)
        write_atomically(chosen.json, content + b"\n")
    show(found)
    return 0


def run(name: str, options: dict[str, object]) -> Figures:
    """The figures of one bench. Raises InvalidInput for an option that it does not take."""
    bench = importlib.import_module(f"tests.bench.{name}")
    taken = inspect.signature(bench.measure).parameters
    for option in options:
        if option not in taken:
            raise InvalidInput("{name} takes no --{option}.", name=name, option=option)
    found: Figures = bench.figures(bench.measure(**options))
    return found


def show(found: Figures) -> None:
    """One line per figure."""
    width = max(map(len, found))
    for name, figure in found.items():
        middle, low, high = (float(figure[key]) for key in ("median", "min", "max"))
        print(f"{name:{width}}  {middle:10.4g}  ({low:.4g} to {high:.4g})  {figure['unit']}")


if __name__ == "__main__":
    sys.exit(main())
