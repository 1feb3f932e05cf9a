"""The mixer below everything: folded out and in, and joined to the document as the track list is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.commands.track_commands import TrackCommands
from musegen_app.ui.panels.mixer import Mixer

if TYPE_CHECKING:
    from musegen_app.engine.messages import AudioState
    from musegen_app.session.record import RecordState
    from musegen_app.session.session import Session
    from musegen_app.session.transport import TransportState


class MixerCommands:
    """Every change goes the way of the track list; only the master's gain is the program's own. `leave`: what takes
    the keyboard when the mixer folds."""

    def __init__(
        self, session: Session, mixer: Mixer, tracks: TrackCommands, actions: Actions, leave: Callable[[], None]
    ) -> None:
        self._session = session
        self._mixer = mixer
        self._tracks = tracks
        self._actions = actions
        self._leave = leave
        self._active = 0
        tracks.shown.subscribe(self.show)
        mixer.picked.connect(tracks.pick)
        mixer.muted.connect(tracks.set_mute)
        mixer.soloed.connect(tracks.set_solo)
        mixer.volume_changed.connect(tracks.set_volume)
        mixer.mix_changed.connect(tracks.set_mix)
        mixer.output_wanted.connect(self._open_output)
        mixer.menu_wanted.connect(tracks.show_menu)
        mixer.settled.connect(session.document.end_gesture)
        mixer.master.gain_changed.connect(session.sound.set_gain_db)

    def show_mixer(self, on: bool) -> None:
        """Fold it out, at the active track, or in."""
        focus = QApplication.focusWidget()
        if not on and focus is not None and self._mixer.isAncestorOf(focus):
            self._leave()  # else it would go to the next button, which Enter then presses
        self._mixer.setVisible(on)
        self._actions.show_checked("show_mixer", on)
        if on:
            self._mixer.master.show_gain(self._session.settings.gain_db)
            self._mixer.setFocus(Qt.FocusReason.OtherFocusReason)

    def show(self, active: int) -> None:
        """Follow the document; another active track comes into sight."""
        self._mixer.show_score(self._session.document.score, active)
        if active != self._active:
            self._active = active
            self._mixer.reveal(active)

    def show_levels(self, state: TransportState) -> None:
        self._mixer.show_levels(state.levels, state.peak)

    def show_sound(self, _state: AudioState) -> None:
        """The gain may have been set elsewhere."""
        self._mixer.master.show_gain(self._session.settings.gain_db)

    def show_armed(self, state: RecordState) -> None:
        self._mixer.show_armed(state.armed)

    def _open_output(self, track_id: int, place: QPoint) -> None:
        self._tracks.open_mix(track_id, place)
