"""The computer keyboard as a piano: its switch in the menu, its notes to the engine, its words in the status line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from musegen_app.ui.commands.actions import Actions, translated
from musegen_app.ui.key_piano import KeyPiano

if TYPE_CHECKING:
    from musegen_app.session.session import Session

_SLOT = "keyboard piano"


class KeyPianoCommands:
    """GUI thread. The keys go to the engine and sound there; nothing is played by the window itself."""

    def __init__(self, session: Session, actions: Actions, window: QWidget) -> None:
        self._session = session
        self._actions = actions
        self.piano = KeyPiano(window)
        self.piano.velocity = session.settings.keys_velocity
        self.piano.pressed.connect(session.live.key_down)
        self.piano.released.connect(session.live.key_up)
        self.piano.changed.connect(self._show)
        self.piano.left.connect(lambda: self.keyboard_plays(False))

    def keyboard_plays(self, on: bool) -> None:
        self.piano.set_on(on)

    def _show(self) -> None:
        piano = self.piano
        self._actions.show_checked("keyboard_plays", piano.on)
        words = translated("Keyboard plays: A S D F …   octave Z X   velocity C V   Esc leaves")
        self._session.status.set(_SLOT, "info", words if piano.on else "")
        if piano.velocity != self._session.settings.keys_velocity:
            self._session.change_settings(keys_velocity=piano.velocity)
