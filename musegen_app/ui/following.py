"""What the session says, shown by the parts of the window. GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from musegen_app.document.document import DocumentChange
    from musegen_app.engine.messages import AudioState, Played
    from musegen_app.session.ports import PortsState
    from musegen_app.session.record import RecordState
    from musegen_app.session.transport import TransportState
    from musegen_app.ui.shell import Shell


class Following:
    """Joins the signals of the bridge to the parts of `shell`, and shows the whole state at once when asked."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._session = shell.session
        bridge = shell.bridge
        bridge.document.connect(self._on_document)
        bridge.transport.connect(self._show_transport)
        bridge.sound.connect(self._show_sound)
        bridge.ports.connect(self._show_ports)
        bridge.record.connect(self._show_record)
        bridge.played.connect(self._show_played)
        bridge.growing.connect(shell.record.show_growing)
        bridge.compose.connect(shell.compose.show_state)
        bridge.take.connect(shell.compose.show_take)
        bridge.takes.connect(shell.takes.show)
        bridge.takes.connect(self._show_title)
        bridge.compose.connect(shell.steering.show_state)
        bridge.take.connect(shell.steering.show_take)
        bridge.status.connect(lambda status: shell.line.show_status(status.kind, status.line))

    def show_all(self) -> None:
        """Bring every part to the state of the session."""
        shell, session = self._shell, self._session
        shell.compose.show_settings()
        shell.takes.show_settings()
        self._show_document()
        shell.roll.set_score(session.document.score)
        shell.compose.show_take(session.compose.current)
        shell.compose.show_state(session.compose.state)
        shell.steering.show_settings()
        shell.steering.show_state(session.compose.state)
        shell.steering.show_take(session.compose.current)
        shell.steering.show_lanes()
        self._show_transport(session.transport.state)
        self._show_sound(session.sound.state)
        self._show_ports(session.ports.state)
        self._show_record(session.record.state)
        shell.view.refresh()
        shell.line.show_status(session.status.kind, session.status.line)

    def _on_document(self, change: DocumentChange) -> None:
        self._show_document()
        if change.before is not change.after:
            self._shell.roll.set_score(change.after)
            if change.stepped:
                self._shell.roll.reveal_change(change.before)
            self._shell.steps.take_change(change)
            self._shell.compose.show_change()
            self._shell.steering.show_lanes()

    def _show_document(self) -> None:
        shell, document = self._shell, self._session.document
        self._show_title()
        shell.bar.show_document(document, self._session.transport.state.tick)
        shell.bar.display.show_transport(self._session.transport.state, document.score)  # another metre counts others
        shell.tracks.show(document.score)
        shell.authors.show(document.score)
        shell.record.show_active()
        shell.edit.refresh()
        shell.history.show()
        shell.files.refresh()
        shell.devices.show_song()

    def _show_title(self, *_news: object) -> None:
        """With the dot of what is not saved: takes, too."""
        unsaved = self._session.files.dirty
        self._shell.window.show_title(self._session.document.title, unsaved)
        self._shell.bar.show_unsaved(unsaved)

    def _show_transport(self, state: TransportState) -> None:
        shell, score = self._shell, self._session.document.score
        shell.bar.show_transport(state, score)
        shell.bar.show_fields(score, state.tick)
        shell.play.show(state)
        shell.track_list.show_levels(state.levels)
        shell.mixing.show_levels(state)
        shell.takes.show_transport(state)
        shell.bar.show_dropouts(state.dropouts)

    def _show_sound(self, state: AudioState) -> None:
        self._shell.bar.show_sound(state, self._session.transport.state.dropouts)
        self._shell.devices.show_sound(state)
        self._shell.mixing.show_sound(state)

    def _show_ports(self, state: PortsState) -> None:
        self._shell.line.midi.show_ports(state)
        self._shell.devices.show_ports(state)

    def _show_record(self, state: RecordState) -> None:
        self._shell.record.show(state)
        self._shell.mixing.show_armed(state)
        self._shell.bar.display.show_recording(state.recording)
        self._shell.devices.show_record(state)

    def _show_played(self, played: Played) -> None:
        self._shell.line.midi.light.flash()
        self._shell.steps.take_in(played)
        self._shell.devices.show_played(played)
