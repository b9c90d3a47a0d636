"""The sessions that a person saved or opened last."""

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths

MOST = 8
"""Files that are offered again."""
NAME = "recent sessions"


class Recent:
    """Remembers files in `settings`, None for nowhere."""

    def __init__(self, settings: QSettings | None) -> None:
        self._settings = settings

    def files(self) -> list[Path]:
        """Those that are still there, the newest first."""
        held = self._settings.value(NAME) if self._settings is not None else None
        names = [held] if isinstance(held, str) else held if isinstance(held, list) else []
        return [Path(name) for name in names if isinstance(name, str) and Path(name).is_file()]

    def add(self, path: Path) -> None:
        """Put a file first."""
        if self._settings is not None:
            path = path.absolute()
            others = [each for each in self.files() if each != path]
            self._settings.setValue(NAME, [str(each) for each in [path, *others][:MOST]])

    def folder(self) -> Path:
        """Where the newest lies, or else what a person writes."""
        files = self.files()
        if files:
            return files[0].parent
        kind = QStandardPaths.StandardLocation.DocumentsLocation
        return Path(QStandardPaths.writableLocation(kind))
