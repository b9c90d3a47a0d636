"""The file that keeps what a person chose. Anything may stand in it: what means nothing is skipped,
with a word in the log."""

import logging
from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

log = logging.getLogger("qujing")


def stored(folder: Path | None = None) -> QSettings:
    """The settings of this person, in a file that can be read; those in `folder` if it is given."""
    form, scope = QSettings.Format.IniFormat, QSettings.Scope.UserScope
    settings = (
        QSettings(str(folder / "qujing.ini"), form)
        if folder is not None
        else QSettings(form, scope, "qujing", "qujing")
    )
    if settings.status() is not QSettings.Status.NoError:
        log.warning("%s cannot be read whole: %s.", settings.fileName(), settings.status().name)
    return settings


def choice(settings: QSettings, name: str, among: Collection[str]) -> str | None:
    """Which `among` those was chosen."""
    value = _value(settings, name)
    if value is not None and str(value) in among:
        return str(value)
    if value is not None:
        _say_useless(settings, name)
    return None


def content(settings: QSettings, name: str) -> QByteArray | None:
    """Bytes that Qt has given to be kept."""
    value = _value(settings, name)
    if isinstance(value, QByteArray):
        return value
    if value is not None:
        _say_useless(settings, name)
    return None


def _value(settings: QSettings, name: str) -> object:
    try:
        return settings.value(name)
    except RuntimeError:  # of a kind for which PySide has no Python value
        _say_useless(settings, name)
        return None


def _say_useless(settings: QSettings, name: str) -> None:
    log.warning("%s holds no usable %s; the default stands.", settings.fileName(), name)
