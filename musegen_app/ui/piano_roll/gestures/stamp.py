"""Stamp a chord: press where its root is, and the key makes the rest of it; pull as with a single note."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.score import edits
from musegen_app.score.chord_stamp import stamped_pitches
from musegen_app.score.keys import Key, pitch_name
from musegen_app.score.model import Note, Score
from musegen_app.ui.piano_roll.gestures.draw import Draw
from musegen_app.ui.piano_roll.pointer import Pointer


class StampChord(Draw):
    """The chord is of the kind `stage.stamp`, on the degree of the written key (else C major) that was pressed."""

    chord: tuple[Note, ...] = ()

    def finish(self, pointer: Pointer) -> None:
        stage = self.stage
        stage.preview_end()
        stage.last_ticks = self.note.duration_ticks
        stage.edit("Draw chord", self._edited(), select={n.id for n in self.chord})

    def words(self) -> str:
        key = self._key()
        return " ".join(pitch_name(n.pitch, key) for n in self.chord)

    def _sound(self) -> None:
        self.stage.preview(*(n.pitch for n in self.chord), velocity=self.note.velocity)

    def _key(self) -> Key:
        return self.stage.key_at(self.note.start_tick) or Key()

    def _edited(self) -> Score:
        pitches = stamped_pitches(self._key(), self.note.pitch, self.stage.stamp)
        kept = {n.pitch: n.id for n in self.chord}  # a drag keeps the ids of notes it only lengthens
        fresh = [Note(0, 1, p) for p in pitches]
        self.chord = tuple(
            replace(self.note, pitch=n.pitch, id=self.note.id if n is fresh[0] else kept.get(n.pitch, n.id))
            for n in fresh
        )
        return edits.add_notes(self.stage.score, self.stage.track_id, self.chord)
