"""What a person takes away from a page: pictures, numbers, curves, a film, a hand-out."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QStandardPaths
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from core.files import save
from core.message import InvalidInput
from gui.answers import Answers
from gui.i18n import format_message, tr
from gui.page import Page
from gui.pictures import Picture

if TYPE_CHECKING:  # torch and Pillow are imported when they are needed
    from core.run import Run
    from gui.film_recorder import FilmRecorder
    from gui.handout_recorder import HandoutRecorder

PICTURES = ("PNG 2× (*.png)", "PNG 1× (*.png)", "PNG 4× (*.png)", "SVG (*.svg)", "PDF (*.pdf)")
TABLES = ("CSV (*.csv)", "NumPy (*.npz)")
HANDOUTS = ("HTML (*.html)",)
STORIES = ("Markdown (*.md)",)
FILMS = {"gif": "GIF (*.gif)", "webp": "WebP (*.webp)", "mp4": "MP4 (*.mp4)"}
COPIED = 2.0
"""Times the pixels of the screen in a picture on the clipboard, for who pastes it into a slide."""

_films: dict[Page, "FilmRecorder"] = {}
_handouts: dict[Page, "HandoutRecorder"] = {}


def take_away(page: Page, name: str) -> bool:
    """Do the action called `name`; whether it is one of these that means something now."""
    acts: dict[str, Callable[[Page], None]] = {
        "copy picture": copy_picture,
        "save picture": lambda page: _save_picture(page, view_picture(page), page.grid.target()),  # type: ignore[union-attr]  # there is one
        "save page": lambda page: _save_picture(page, page_picture(page), "page"),
        "save numbers": _save_numbers,
        "save curves": _save_curves,
        "record film": _record,
        "save past": lambda page: _record(page, past=True),
        "save hand-out": _hand_out,
        "record story": _record_story,
    }
    if name not in acts or page.grid is None or page.snapshot is None:
        return False
    acts[name](page)
    return True


# --- pictures ---------------------------------------------------------------------------------


def view_picture(page: Page) -> Picture:
    """The view that is meant."""
    assert page.grid is not None
    card = page.grid.cards[page.grid.target()]
    return Picture(card, card.panel.theme)


def page_picture(page: Page) -> Picture:
    """All views of a page, with its title and what is seen of it."""
    assert page.grid is not None
    assert page.snapshot is not None
    theme = next(iter(page.grid.cards.values())).panel.theme
    said = tr("step {count}").format(count=page.snapshot.step)
    preset = tr(page.preset.name) + " · " if page.preset is not None else ""
    pictures = page.grid if page.sides.other is None else page.sides
    formula = page.inspector.equation if page.inspector is not None else None
    below = formula if formula is not None and not formula.isHidden() else None
    return Picture(pictures, theme, tr(page.entry.title), preset + said, below)


def copy_picture(page: Page) -> None:
    """Put the view that is meant on the clipboard, as pixels and as SVG."""
    picture, mime = view_picture(page), QMimeData()
    mime.setImageData(picture.image(COPIED))
    mime.setData("image/svg+xml", picture.svg())
    QGuiApplication.clipboard().setMimeData(mime)
    page.transport.say(tr("The picture is on the clipboard."))


def written(picture: Picture, suffix: str, scale: float = 2.0) -> bytes:
    """The content of a file of a picture. Raises InvalidInput for a suffix that is none of ours."""
    match suffix.lower():
        case ".png":
            return picture.png(scale)
        case ".svg":
            return picture.svg()
        case ".pdf":
            return picture.pdf()
    raise InvalidInput("A picture is saved as PNG, SVG or PDF, not as {suffix}.", suffix=suffix)


def _save_picture(page: Page, picture: Picture, name: str) -> None:
    path, chosen = _asked(page, name, PICTURES)
    scale = float(chosen[4]) if chosen.startswith("PNG") else 1.0
    _save(page, path, lambda file: written(picture, file.suffix, scale))


# --- numbers ----------------------------------------------------------------------------------


def _save_numbers(page: Page) -> None:
    assert page.grid is not None
    assert page.snapshot is not None
    from core.exporting import as_csv, as_npz, columns

    name, seen = page.grid.target(), page.snapshot
    view = seen.views[name]
    units = {number.name: number.unit for number in (seen.scene.numbers if seen.scene else ())}
    path, _ = _asked(page, name, TABLES)
    _save(page, path, lambda file: as_npz(view) if file.suffix == ".npz" else
          as_csv(columns(view, units)))  # fmt: skip


def _save_curves(page: Page) -> None:
    """The history of a run, which it tells on its own thread: every scalar that it keeps."""

    def tell(run: "Run") -> bytes:
        from core.exporting import as_csv

        history, units = run.record.history, {n.name: n.unit for n in run.scene.numbers}
        heads = {each: f"{each} [{units[each]}]" if units.get(each) else each
                 for each in history.names}  # fmt: skip
        return as_csv(
            {"step": history.steps(), **{head: history.values(n) for n, head in heads.items()}}
        )

    _save_told(page, "run", TABLES[:1], tell)


def _record_story(page: Page) -> None:
    """What was done to the run, as beats of a talk that do it again; the run tells it."""
    name, title = page.entry.name, tr(page.entry.title)

    def tell(run: "Run") -> bytes:
        from core.stories.recorded import Taken, story_of

        return story_of(title, [Taken.of(name, run)]).encode()

    _save_told(page, "talk", STORIES, tell)


# --- films and hand-outs -----------------------------------------------------------------------


def _record(page: Page, past: bool = False) -> None:
    """Begin a film, of what is kept of the `past` or of what comes, or end the one that goes on."""
    from core.exporting import KINDS
    from gui.film_recorder import FilmRecorder

    going = _films.get(page)
    if going is not None and not going.over:
        going.end()
        return
    path, _ = _asked(page, "film", [FILMS[kind] for kind in KINDS])
    if path is not None:
        _films[page] = FilmRecorder(page, path, past)


def _hand_out(page: Page) -> None:
    """Begin a hand-out, unless one is being made."""
    from gui.handout_recorder import HandoutRecorder

    going = _handouts.get(page)
    if going is None or going.over:
        path, _ = _asked(page, "hand-out", HANDOUTS)
        if path is not None:
            _handouts[page] = HandoutRecorder(page, path)


def abandon(page: Page) -> bool:
    """Wait no longer for a film, a hand-out or for what is read; whether anything was."""
    making = _films.pop(page, None), _handouts.pop(page, None)
    dropped = [each.cancel() for each in making if each is not None]
    return any(dropped) or page.bringing.abandon()


# --- files ------------------------------------------------------------------------------------


def _asked(page: Page, name: str, kinds: "list[str] | tuple[str, ...]") -> tuple[Path | None, str]:
    """Where a file is to be written, with the suffix of its kind, and the kind."""
    step = page.snapshot.step if page.snapshot is not None else 0
    place = QStandardPaths.StandardLocation.PicturesLocation
    folder = Path(QStandardPaths.writableLocation(place))
    suggested = folder / f"{page.entry.name}-{name}-step-{step}"
    text, kind = QFileDialog.getSaveFileName(page, tr("Save"), str(suggested), ";;".join(kinds))
    if not text:
        return None, ""
    path, suffixes = Path(text), [each[each.index("*") + 1 : -1] for each in kinds]
    if path.suffix.lower() not in suffixes:
        path = path.with_name(path.name + kind[kind.index("*") + 1 : -1])
    return path, kind


def _save_told(
    page: Page, name: str, kinds: tuple[str, ...], content: "Callable[[Run], bytes]"
) -> None:
    """Have the run write a file of what it tells."""
    path, _ = _asked(page, name, kinds)
    if path is not None:
        answers = Answers(page, page.transport.say)
        answers.written_by_run(page.send, path, content, lambda: _say_saved(page, path))


def _say_saved(page: Page, path: Path) -> None:
    page.transport.say(tr("Saved: {name}").format(name=path.name))


def _save(page: Page, path: Path | None, content: Callable[[Path], bytes]) -> None:
    """Write a file, and say so, or why not."""
    if path is None:
        return
    try:
        save(path, content(path))
        _say_saved(page, path)
    except InvalidInput as invalid:
        page.transport.say(format_message(invalid.message))
