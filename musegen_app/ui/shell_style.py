"""What the style sheet of the program does not know: the looks that only the window around the roll needs."""

from __future__ import annotations

from string import Template

from musegen_app.ui.theme import Theme, sheet_values

_SHEET = Template("""
QLineEdit[role="inline"] { background: transparent; border: 1px solid transparent; padding: 1px 3px; }
QLineEdit[role="inline"]:hover { background: $hover; }
QLineEdit[role="inline"]:focus { background: $ground; border-color: $accent; }
QLineEdit[textSize="title"] { font-size: ${title}px; font-weight: 600; }
QLineEdit[textSize="name"] { font-size: ${large}px; font-weight: 600; }
QLineEdit[textSize="value"] { font-size: ${small}px; color: $dim; }
QLineEdit[role="field"] { padding: 5px 8px; min-height: 18px; }
QFrame[surface="display"] { background: $ground; border-radius: ${radius}px; }
QLabel[role="position"] { font-size: ${title}px; font-weight: 600; }
QPushButton[kind="card"] { text-align: left; padding: 8px 12px; border-radius: ${radius_large}px; }
QPushButton[kind="field"] { text-align: left; padding: 4px 8px; }
QPushButton[kind="field"][chosen="true"] { background: $accent_ground; }
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
QPushButton::menu-indicator { image: none; width: 0; }
QWidget[surface="bar"] { background: $panel; border-bottom: 1px solid $line; }
QWidget[surface="foot"] { background: $panel; border-top: 1px solid $line; }
QWidget[surface="track"] { background: transparent; border-left: 3px solid transparent; }
QLabel[role="name"] { font-size: ${large}px; font-weight: 600; }
QToolButton[kind="quiet"]:checked { background: $accent_ground; border-color: transparent; }
QToolButton[kind="chip"]:disabled { background: transparent; border-color: transparent; }
QToolButton[kind="quiet"]:disabled { background: transparent; border-color: transparent; }
QPushButton[kind="link"] { margin-left: 0; }
QLabel[role="hint"] { font-size: ${small}px; color: $dim; }
""")


def shell_style(theme: Theme) -> str:
    """The QSS of the window in `theme`, on top of the program's own."""
    return _SHEET.substitute(sheet_values(theme))
