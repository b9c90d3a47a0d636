"""The box of the formula that lives: its title, of what its numbers are, and the formula."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from core.snapshot import Snapshot
from core.views import FORMULA, AnyView, Equation, Term
from gui.i18n import follow_language, tr
from gui.panels.equation import EquationPanel
from gui.theme import Theme
from gui.tooltips import explain
from gui.widgets import Elided, label


class EquationBox(QFrame):
    """Hidden where a page declares no formula. `turned` carries a knob's name and value."""

    turned = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("hint")
        self.heading, self.of = label(name="strong"), Elided("muted")
        self.panel, self.struck = EquationPanel(), label(name="muted", wrap=True)
        self.struck.hide()
        self.panel.restyle(theme)
        self.panel.turned.connect(self.turned)
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addStretch(1)
        head.addWidget(self.of)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.panel)
        column.addWidget(self.struck)
        self.hide()
        follow_language(self.retranslate)

    def draw(self, snapshot: Snapshot) -> None:
        """Show the formula with the numbers of `snapshot`."""
        view = snapshot.views.get(FORMULA)
        if view is None:
            return
        first = self.panel.view is None
        self.panel.draw(view, snapshot.fine, snapshot.run, snapshot.answered)
        self._say_struck(view)
        if first:
            self.retranslate()
            self.show()

    def _say_struck(self, view: AnyView) -> None:
        """Say what was struck or put in, and what it was for."""
        assert isinstance(view, Equation)
        moved = [term for row in view.rows for term in row if term.moved]
        words = [f"{_done(term)} · {tr(term.label)}: {tr(term.help)}" for term in moved]
        self.struck.setText("\n".join(words))
        self.struck.setVisible(bool(words))

    def retranslate(self) -> None:
        if self.panel.view is not None:
            self.heading.setText(tr(self.panel.view.title))
            explain(self.heading, tr(self.panel.view.help))
            self.of.say(tr(self.panel.view.note))
            self._say_struck(self.panel.view)

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`."""
        self.panel.restyle(theme)


def _done(term: Term) -> str:
    return tr("struck") if term.struck else tr("put in")
