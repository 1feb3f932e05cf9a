"""What can be done to the state that all parts of the roll share, and the wishes of the user.

The widgets draw that state and the gestures change it; neither knows the other. GUI thread only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from time import monotonic

from PySide6.QtCore import QObject, QRectF, QTimer

from musegen_app.sampling.take import Take
from musegen_app.score.model import Note, Score
from musegen_app.score.note_table import in_order
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.draft import Draft, draft_of
from musegen_app.ui.piano_roll.marks import Marks
from musegen_app.ui.piano_roll.stage_state import TOOLS
from musegen_app.ui.piano_roll.stage_view import StageView
from musegen_app.ui.theme import Theme

_SHORT_MS = 250  # how long a note is heard that a key was pressed for


class Stage(StageView):
    """The state of one piano roll and its verbs. Setters do nothing when nothing changes."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(theme, parent)
        self._select_next: frozenset[int] = frozenset()
        self._preview_end = QTimer(self)
        self._preview_end.setSingleShot(True)
        self._preview_end.setInterval(_SHORT_MS)
        self._preview_end.timeout.connect(self.preview_over)
        self._rest = QTimer(self)  # nothing else is to be done
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._work_ahead)

    # -- what is shown -------------------------------------------------------------------------------------------

    def set_music(self, score: Score, track_id: int) -> None:
        """Show `score`; the selection keeps what is still there. A drag in progress has been cancelled before."""
        self.score, self.track_id, self.draft = score, track_id, None
        there = self.index.table
        wanted = there.present(self._select_next) or there.present(self.selection)
        self._select_next = frozenset()
        other_rows = self._fit_rows()
        self.music_changed.emit()
        if other_rows:
            self.view_changed.emit()
        self.select(wanted)

    # -- wishes of the user --------------------------------------------------------------------------------------

    def edit(self, label: str, score: Score, select: Iterable[int] = (), coalesce: str = "") -> None:
        """Ask for `score` to become the document's, and select these notes when it has."""
        self.drop_draft()
        if score is self.score:
            return
        self._select_next = frozenset(select)
        self.edit_wanted.emit(label, score, coalesce)
        self._select_next = frozenset()  # the document may have refused

    def preview(self, *pitches: int, velocity: int) -> None:
        """Let these notes be heard in place of what was heard before, if previews are on."""
        if not self.previews or not pitches:
            return
        self._preview_end.stop()
        self.preview_over.emit()
        for pitch in pitches:
            self.preview_wanted.emit(pitch, velocity)

    def preview_short(self, pitch: int, velocity: int) -> None:
        """Let a note be heard for a moment: no button is held that would end it."""
        self.preview(pitch, velocity=velocity)
        if self.previews:
            self._preview_end.start()

    def preview_end(self) -> None:
        if self.previews:
            self._preview_end.stop()
            self.preview_over.emit()

    # -- drags ---------------------------------------------------------------------------------------------------

    def show_draft(self, score: Score) -> None:
        """Draw `score` as what the drag would do."""
        self._set_draft(draft_of(self.track, score, self.track_id))

    def show_notes(self, lifted: frozenset[int], notes: Sequence[Note], outcome: Callable[[], Score]) -> None:
        """Draw `notes` instead of those that are `lifted`. The score that the drag leads to is made after they are
        painted, so that it is there when the button is let go."""
        self._set_draft(Draft(self.score, lifted, tuple(notes), cache(outcome)))

    def show_changed(self, notes: Iterable[Note], change: Callable[[Note], Note], outcome: Callable[[], Score]) -> None:
        """The same where each unlocked one of `notes` becomes what `change` makes of it."""
        changes = [(n, made) for n in notes if not n.locked and (made := change(n)) != n]
        drawn = sorted((made for _, made in changes), key=in_order)
        self.show_notes(frozenset(n.id for n, _ in changes), drawn, outcome)

    def draft_painted(self) -> None:
        """There is time now to make the score that it leads to."""
        if self.draft is not None and self.draft.outcome is not None:
            self._rest.start()

    def _set_draft(self, draft: Draft) -> None:
        self._rest.stop()
        before = self.draft.lifted if self.draft is not None else frozenset()
        self.draft = draft
        self.draft_changed.emit(draft.lifted != before)

    def _work_ahead(self) -> None:
        if self.draft is not None:
            _ = self.draft.edited

    def drop_draft(self) -> None:
        if self.draft is not None:
            lifted = bool(self.draft.lifted)
            self.draft = None
            self.draft_changed.emit(lifted)

    def set_band(self, band: QRectF | None) -> None:
        """Show the rubber band (pixels of the roll), or none."""
        if band != self.band:
            self.band = band
            self.band_changed.emit()

    def set_marks(self, marks: Marks) -> None:
        """Show these lines over the notes."""
        if marks != self.marks:
            self.marks = marks
            self.band_changed.emit()

    # -- tools and what is chosen ---------------------------------------------------------------------------------

    def set_tool(self, tool: str) -> None:
        """One of TOOLS. Raises ValueError."""
        if tool not in TOOLS:
            raise ValueError(f"no tool called {tool}")
        if tool != self.tool:
            self.tool = tool
            self.tool_changed.emit()

    def set_snap(self, name: str) -> None:
        """One of `snap.SNAPS`. Raises ValueError."""
        if name not in snap.SNAPS:
            raise ValueError(f"no grid called {name}")
        if name != self.snap:
            self.snap = name
            self.view_changed.emit()

    def select(self, ids: Iterable[int]) -> None:
        ids = frozenset(ids)
        if ids:
            self.mark(None)
        if ids != self.selection:
            self.selection = ids
            self.selection_changed.emit()

    def mark(self, span: tuple[int, int] | None) -> None:
        """[from, to) in ticks is what the net is to work on; the selected notes say so no longer. None: no bars are
        marked."""
        if span is not None:
            self.select(())
        if span != self.marked:
            self.marked = span
            self.marked_changed.emit()

    def pick(self, picked: tuple[str, int] | None) -> None:
        """What stands there on a strip is what Delete means: its kind ("chord", "section" …) and tick, or None."""
        if picked != self.picked:
            self.picked = picked
            self.mark_picked.emit()

    def pick_chord(self, tick: int | None) -> None:
        """The chord symbol at `tick` is the one that Delete means; None = nothing is picked."""
        self.pick(("chord", tick) if tick is not None else None)

    def hover_key(self, pitch: int | None) -> None:
        """The pointer is in that row of the roll, or in none."""
        if pitch != self.hover_pitch:
            self.hover_pitch = pitch
            self.key_hovered.emit()

    # -- transport and takes -------------------------------------------------------------------------------------

    def set_playhead(self, tick: int, playing: bool) -> None:
        turned = playing != self.playing
        before, self.playhead, self.playing = self.playhead, tick, playing
        if turned and self.take is not None:
            self.take_changed.emit()  # which of its notes are promised is another matter now
        if before != tick:
            self.playhead_moved.emit(before, tick)

    def set_loop(self, on: bool, from_tick: int, to_tick: int) -> None:
        if self.loop != (on, from_tick, to_tick):
            self.loop = (on, from_tick, to_tick)
            self.loop_changed.emit()

    def set_recording(self, on: bool, punch: tuple[int, int] | None) -> None:
        if (self.recording, self.punch) != (on, punch):
            self.recording, self.punch = on, punch
            self.recording_changed.emit()

    def set_growing(self, notes: tuple[Note, ...]) -> None:
        if notes != self.growing:
            self.growing = notes
            self._fit_rows_now()
            self.growing_changed.emit()

    def set_take(self, take: Take | None, commit_tick: int | None) -> None:
        """Show a take as ghosts; notes that were not there before fade in."""
        if take is self.take and commit_tick == self.commit_tick:
            return
        same = take is not None and self.take is not None and take.id == self.take.id
        known = {n.id for n in self.take.notes} if same and self.take else set()
        now = monotonic()
        fresh = {n.id: now for n in take.notes if n.id not in known} if take is not None else {}
        self.born = {**(self.born if same else {}), **fresh}
        if not same:
            self.take_range = None
        self.take, self.commit_tick = take, commit_tick
        self._fit_rows_now()
        self.take_changed.emit()

    def set_take_range(self, chosen: tuple[int, int] | None) -> None:
        """Show which part of the take the user chose; None = all of it."""
        if chosen != self.take_range:
            self.take_range = chosen
            self.take_changed.emit()

    def set_shared_shown(self, on: bool) -> None:
        """Point out the notes of the take that stand in a training piece."""
        if on != self.shared_shown:
            self.shared_shown = on
            self.take_changed.emit()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.theme_changed.emit()
