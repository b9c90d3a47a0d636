"""What was chosen for the whole program, and the system's word until then."""

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QSettings
from pytestqt.qtbot import QtBot

from gui import preferences


@pytest.fixture
def settings(tmp_path: Path, qtbot: QtBot) -> QSettings:
    return QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)


@pytest.mark.parametrize(("name", "code"), [("zh_CN", "zh"), ("zh_TW", "zh"), ("de_DE", "en")])
def test_the_language_is_that_of_the_system_until_one_is_chosen(
    settings: QSettings, monkeypatch: pytest.MonkeyPatch, name: str, code: str
) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(name))
    assert preferences.language(settings) == code
    assert preferences.language(settings, "en") == "en"
    settings.setValue("language", "zh")
    assert preferences.language(settings) == "zh"


@pytest.mark.parametrize("junk", ["", "klingon", "[]", "\x00", "1e999", ["a", "b"], 7])
def test_junk_in_the_settings_means_the_defaults(settings: QSettings, junk: object) -> None:
    for name in ("language", "theme", "scale"):
        settings.setValue(name, junk)
    assert preferences.language(settings) in ("en", "zh")
    assert preferences.theme(settings) in ("light", "dark")
    assert preferences.scale(settings) == 1.0


def test_the_size_of_type_is_remembered(settings: QSettings) -> None:
    settings.setValue("scale", 1.25)
    settings.sync()
    assert preferences.scale(QSettings(settings.fileName(), settings.format())) == 1.25
