"""The windows of the devices: Sound and MIDI. Each is made once and stays beside the song: nothing waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from musegen_app.engine.messages import AudioState, Played
from musegen_app.session.ports import PortsState
from musegen_app.session.record import RecordState
from musegen_app.ui.theme import Theme

if TYPE_CHECKING:
    from musegen_app.session.session import Session
    from musegen_app.ui.dialogs.midi_dialog import MidiDialog
    from musegen_app.ui.dialogs.sound_dialog import SoundDialog


class DeviceCommands:
    """GUI thread. `show_…` hand on what the session says, to the windows that there are."""

    def __init__(self, session: Session, window: QWidget, theme: Theme) -> None:
        self._session = session
        self._window = window
        self._theme = theme
        self.sound: SoundDialog | None = None
        self.midi: MidiDialog | None = None

    def sound_settings(self) -> None:
        from musegen_app.ui.dialogs.sound_dialog import SoundDialog  # the window is there before it is wanted

        if self.sound is None:
            self.sound = SoundDialog(self._session, self._window)
        self.sound.refresh()
        _bring(self.sound)

    def midi_settings(self) -> None:
        from musegen_app.ui.dialogs.midi_dialog import MidiDialog

        if self.midi is None:
            self.midi = MidiDialog(self._session, self._theme, self._window)
        self.midi.refresh()
        _bring(self.midi)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def show_sound(self, state: AudioState) -> None:
        if self.sound is not None:
            self.sound.show_state(state)

    def show_song(self) -> None:
        """Another song may want another SoundFont."""
        if self.sound is not None and self.sound.isVisible():
            self.sound.show_state(self._session.sound.state)

    def show_ports(self, state: PortsState) -> None:
        if self.midi is not None:
            self.midi.show_ports(state)

    def show_record(self, state: RecordState) -> None:
        if self.midi is not None:
            self.midi.show_record(state)

    def show_played(self, played: Played) -> None:
        if self.midi is not None and self.midi.isVisible():
            self.midi.show_played(played)


def _bring(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
