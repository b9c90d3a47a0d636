"""What a person reads when a run has failed, and the ways on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from core.commands import Recover, Reset
from core.snapshot import Phase, Snapshot
from gui.i18n import follow_language, format_message, tr
from gui.widgets import button, label


class FailureBanner(QFrame):
    """A banner with the reason; hidden while all is well."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._snapshot: Snapshot | None = None
        self.reason = label(name="warning", wrap=True)
        self.back = button(lambda: self.asked.emit(Recover()))
        self.halve = button(lambda: self.asked.emit(Recover(halve=True)))
        self.restart = button(lambda: self.asked.emit(Reset()))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(10)
        row.addWidget(self.reason, 1)
        for made in (self.back, self.halve, self.restart):
            row.addWidget(made)
        self.hide()
        follow_language(self.retranslate)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Stand there while the run has failed."""
        before, self._snapshot = self._snapshot, snapshot
        if before is not None and before.reason is snapshot.reason:
            return
        failed = snapshot.phase is Phase.FAILED and snapshot.reason is not None
        self.setVisible(failed)
        if failed:
            self.back.setVisible(snapshot.can_recover)
            rated = "learning_rate" in type(snapshot.params).knobs()
            self.halve.setVisible(snapshot.can_recover and rated)
            self._say()

    def _say(self) -> None:
        if self._snapshot is not None and self._snapshot.reason is not None:
            self.reason.setText(format_message(self._snapshot.reason))

    def retranslate(self) -> None:
        self.back.setText(tr("Go back"))
        self.back.setToolTip(tr("Go back to the last state in which all was finite"))
        self.halve.setText(tr("Go back, half the rate"))
        self.restart.setText(tr("Restart"))
        self._say()
