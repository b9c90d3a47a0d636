"""The style sheet, made of the theme's tokens; the widgets name themselves in it."""

from gui.theme import CORNER, Theme

SHEET = """
* {{ color: {text}; font-family: "Inter", "Noto Sans CJK SC"; font-size: {body}px; outline: none; }}
QWidget#window, QWidget#gallery, QWidget#page, QWidget#cards {{ background: {window}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {hairline}; padding: 6px; }}
QFrame#card, QFrame#inspector, QFrame#transport {{
    background: {surface}; border: 1px solid {hairline}; border-radius: {corner}px;
}}
QFrame#tile {{ background: {surface}; border: 1px solid {hairline}; border-radius: {corner}px; }}
QFrame#choice {{ background: {surface}; border: 1px solid {hairline}; border-radius: {corner}px; }}
QFrame#choice[marked="true"] {{ background: {tint}; border: 1px solid {accent}; }}
QFrame#choice QLabel:disabled {{ color: {muted}; }}
QFrame#tile:hover {{ border: 1px solid {accent}; }}
QFrame#navigation {{ background: {surface}; border: none; border-right: 1px solid {hairline}; }}
QFrame#hint {{ background: {field}; border: none; border-radius: 8px; }}
QFrame#banner {{ background: {tint}; border: none; border-radius: 8px; }}
QFrame#line {{ background: {hairline}; border: none; max-height: 1px; min-height: 1px; }}
QLabel {{ background: transparent; }}
QLabel#brand {{ font-size: {brand}px; font-weight: 600; }}
QLabel#title {{ font-size: {title}px; font-weight: 600; }}
QLabel#cardTitle, QLabel#strong {{ font-weight: 600; }}
QLabel#muted, QLabel#readings, QLabel#tag {{ color: {muted}; }}
QLabel#readings {{ font-size: {label}px; }}
QLabel#tag {{
    font-size: 11px; border: 1px solid {hairline}; border-radius: 4px; padding: 0px 4px;
}}
QLabel#begins {{ color: {accent}; font-weight: 600; }}
QLabel#lit {{ border: 2px solid {accent}; border-radius: 8px; padding: 6px 12px; }}
QLabel#warning {{ color: {warning}; }}
QPushButton {{
    background: {surface}; border: 1px solid {hairline}; border-radius: 15px;
    padding: 6px 14px; min-height: 16px;
}}
QPushButton:hover {{ border: 1px solid {accent}; }}
QPushButton:pressed {{ background: {tint}; }}
QPushButton:disabled {{ color: {muted}; }}
QPushButton:checked {{ background: {tint}; color: {accent}; border: 1px solid {tint}; }}
QPushButton[breaks="true"] {{ color: {warning}; }}
QPushButton[breaks="true"]:checked {{ background: {field}; border: 1px solid {warning}; }}
QPushButton[departed="true"]:checked {{ border: 1px dashed {accent}; }}
QPushButton#flat {{ background: transparent; border: 1px solid transparent; padding: 6px 8px; }}
QPushButton#more {{
    background: transparent; border: none; padding: 4px 0; color: {muted}; text-align: left;
}}
QPushButton#more:hover {{ color: {text}; }}
QPushButton#flat:hover {{ background: {field}; border: 1px solid {field}; }}
QPushButton#primary {{ background: {accent}; color: {on_accent}; border: 1px solid {accent}; }}
QPushButton#play {{
    background: {accent}; border: none; border-radius: 17px; padding: 0 14px; color: {on_accent};
    min-height: 34px; max-height: 34px;
}}
QPushButton#play[invites="false"] {{ min-width: 34px; max-width: 34px; padding: 0; }}
QPushButton#play:disabled {{ background: {hairline}; }}
QPushButton::menu-indicator {{ width: 0; }}
QToolButton {{ background: transparent; border: none; border-radius: 8px; padding: 8px; }}
QToolButton:hover {{ background: {field}; }}
QToolButton:checked {{ background: {tint}; }}
QFrame#segments {{ background: {field}; border: none; border-radius: 8px; }}
QFrame#segments QPushButton {{
    background: transparent; border: 1px solid transparent; border-radius: 6px;
    padding: 5px 6px; color: {muted};
}}
QFrame#segments QPushButton:hover {{ color: {text}; }}
QFrame#segments QPushButton:checked {{
    background: {surface}; color: {text}; border: 1px solid {hairline}; font-weight: 600;
}}
QSlider {{ min-height: 20px; background: transparent; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {hairline}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {accent}; }}
QSlider::handle:horizontal {{
    width: 12px; height: 12px; margin: -6px 0; border-radius: 8px;
    background: {surface}; border: 2px solid {accent};
}}
QSlider::handle:horizontal:hover {{ background: {tint}; }}
QLineEdit {{
    background: {field}; border: 1px solid {hairline}; border-radius: 8px; padding: 6px 10px;
    selection-background-color: {accent}; selection-color: {on_accent};
}}
QLineEdit:focus {{ border: 1px solid {accent}; }}
QLineEdit#value {{
    background: transparent; border: 1px solid transparent; padding: 0 2px; border-radius: 4px;
}}
QLineEdit#value:hover, QLineEdit#value:focus {{ border: 1px solid {hairline}; }}
QComboBox {{
    background: {field}; border: 1px solid {hairline}; border-radius: 8px; padding: 5px 10px;
}}
QComboBox:hover {{ border: 1px solid {accent}; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox QAbstractItemView, QMenu {{
    background: {surface}; border: 1px solid {hairline}; padding: 4px;
    selection-background-color: {tint}; selection-color: {text};
}}
QListWidget#found {{ background: {surface}; border: none; }}
QListWidget#found::item {{ border-radius: 6px; }}
QListWidget#found::item:selected {{ background: {tint}; }}
QMenu::item {{ padding: 6px 18px; border-radius: 6px; }}
QMenu::item:selected {{ background: {tint}; }}
QTableWidget {{
    background: {surface}; border: 1px solid {hairline}; border-radius: 8px;
    gridline-color: {hairline};
}}
QTableWidget::item {{ padding: 2px 8px; }}
QHeaderView, QHeaderView::section {{
    background: {field}; border: none; padding: 4px 8px; font-weight: 600;
}}
QTextBrowser {{ background: transparent; border: none; selection-background-color: {accent}; }}
QScrollBar:vertical {{ background: transparent; width: 8px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {hairline}; border-radius: 4px; min-height: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: transparent; height: 0; width: 0;
}}
QScrollBar:horizontal {{ background: transparent; height: 8px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {hairline}; border-radius: 4px; min-width: 32px; }}
QProgressBar {{ background: {hairline}; border: none; max-height: 3px; min-height: 3px; }}
QProgressBar::chunk {{ background: {accent}; }}
"""


def sheet(theme: Theme) -> str:
    """The style sheet of `theme`."""
    return SHEET.format(
        window=theme.window,
        surface=theme.surface,
        field=theme.field,
        hairline=theme.hairline,
        text=theme.text,
        muted=theme.muted,
        accent=theme.accent,
        tint=theme.tint,
        on_accent=theme.on_accent,
        warning=theme.warning,
        corner=CORNER,
        body=theme.pixels(13),
        label=theme.pixels(12),
        title=theme.pixels(17),
        brand=theme.pixels(26),
    )
