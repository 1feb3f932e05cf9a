"""Help menu."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from musegen_app.ui.dialogs.about_dialog import AboutDialog
from musegen_app.ui.dialogs.key_list import KeyList
from musegen_app.ui.theme import Theme


class HelpCommands:
    """Opens the windows that only tell something; none of them stops the work in the window."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        self._window = window
        self._theme = theme
        self._keys: KeyList | None = None

    @property
    def keys(self) -> KeyList | None:
        """The key help, once it was asked for."""
        return self._keys

    def key_list(self) -> None:
        """Open the key help, or close it when it is in front."""
        if self._keys is not None and self._keys.isActiveWindow():
            self._keys.close()
            return
        self._keys = self._keys or KeyList(self._theme, self._window)
        self._keys.open_again()

    def about(self) -> None:
        AboutDialog(self._window).show()
