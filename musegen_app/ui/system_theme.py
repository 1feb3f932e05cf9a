"""Which theme is wanted: dark, light, or the one of the system."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from musegen_app.session.settings import Settings
from musegen_app.ui.layout_memory import layout_of
from musegen_app.ui.theme import DARK, LIGHT, THEMES, Theme


def theme_for(settings: Settings) -> Theme:
    """The theme that the settings name."""
    return theme_named(layout_of(settings.window).theme)


def theme_named(choice: str) -> Theme:
    """`dark`, `light`, or anything else for the system's."""
    if choice in THEMES:
        return THEMES[choice]
    light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
    return LIGHT if light else DARK
