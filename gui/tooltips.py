"""Tool tips that are wrapped, and told to who hears the program as plain words."""

from html import escape

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QToolTip, QWidget

WIDEST = 320
"""Pixels of a line in a tool tip."""


def wrapped(words: str) -> str:
    """`words` as they are where they fit in one line, else as a column of WIDEST pixels."""
    metrics = QFontMetrics(QToolTip.font())
    if all(metrics.horizontalAdvance(line) <= WIDEST for line in words.splitlines()):
        return words
    lines = "<br>".join(map(escape, words.splitlines()))
    return f'<table width="{WIDEST}"><tr><td>{lines}</td></tr></table>'


def explain(widget: QWidget, words: str) -> None:
    """Say `words` in the widget's tool tip, and to who hears it."""
    widget.setToolTip(wrapped(words))
    widget.setAccessibleDescription(words)
