"""Unsaved changes are kept in the user's data folder, at the latest 30 seconds after a change; never in a file of
the user.

The GUI thread decides when, on the session's clock, and hands a snapshot (a score is a value) to a thread that
writes it in small steps.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from musegen_app.base.errors import FileFormatError
from musegen_app.document.document import Document, DocumentChange
from musegen_app.document.slots import Place, take_place
from musegen_app.document.stamp import Stamp
from musegen_app.document.unsaved import About, write_unsaved
from musegen_app.sampling.take import Take
from musegen_app.score.model import Score
from musegen_app.session.status import Status
from musegen_app.session.stored_takes import StoredTakes, entries_of
from musegen_app.session.writer import Writer

log = logging.getLogger(__name__)
AFTER_SECONDS = 25.0  # after the first change that is not kept yet; writing has the rest of the 30 seconds
AT_MOST_SECONDS = 120.0
SHARE = 20  # a song that takes long to write is written less often: a twentieth of the time at most
WORDS = "autosave"


@dataclass(frozen=True, slots=True)
class Kept:
    """A song with unsaved changes and the file of ours that holds them."""

    file: Path
    about: About


class Autosave:
    """Follows the document from `follow` on; `poll` it. GUI thread; `wall` gives seconds since 1970.

    `stored` are the takes that wait beside the song. `stamp` tells how the song's own file was when it was read or
    saved last; while `recording()`, `so_far` gives the song with what has been played until now.
    """

    def __init__(
        self,
        document: Document,
        status: Status,
        now: Callable[[], float],
        stored: StoredTakes,
        stamp: Callable[[], Stamp | None] = lambda: None,
        recording: Callable[[], bool] = lambda: False,
        so_far: Callable[[Score], Score] = lambda score: score,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._document = document
        self._status = status
        self._now = now
        self._stored = stored
        self._stamp = stamp
        self._wall = wall
        self._recording = recording
        self._so_far = so_far
        self._recorded = False  # the slot holds what was recorded and may not have come into the song
        self._following = False
        self._writer = Writer("autosave")
        self.works = True  # False from a failure until something could be written again
        self._retry_at: float | None = None
        self._place: Place | None = None
        self._slot: Path | None = None  # of the open song
        self._due: float | None = None
        self._changed_at = 0.0
        self._handed: Score | None = None  # what was given to the thread last …
        self._handed_takes: tuple[Take, ...] = ()  # … with these takes beside it
        self._given_up: Score | None = None  # the user wants to keep nothing of it …
        self._given_up_takes: tuple[Take, ...] = ()  # … nor of these
        self._obsolete: list[Path] = []  # go as soon as the open song has been written again

    def follow(self) -> None:
        """Keep the document's changes from now on; without it nothing is ever written."""
        self._following = True
        self._document.changed.subscribe(self._on_change)
        self._stored.takes.listed.subscribe(lambda _: self._on_takes())

    @property
    def due_in(self) -> float | None:
        """Seconds until the next writing; None when there is nothing to keep."""
        return None if self._due is None else max(0.0, self._due - self._now())

    def poll(self) -> None:
        """Write when it is time; say what went wrong."""
        self._take_word()
        if self._retry_at is not None and self._now() >= self._retry_at:
            self._retry_at = None
            self._writer.retry()
        self._follow_recording()
        if self._due is not None and self._now() >= self._due and not self._writer.busy:
            self.keep()

    def keep(self) -> Kept | None:
        """Hand the present to the thread now, if it has unsaved changes. What will be kept, and where."""
        self._due = None
        if not self._wanted():
            return None
        kept = self._next_kept()
        if kept is None:
            self._due = self._now() + AFTER_SECONDS
        elif self._recorded or not self._is_handed:
            self._hand_over(kept)
        return kept

    def set_aside(self) -> Kept | None:
        """The open song is left with unsaved changes: they stay in its slot, the next song gets another one.

        None when there is nothing to keep. Raises FileFormatError when there is no place to keep it in.
        """
        if not self._wanted(leaving=True):
            self._forget_slot()
            return None
        kept = self._next_kept(set_aside=True)
        if kept is None:
            raise FileFormatError(f"“{self._document.title}” has unsaved changes that cannot be kept; save it first.")
        self._hand_over(kept)  # once more, with the word that it was set aside
        self._due = None
        self._slot = self._handed = None
        return kept

    def take_up(self, file: Path, mine: bool) -> None:
        """The open song is now the one whose changes `file` holds. `mine`: in a slot of ours, written on from now;
        else it goes once the song has been written into a slot of ours."""
        if mine:
            self._slot = file
        else:
            self._obsolete.append(file)
        self._due = self._now()
        self._changed_at = self._wall()

    def give_up(self) -> None:
        """The user does not want the unsaved changes; later ones are kept again."""
        self._given_up, self._given_up_takes = self._document.score, self._stored.takes.all
        self._forget_slot()

    def throw_away(self, file: Path) -> None:
        """Remove a file that was kept, after what is being written."""
        self._writer.remove(file)

    def close(self) -> None:
        """The program ends: what is still unsaved is kept for the next start, the rest removed. May wait for the disk
        for some seconds."""
        with contextlib.suppress(FileFormatError):  # it was said
            self.set_aside()
        self._writer.close()
        self._take_word()
        if self._place is not None:
            self._place.let_go()

    # --- inside ----------------------------------------------------------------------------------------
    def _on_change(self, change: DocumentChange) -> None:
        if not self._unsaved:
            self._due = self._given_up = None
            self._forget_slot()
        elif change.after is not self._handed and change.after is not self._given_up:
            self._changed_at = self._wall()
            self._make_due()

    def _on_takes(self) -> None:
        """There is another take, or one more of its notes."""
        if self._stored.takes.unsaved:
            self._changed_at = self._wall()
            self._make_due()
        elif not self._document.dirty and self._slot is not None:
            self._forget_slot()

    def _make_due(self) -> None:
        if self._due is None:
            self._due = self._now() + min(AT_MOST_SECONDS, max(AFTER_SECONDS, SHARE * self._writer.seconds))

    def _follow_recording(self) -> None:
        """What is being played is no change of the song yet, and yet it would be a loss."""
        if self._recording():
            self._recorded = True
            self._changed_at = self._wall()
            self._make_due()
        elif self._recorded:
            self._recorded = False
            if not self._unsaved:
                self._forget_slot()

    @property
    def _unsaved(self) -> bool:
        return self._document.dirty or self._stored.takes.unsaved

    @property
    def _is_handed(self) -> bool:
        return self._handed is self._document.score and self._handed_takes is self._stored.takes.all

    def _wanted(self, leaving: bool = False) -> bool:
        """Is there something to keep? Who leaves a song leaves takes that a button makes again."""
        takes = self._stored.takes
        given_up = self._document.score is self._given_up and takes.all is self._given_up_takes
        if not self._following or given_up:
            return False
        return self._document.dirty or self._recording() or (takes.precious if leaving else takes.unsaved)

    def _next_kept(self, set_aside: bool = False) -> Kept | None:
        """Where the open song is written, with what is said about it; None when there is no place for it."""
        if self._slot is None:
            place = self._taken_place()
            if place is None:
                return None
            self._slot = place.new_slot()
        document = self._document
        about = About(document.title, document.path, self._stamp(), self._changed_at or self._wall(), set_aside)
        return Kept(self._slot, about)

    def _hand_over(self, kept: Kept) -> None:
        self._handed, self._handed_takes = self._document.score, self._stored.takes.all
        takes = self._stored.kept
        score = self._so_far(self._handed) if self._recording() else self._handed
        obsolete, self._obsolete = self._obsolete, []

        def write() -> None:
            write_unsaved(kept.file, score, kept.about, entries_of(takes))
            for file in obsolete:
                file.unlink(missing_ok=True)

        self._writer.write(kept.file, write)

    def _forget_slot(self) -> None:
        self._handed = self._due = None
        for file in (*([self._slot] if self._slot else []), *self._obsolete):
            self._writer.remove(file)
        self._slot = None
        self._obsolete.clear()

    def _taken_place(self) -> Place | None:
        if self._place is None:
            try:
                self._place = take_place()
            except OSError as error:
                self._failed(f"{error.strerror or error}")
        return self._place

    def _take_word(self) -> None:
        problem = self._writer.news()
        if problem is None:
            return
        if isinstance(problem, str):
            self._failed(problem)
        else:
            self.works = True
            self._status.clear(WORDS)

    def _failed(self, reason: str) -> None:
        """Said as long as it lasts, and tried again."""
        log.info("unsaved changes not kept: %s", reason)
        words = "Unsaved changes cannot be kept for a crash at present; save your song, and make room on the disk"
        self._status.set(WORDS, "error", words)
        self.works = False
        self._retry_at = self._now() + AFTER_SECONDS
