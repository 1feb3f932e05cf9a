"""What keys and menus do with the selected notes: each is one pure edit, and one undo step for a held key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from musegen_app.score import edits
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Score
from musegen_app.score.passage import copy_passage, paste_passage
from musegen_app.ui.piano_roll import clipboard, snap
from musegen_app.ui.piano_roll.draft import added_ids
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said


class NoteCommands:
    """Verbs on the selection of one stage. They do nothing without one. GUI thread."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    # -- selection -----------------------------------------------------------------------------------------------

    def select_all(self) -> None:
        self._stage.select(n.id for n in self._stage.index.notes)

    def invert(self) -> None:
        self._stage.select({n.id for n in self._stage.index.notes} - self._stage.selection)

    def step(self, forward: bool) -> None:
        """Select the next (or previous) note alone, bring it into view and let it be heard."""
        notes = self._stage.index.notes
        if not notes:
            return
        places = [i for i, n in enumerate(notes) if n.id in self._stage.selection]
        if places:
            place = places[-1] + 1 if forward else places[0] - 1
        else:
            place = self._near_playhead(notes) if forward else len(notes) - 1
        note = notes[place % len(notes)]
        self._stage.select({note.id})
        self._show(note)
        self._stage.preview_short(note.pitch, note.velocity)

    def _near_playhead(self, notes: tuple[Note, ...]) -> int:
        return next((i for i, n in enumerate(notes) if n.start_tick >= self._stage.playhead), 0)

    def _show(self, note: Note) -> None:
        stage = self._stage
        x, y = stage.time.x(note.start_tick), stage.pitch.y(note.pitch)
        time, pitch = stage.time, stage.pitch
        if not 0 <= x <= stage.width - 40:
            time = time.scrolled(time.scroll + x - stage.width / 3)
        if not 0 <= y <= stage.height - pitch.row:
            pitch = pitch.centred(note.pitch, stage.height)
        stage.set_view(time, pitch)

    # -- clipboard -----------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """With the controllers under the notes, if the passage is whole."""
        stage = self._stage
        if stage.selection and stage.track is not None:
            clipboard.put(copy_passage(stage.score, stage.track_id, stage.selection))

    def cut(self) -> None:
        self.copy()
        self._remove("Cut notes")

    def paste(self) -> None:
        passage = clipboard.held()
        if passage.notes:
            self._insert("Paste notes", lambda s, t: paste_passage(s, t, passage, self._stage.playhead))

    def duplicate(self) -> None:
        """Behind itself: the selection's span, rounded up to a grid step, further on."""
        chosen = self._stage.selected_notes()
        if not chosen:
            return
        meter = self._stage.score.meter
        first = min(n.start_tick for n in chosen)
        step = snap.note_ticks(self._stage.snap, meter, first)
        span = max(n.end_tick for n in chosen) - first
        copied = copy_passage(self._stage.score, self._stage.track_id, self._stage.selection)
        at_tick = first + -(-span // step) * step
        self._insert("Duplicate notes", lambda s, t: paste_passage(s, t, copied, at_tick))

    def delete(self) -> None:
        """The selected notes, or the chord symbol that is picked."""
        stage = self._stage
        if stage.selection:
            self._remove("Delete notes")
        elif stage.chord_tick is not None:
            tick = stage.chord_tick
            stage.pick_chord(None)
            stage.edit("Remove chord", edits.remove_chord(stage.score, tick))

    # -- changes -------------------------------------------------------------------------------------------------

    def transpose(self, semitones: int) -> None:
        chosen = self._stage.selected_notes()
        if not chosen:
            return
        low, high = min(n.pitch for n in chosen), max(n.pitch for n in chosen)
        if low + semitones < 0 or high + semitones > 127:
            self._stage.hint.emit(said("That would leave the range of MIDI notes"))
            return
        self._change("Transpose notes", "transpose", lambda s, t, ids: edits.move_notes(s, t, ids, 0, semitones))
        self._stage.preview_short(chosen[0].pitch + semitones, chosen[0].velocity)

    def transpose_in_scale(self, steps: int) -> None:
        """By steps of the key at the first selected note, C major when none is written."""
        chosen = self._stage.selected_notes()
        if chosen:
            key = self._stage.key_at(chosen[0].start_tick) or Key()
            self._change(
                "Transpose notes",
                "scale",
                lambda s, t, ids: edits.transpose_notes_in_scale(s, t, ids, steps, key),
            )

    def nudge(self, steps: int, unit: str) -> None:
        chosen = self._stage.selected_notes()
        if not chosen:
            return
        first = min(n.start_tick for n in chosen)
        ticks = max(-first, steps * self._unit_ticks(unit, first))
        self._change("Move notes", "nudge", lambda s, t, ids: edits.move_notes(s, t, ids, ticks, 0))

    def length(self, steps: int) -> None:
        chosen = self._stage.selected_notes()
        if not chosen:
            return
        step = self._unit_ticks("grid", chosen[0].start_tick)
        spare = max(0, min(n.duration_ticks for n in chosen) - snap.FINE_TICKS)
        ticks = max(-spare, steps * step)
        self._change("Resize notes", "length", lambda s, t, ids: edits.resize_notes(s, t, ids, ticks))

    def velocity(self, change: int) -> None:
        self._set_velocities({n.id: min(127, max(1, n.velocity + change)) for n in self._stage.selected_notes()})

    def set_velocity(self, value: int) -> None:
        self._set_velocities({n.id: min(127, max(1, value)) for n in self._stage.selected_notes()})

    def quantise(self) -> None:
        """As the quantise panel is set, without its human touch. Without a selection: every note of the track."""
        stage = self._stage
        lines = stage.groove.lines(stage.snap, stage.score, 0)
        if lines is None or stage.track is None:
            stage.hint.emit(said("Choose a grid first: snap is off"))
            return
        ids = stage.selection or frozenset(n.id for n in stage.index.notes)
        edited = replace(stage.groove, human=0.0).applied(stage.score, stage.track_id, ids, lines)
        if edited is stage.score:
            stage.hint.emit(said("These notes are on the grid"))
        stage.edit("Quantise notes", edited, select=stage.selection)

    # -- inside --------------------------------------------------------------------------------------------------

    def _unit_ticks(self, unit: str, tick: int) -> int:
        meter = self._stage.score.meter
        if unit == "bar":
            return meter.at(tick).bar_ticks
        return snap.FINE_TICKS if unit == "fine" else snap.note_ticks(self._stage.snap, meter, tick)

    def _set_velocities(self, values: dict[int, int]) -> None:
        if values:
            self._stage.last_velocity = next(iter(values.values()))
            self._change("Change velocity", "velocity", lambda s, t, _ids: edits.set_velocities(s, t, values))

    def _remove(self, label: str) -> None:
        stage = self._stage
        if stage.selection:
            stage.edit(label, edits.remove_notes(stage.score, stage.track_id, stage.selection))

    def _insert(self, label: str, edit: Callable[[Score, int], Score]) -> None:
        stage = self._stage
        if stage.track is None:
            return
        edited = edit(stage.score, stage.track_id)
        stage.edit(label, edited, select=added_ids(stage.score, edited, stage.track_id))

    def _change(self, label: str, kind: str, edit: Callable[[Score, int, frozenset[int]], Score]) -> None:
        """An edit of the selection; the same kind on the same notes again joins the undo step before."""
        stage = self._stage
        ids = stage.selection
        key = f"{kind} {stage.track_id} {hash(ids)}"
        stage.edit(label, edit(stage.score, stage.track_id, ids), select=ids, coalesce=key)
