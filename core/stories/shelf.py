"""Where stories stand: those that are shipped, and files anywhere."""

from pathlib import Path

from core.importing.encoding import decoded
from core.importing.source import Source
from core.message import InvalidInput
from core.stories.alike import check_alike
from core.stories.reading import parse
from core.stories.story import Story

STORIES = Path(__file__).resolve().parents[2] / "assets" / "stories"


def shelf(language: str) -> tuple[Story, ...]:
    """The stories that are shipped, in the order of their files' names."""
    return tuple(map(read, sorted(STORIES.glob(f"*.{language}.md"))))


def read(path: Path) -> Story:
    """The story in a file. Raises InvalidInput, in one sentence, where there is none."""
    return parse(decoded(Source.of_file(path)).text, path)


def found(what: str, language: str | None) -> Story:
    """The story in the file `what`, or the shipped one of this name.

    With a `language`, "en" or "zh", that one beside it where there are both. Raises InvalidInput.
    """
    path = Path(what).expanduser()
    shipped = STORIES / f"{what}.{language or 'en'}.md"
    if shipped.is_file() and not path.is_file():
        return read(shipped)
    for ending in ("en", "zh"):
        if language and path.name.endswith(f".{ending}.md"):
            beside = path.with_name(path.name.removesuffix(f".{ending}.md") + f".{language}.md")
            path = beside if beside.is_file() else path
            break
    if not path.is_file() and "." not in path.name:
        raise InvalidInput(
            "There is no story {name}; there are {known}.",
            name=repr(what), known=", ".join(story.name for story in shelf("en")),
        )  # fmt: skip
    return read(path)


def check_twin(story: Story) -> None:
    """Refuse a story that says something else in its other language, where that lies beside it.

    A shipped one has to have both. Raises InvalidInput with the line.
    """
    if not story.language:
        return
    other = "zh" if story.language == "en" else "en"
    beside = story.path.with_name(f"{story.name}.{other}.md")
    if beside.is_file() or story.path.parent == STORIES:
        check_alike(story, read(beside))
