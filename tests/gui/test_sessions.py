"""Sessions and links in the window: saved, opened, dropped, copied, run again, kept."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from core.commands import Change, Play, Step
from core.keeping.opening import opened
from core.keeping.session import Session, as_bytes
from core.snapshot import Phase, Snapshot
from gui.keys import action_called
from gui.offer import Running, newest
from gui.recent import Recent
from tests.gui.driven import Driven, driven
from tests.pages import made

ROOT = Path(__file__).parent.parent.parent
PAGE, OTHER = "optimiser_race", "ode_cells"


def trained(steps: int) -> object:
    def done(seen: Snapshot) -> bool:
        return seen.step == steps and seen.phase is Phase.PAUSED

    return done


def begin(window: Driven, steps: int = 7) -> None:
    window.open(PAGE)
    window.send(Step(steps))
    window.until(trained(steps))  # type: ignore[arg-type]


def do(window: Driven, name: str) -> None:
    assert window.window._obey(action_called(name))


def answers(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Whoever asks for a file is given this one."""
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_args: (str(path), ""))


def test_what_is_saved_is_opened_on_its_page(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept.qujing"
    answers(monkeypatch, tmp_path / "kept")  # the ending comes by itself
    with driven(qtbot) as window:
        begin(window)
        do(window, "save")
        qtbot.waitUntil(path.exists)
        qtbot.waitUntil(lambda: "kept.qujing" in window.page.transport.status.accessibleName())
        first = path.read_bytes()
        window.send(Step(2))
        window.until(trained(9))  # type: ignore[arg-type]
        do(window, "save")  # the same file, without a question
        qtbot.waitUntil(lambda: path.read_bytes() != first)
    answers(monkeypatch, path)
    with driven(qtbot) as window:
        window.open(OTHER)
        do(window, "open")
        qtbot.waitUntil(lambda: window.page.entry.name == PAGE)
        window.until(trained(9))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "ending"),
    [("save", ".qujing"), ("save script", ".py"), ("save curves", ".csv"), ("record story", ".md")],
)
def test_what_is_saved_is_whole_though_the_window_is_closed_at_once(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, ending: str
) -> None:
    path = tmp_path / f"kept{ending}"
    answers(monkeypatch, path)
    with driven(qtbot) as window:
        begin(window)
        window.send(Play())  # it is in the middle of a step
        do(window, name)
    assert path.stat().st_size > 100


def test_a_dropped_session_is_opened_and_a_broken_one_told(qtbot: QtBot, tmp_path: Path) -> None:
    broken = tmp_path / "broken.qujing"
    broken.write_bytes(b"no session at all")
    with driven(qtbot) as window:
        begin(window)
        drop(window, broken)
        qtbot.waitUntil(lambda: "no session" in window.page.transport.status.accessibleName())
        window.window.open_page("")
        drop(window, broken)
        qtbot.waitUntil(lambda: window.window.files.dialog is not None)
        dialog = window.window.files.dialog
        assert dialog is not None
        assert "no session" in dialog.said[0]
        dialog.accept()


def drop(window: Driven, path: Path) -> None:
    """Drop a file on the window, as Qt would do it where the page leaves it."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = (
        Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )  # fmt: skip
    if window.window.page is not None:
        assert not window.page.bringing.takes(mime)
    enter = QDragEnterEvent(QPointF(9, 9).toPoint(), copy, mime, left, none)
    QApplication.sendEvent(window.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window.window, QDropEvent(QPointF(9, 9), copy, mime, left, none))


def test_a_link_is_copied_and_pasted(qtbot: QtBot) -> None:
    with driven(qtbot) as window:
        begin(window)
        seen = window.page.snapshot
        assert seen is not None
        window.send(Change(seen.params.changed({"momentum": 0.5})))
        window.until(lambda seen: seen.params.values()["momentum"] == 0.5)
        QGuiApplication.clipboard().clear()
        do(window, "copy link")
        clipboard = QGuiApplication.clipboard()
        qtbot.waitUntil(lambda: clipboard.text().startswith("qujing:"))
        assert opened(clipboard.text()).page == PAGE
        window.window.open_page("")
        do(window, "paste")
        window.bot.waitUntil(lambda: window.window.page is not None)
        window.until(lambda seen: seen.step == 0 and seen.params.values()["momentum"] == 0.5)


def test_a_run_is_run_again_and_compared(qtbot: QtBot) -> None:
    with driven(qtbot) as window:
        begin(window)
        do(window, "verify")
        qtbot.waitUntil(lambda: window.window.files.dialog is not None)
        dialog = window.window.files.dialog
        assert dialog is not None
        qtbot.waitUntil(lambda: bool(dialog.said))
        assert "the same to the last bit" in dialog.said[0]
        dialog.accept()


def test_a_run_is_kept_and_offered_again(qtbot: QtBot, tmp_path: Path) -> None:
    with driven(qtbot, folder=tmp_path) as window:
        begin(window)
        qtbot.waitUntil(lambda: newest(tmp_path) is not None)
        window.send(Step(3))
    kept = newest(tmp_path)
    assert kept is not None
    found = opened(kept).found
    assert found is not None
    head = found.head
    assert 7 <= head.step <= 10
    with driven(qtbot) as window:
        offer = window.window.gallery.offer
        assert offer.isHidden()
        window.window.files.offer_kept(tmp_path, offer, crashed=True)
        qtbot.waitUntil(offer.isVisible)
        assert "did not end" in offer.words.toolTip() + offer.words.text()
        offer.go_on.click()
        qtbot.waitUntil(lambda: window.window.page is not None)
        assert window.page.entry.name == PAGE
        window.until(trained(head.step))  # type: ignore[arg-type]
        assert window.window.files.recent.files() == []


CRASH = "import os, sys; from pathlib import Path; from gui.offer import Running;\
kept = Running(Path(sys.argv[1])); os._exit(1)"


def test_a_crash_is_told_from_an_end(tmp_path: Path) -> None:
    first = Running(tmp_path)
    assert not first.crashed
    assert not Running(tmp_path).crashed  # another one runs
    first.end()
    again = Running(tmp_path)
    assert not again.crashed
    again.end()
    subprocess.run([sys.executable, "-c", CRASH, str(tmp_path)], check=False, cwd=ROOT)
    assert Running(tmp_path).crashed


def test_recent_files_are_remembered_while_they_are_there(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    recent = Recent(settings)
    assert recent.files() == []
    paths = [tmp_path / f"{name}.qujing" for name in "abc"]
    for path in paths:
        path.write_bytes(b"x")
        recent.add(path)
    recent.add(paths[0])
    assert recent.files() == [paths[0], paths[2], paths[1]]
    paths[2].unlink()
    assert Recent(settings).files() == [paths[0], paths[1]]
    assert recent.folder() == tmp_path


def test_the_menu_opens_a_recent_session(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    path = tmp_path / "a & b.qujing"
    path.write_bytes(as_bytes(Session.of(PAGE, made(f"{PAGE}/surfaces"))))
    Recent(settings).add(path)
    with driven(qtbot) as window:
        window.open(OTHER)
        files = window.window.files
        files.recent = Recent(settings)
        inner = next(a.menu() for a in menu_of(window).actions() if a.menu() is not None)
        assert isinstance(inner, QMenu)
        assert [action.text() for action in inner.actions()] == ["a && b"]
        inner.actions()[0].trigger()
        qtbot.waitUntil(lambda: window.page.entry.name == PAGE)


def menu_of(window: Driven) -> QMenu:
    """The menu of the page, dropped down."""
    button = window.page.header.menu
    found = [menu for menu in button.findChildren(QMenu) if menu.isVisible()]
    if not found:
        button.drop_down()
        found = [menu for menu in button.findChildren(QMenu) if menu.isVisible()]
    return found[0]
