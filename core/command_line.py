"""What a person writes after `main.py`, as plain values."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from core.message import InvalidInput
from core.params import LARGEST_SEED

THEMES = ("light", "dark")
LANGUAGES = ("en", "zh")
DEVICES = ("auto", "cpu", "cuda", "mps")

DEFAULT_STEPS = 200
DEFAULT_SIZE = (1280, 800)
# Smaller windows cut labels; larger pictures than 8K fill the memory.
SMALLEST_SIZE, LARGEST_SIZE = (640, 400), (7680, 4320)

# The options that mean something in each mode; the others are refused rather than ignored.
MEANT = {
    "list": {"json"},
    "headless": {"steps", "seed", "settings", "device", "out"},
    "shot": {"page", "steps", "seed", "settings", "theme", "language", "size"},
    "window": {"page", "seed", "settings", "theme", "language"},
}


class Options(argparse.Namespace):
    """The options of one call; None where one was not given."""

    list: bool | None
    json: bool | None
    headless: str | None
    shot: Path | None
    page: str | None
    steps: int | None
    seed: int | None
    settings: dict[str, str] | None
    device: str | None
    out: Path | None
    theme: str | None
    language: str | None
    size: tuple[int, int] | None

    @property
    def mode(self) -> str:
        """One of list, headless, shot and window."""
        if self.list:
            return "list"
        if self.headless is not None:
            return "headless"
        return "window" if self.shot is None else "shot"


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are InvalidInput: one sentence, no usage, no exit."""

    def error(self, message: str) -> NoReturn:
        raise InvalidInput("{message}.", message=message[:1].upper() + message[1:].rstrip("."))


def parse(arguments: Sequence[str]) -> Options:
    """The options that `arguments` mean. Raises InvalidInput where they mean none."""
    options = _parser().parse_args(arguments, namespace=Options())
    chosen = [option for option in ("list", "headless", "shot") if getattr(options, option)]
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
    if options.page is None and options.mode in ("shot", "window") and options.settings:
        raise InvalidInput("--set needs --page.")
    if options.page is None and options.mode == "shot" and options.steps is not None:
        raise InvalidInput("--steps needs --page.")
    return options


_FLAGS = {"settings": "--set", "language": "--lang"}


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
    add("--headless", metavar="PAGE", help="train this page without a window")
    add("--shot", metavar="FILE.png", type=_path, help="draw the window into a picture")
    add("--steps", metavar="N", type=_steps, help=f"steps to train (default {DEFAULT_STEPS})")
    add("--seed", metavar="S", type=_seed, help="seed of weights and data (default 0)")
    add("--set", metavar="KNOB=VALUE", dest="settings", action=_Setting, help="turn a knob")
    add("--device", choices=DEVICES, help="where to train (default: the best for the page)")
    add("--out", metavar="FILE.json", type=_path, help="write the result here, not to the output")
    add("--theme", choices=THEMES, help="the look")
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
    return Path(text).expanduser()


def _steps(text: str) -> int:
    return _whole(text, 10**9)


def _seed(text: str) -> int:
    return _whole(text, LARGEST_SEED)


def _whole(text: str, largest: int) -> int:
    if not text.isdecimal() or int(text) > largest:
        raise argparse.ArgumentTypeError(
            f"expected a whole number from 0 to {largest}, not {text!r}"
        )
    return int(text)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    size = (int(width), int(height)) if width.isdecimal() and height.isdecimal() else (0, 0)
    inside = zip(SMALLEST_SIZE, size, LARGEST_SIZE, strict=True)
    if not all(low <= length <= high for low, length, high in inside):
        low, high = (f"{width}x{height}" for width, height in (SMALLEST_SIZE, LARGEST_SIZE))
        raise argparse.ArgumentTypeError(f"expected WxH from {low} to {high}, not {text!r}")
    return size
