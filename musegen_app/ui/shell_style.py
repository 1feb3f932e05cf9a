"""What the style sheet of the program does not know: the looks that only the window around the roll needs."""

from __future__ import annotations

from string import Template

from musegen_app.ui.theme import Theme, mixed, sheet_values

_SHEET = Template("""
QLineEdit[role="inline"] { background: transparent; border: 1px solid transparent; padding: 1px 3px; }
QLineEdit[role="inline"]:hover { background: $hover; }
QLineEdit[role="inline"]:focus { background: $ground; border-color: $accent; }
QLineEdit[textSize="title"] { font-size: ${title}px; font-weight: 600; }
QLineEdit[textSize="name"] { font-size: ${large}px; font-weight: 600; }
QLineEdit[textSize="value"] { font-size: ${small}px; color: $dim; padding: 0 3px; }
QLineEdit[wished="true"] { color: $text; }
QLineEdit[textSize="value"]:disabled { color: $faint; }
QPushButton[kind="group"] {
  font-size: ${small}px; font-weight: 600; color: $dim; padding: 2px 1px; border-radius: ${radius_small}px;
}
QPushButton[kind="group"]:checked { color: $text; }
QLabel[role="badge"] {
  background: $warm_ground; color: $warm; font-size: ${small}px; border-radius: ${radius_small}px; padding: 0 4px;
}
QLineEdit[role="in_place"] { padding: 0 4px; min-height: 0; background: $ground; border-color: $line; }
QLineEdit[role="in_place"]:focus { border-color: $accent; }
QLineEdit[role="in_place"][state="bad"] { border-color: $bad; }
QLineEdit[role="field"] { padding: 5px 8px; min-height: 18px; }
QFrame[surface="display"] { background: $ground; border-radius: ${radius}px; }
QFrame[surface="display"][recording="true"] { background: $bad_ground; border: 1px solid $bad; }
QLabel[role="position"][counting="true"] { color: $bad; }
QLabel[role="position"] { font-size: ${title}px; font-weight: 600; }
QPushButton[kind="card"] { text-align: left; padding: 8px 12px; border-radius: ${radius_large}px; }
QPushButton[kind="field"] { text-align: left; padding: 4px 8px; }
QPushButton[kind="choice"] { padding: 4px 8px; }
QPushButton[kind="choice"]:disabled { border-color: transparent; }
QPushButton[kind="field"][chosen="true"] { background: $accent_ground; }
QPushButton[kind="speed"] { padding: 5px 2px; background: transparent; color: $dim; font-size: ${small}px; }
QPushButton[kind="speed"]:hover { background: $hover; color: $text; }
QPushButton[kind="speed"][chosen="true"] { background: $warm_ground; color: $warm; font-weight: 600; }
QPushButton[kind="task"] { padding: 5px 3px; font-size: ${small}px; }
QPushButton[kind="task"]:checked:focus { border-color: $text; }
QPushButton[kind="link"] { background: transparent; color: $dim; text-align: left; padding: 3px 3px; }
QPushButton[kind="link"]:hover { color: $text; background: $hover; }
QPushButton[kind="link"]:disabled { border-color: transparent; background: transparent; }
QPushButton[kind="heading"] {
  background: transparent; color: $dim; text-align: left; padding: 2px 3px; font-size: ${small}px; font-weight: 600;
}
QPushButton[kind="heading"]:checked { background: transparent; border-color: transparent; }
QPushButton[kind="heading"]:hover { color: $text; }
QPushButton[kind="small"] {
  font-size: ${small}px; color: $dim; text-align: left; padding: 1px 5px; background: transparent;
}
QPushButton[kind="small"]:hover { background: $hover; color: $text; }
QPushButton[kind="small"]:disabled { background: transparent; border-color: transparent; color: $faint; }
QPushButton::menu-indicator { image: none; width: 0; }
QWidget[surface="bar"] { background: $panel; border-bottom: 1px solid $line; }
QFrame[surface="port"] { background: $panel; border-radius: ${radius_large}px; }
QFrame[surface="popover"] { background: $panel; border: 1px solid $line; }
QFrame[surface="notice"] { background: $accent_ground; border-bottom: 1px solid $line; }
QFrame[surface="overlay"] { background: $raised; border: 1px solid $edge; border-radius: ${radius_large}px; }
QListView[surface="overlay_list"] { background: transparent; }
QListView[surface="overlay_list"]::item { padding: 0; }
QLineEdit[role="search"] { background: $ground; padding: 7px 8px; font-size: ${large}px; }
QPushButton[kind="answer"] { padding: 4px 12px; background: $raised; border-color: $line; }
QPushButton[kind="answer"]:hover { background: $hover; }
QPushButton[kind="answer"]:focus { border-color: $accent; }
QWidget[surface="foot"] { background: $panel; border-top: 1px solid $line; }
QWidget[surface="track"] { background: transparent; border-left: 3px solid transparent; }
QLabel[role="name"] { font-size: ${large}px; font-weight: 600; }
QToolButton[kind="arrow"] { background: transparent; padding: 8px 0; border-color: transparent; }
QToolButton[kind="arrow"]:hover { background: $hover; }
QToolButton[kind="arrow"]:focus { border-color: $accent; }
QToolButton[role="record"]:checked { background: $bad_ground; border-color: $bad; }
QToolButton[kind="fold"] { background: transparent; padding: 0; }
QToolButton[kind="fold"]:hover { background: $hover; }
QToolButton[kind="fold"]:checked { background: $accent_ground; border-color: transparent; }
QToolButton[kind="fold"]:focus { border-color: $accent; }
QToolButton[kind="quiet"]:checked { background: $accent_ground; border-color: transparent; }
QToolButton[kind="quiet"]:focus { border-color: $accent; }
QFrame[role="ring"] { background: $accent; }
QToolButton[role="arm"]:checked { background: $bad_ground; border-color: $bad; color: $bad; }
QToolButton[kind="lane"] { background: transparent; padding: 1px 2px; font-size: ${small}px; color: $dim; }
QToolButton[kind="lane"]:hover { background: $hover; color: $text; }
QToolButton[kind="row"] { background: transparent; border-color: transparent; padding: 1px; }
QToolButton[kind="row"]:hover { background: $hover; }
QToolButton[kind="row"]:checked { background: $accent_ground; border-color: $accent; }
QToolButton[kind="row"]:focus { border-color: $accent; }
QToolButton[kind="chip"]:disabled { background: transparent; border-color: transparent; }
QToolButton[kind="quiet"]:disabled { background: transparent; border-color: transparent; }
QPushButton[kind="link"] { margin-left: 0; }
QLabel[role="chord"] {
  background: $raised; color: $text; border: 1px solid $line; border-radius: ${radius_small}px; padding: 2px 8px;
  font-size: ${large}px; font-weight: 600;
}
QLabel[role="hint"] { font-size: ${small}px; color: $dim; }
""")


def shell_style(theme: Theme) -> str:
    """The QSS of the window in `theme`, on top of the program's own."""
    return _SHEET.substitute(sheet_values(theme) | {"edge": mixed(theme.line, theme.text, 0.2).name()})
