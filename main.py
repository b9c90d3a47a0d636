"""Qujing: arguments, then a window; `--headless` and `--list` load no Qt."""

import logging
import os
import sys
import threading
from collections.abc import Sequence
from typing import NoReturn

from core import command_line
from core.command_line import Options
from core.environment import prepare
from core.experiments import find
from core.files import check_writable
from core.message import InvalidInput

NOT_USABLE = 2
"""The exit code for input, files and machines that cannot be used."""
INTERRUPTED = 130
"""What a shell reports for a program that was stopped by Ctrl-C."""


def main(arguments: Sequence[str]) -> int:
    """Do what `arguments` ask for; the exit code."""
    try:
        prepare()
        options = command_line.parse(arguments)
        match options.mode:
            case "list":
                return _list(options)
            case "headless":
                return _headless(options)
            case "shot":
                return _shot(options)
        return _window(options)
    except InvalidInput as invalid:
        sys.stderr.write(f"main.py: {invalid}\n")
        return NOT_USABLE
    except ModuleNotFoundError as error:
        sys.stderr.write(
            f"main.py: {error.name} is not installed: run `python -m pip install -e .` first.\n"
        )
        return NOT_USABLE
    except KeyboardInterrupt:
        return INTERRUPTED


def _list(options: Options) -> int:
    from core import listing

    sys.stdout.write((listing.as_json() if options.json else listing.as_text()) + "\n")
    return 0


def _headless(options: Options) -> int:
    entry = find(options.headless or "")
    from core.headless import headless

    return headless(
        entry,
        options.settings or {},
        steps=_steps(options),
        seed=options.seed or 0,
        device=options.device or "auto",
        out=options.out,
    )


def _shot(options: Options) -> int:
    from gui import system

    path = options.shot
    assert path is not None
    if path.suffix.lower() != ".png":
        raise InvalidInput("--shot writes a picture called SOMETHING.png, not {path}.", path=path)
    check_writable(path)
    _check_page(options)
    system.prepare_offscreen()
    from gui import app

    app.shot(
        options.page,
        str(path),
        steps=_steps(options),
        theme=options.theme or command_line.THEMES[0],
        language=options.language or command_line.LANGUAGES[0],
        size=options.size or command_line.DEFAULT_SIZE,
        seed=options.seed or 0,
        settings=options.settings or {},
    )
    return 0


def _window(options: Options) -> int:
    from gui import system

    _check_page(options)
    system.check_window()
    from gui import app

    return app.run(
        options.page,
        theme=options.theme,
        language=options.language,
        seed=options.seed or 0,
        settings=options.settings or {},
    )


def _steps(options: Options) -> int:
    return command_line.DEFAULT_STEPS if options.steps is None else options.steps


def _check_page(options: Options) -> None:
    """Refuse an unknown page, and before any window opens unknown knobs and bad values."""
    if options.page is None:
        return
    entry = find(options.page)
    if options.settings:
        entry.chosen(options.settings)


def end(code: int) -> NoReturn:
    """End the process, at once where a worker is still busy.

    A thread in the middle of importing torch can be neither stopped nor hurried, and taking Python
    down round it takes seconds or crashes. All that is to be kept is written by now.
    """
    if threading.active_count() > 1:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    end(main(sys.argv[1:]))
