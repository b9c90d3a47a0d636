"""The line in which a person types: what the page answers, but for what it has not answered yet."""

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLineEdit, QWidget

from core.views import Search, Tokens
from gui.i18n import tr
from gui.theme import Theme

TEXT_SIZE = 13
LONGEST = 2000
"""Characters that can be typed: a page of text, and no more than a view can show."""


class TextInput(QLineEdit):
    """Shows the text of a view, unless that is older than what was typed last.

    `asked` is the serial number of that.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST)
        self.asked = 0
        self.hide()

    def take(self, view: Tokens | Search, answered: int) -> None:
        """Show the placeholder, and the text of a view that answers all up to `answered`."""
        if self.isHidden() == bool(view.entry):
            self.setVisible(bool(view.entry))
        self.setPlaceholderText(tr(view.entry))
        self.setAccessibleName(tr(view.entry))
        if answered >= self.asked and self.text() != view.typed:
            self.setText(view.typed)

    def restyle(self, theme: Theme) -> None:
        """The colours of a field."""
        self.setFont(theme.font(TEXT_SIZE))
        palette = self.palette()
        for role, colour in (
            (QPalette.ColorRole.Base, theme.field),
            (QPalette.ColorRole.Text, theme.text),
            (QPalette.ColorRole.PlaceholderText, theme.muted),
            (QPalette.ColorRole.Highlight, theme.accent),
            (QPalette.ColorRole.HighlightedText, theme.on_accent),
        ):
            palette.setColor(role, QColor(colour))
        self.setPalette(palette)
