"""Tracks as numpy columns for whoever draws thousands of notes, made when they are first asked for."""

from __future__ import annotations

import sys
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

from musegen_app.score.model import Note, Track
from musegen_app.score.note_table import SMALL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from musegen_app.ui.piano_roll.painters.arrays import NoteArrays

_KEPT_SETS = 4
_PAINTER = "musegen_app.ui.piano_roll.painters.crowd"


class Columns:
    """One `NoteArrays` a track, renewed from the one before when the notes change. GUI thread."""

    def __init__(self) -> None:
        self._made: dict[int, NoteArrays] = {}
        self._ids: dict[frozenset[int], NDArray[np.int32]] = {}

    def warm(self) -> None:
        """Load what draws crowds, in the background: soon after the first picture, so that no later one waits."""
        if _PAINTER not in sys.modules:
            Thread(target=import_module, args=(_PAINTER,), name="load numpy", daemon=True).start()

    def of(self, track: Track) -> NoteArrays:
        """The columns of a track. The first call in the life of the program loads numpy."""
        return self.of_notes(track.notes, track.id)

    def prepare(self, track: Track) -> None:
        """Make the columns of a track of a song that is about to be shown. Any thread: those of a song that is shown
        now, whose tracks may bear the same numbers, are left alone."""
        from musegen_app.ui.piano_roll.painters.arrays import arrays_of

        self._made[track.id] = arrays_of(track.notes)

    def of_notes(self, notes: tuple[Note, ...], known_as: int) -> NoteArrays:
        """The columns of any notes; those asked for last under the same number are used again."""
        from musegen_app.ui.piano_roll.painters.arrays import arrays_of

        before = self._made.get(known_as)
        if before is not None and before.notes is not notes and len(notes) <= SMALL:
            before = None  # to read few notes is quicker than to find out which of them are new
        made = arrays_of(notes, before)
        self._made[known_as] = made
        return made

    def ids(self, ids: frozenset[int]) -> NDArray[np.int32]:
        """A set of ids (the selection, what a drag has lifted) as a column; kept for the sets asked about last."""
        import numpy as np

        known = self._ids.get(ids)
        if known is None:
            if len(self._ids) >= _KEPT_SETS:
                self._ids.clear()
            known = self._ids[ids] = np.fromiter(ids, np.int32, len(ids))
        return known
