"""Track menu and track list: which track is edited, and what each is like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QMenu

from musegen_app.base.event import Event
from musegen_app.score import edits
from musegen_app.score.model import Output, Score, Track
from musegen_app.score.note_table import table_of
from musegen_app.ui.commands.actions import Actions, translated
from musegen_app.ui.panels.track_list import TrackList
from musegen_app.ui.panels.track_row import CHORDS

if TYPE_CHECKING:
    from musegen_app.session.session import Session
    from musegen_app.ui.piano_roll.view import RollView

DRUMS = 9  # the MIDI channel, counted from 0
HEARD_PITCH, HEARD_DRUM = 67, 38  # what an instrument, and a kit, is heard with
AUDITION_MS = 500
_TRY = "Set instrument"
_CHOOSING = ("rename_track", "colour_track", "choose_instrument")
# What a right click on a row offers; "" draws a line.
_ROW_MENU = (
    *("rename_track", "colour_track", "choose_instrument", ""),
    *("mute_track", "solo_track", "arm_track", "mix_track", ""),
    *("move_track_up", "move_track_down", "duplicate_track", "remove_track", ""),
    *("add_track", "add_drum_track"),
)
_MIX = {
    "pan": ("Set pan", edits.set_pan),
    "reverb": ("Set reverb", edits.set_reverb),
    "chorus": ("Set chorus", edits.set_chorus),
}


class TrackCommands:
    """Owns which track is active; everything else is an edit of the document."""

    def __init__(self, session: Session, roll: RollView, tracks: TrackList, actions: Actions) -> None:
        self._session = session
        self._document = session.document
        self._roll = roll
        self._list = tracks
        self._actions = actions
        self._active = 0
        self.shown: Event[int] = Event()  # the song or the active track is another one; brings the id of that
        self._tried = False  # whether the open list of instruments has changed the track
        self._hush = QTimer(tracks)
        self._hush.setSingleShot(True)
        self._hush.setInterval(AUDITION_MS)
        self._hush.timeout.connect(session.sound.preview_off)
        roll.trackPicked.connect(self.pick)
        roll.stage.new_track_wanted.connect(self.add_track)
        tracks.picked.connect(self.pick)
        tracks.renamed.connect(self.rename)
        tracks.instrument_tried.connect(self.try_instrument)
        tracks.instrument_closed.connect(self.end_trying)
        tracks.colour_picked.connect(self.set_colour)
        tracks.moved.connect(self.move)
        tracks.volume_settled.connect(self._document.end_gesture)
        tracks.mix.settled.connect(self._document.end_gesture)
        tracks.muted.connect(self.set_mute)
        tracks.soloed.connect(self.set_solo)
        tracks.volume_changed.connect(self.set_volume)
        tracks.mix_wanted.connect(self.open_mix)
        tracks.mix.changed.connect(self.set_mix)
        tracks.mix.output_changed.connect(self.set_output)
        tracks.menu_wanted.connect(self.show_menu)

    @property
    def active(self) -> Track | None:
        """The track that is edited and continued; None in a song without tracks."""
        return next((t for t in self._document.score.tracks if t.id == self._active), None)

    def show(self, score: Score) -> None:
        """Follow the document: a removed active track gives way to the first with notes."""
        ids = [t.id for t in score.tracks]
        if self._active not in ids:
            first = next((t.id for t in score.tracks if t.notes and not t.is_drums), ids[0] if ids else 0)
            self._active = first
        self._list.show_score(score, self._active)
        self._roll.set_active_track(self._active)
        self._session.record.set_active(self._active or None)
        self._refresh(score)
        self.shown.emit(self._active)

    def pick(self, track_id: int) -> None:
        """Edit that track from now on; the chord lane cannot be edited in the roll's note area."""
        if track_id != CHORDS and track_id != self._active:
            self._active = track_id
            self.show(self._document.score)
            self._session.compose.listen(track_id)

    def add_track(self) -> None:
        score = self._document.score
        name = translated("Track {0}").format(len(score.tracks) + 1)
        added = edits.add_track(score, Track(name=name, channel=edits.free_channel(score)))
        if self._document.edit("Add track", added):
            self.pick(added.tracks[-1].id)

    def add_drum_track(self) -> None:
        added = edits.add_track(self._document.score, Track(name=translated("Drums"), channel=DRUMS))
        if self._document.edit("Add drum track", added):
            self.pick(added.tracks[-1].id)

    def duplicate_track(self) -> None:
        """The copy stands below and is edited from now on."""
        if self.active is not None:
            copied = edits.duplicate_track(self._document.score, self._active)
            place = [t.id for t in copied.tracks].index(self._active)
            if self._document.edit("Duplicate track", copied):
                self.pick(copied.tracks[place + 1].id)

    def move_track_up(self) -> None:
        self._move(-1)

    def move_track_down(self) -> None:
        self._move(1)

    def remove_track(self) -> None:
        if self.active is not None:
            self._document.edit("Remove track", edits.remove_track(self._document.score, self._active))

    def mute_track(self) -> None:
        if self.active is not None:
            self.set_mute(self._active, not self.active.mute)

    def solo_track(self) -> None:
        if self.active is not None:
            self.set_solo(self._active, not self.active.solo)

    def next_track(self) -> None:
        self._step(1)

    def previous_track(self) -> None:
        self._step(-1)

    def rename(self, track_id: int, name: str) -> None:
        if track_id != CHORDS:
            self._document.edit("Rename track", edits.rename_track(self._document.score, track_id, name.strip()))

    def rename_track(self) -> None:
        if self.active is not None:
            if not self._actions["show_tracks"].isChecked():
                self._actions["show_tracks"].trigger()
            self._list.rename(self._active)

    def choose_instrument(self) -> None:
        if self.active is not None:
            self._list.open_instruments(self._active)

    def colour_track(self) -> None:
        if self.active is not None:
            self._list.open_colours(self._active)

    def set_colour(self, track_id: int, colour: int) -> None:
        """A place in the theme's row of colours, -1 = by the track's place."""
        self._document.edit("Colour track", edits.set_colour(self._document.score, track_id, colour))

    def move(self, track_id: int, place: int) -> None:
        """To another place in the list."""
        self._document.edit("Move track", edits.move_track(self._document.score, track_id, place))

    def set_program(self, track_id: int, program: int) -> None:
        self._document.edit(_TRY, edits.set_program(self._document.score, track_id, program))

    def try_instrument(self, track_id: int, program: int, drums: bool) -> None:
        """Set it and let it be heard; all that is tried while the list is open is one step of undo."""
        score = self._document.score
        if track_id == CHORDS:
            tried = edits.set_chords_sound(score, program=program)
        else:
            tried = edits.set_instrument(score, track_id, program, drums)
        self._tried |= self._document.edit(_TRY, tried, f"instrument {track_id}")
        if track_id != CHORDS:
            self._session.sound.preview_off()
            self._session.sound.preview_on(track_id, HEARD_DRUM if drums else HEARD_PITCH)
            self._hush.start()

    def end_trying(self, keep: bool) -> None:
        """The list of instruments has closed; without `keep` the track is as it was."""
        tried, self._tried = self._tried, False
        self._document.end_gesture()
        if tried and not keep and self._document.undo_label == _TRY:
            self._document.undo()

    def set_mute(self, track_id: int, on: bool) -> None:
        if track_id == CHORDS:
            self._document.edit("Mute chords", edits.set_chords_sound(self._document.score, mute=on))
        else:
            self._document.edit("Mute track", edits.set_mute(self._document.score, track_id, on))

    def set_solo(self, track_id: int, on: bool) -> None:
        if track_id != CHORDS:
            self._document.edit("Solo track", edits.set_solo(self._document.score, track_id, on))

    def set_volume(self, track_id: int, volume: int) -> None:
        step = f"volume {track_id}"
        if track_id == CHORDS:
            lane = edits.set_chords_sound(self._document.score, volume=volume)
            self._document.edit("Chord volume", lane, step)
        else:
            self._document.edit("Set volume", edits.set_volume(self._document.score, track_id, volume), step)

    def mix_track(self) -> None:
        if self.active is not None:
            self.open_mix(self._active)

    def open_mix(self, track_id: int, place: QPoint | None = None) -> None:
        """Pan, reverb, chorus and output of a track beside its row, or at `place` (on the screen)."""
        self.pick(track_id)
        track = self._document.score.track(track_id)
        self._list.open_mix(track, self._ports(), place)

    def set_mix(self, track_id: int, name: str, value: int) -> None:
        """`name`: pan, reverb or chorus."""
        label, edit = _MIX[name]
        self._document.edit(label, edit(self._document.score, track_id, value), f"{name} {track_id}")

    def set_output(self, track_id: int, output: Output) -> None:
        self._document.edit("Set output", edits.set_output(self._document.score, track_id, output))
        self._list.mix.show_track(self._document.score.track(track_id), self._list.mix.title.text(), self._ports())

    def _ports(self) -> tuple[str, ...]:
        """MIDI outputs that are there now."""
        return tuple(row.info.name for row in self._session.ports.state.outputs if row.info.present)

    def show_menu(self, track_id: int, place: QPoint) -> None:
        """The menu of a right click on a row."""
        self.pick(track_id)
        menu = QMenu(self._list)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for name in _ROW_MENU:
            if not name:
                menu.addSeparator()
            elif track_id != CHORDS or name in ("add_track", "add_drum_track"):
                menu.addAction(self._actions[name])
        menu.popup(place)

    def _move(self, by: int) -> None:
        score = self._document.score
        if self.active is not None:
            place = score.tracks.index(self.active) + by
            if 0 <= place < len(score.tracks):
                self._document.edit("Move track", edits.move_track(score, self._active, place))

    def _step(self, by: int) -> None:
        ids = [t.id for t in self._document.score.tracks]
        if ids:
            self.pick(ids[(ids.index(self._active) + by) % len(ids)])

    def _may_remove(self, score: Score) -> tuple[bool, str]:
        if len(score.tracks) <= 1:
            return False, translated("A song keeps at least one track.")
        if self.active is not None and table_of(self.active.notes).locked:
            return False, translated("This track holds locked notes: they stay, and so does the track.")
        return True, ""

    def _refresh(self, score: Score) -> None:
        allow = self._actions.allow
        none = translated("There is no track: add one first.")
        for name in ("mute_track", "solo_track", "mix_track", "duplicate_track", *_CHOOSING):
            allow(name, bool(score.tracks), none)
        allow("remove_track", *self._may_remove(score))
        for name in ("next_track", "previous_track", "move_track_up", "move_track_down"):
            allow(name, len(score.tracks) > 1, translated("There is only one track."))
