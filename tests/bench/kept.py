"""What a child does with what is kept, and the files that it finds."""

import random
from pathlib import Path

from gui.page_actions import obey
from gui.window import Window

ACTS = (
    "undo", "redo", "back", "forth", "latest", "replay", "course", "pin", "twin", "compare",
    "other run", "save", "open",
)  # fmt: skip


def files_in(folder: Path) -> list[str]:
    """Files that pages open, and some that nobody can."""
    contents = {
        "points.csv": b"".join(b"%d,%d\n" % (x, x * x % 7) for x in range(40)),
        "words.csv": b"a,b\n\n,\n",
        "broken.png": b"\x89PNG\r\n\x1a\n" + bytes(200),
        "empty.txt": b"",
        "text.txt": "turn on the light\tlight\n打开灯\t灯\n".encode(),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [*(str(folder / name) for name in contents), str(folder), "/absent/x.png"]


def act(window: Window, path: Path, draw: random.Random) -> str:
    """Do one of these on the page that stands open, with the session in `path`; its name."""
    page, name = window.page, draw.choice(ACTS)
    if name == "open":
        if path.exists():
            window.files.go_on(path, remember=False)
    elif page is not None and page.grid is not None:
        if name == "save":
            window.files.save(page, path)
        elif name == "back" and draw.random() < 0.5:
            page.transport.timeline.go(draw.randrange(page.transport.timeline.maximum() + 1))
        else:
            obey(page, name)
    return name
