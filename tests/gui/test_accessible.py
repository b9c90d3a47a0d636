"""Who hears the program is told of each control what others see."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.i18n import set_language, tr
from gui.panels import Panel
from gui.rows import ChoiceRow, NumberRow, SwitchRow
from tests.gui.driven import driven
from tests.pages import in_both_languages

Text, Role = QAccessible.Text, QAccessible.Role
ROLES = {
    QAbstractSlider: {Role.Slider},
    QComboBox: {Role.ComboBox},
    QLineEdit: {Role.EditableText},
    QAbstractButton: {Role.Button, Role.PushButton, Role.CheckBox, Role.RadioButton},
}


def told(widget: QWidget, what: QAccessible.Text) -> str:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return found.text(what)


@in_both_languages
def test_each_control_has_a_name_and_a_role(qtbot: QtBot, name: str, code: str) -> None:
    with driven(qtbot) as driver:
        set_language(code)
        driver.open(name)
        for kind, roles in ROLES.items():
            widgets: list[QWidget] = driver.page.findChildren(kind)
            for widget in widgets:
                if widget.isVisible() and not isinstance(widget, QScrollBar):
                    assert told(widget, Text.Name), widget
                    found = QAccessible.queryAccessibleInterface(widget)
                    assert found.role() in roles, (widget, found.role())
        for panel in driver.page.findChildren(Panel):
            if panel.view is not None:
                assert told(panel, Text.Name) == tr(panel.view.title)
                for reading in panel.view.readings:
                    assert tr(reading.label) in told(panel, Text.Description)


def test_what_a_knob_says_is_what_it_shows(qtbot: QtBot) -> None:
    with driven(qtbot) as driver:
        driver.open("flow_plane")
        rows = [row for form in driver.page.inspector.forms.values() for row in form.rows.values()]  # type: ignore[union-attr]
        kinds = set()
        for row in rows:
            kinds.add(type(row))
            if isinstance(row, NumberRow):
                assert told(row.slider, Text.Description) == row.field.text() != ""
                assert told(row.slider, Text.Name) == told(row.field, Text.Name) == row.name.text()
            elif isinstance(row, SwitchRow):
                assert told(row.box, Text.Name) == row.name.text()
            elif isinstance(row, ChoiceRow) and row.list is not None:
                assert told(row.list, Text.Description) == row.name.text()
            elif isinstance(row, ChoiceRow) and row.segments is not None:
                for made in row.segments.buttons():
                    assert told(made, Text.Description) == row.name.text()
        assert kinds == {NumberRow, ChoiceRow, SwitchRow}
