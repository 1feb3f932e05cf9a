"""Help menu."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from musegen_app.ui.dialogs.about_dialog import AboutDialog
from musegen_app.ui.dialogs.key_list import KeyList


class HelpCommands:
    """Opens the windows that only tell something."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def key_list(self) -> None:
        KeyList(self._window).show()

    def about(self) -> None:
        AboutDialog(self._window).show()
