"""Ways in: files, drops, the clipboard; guesses are shown, and refusals cost nothing."""

import threading
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from core.snapshot import Snapshot
from gui.level_slider import LevelSlider
from gui.page import Page
from gui.preview import Preview
from gui.preview_figure import WAIT, FigurePart
from gui.preview_pictures import PicturesPart
from gui.preview_table import TablePart
from gui.rows import NumberRow
from tests.core.importing.test_sheet import digits
from tests.gui.driven import PAGE, Driven, driven

NUMBERS = "a;b;c\n" + "".join(f"{n / 4};{n * n / 9};{-n}\n".replace(".", ",") for n in range(60))


def brought(driver: Driven, name: str) -> Snapshot:
    """Wait until the run learns from what is called so."""
    driver.until(lambda seen: seen.own is not None and seen.own.name == name)
    return driver.seen


def preview_of(driver: Driven) -> Preview:
    """Wait until the preview stands open."""
    bringing = driver.page.bringing
    driver.bot.waitUntil(lambda: bringing.preview is not None)
    assert bringing.preview is not None
    return bringing.preview


def table(folder: Path, content: str = NUMBERS, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(content)
    return path


def test_a_guess_is_shown_and_corrected(qtbot: QtBot, tmp_path: Path) -> None:
    with driven(qtbot) as driver:
        driver.open()
        run = driver.seen.run
        driver.page.bringing.bring_files([table(tmp_path)])
        preview = preview_of(driver)
        assert driver.seen.run == run
        assert isinstance(preview.part, TablePart)
        role = preview.part.table.cellWidget(0, 3)
        assert isinstance(role, QComboBox)
        role.activated.emit(role.findText("y"))  # c instead of b
        reading = driver.page.bringing
        qtbot.waitUntil(
            lambda: reading.reading is not None and reading.reading.choices.points.columns == (0, 2)
        )
        QTest.mouseClick(preview.use, Qt.MouseButton.LeftButton)
        seen = brought(driver, "table.csv")
        assert seen.run > run
        assert seen.own is not None
        x, y = seen.own.content.T
        assert np.corrcoef(x, y)[0, 1] < -0.99
        assert driver.page.inspector is not None
        assert "a, c" in driver.page.inspector.brought.text()


def wheel(over: QWidget) -> None:
    """Turn the wheel by a notch over a widget, as the desktop tells of it."""
    at = QPointF(over.rect().center())
    event = QWheelEvent(
        at, over.mapToGlobal(at), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(over, event)


@pytest.mark.parametrize("what", ["table", "drawing", "sheet"])
def test_the_wheel_over_a_preview_reads_nothing_again(
    qtbot: QtBot, tmp_path: Path, what: str
) -> None:
    path = tmp_path / "picture.png"
    if what == "table":
        path = table(tmp_path)
    else:
        Image.fromarray(digits(10, 10, 2)[:, :, 0]).save(path)
    with driven(qtbot) as driver:
        driver.open("margin_circle" if what == "sheet" else PAGE)
        bringing, read = driver.page.bringing, list[object]()
        bringing.bring_files([path])
        qtbot.waitUntil(lambda: bringing.reading is not None)
        if bringing.preview is None:
            bringing.open_preview()
        preview = preview_of(driver)
        preview.changed.connect(read.append)
        controls = [*preview.findChildren(QComboBox), *preview.findChildren(LevelSlider)]
        controls += [row.slider for row in preview.findChildren(NumberRow)]
        for control in controls:
            assert control.focusPolicy() == Qt.FocusPolicy.TabFocus  # the wheel gives no focus
            wheel(control)
        qtbot.wait(2 * WAIT)
        assert read == []
        controls[0].setFocus()
        wheel(controls[0])
        qtbot.waitUntil(lambda: read != [])


def test_cancelling_leaves_the_run_alone(qtbot: QtBot, tmp_path: Path) -> None:
    with driven(qtbot) as driver:
        driver.open()
        run = driver.seen.run
        driver.page.bringing.bring_files([table(tmp_path)])
        preview = preview_of(driver)
        assert preview.use.isDefault()  # Return takes what was read, Esc leaves it
        QTest.mouseClick(preview.cancel, Qt.MouseButton.LeftButton)
        driver.page.transport.step_button.click()
        driver.until(lambda seen: seen.step == 1)
        assert (driver.seen.run, driver.seen.own) == (run, None)


def test_cells_and_pictures_are_pasted_and_files_dropped(qtbot: QtBot, tmp_path: Path) -> None:
    with driven(qtbot) as driver:
        driver.open()
        clipboard = QGuiApplication.clipboard()
        clipboard.setText("x\ty\n" + "".join(f"{n}\t{n % 7}\n" for n in range(50)))
        driver.page.bringing.paste()
        brought(driver, "what was pasted")
        picture = QImage(80, 60, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        for x in range(20, 60):
            for y in range(20, 26):
                picture.setPixelColor(x, y, Qt.GlobalColor.black)
        clipboard.setImage(picture)
        driver.page.bringing.paste()
        driver.until(lambda seen: seen.own is not None and len(seen.own.content) == 240)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(table(tmp_path, "x,y\n" + "1,2\n3,4\n5,1\n" * 9)))])
        assert driver.page.bringing.takes(mime)
        driver.page.bringing.take(mime)
        brought(driver, "table.csv")


def test_what_comes_before_the_page_is_there_waits_for_it(qtbot: QtBot, tmp_path: Path) -> None:
    with driven(qtbot) as driver:
        driver.window.open_page(PAGE)
        assert driver.page.bringing.scene is None
        mime = QMimeData()
        mime.setText("x,y\n" + "1,2\n3,4\n5,1\n" * 9)
        assert driver.page.bringing.takes(mime)
        driver.page.bringing.take(mime)
        brought(driver, "what was pasted")


@pytest.mark.parametrize("what", ["absent.csv", "words.csv", "folder"])
def test_a_refusal_is_a_sentence_and_stays(qtbot: QtBot, tmp_path: Path, what: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "words.csv").write_text("a,b\nc,d\n")
    with driven(qtbot) as driver:
        driver.open()
        page: Page = driver.page
        run = driver.seen.run
        page.bringing.bring_files([tmp_path / what])
        qtbot.waitUntil(lambda: page.transport.status.accessibleName() not in ("", "Reading"))
        assert (driver.seen.run, driver.seen.own) == (run, None)
        qtbot.wait(200)
        assert page.transport.status.accessibleName().endswith(".")
        assert page.inspector is not None
        assert page.inspector.refusal.text() == page.transport.status.accessibleName()


def test_what_was_read_is_shown_again_by_a_button(qtbot: QtBot, tmp_path: Path) -> None:
    with driven(qtbot) as driver:
        driver.open()
        driver.page.bringing.bring_files([table(tmp_path, "x,y\n" + "1,2\n3,4\n5,1\n" * 9)])
        brought(driver, "table.csv")
        assert driver.page.bringing.preview is None
        assert driver.page.inspector is not None
        driver.page.inspector.preview.click()
        assert preview_of(driver).first.text().startswith("table.csv: 27 points")


def test_what_is_still_read_when_the_tab_is_left_reaches_no_other(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with driven(qtbot) as driver:
        driver.open("lipschitz_surface")
        first = driver.seen.scene
        rows = "".join(f"{n},{n % 7},{'ab'[n % 2]}\n" for n in range(40))
        driver.page.bringing.bring_files([table(tmp_path, "x,y,label\n" + rows)])
        assert driver.page.header.tabs is not None
        driver.page.header.tabs.buttons()[1].click()
        driver.until(lambda seen: seen.scene is not first and bool(seen.views))
        qtbot.wait(300)
        assert driver.page.bringing.preview is None
        assert (driver.seen.own, driver.seen.notice, driver.seen.reason) == (None, None, None)


def test_rows_that_are_left_out_are_shown_with_the_reason(qtbot: QtBot, tmp_path: Path) -> None:
    rows = [f"{n},{n * n}" for n in range(60)]
    rows[40] = "40,n/a"
    with driven(qtbot) as driver:
        driver.open()
        driver.page.bringing.bring_files([table(tmp_path, "\n".join(["a,b", *rows]))])
        brought(driver, "table.csv")
        driver.page.bringing.open_preview()
        part = preview_of(driver).part
        assert isinstance(part, TablePart)
        last = part.table.rowCount() - 1, part.table.columnCount() - 1
        fates = [part.table.item(row, last[1]) for row in (1, last[0])]
        assert [fate and fate.text() for fate in fates] == ["point 1", "left out: no value in b"]
        line = part.table.item(last[0], 0)
        assert line is not None
        assert line.text() == "42"


def test_the_threshold_of_the_ink_is_dragged(qtbot: QtBot, tmp_path: Path) -> None:
    picture = QImage(80, 60, QImage.Format.Format_Grayscale8)
    picture.fill(250)
    for x in range(20, 60):
        for y in range(10, 50):
            picture.setPixelColor(x, y, Qt.GlobalColor.black if y < 30 else Qt.GlobalColor.gray)
    picture.save(str(tmp_path / "two.png"))
    with driven(qtbot) as driver:
        driver.open()
        driver.page.bringing.bring_files([tmp_path / "two.png"])
        driver.until(lambda seen: seen.own is not None)
        driver.page.bringing.open_preview()
        part = preview_of(driver).part
        assert isinstance(part, FigurePart)
        level = part.threshold
        for share, dark in ((0.3, 800), (0.8, 1600)):  # the black half, then both
            QTest.mouseClick(level, Qt.MouseButton.LeftButton,
                             pos=QPoint(round(share * level.width()), 50))  # fmt: skip

            def found(wanted: int = dark) -> bool:
                reading = driver.page.bringing.reading
                assert reading is not None
                assert reading.drawing is not None
                return int(reading.drawing.ink.sum()) == wanted

            qtbot.waitUntil(found)


def test_reading_many_files_is_told_and_abandoned_by_escape(qtbot: QtBot, tmp_path: Path) -> None:
    picture = QImage(700, 700, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    picture.save(str(tmp_path / "0.png"))
    for n in range(1, 400):
        (tmp_path / f"{n}.png").hardlink_to(tmp_path / "0.png")
    with driven(qtbot) as driver:
        driver.open("mae_images")
        said: list[str] = []
        driver.page.bringing.said.connect(said.append)
        driver.page.bringing.bring_files([tmp_path])
        qtbot.waitUntil(lambda: any("of 400" in each for each in said))
        QTest.keyClick(driver.page, Qt.Key.Key_Escape)
        assert driver.window.page is driver.page
        assert said[-1] == ""
        qtbot.waitUntil(lambda: all(thread.name != "reading" for thread in threading.enumerate()))
        assert driver.seen.own is None


@pytest.mark.parametrize("name", ["margin_circle", "mae_images", "flow_images", "callback_bench"])
def test_a_figure_is_drawn_by_the_mouse_and_taken_away(qtbot: QtBot, name: str) -> None:
    with driven(qtbot) as driver:
        driver.open(name)
        inspector = driver.page.inspector
        assert inspector is not None
        inspector.show_tab(2)
        before, run = dict(driver.seen.views), driver.seen.run
        press, button = QPoint(60, 50), Qt.MouseButton.LeftButton
        QTest.mousePress(inspector.pad, button, pos=press)
        for corner in ((140, 50), (80, 160)):
            QTest.mouseMove(inspector.pad, pos=QPoint(*corner))
        QTest.mouseRelease(inspector.pad, button, pos=QPoint(80, 160))
        driver.until(lambda seen: shown(seen, before))
        drawn = dict(driver.seen.views)
        QTest.mouseClick(inspector.clear, button)
        driver.until(lambda seen: shown(seen, drawn))
        assert (driver.seen.run, driver.seen.notice, inspector.pad.is_empty) == (run, None, True)


def shown(seen: Snapshot, former: Mapping[str, object]) -> bool:
    """Whether a picture is another."""
    return any(view is not former[name] for name, view in seen.views.items() if name in former)


def test_a_sheet_of_pictures_is_cut_as_a_person_says(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "sheet.png"
    Image.fromarray(digits(10, 10, 2)[:, :, 0]).save(path)
    with driven(qtbot) as driver:
        driver.open("margin_circle")
        driver.page.bringing.bring_files([path])
        preview = preview_of(driver)
        part = preview.part
        assert isinstance(part, PicturesPart)
        part.rows["rows"].choose(1)
        qtbot.waitUntil(lambda: "1 rows and 10 columns" in preview.first.text())
        part.rows["rows"].choose(10)
        qtbot.waitUntil(lambda: "10 rows and 10" in preview.first.text())
        QTest.mouseClick(preview.use, Qt.MouseButton.LeftButton)
        own = brought(driver, "sheet.png").own
        assert own is not None
        assert len(own.content.pixels) == 100
        assert own.content.names == tuple(str(n) for n in range(1, 11))
