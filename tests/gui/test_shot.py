"""A shot has exactly the size that was asked for, and nothing of Qt's is said."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

import main
from core.command_line import LARGEST_SIZE, SMALLEST_SIZE
from gui.app import Interrupt, make_application
from gui.shot import as_png, lay_out, painted, wait_for_picture
from tests.gui.driven import driven
from tests.patience import PATIENCE

ROOT = Path(main.__file__).parent
SIZES = (SMALLEST_SIZE, (320, 4320), (801, 601), (1280, 800), LARGEST_SIZE)


def test_a_picture_has_the_size_that_was_asked_for(qtbot: QtBot) -> None:
    with driven(qtbot) as shown:
        for width, height in SIZES:
            lay_out(shown.window, width, height)
            image = painted(shown.window, width, height)
            assert (image.width(), image.height()) == (width, height)
            corners = {image.pixel(x, y) for x in (0, width - 1) for y in (0, height - 1)}
            assert len(corners) == 1, "the ground of the gallery reaches to the edges"
        saved = QImage.fromData(as_png(image))
        assert saved.size() == image.size()


@pytest.mark.parametrize(
    ("factor", "size"), [("1.5", "801x601"), pytest.param("3", "320x240", marks=pytest.mark.wide)]
)
def test_no_scale_factor_changes_it_and_nothing_is_said(
    factor: str, size: str, tmp_path: Path
) -> None:
    out = tmp_path / "link.png"
    out.symlink_to(tmp_path / "shot.png")
    words = f"--shot {out} --page nce_density --steps 1 --size {size}"
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *words.split()],
        env={**os.environ, "QT_SCALE_FACTOR": factor},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    image = QImage(str(tmp_path / "shot.png"))
    assert f"{image.width()}x{image.height()}" == size


@pytest.mark.parametrize(
    ("wrong", "beat", "said"),
    [("set: no_such_knob=1", "1", "line 5: There is no knob"),
     ("pag: x", "1", "line 5: There is no key"), ("train: 1", "2", "There is no beat 2")],
)  # fmt: skip
def test_a_wrong_talk_is_refused_in_one_sentence(
    wrong: str, beat: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story, picture = tmp_path / "talk.md", tmp_path / "shot.png"
    story.write_text(f"# A\n## B\n```beat\npage: flow_plane\n{wrong}\n```\n")
    words = ["--story", str(story), "--beat", beat, "--shot", str(picture)]
    assert main.main(words) == main.NOT_USABLE
    heard = capsys.readouterr()
    assert said in heard.err
    assert (heard.out, heard.err.count("\n"), picture.exists()) == ("", 1, False)


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to the whole console")
def test_ctrl_c_ends_a_shot(qtbot: QtBot) -> None:
    before = signal.getsignal(signal.SIGINT)
    with driven(qtbot) as shown:
        shown.open()
        with Interrupt() as interrupt:
            signal.raise_signal(signal.SIGINT)
            with pytest.raises(KeyboardInterrupt):
                wait_for_picture(make_application(), shown.window, interrupt)
        assert shown.window.ended
    assert signal.getsignal(signal.SIGINT) is before
