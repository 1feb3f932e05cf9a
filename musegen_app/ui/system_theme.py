"""Which theme is wanted: dark, light, or the one of the system."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from musegen_app.session.settings import Settings
from musegen_app.ui.layout_memory import layout_of
from musegen_app.ui.theme import DARK, LIGHT, THEMES, Theme

SYSTEM = "system"
_SCHEMES = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}


def theme_for(settings: Settings) -> Theme:
    """The theme that the settings name."""
    choice = layout_of(settings.window).theme
    tell_system(choice)
    return theme_named(choice)


def theme_named(choice: str) -> Theme:
    """`dark`, `light`, or anything else for the system's; dark where the system does not tell."""
    if choice in THEMES:
        return THEMES[choice]
    light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
    return LIGHT if light else DARK


def tell_system(choice: str) -> None:
    """Let what the system draws for us (title bars, file choosers) be dark or light as well."""
    QGuiApplication.styleHints().setColorScheme(_SCHEMES.get(choice, Qt.ColorScheme.Unknown))
