"""The style sheet of the whole program, made from a theme. No colour or size is written here as a literal.

Widgets say what they are through dynamic properties:
`surface` = "ground" | "panel" | "raised" | "card"; on labels `role` = "title" | "heading" | "caption" | "dim" |
"value" | "generated" | "warm" | "bad" | "ok" | "big"; on buttons `kind` = "primary" | "quiet" | "tool" | "chip".
"""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from string import Template

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from musegen_app.ui import icons
from musegen_app.ui import theme as tokens
from musegen_app.ui.theme import Theme, colour, sheet_values

_SURFACES = """
* { font-size: ${normal}px; color: $text; }
QMainWindow, QDialog, QMessageBox { background: $ground; }
QDialog { border: 1px solid $line; }
QWidget[surface="ground"] { background: $ground; }
QWidget[surface="panel"] { background: $panel; }
QWidget[surface="raised"] { background: $raised; border-radius: ${radius}px; }
QWidget[surface="card"] { background: $raised; border-radius: ${radius_large}px; }
QFrame[role="line"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="vline"] { background: $line; border: none; max-width: 1px; min-width: 1px; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QScrollArea, QAbstractScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 4px 8px; font-size: ${small}px; }
QStatusBar { background: $panel; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
"""

_LABELS = """
QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="big"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="heading"] { font-size: ${large}px; font-weight: 600; }
QLabel[role="caption"] { font-size: ${small}px; font-weight: 600; color: $dim; }
QLabel[role="dim"] { color: $dim; }
QLabel[role="small"] { font-size: ${small}px; color: $dim; }
QLabel[role="value"] { font-size: ${small}px; color: $dim; }
QLabel[role="generated"] { color: $generated; }
QLabel[role="warm"] { color: $warm; }
QLabel[role="bad"] { color: $bad; }
QLabel[role="ok"] { color: $ok; }
QLabel:disabled { color: $faint; }
"""

_BUTTONS = """
QPushButton, QToolButton {
  background: $raised; color: $text; border: 1px solid transparent; border-radius: ${radius}px; padding: 5px 12px;
}
QToolButton { padding: 5px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $pressed; }
QPushButton:focus, QToolButton:focus { border-color: $accent; }
QPushButton:checked, QToolButton:checked { background: $accent_ground; border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $faint; background: $panel; border-color: $line; }
QPushButton[kind="primary"] {
  background: $accent; color: $on_accent; font-weight: 600; font-size: ${large}px; padding: 9px 16px;
  border-radius: ${radius_large}px;
}
QPushButton[kind="primary"]:hover { background: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_pressed; }
QPushButton[kind="primary"]:focus { border-color: $text; }
QPushButton[kind="primary"]:disabled { background: $raised; color: $dim; border-color: transparent; }
QPushButton[kind="quiet"], QToolButton[kind="quiet"] { background: transparent; color: $dim; }
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover { background: $hover; color: $text; }
QPushButton[kind="chip"], QToolButton[kind="chip"] {
  font-size: ${small}px; font-weight: 600; color: $dim; padding: 2px 6px; border-radius: ${radius_small}px;
}
QPushButton[kind="chip"]:checked, QToolButton[kind="chip"]:checked { color: $text; }
QPushButton[kind="chip"]:checked:focus { border-color: $text; }
QToolButton::menu-indicator { image: none; }
"""

_FIELDS = """
QLineEdit, QSpinBox, QDoubleSpinBox, QPlainTextEdit, QTextEdit, QComboBox {
  background: $raised; color: $text; border: 1px solid transparent; border-radius: ${radius}px; padding: 4px 8px;
  selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover { background: $hover; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border-color: $accent; background: $ground; }
QLineEdit[state="bad"] { border-color: $bad; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
  color: $faint; background: $panel;
}
QSpinBox::up-button, QDoubleSpinBox::up-button { width: 0; border: none; }
QSpinBox::down-button, QDoubleSpinBox::down-button { width: 0; border: none; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: $chevron; width: 12px; height: 12px; }
QComboBox QAbstractItemView {
  background: $raised; border: 1px solid $line; border-radius: ${radius_small}px; outline: none; padding: 4px;
  selection-background-color: $accent_ground; selection-color: $text;
}
QCheckBox, QRadioButton { background: transparent; spacing: ${gap}px; }
QCheckBox::indicator, QRadioButton::indicator {
  width: 14px; height: 14px; border: 1px solid $faint; background: $ground;
}
QCheckBox::indicator { border-radius: ${radius_small}px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: $tick; }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $text; width: 12px; height: 12px; }
QCheckBox:disabled, QRadioButton:disabled { color: $faint; }
"""

_SLIDERS = """
QSlider { background: transparent; min-height: 16px; }
QSlider::groove:horizontal { height: 4px; background: $line; border-radius: 2px; }
QSlider::sub-page:horizontal { height: 4px; background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: $handle; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: $accent; }
QSlider::sub-page:horizontal:disabled { background: $faint; }
QSlider::handle:horizontal:disabled { background: $faint; }
QSlider[kind="track"]::handle:horizontal { width: 8px; height: 8px; margin: -2px 0; border-radius: 4px; }
QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $ok; border-radius: 3px; }
QScrollBar { background: transparent; }
QScrollBar:horizontal { height: 10px; margin: 0; }
QScrollBar:vertical { width: 10px; margin: 0; }
QScrollBar::handle { background: $pressed; border-radius: 3px; }
QScrollBar::handle:horizontal { min-width: 28px; margin: 2px 0; }
QScrollBar::handle:vertical { min-height: 28px; margin: 0 2px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""

_MENUS = """
QMenuBar { background: $panel; color: $dim; padding: 2px 4px; border: none; }
QMenuBar::item { background: transparent; padding: 4px 8px; border-radius: ${radius_small}px; }
QMenuBar::item:selected { background: $hover; color: $text; }
QMenu { background: $raised; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 24px; border-radius: ${radius_small}px; }
QMenu::item:selected { background: $accent_ground; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::indicator { width: 12px; height: 12px; left: 6px; }
QMenu::indicator:checked { image: $tick_text; }
QListView, QTreeView, QTableView { background: $panel; border: none; outline: none; alternate-background-color: $row; }
QListView::item, QTreeView::item { padding: 4px 8px; border-radius: ${radius_small}px; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected { background: $accent_ground; color: $text; }
QHeaderView::section {
  background: $panel; color: $dim; border: none; border-bottom: 1px solid $line; padding: 4px 8px;
}
QTabBar::tab { background: transparent; color: $dim; padding: 6px 12px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabWidget::pane { border: none; }
"""

_ALL = Template(_SURFACES + _LABELS + _BUTTONS + _FIELDS + _SLIDERS + _MENUS)


def stylesheet(theme: Theme) -> str:
    """The QSS of the program in `theme`."""
    values = sheet_values(theme) | {
        "gap": tokens.GAP,
        "accent_hover": tokens.mixed(theme.accent, theme.text, 0.18).name(),
        "accent_pressed": tokens.mixed(theme.accent, theme.ground, 0.18).name(),
        "handle": theme.text if theme.is_dark else theme.accent,
        "chevron": _picture("chevron_down", theme.dim),
        "tick": _picture("keep", theme.on_accent),
        "tick_text": _picture("keep", theme.text),
    }
    return _ALL.substitute(values)


@lru_cache(maxsize=1)
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Where tinted icons lie while the program runs: a style sheet can only name pictures by file."""
    return tempfile.TemporaryDirectory(prefix="musegen-style-")


@lru_cache(maxsize=32)
def _picture(name: str, tint: str) -> str:
    """`url(…)` of icon `name` in `tint`."""
    path = Path(_folder().name) / f"{name}-{tint.removeprefix('#')}.svg"
    path.write_text(icons.svg(name, tint), encoding="utf-8")
    return f"url({path.as_posix()})"


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Font, palette and style sheet of the whole program. Call once before the window is made, again to switch."""
    app.setStyle("Fusion")
    app.setFont(tokens.font())
    app.setPalette(palette(theme))
    app.setStyleSheet(stylesheet(theme))


def palette(theme: Theme) -> QPalette:
    """What Qt paints by itself (placeholders, links, disabled text) in the theme's colours."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.ground,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.panel,
        QPalette.ColorRole.AlternateBase: theme.row,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.dim,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.Link: theme.accent,
    }
    for role, value in roles.items():
        made.setColor(role, colour(value))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, colour(theme.faint))
    return made
