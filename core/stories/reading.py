"""How a story is written: Markdown, with a block of a few lines in each section.

    # From NICE to Glow

    What the audience reads before the talk begins.

    ## Space is rubber

    What the audience reads while this beat is shown.

    ```beat
    page: flow_plane
    preset: NICE
    set: depth=8; temperature=0.7
    seed: 3
    light: latent
    predict: What becomes of the moons?
    - [x] one round cloud
    - [ ] two round clouds
    answer: The flow can bend, but not cut.
    train: 400
    expect: nll below 1.9 by step 400
    aha: step 300 after 15 s
    say: What the presenter says, on as many lines
      as it takes; those that go on are indented.
    ```

Each heading of the second level begins a beat. Keys that may stand in its block:

    page: NAME                          the page; with it scene:, preset: and set: KNOB=VALUE; ...
    begin: qujing:…                     a link in their place
    seed: 3                             0 where it is not said
    trained: 3000                       begin from a state trained so many steps beforehand
    at 300: KNOB=VALUE; ...             turn knobs after 300 steps
    at 300: drag VIEW layer=… index=…   let a hand do something (core/stories/gestures.py)
    train: 400                          up to this step; with until: at most
    until: NUMBER below VALUE           or less, once this holds
    light: NAME, NAME                   views, knobs and buttons that are lit
    camera: VIEW -1, 1, -2, 2           the part of its axes: x from, x to, y from, y to
    predict: …?                         with choices, one of them [x], or with draw: NUMBER
    answer: …                           what is said once the run has shown it
    expect: CONDITION [at|by|from step N], or: breaks by step N     as many as there are
    aha: step 300 after 15 s            when it shows; else the first expected step, after 15 s
    minutes: 2                          how long it is talked about
    say: …                              what the presenter says

Both languages of a story have the same keys and values but for texts.
"""

from pathlib import Path

from markdown_it import MarkdownIt

from core.message import InvalidInput
from core.stories.block_beat import beat
from core.stories.blocks import Block, at_line
from core.stories.story import Beat, Story

LANGUAGES = ("en", "zh")


def parse(text: str, path: Path) -> Story:
    """The story that `text` of the file `path` tells.

    Raises InvalidInput, in one sentence with file and line, where it is wrong. What its pages,
    knobs and numbers mean is asked later, for that needs torch (core/stories/meaning.py).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _Sections(text.split("\n"), path)
    for token in MarkdownIt().parse(text):
        if token.map is None or token.level:
            continue
        begin, end = token.map
        if token.type == "heading_open" and token.tag in ("h1", "h2"):
            found.heading(token.tag, begin, end)
        elif token.type == "fence" and token.info.strip() == "beat":
            found.block(begin, end)
    return found.story()


class _Sections:
    """Gathers headings, prose and blocks."""

    def __init__(self, lines: list[str], path: Path) -> None:
        self._lines, self._path = lines, path
        self._from, self._prose = 0, [""]
        self._titles: list[tuple[str, int]] = []
        self._blocks: list[Block | None] = []
        self._title = ""

    def _take_prose(self, until: int) -> None:
        self._prose[-1] += "\n".join(self._lines[self._from : until]).strip() + "\n\n"

    def heading(self, tag: str, begin: int, end: int) -> None:
        """The title of the story, or the beginning of a beat."""
        words = self._lines[begin].lstrip("# ").strip()
        self._take_prose(begin)
        self._from = end
        with at_line(self._path, begin + 1):
            if tag == "h2":
                self._end_section()
                self._titles.append((words, begin + 1))
                self._prose.append("")
                self._blocks.append(None)
            elif self._title or self._titles:
                raise InvalidInput("A story has one title; beats begin with ##.")
            else:
                self._title = words

    def block(self, begin: int, end: int) -> None:
        """The lines of a beat."""
        self._take_prose(begin)
        self._from = end
        with at_line(self._path, begin + 1):
            if not self._blocks:
                raise InvalidInput("A beat stands under a heading that begins with ##.")
            if self._blocks[-1] is not None:
                raise InvalidInput("This section has two beats; begin another one with ##.")
        closed = self._lines[end - 1].strip().startswith("```")
        content = self._lines[begin + 1 : end - 1 if closed else end]
        self._blocks[-1] = Block.of(content, begin + 2, self._path)

    def _end_section(self) -> None:
        if self._blocks and self._blocks[-1] is None:
            with at_line(self._path, self._titles[-1][1]):
                raise InvalidInput("This section has no beat.")

    def story(self) -> Story:
        """All of it."""
        self._take_prose(len(self._lines))
        self._end_section()
        with at_line(self._path, 1):
            if not self._title:
                raise InvalidInput("A story begins with its title, after a #.")
            if not self._titles:
                raise InvalidInput("A story has beats; each begins with ##.")
        prose = [words.strip() for words in self._prose]
        beats = tuple(map(self._beat, self._titles, prose[1:], self._blocks))
        return Story(self._path, language_of(self._path), self._title, prose[0], beats)

    def _beat(self, title: tuple[str, int], text: str, block: Block | None) -> Beat:
        assert block is not None
        return beat(block, title[0], title[1], text)


def language_of(path: Path) -> str:
    """What a name such as NAME.zh.md says, or ""."""
    ending = path.name.removesuffix(".md").rpartition(".")[2]
    return ending if ending in LANGUAGES else ""
