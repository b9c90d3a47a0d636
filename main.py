"""Qujing: arguments, then a window; `--headless` and `--list` load no Qt."""

import logging
import os
import sys
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from core import command_line
from core.command_line import Options
from core.environment import prepare
from core.experiments import find
from core.files import check_writable
from core.message import InvalidInput
from core.output import complain, prepare_streams, write_out

if TYPE_CHECKING:
    from core.commands import Command
    from core.stories.story import Story

NOT_USABLE = 2
"""The exit code for input, files and machines that cannot be used."""
INTERRUPTED, CLOSED_PIPE = 130, 141
"""What a shell reports for a program that was stopped by Ctrl-C, or as nobody read its output."""


def main(arguments: Sequence[str]) -> int:
    """Do what `arguments` ask for; the exit code."""
    try:
        prepare_streams()
        prepare()
        options = command_line.parse(arguments)
        match options.mode:
            case "list":
                return _list(options)
            case "verify":
                return _verify(options)
            case "story":
                return _story(options)
            case "headless":
                return _headless(options)
            case "shot":
                return _shot(options)
        return _window(options)
    except InvalidInput as invalid:
        complain(f"main.py: {invalid}")
        return NOT_USABLE
    except ModuleNotFoundError as error:
        complain(f"main.py: {error.name} is not installed: run `python -m pip install -e .` first.")
        return NOT_USABLE
    except BrokenPipeError:
        return CLOSED_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED


def _list(options: Options) -> int:
    from core import listing

    write_out((listing.as_json() if options.json else listing.as_text()) + "\n")
    return 0


def _headless(options: Options) -> int:
    if options.open is None:
        entry = find(options.headless or "")
    from core.headless import Wanted, headless, resumed

    wanted = Wanted(options.out, options.save, options.script)
    if options.open is not None:
        return resumed(options.open, steps=_steps(options), wanted=wanted)
    return headless(
        entry,
        options.settings or {},
        steps=_steps(options),
        seed=options.seed or 0,
        device=options.device or "auto",
        data=options.data,
        wanted=wanted,
    )


def _story(options: Options) -> int:
    from core.stories.headless import headless, rehearse

    act = rehearse if options.rehearse else headless
    return act(options.story or "", time.perf_counter, options.language, options.seed)


def _verify(options: Options) -> int:
    from core.headless import verify

    return verify(options.open or "")


def _shot(options: Options) -> int:
    from gui import system

    path = options.shot
    assert path is not None
    if path.suffix.lower() != ".png":
        raise InvalidInput("--shot writes a picture called SOMETHING.png, not {path}.", path=path)
    check_writable(path)
    first, story = _first(options), _told(options)
    system.prepare_offscreen()
    from gui.shot import shot, shot_of_talk

    theme, language = options.theme or "light", options.language or "en"
    size = options.size or command_line.DEFAULT_SIZE
    if story is not None:
        shot_of_talk(story, path, options.beat or 0, theme, language, size)
        return 0
    shot(
        options.page,
        path,
        steps=_steps(options),
        theme=theme,
        language=language,
        size=size,
        seed=options.seed or 0,
        settings=options.settings or {},
        first=first,
    )
    return 0


def _window(options: Options) -> int:
    from gui import system

    first, story = _first(options), _told(options)
    system.check_window()
    from gui import app

    return app.run(
        options.page,
        theme=options.theme,
        language=options.language,
        seed=options.seed or 0,
        settings=options.settings or {},
        first=first,
        safe=bool(options.safe_mode),
        story=story,
    )


def _first(options: Options) -> "Command | None":
    """What the page is told at first: what to learn, or where to go on. `page` is then set.

    All is read before any window opens. Raises InvalidInput for what is unknown, bad or damaged.
    """
    from core.commands import Bring, Open
    from core.keeping.opening import opened

    if options.open is not None:
        found = opened(options.open)
        found.check()
        options.page = found.page
        return Open(found)
    _check_page(options)
    if options.data is None or options.page is None:
        return None
    from core.door import bring

    scene, _ = find(options.page).chosen(options.settings or {})
    return Bring(bring(scene.experiment.takes, [options.data]).own())


def _told(options: Options) -> "Story | None":
    """The story of a talk. Raises InvalidInput where it is wrong."""
    if options.story is None:
        return None
    from core.stories.shelf import found

    return found(options.story, options.language)


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
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    end(main(sys.argv[1:]))
