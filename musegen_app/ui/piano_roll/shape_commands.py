"""What menus do to the shape and the state of the selected notes, and what they select. Each change is one pure edit
and one undo step."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from musegen_app.score import edits
from musegen_app.score.groove_edits import strum_ticks
from musegen_app.score.model import Note, OriginKind, Score
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.draft import added_ids
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.translation import said

Edit = Callable[[Score, int, frozenset[int]], Score]
STRUM_STEP = 30  # ticks that each strum makes the notes of a chord stand farther apart
_MOST_STRUM = 240


class ShapeCommands:
    """Verbs on the selection of one stage; without one they say so. GUI thread."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    # -- shape ---------------------------------------------------------------------------------------------------

    def legato(self) -> None:
        """Each note until the next one begins."""
        self._change("Legato", edits.legato_notes)

    def fill_gaps(self) -> None:
        """As legato, but no note gets shorter."""
        self._change("Fill gaps", edits.fill_gaps)

    def trim_overlaps(self) -> None:
        self._change("Trim overlaps", edits.trim_overlaps, said("No notes of the same pitch overlap here"))

    def reverse(self) -> None:
        self._change("Reverse notes", edits.reverse_notes)

    def invert(self) -> None:
        self._change("Invert notes", edits.invert_notes)

    def split(self) -> None:
        """At the playhead where it stands inside the notes, else at every grid line. Without a selection: the notes
        under the playhead."""
        stage, playhead = self._stage, self._stage.playhead
        under = frozenset(n.id for n in stage.index.between(playhead, playhead + 1) if n.start_tick < playhead)
        ids = stage.selection or under
        if not ids:
            stage.hint.emit(said("Select notes to split, or put the playhead inside one"))
            return
        lines: Iterable[int] = (playhead,) if ids & under else self._grid_lines()
        edited = edits.cut_notes(stage.score, stage.track_id, ids, lines)
        self._edit("Split notes", edited, ids, said("No line of the grid lies inside these notes"))

    def join(self) -> None:
        """Chosen notes of one pitch become one."""
        self._change("Join notes", edits.join_notes, said("Two notes of the same pitch are needed to join them"))

    def strum(self, up: bool) -> None:
        """The chords are spread, from the lowest note or from the highest; again: wider."""
        step = STRUM_STEP if up else -STRUM_STEP
        ticks = strum_ticks(self._stage.selected_notes()) + step
        ticks = min(_MOST_STRUM, max(-_MOST_STRUM, ticks))
        self._change(
            "Strum", lambda s, t, ids: edits.strum_notes(s, t, ids, ticks), said("Select the notes of a chord")
        )

    def humanise(self) -> None:
        """A hand's small irregularities; each time others."""
        stage = self._stage
        seed = hash((stage.selection, tuple(n.start_tick for n in stage.selected_notes())))
        self._change("Humanise", lambda s, t, ids: edits.humanise_notes(s, t, ids, 0.5, seed))

    # -- state ---------------------------------------------------------------------------------------------------

    def mute(self) -> None:
        """Mute the notes; when all of them are muted, let them sound again."""
        on = not all(n.muted for n in self._stage.selected_notes())
        self._change("Mute notes" if on else "Unmute notes", lambda s, t, ids: edits.mute_notes(s, t, ids, on))

    def lock(self) -> None:
        """Lock the notes; when all of them are locked, unlock them."""
        on = not all(n.locked for n in self._stage.selected_notes())
        self._change("Lock notes" if on else "Unlock notes", lambda s, t, ids: edits.lock_notes(s, t, ids, on))

    # -- selecting -----------------------------------------------------------------------------------------------

    def select_same_pitch(self) -> None:
        """Every note of the track at a pitch that is selected."""
        pitches = {n.pitch for n in self._stage.selected_notes()}
        self._select(lambda n: n.pitch in pitches, said("Select a note first: all of its pitch will be selected"))

    def select_in_loop(self) -> None:
        _, first, last = self._stage.loop
        self._select(lambda n: first <= n.start_tick < last, said("No note begins inside the loop"))

    def select_muted(self) -> None:
        self._select(lambda n: n.muted, said("No note of this track is muted"))

    def select_generated(self) -> None:
        self._select(
            lambda n: n.origin.kind is OriginKind.GENERATED, said("A net wrote none of the notes of this track")
        )

    # -- inside --------------------------------------------------------------------------------------------------

    def _grid_lines(self) -> list[int]:
        """Of the roll's grid, over the selection."""
        stage, chosen = self._stage, self._stage.selected_notes()
        name = snap.DEFAULT if stage.snap == snap.OFF else stage.snap
        end = max(n.end_tick for n in chosen)
        lines, line = [], snap.ceil_tick(name, stage.score.meter, chosen[0].start_tick + 1)
        while line < end:
            lines.append(line)
            line = snap.ceil_tick(name, stage.score.meter, line + 1)
        return lines

    def _change(self, label: str, edit: Edit, nothing: str = "") -> None:
        stage = self._stage
        if not stage.selection:
            stage.hint.emit(said("Select notes first: click one, or press Ctrl+A"))
            return
        self._edit(label, edit(stage.score, stage.track_id, stage.selection), stage.selection, nothing)

    def _edit(self, label: str, edited: Score, ids: frozenset[int], nothing: str) -> None:
        stage = self._stage
        if edited is stage.score:
            if nothing:
                stage.hint.emit(nothing)
            return
        stage.edit(label, edited, select=ids | added_ids(stage.score, edited, stage.track_id))

    def _select(self, wanted: Callable[[Note], bool], nothing: str) -> None:
        ids = [n.id for n in self._stage.index.notes if wanted(n)]
        if not ids:
            self._stage.hint.emit(nothing)
            return
        self._stage.select(ids)
