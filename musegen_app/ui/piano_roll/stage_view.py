"""Which part of the music is in sight, on which rows, and with what drawn besides the notes.

`stage.py` has the other verbs. GUI thread only.
"""

from __future__ import annotations

from musegen_app.ui.piano_roll.stage_state import StageState
from musegen_app.ui.piano_roll.transform import PitchAxis, TimeAxis


class StageView(StageState):
    """The verbs of the view. Setters do nothing when nothing changes."""

    def set_view(self, time: TimeAxis | None = None, pitch: PitchAxis | None = None) -> None:
        time, pitch = time or self.time, (pitch or self.pitch).with_rows(self.pitch.rows, self.height)
        if (time, pitch) != (self.time, self.pitch):
            self.time, self.pitch = time, pitch
            if self.rows_mode == "scale":  # the key may be another one there
                self._fit_rows()
            self.view_changed.emit()

    def set_size(self, width: int, height: int) -> None:
        """The roll itself is now that large."""
        self.width, self.height = width, height
        self.pitch = self.pitch.scrolled(self.pitch.scroll, height)
        self.view_changed.emit()

    def set_rows(self, mode: str) -> None:
        """Which pitches have rows: one of `rows.MODES`, kept for pitched and for drum tracks. Raises ValueError."""
        self._rows.choose(mode, self.track)
        self._fit_rows()
        self.view_changed.emit()

    def show_ghosts(self, on: bool) -> None:
        """Draw the notes of other tracks, or not."""
        if on != self.ghosts:
            self.ghosts = on
            self.shown_changed.emit()

    def show_authors(self, on: bool) -> None:
        """Colour notes by who wrote them, or by their track."""
        if on != self.authors:
            self.authors = on
            self.shown_changed.emit()

    def show_names(self, on: bool) -> None:
        """Write names on notes that have room for them, or not."""
        if on != self.names:
            self.names = on
            self.shown_changed.emit()

    def show_scale(self, on: bool) -> None:
        """Draw rows outside the key darker, or not."""
        if on != self.scale_shown:
            self.scale_shown = on
            self.shown_changed.emit()

    def _fit_rows(self) -> bool:
        """Bring the rows in line with the notes and the key in the middle of the view. Whether they changed."""
        before, mode = self.pitch, self.rows_mode
        take = self.take.notes_on(self.track_id) if self.take is not None else ()
        rows = self._rows.of(self.track, (*take, *self.growing), self.key_at(self.time.tick(self.width / 2)))
        self.pitch = self._pitch_for(mode == "drums", rows)
        if mode != self.rows_mode:
            self.shown_changed.emit()
        return self.pitch is not before

    def _pitch_for(self, was_kit: bool, rows: tuple[int, ...] | None) -> PitchAxis:
        """From a kit to a pitched track and back each is looked at as it was left; a kit first with room for all."""
        is_kit = self.rows_mode == "drums"
        if is_kit == was_kit:
            return self.pitch.with_rows(rows, self.height)
        self._pitch_left[was_kit] = self.pitch
        left = self._pitch_left.get(is_kit)
        if left is not None:
            return left.with_rows(rows, self.height)
        axis = self.pitch.with_rows(rows, self.height)
        return axis.filling(self.height) if is_kit else axis

    def _fit_rows_now(self) -> None:
        """The same where nothing else tells that the view is another one."""
        if self._fit_rows():
            self.view_changed.emit()
