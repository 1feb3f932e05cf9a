"""The base of the parts that show the notes of the active track: where some notes change, only their places are
painted again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from musegen_app.score.model import Note
from musegen_app.score.note_table import change_between
from musegen_app.ui.piano_roll.draft import Draft
from musegen_app.ui.piano_roll.lane import Lane
from musegen_app.ui.piano_roll.stage import Stage


class NoteLane(Lane):
    """`looked_at` has to tell of everything but the notes themselves, the selection and the draft."""

    def __init__(self, stage: Stage, name: str, parent: QWidget | None = None) -> None:
        super().__init__(stage, name, parent)
        self._track_id = stage.track_id
        self._seen = stage.index.notes
        self._selection = stage.selection
        self._draft: Draft | None = None
        stage.selection_changed.connect(self._selection_changed)
        stage.draft_changed.connect(self._draft_changed)

    def around(self, notes: Sequence[Note]) -> QRect:
        """The pixels in which all of `notes` (there are some, in order) leave a trace."""
        raise NotImplementedError

    def of_music(self) -> object:
        """Of the track that is shown the notes are looked at one by one."""
        stage = self.stage
        return stage.track_id, stage.colour_of(stage.track_id), stage.score.meter, stage.track is None

    def _music_changed(self) -> None:
        self._draft_changed()  # new music ends a drag without a word
        super()._music_changed()
        notes, before, track_id = self.stage.index.notes, self._seen, self._track_id
        self._seen, self._track_id = notes, self.stage.track_id
        if track_id == self._track_id:
            change = change_between(before, notes)
            self._spoil(change.removed)
            self._spoil(change.added)

    def _selection_changed(self) -> None:
        before, self._selection = self._selection, self.stage.selection
        self._spoil(self.stage.index.table.chosen(before ^ self._selection))

    def _draft_changed(self) -> None:
        """Lifted notes go from the kept picture and come back to it; what becomes of them is drawn over it."""
        before, self._draft = self._draft, self.stage.draft
        lifted, now = (draft.lifted if draft is not None else frozenset() for draft in (before, self._draft))
        if lifted != now:
            self._spoil(self.stage.index.table.chosen(lifted ^ now))
        if before is not self._draft:
            self.update_drafts([d.notes for d in (before, self._draft) if d is not None and d.notes])

    def update_drafts(self, drafted: Sequence[Sequence[Note]]) -> None:
        """Notes of drafts come and go."""
        self.update()

    def _spoil(self, notes: Sequence[Note]) -> None:
        part = self.around(notes) & self.rect() if notes else QRect()
        if not part.isEmpty():
            self.refresh_part(part)
