"""Songs with unsaved changes that are not open: left behind by a program that ended, or set aside for another song.

None of them is lost: each lies in a file of ours until it is saved or thrown away. GUI thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from musegen_app.base.errors import FileFormatError
from musegen_app.base.event import Event
from musegen_app.document.document import Document, SetAside
from musegen_app.document.slots import Place, left_places
from musegen_app.document.unsaved import About, read_about
from musegen_app.session.autosave import Autosave
from musegen_app.session.files import FileVerbs
from musegen_app.session.stored_takes import StoredTakes
from musegen_app.session.takes import Kept

if TYPE_CHECKING:
    from musegen_app.formats.opened import Opened

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeptSong:
    """`place`: the folder it was found in at the start; `present`: the whole song with its history, and `takes`, if it
    was set aside by this program."""

    file: Path
    about: About
    place: Place | None = None
    present: SetAside | None = None
    takes: Kept = field(default_factory=Kept)


@dataclass(frozen=True, slots=True)
class Damaged:
    """A kept song that cannot be read; `file` is where it lies now."""

    file: Path


class KeptSongs:
    """`songs`, oldest first; `left` fires when the open song was set aside with unsaved changes."""

    def __init__(
        self,
        document: Document,
        autosave: Autosave,
        leave: Callable[[], None],
        files: FileVerbs,
        stored: StoredTakes,
    ) -> None:
        """`leave` is called before another song takes the place of the open one."""
        self._files = files
        self._stored = stored
        self._document = document
        self._autosave = autosave
        self._leave = leave
        self._places: list[Place] = []
        self.songs: tuple[KeptSong, ...] = ()
        self.previous: SetAside | None = None  # what was open before, with unsaved changes or without
        self._previous_takes = Kept()
        self.left: Event[KeptSong] = Event()
        self.changed: Event[None] = Event()

    def find(self) -> tuple[KeptSong | Damaged, ...]:
        """Look for what earlier programs left behind, once at the start. Damaged ones are put where they stay."""
        found: list[KeptSong | Damaged] = []
        for place in left_places():
            self._places.append(place)
            found.extend(_looked_at(file, place) for file in place.songs())
        self.songs = (*(f for f in found if isinstance(f, KeptSong)), *self.songs)
        return tuple(found)

    def set_aside(self) -> None:
        """The open song makes way for another one; unsaved changes are kept. Call it right before `replace`.

        Raises FileFormatError when they cannot be.
        """
        takes = self._stored.takes.kept
        kept = self._autosave.set_aside()
        self.previous, self._previous_takes = self._document.set_aside(), takes
        if kept is None:
            return
        song = KeptSong(kept.file, kept.about, present=self.previous, takes=takes)
        self.songs = (*self.songs, song)
        self.left.emit(song)
        self.changed.emit(None)

    def open(self, song: KeptSong, opened: Callable[[], None] = lambda: None) -> None:
        """Make it the open song, with its unsaved changes; `opened` is called then. A large one that an earlier program
        has left is read beside the window first, see `FileVerbs.begin_reading`. Raises FileFormatError, or says later
        that it cannot be read: then it is put aside."""
        if song.present is None:
            self._begin(song, opened)
            return
        self._leave()
        self._document.take_back(song.present)
        self._stored.takes.bring(song.takes)
        self._is_open(song)
        opened()

    def back(self) -> None:
        """The song that was open before this one is open again, as it was. Nothing happens if there was none."""
        previous = self.previous
        song = next((s for s in self.songs if s.present is previous), None)
        if song is not None:
            self.open(song)
        elif previous is not None:
            takes = self._previous_takes
            self._leave()
            self._document.take_back(previous)
            self._stored.takes.bring(takes)

    def throw_away(self, song: KeptSong) -> None:
        self._autosave.throw_away(song.file)
        self._drop(song)

    def close(self) -> None:
        """After the autosave: let go of what was found at the start, for the next program."""
        for place in self._places:
            place.let_go()
        self._places.clear()

    def _begin(self, song: KeptSong, opened: Callable[[], None]) -> None:
        was_read = False

        def show(found: Opened) -> None:
            nonlocal was_read
            was_read = True
            if any(s is song for s in self.songs):  # it was not thrown away meanwhile
                self._recover(song, found)
                opened()

        def take(bring: Callable[[], None]) -> None:
            try:
                bring()
            except FileFormatError as error:
                if was_read:  # the open song cannot be left
                    raise
                raise self._damaged(song) from error

        self._files.begin_reading(song.file, song.about.title, show, take)

    def _recover(self, song: KeptSong, found: Opened) -> None:
        self._leave()
        if song.about.path is not None:
            self._files.know(song.about.path, song.about.stamp)
        self._document.replace(found.score, song.about.path, label="Recover", saved=False)
        self._stored.bring(found, saved=False)
        self._is_open(song)

    def _is_open(self, song: KeptSong) -> None:
        self._autosave.take_up(song.file, mine=song.present is not None)
        self._drop(song)

    def _drop(self, song: KeptSong) -> None:
        self.songs = tuple(s for s in self.songs if s is not song)
        self.changed.emit(None)

    def _damaged(self, song: KeptSong) -> FileFormatError:
        """Put it aside; what to say about it."""
        kept = _put_aside(song.file, song.place)
        self._drop(song)
        return FileFormatError(f"“{song.about.title}” cannot be read; it is kept as {kept}.")


def _looked_at(file: Path, place: Place) -> KeptSong | Damaged:
    try:
        return KeptSong(file, read_about(file), place)
    except FileFormatError as error:
        log.info("unsaved song %s: %s", file, error)
        return Damaged(_put_aside(file, place))


def _put_aside(file: Path, place: Place | None) -> Path:
    try:
        return place.put_aside(file) if place is not None else file
    except OSError as error:
        log.info("%s stays where it is: %s", file, error)
        return file
