"""The open song: the one place where it changes. GUI thread only (or the command line's main thread)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from musegen_app.base.event import Event
from musegen_app.document.history import History
from musegen_app.score.model import Score


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What happened: `label` reads "Draw note", "Undo Draw note", "Open" … Equal scores: only the path or the
    saved state changed. `stepped`: it went back or on in the history."""

    before: Score
    after: Score
    label: str
    stepped: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """A song that made way for another one, with its whole history."""

    score: Score
    path: Path | None
    saved: Score
    history: History


class Document:
    """A score with its history, its file and whether it is saved."""

    def __init__(self, score: Score | None = None, path: Path | None = None) -> None:
        self._score = score if score is not None else Score()
        self._path = path
        self._saved = self._score
        self._history = History()
        self.changed: Event[DocumentChange] = Event()

    @property
    def score(self) -> Score:
        return self._score

    @property
    def path(self) -> Path | None:
        """The file it was read from or saved to; None for a new song."""
        return self._path

    @property
    def dirty(self) -> bool:
        """Is there something that the file does not have? Undoing back to the saved state makes it clean."""
        return self._score is not self._saved and self._score != self._saved

    @property
    def title(self) -> str:
        """The song's title, else the file's name, else "Untitled"."""
        return self._score.title or (self._path.stem if self._path else "") or "Untitled"

    @property
    def place(self) -> int:
        """So many edits are done: how long `history` is."""
        return self._history.place

    @property
    def can_undo(self) -> bool:
        return bool(self._history.place)

    @property
    def can_redo(self) -> bool:
        return bool(self._history.undone)

    @property
    def undo_label(self) -> str:
        """What `undo` would take back, "" if nothing."""
        return self._history.undo_label

    @property
    def redo_label(self) -> str:
        """What `redo` would do again, "" if nothing."""
        return self._history.redo_label

    @property
    def history(self) -> tuple[str, ...]:
        """Labels of the edits that can be undone, oldest first."""
        return self._history.done

    @property
    def future(self) -> tuple[str, ...]:
        """Labels of the edits that can be done again, the next one first."""
        return self._history.undone

    def edit(self, label: str, score: Score, coalesce: str = "") -> bool:
        """Make `score` the present, as one undo step. Calls with the same non-empty `coalesce` in a row (the moves
        of one drag: give every drag its own key) are one step. False if nothing changed."""
        before = self._score
        if score is before or score == before:
            return False
        self._history.push(label, before, score, coalesce)
        self._show(score, label)
        return True

    def end_gesture(self) -> None:
        """The drag is over: the next edit is a step of its own even with the same key."""
        self._history.close_gesture()

    def undo(self) -> bool:
        """Take the last edit back. False if there is none."""
        if not self.can_undo:
            return False
        label = f"Undo {self.undo_label}"
        self._show(self._history.go_to(self._history.place - 1, self._score), label, stepped=True)
        return True

    def redo(self) -> bool:
        """Do the last undone edit again. False if there is none."""
        if not self.can_redo:
            return False
        label = f"Redo {self.redo_label}"
        self._show(self._history.go_to(self._history.place + 1, self._score), label, stepped=True)
        return True

    def go_to(self, done: int) -> bool:
        """Be where the first `done` edits are done (0 = the beginning), as one change: what a list of the history
        jumps by. False if that is where we are. Raises ValueError for a place that is not in the history."""
        here = self._history.place
        if done == here:
            return False
        score = self._history.go_to(done, self._score)
        place = self._history.undo_label or "the beginning"
        self._show(score, f"Back to {place}" if done < here else f"On to {place}", stepped=True)
        return True

    def replace(self, score: Score, path: Path | None, *, label: str = "Open", saved: bool = True) -> None:
        """Another song (new, opened or, with `saved=False`, recovered): the history starts afresh."""
        self._history.clear()
        self._path = path
        self._saved = score if saved else Score()
        self._show(score, label)

    def set_aside(self) -> SetAside:
        """The song as it is, to be taken back later; call `replace` or `take_back` next."""
        self._history.close_gesture()
        kept = SetAside(self._score, self._path, self._saved, self._history)
        self._history = History()
        return kept

    def take_back(self, song: SetAside) -> None:
        """The song that was set aside is open again, with its history and its unsaved changes."""
        self._path, self._saved, self._history = song.path, song.saved, song.history
        self._show(song.score, "Back")

    def mark_saved(self, path: Path, score: Score | None = None) -> None:
        """`path` holds the present, or `score`, from which the song has gone on since."""
        self._path = path
        self._saved = self._score if score is None else score
        self._history.close_gesture()
        self._show(self._score, "Save")

    def _show(self, score: Score, label: str, *, stepped: bool = False) -> None:
        before, self._score = self._score, score
        self.changed.emit(DocumentChange(before, score, label, stepped))
