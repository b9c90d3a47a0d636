"""What a person writes after `main.py`, as plain values."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from core.message import InvalidInput
from core.output import write_out
from core.params import LARGEST_SEED

THEMES = ("light", "dark")
LANGUAGES = ("en", "zh")
DEVICES = ("auto", "cpu", "cuda", "mps")

DEFAULT_STEPS = 200
DEFAULT_SIZE = (1280, 800)
# Of smaller pictures nothing can be read; larger ones than 8K fill the memory.
SMALLEST_SIZE, LARGEST_SIZE = (320, 240), (7680, 4320)

# The options that mean something in each mode; the others are refused rather than ignored.
MEANT = {
    "list": {"json"},
    "verify": {"open"},
    "headless": {
        "open", "steps", "seed", "settings", "device", "out", "data", "save", "script"
    },
    "story": {"story", "rehearse", "language", "seed"},
    "shot": {
        "open", "story", "beat", "page", "steps", "seed", "settings", "data", "theme", "language",
        "size",
    },
    "window": {
        "open", "story", "page", "seed", "settings", "data", "theme", "language", "safe_mode"
    },
}  # fmt: skip
BEGINNING = ("page", "seed", "settings", "data", "device")
"""What a session or a link says itself."""


class Options(argparse.Namespace):
    """The options of one call; None where one was not given."""

    list: bool | None
    json: bool | None
    headless: str | None
    file: str | None
    open: str | None
    story: str | None
    beat: int | None
    rehearse: bool | None
    verify: bool | None
    save: Path | None
    script: Path | None
    shot: Path | None
    page: str | None
    steps: int | None
    seed: int | None
    settings: dict[str, str] | None
    data: Path | None
    device: str | None
    out: Path | None
    theme: str | None
    safe_mode: bool | None
    language: str | None
    size: tuple[int, int] | None

    @property
    def mode(self) -> str:
        """One of list, verify, story, headless, shot and window; story is one without a window."""
        if self.list or self.verify:
            return "list" if self.list else "verify"
        if self.rehearse or (self.story is not None and self.headless is not None):
            return "story"
        if self.headless is not None:
            return "headless"
        return "window" if self.shot is None else "shot"


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are InvalidInput: one sentence, no usage, no exit."""

    def print_help(self, file: object = None) -> None:
        write_out(self.format_help())

    def error(self, message: str) -> NoReturn:
        raise InvalidInput("{message}.", message=message[:1].upper() + message[1:].rstrip("."))


def parse(arguments: Sequence[str]) -> Options:
    """The options that `arguments` mean. Raises InvalidInput where they mean none."""
    options = _parser().parse_args(arguments, namespace=Options())
    options.open = options.open or options.file
    modes = ("list", "verify", "headless", "shot")
    chosen = [option for option in modes if getattr(options, option) not in (None, False)]
    if len(chosen) > 1:
        raise InvalidInput(
            "Ask for --{first} or --{second}, not both.", first=chosen[0], second=chosen[1]
        )
    meaningless = {
        name
        for name in set().union(*MEANT.values()) - MEANT[options.mode]
        if getattr(options, name) is not None
    }
    for name in sorted(meaningless):
        raise InvalidInput("{option} means nothing here.", option=_FLAGS.get(name, f"--{name}"))
    _check_page(options)
    return options


def _check_page(options: Options) -> None:
    """There is one beginning: a page with its knobs, what is opened, or a story."""
    if options.mode == "story":
        if options.story is None:
            raise InvalidInput("--rehearse needs --story.")
        if options.headless:
            raise InvalidInput("With --story write --headless without a page.")
    elif said := next((n for n in ("open", "story") if getattr(options, n) is not None), ""):
        for name in (*BEGINNING, *({"open", "story"} - {said})):
            if getattr(options, name) is not None:
                flag = _FLAGS.get(name, f"--{name}")
                raise InvalidInput(
                    "{option} means nothing beside {other}.", option=flag, other=f"--{said}"
                )
        if options.headless:
            raise InvalidInput("With --open write --headless without a page.")
        if options.beat is not None and said == "open":
            raise InvalidInput("--beat needs --story.")
    elif options.headless == "":
        raise InvalidInput("--headless needs a page.")
    elif options.verify:
        raise InvalidInput("--verify needs --open.")
    elif options.page is None and options.mode in ("shot", "window"):
        for name in ("settings", "data"):
            if getattr(options, name):
                raise InvalidInput("{option} needs --page.", option=_FLAGS.get(name, f"--{name}"))
        if options.mode == "shot" and options.steps is not None:
            raise InvalidInput("--steps needs --page.")


_FLAGS = {"settings": "--set", "language": "--lang", "safe_mode": "--safe-mode"}


def _parser() -> _Parser:
    parser = _Parser(
        prog="main.py",
        allow_abbrev=False,
        description="Qujing: see a technique learn. Without options it opens the window.",
    )
    add = parser.add_argument
    add("--page", metavar="NAME", help="open the window, or take the picture, at this page")
    add("--list", action="store_const", const=True, help="list the pages and their knobs")
    add("--json", action="store_const", const=True, help="list them as JSON")
    add("file", metavar="FILE", nargs="?", help="the same as --open: what a double click gives")
    add("--open", metavar="FILE|LINK", help="go on with a saved session, or begin from a link")
    add("--verify", action="store_const", const=True, help="run the session again and compare")
    add("--story", metavar="FILE|NAME", help="a talk; with --headless each beat is checked")
    add("--beat", metavar="N", type=_steps, help="with --shot and --story: which beat, from 1")
    words = "measure this machine and choose where each beat begins"
    add("--rehearse", action="store_const", const=True, help=words)
    add("--headless", metavar="PAGE", nargs="?", const="", help="train it without a window")
    add("--save", metavar="FILE.qujing", type=_path, help="save the session after training")
    add("--script", metavar="FILE.py", type=_path, help="write the run as a Python script")
    add("--shot", metavar="FILE.png", type=_path, help="draw the window into a picture")
    add("--steps", metavar="N", type=_steps, help=f"steps to train (default {DEFAULT_STEPS})")
    add("--seed", metavar="S", type=_seed, help="seed of weights and data (default 0)")
    add("--set", metavar="KNOB=VALUE", dest="settings", action=_Setting, help="turn a knob")
    add("--data", metavar="FILE", type=_path, help="learn from this file or folder")
    add("--device", choices=DEVICES, help="where to train (default: the best for the page)")
    add("--out", metavar="FILE.json", type=_path, help="write the result here, not to the output")
    add("--theme", choices=THEMES, help="the look")
    words = "open without settings and kept runs"
    add("--safe-mode", dest="safe_mode", action="store_const", const=True, help=words)
    add("--lang", dest="language", choices=LANGUAGES, help="the language")
    add("--size", metavar="WxH", type=_size, help="size of the picture (default 1280x800)")
    return parser


class _Setting(argparse.Action):
    """Gathers `knob=value` into a dict; the last value of a knob stands."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        name, equals, value = str(values).partition("=")
        if not equals or not name:
            raise InvalidInput("Write --set as knob=value, not {value}.", value=repr(values))
        gathered: dict[str, str] = getattr(namespace, self.dest) or {}
        setattr(namespace, self.dest, {**gathered, name.strip().replace("-", "_"): value.strip()})


def _path(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("expected the name of a file")
    return Path(os.path.expanduser(text))  # unlike Path's own, it leaves a name that nobody has


def _steps(text: str) -> int:
    return _whole(text, 10**9)


def _seed(text: str) -> int:
    return _whole(text, LARGEST_SEED)


def _whole(text: str, largest: int) -> int:
    digits = text.lstrip("0") or text[-1:]
    if not text.isdecimal() or len(digits) > len(str(largest)) or int(digits) > largest:
        raise argparse.ArgumentTypeError(
            f"expected a whole number from 0 to {largest}, not {text!r}"
        )
    return int(digits)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    try:
        size = _whole(width, LARGEST_SIZE[0]), _whole(height, LARGEST_SIZE[1])
    except argparse.ArgumentTypeError:
        size = 0, 0
    if any(length < least for length, least in zip(size, SMALLEST_SIZE, strict=True)):
        low, high = (f"{width}x{height}" for width, height in (SMALLEST_SIZE, LARGEST_SIZE))
        raise argparse.ArgumentTypeError(f"expected WxH from {low} to {high}, not {text!r}")
    return size
