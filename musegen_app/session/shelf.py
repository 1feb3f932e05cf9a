"""Copies, earlier versions, templates, and tracks of other files: verbs that take songs from or put them on the shelf.

GUI thread. Every verb raises FileFormatError with one sentence and then has changed nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from musegen_app.base.atomic import backup_versions
from musegen_app.base.errors import FileFormatError
from musegen_app.base.paths import backups_dir, existing
from musegen_app.document.document import Document
from musegen_app.document.templates import SUFFIX, Template, own_templates, shipped_templates, templates_dir
from musegen_app.score.import_edits import add_tracks_of
from musegen_app.session.files import PROJECT_SUFFIX, FileVerbs, Take, has_ending, with_ending
from musegen_app.session.status import Status
from musegen_app.session.stored_takes import StoredTakes, json_of

if TYPE_CHECKING:
    from musegen_app.formats.opened import Opened


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version of the open song's file; `saved_at` in seconds since 1970."""

    file: Path
    saved_at: float


class ShelfVerbs:
    """`leave` is called before another song takes the place of the open one."""

    def __init__(
        self, document: Document, status: Status, leave: Callable[[], None], files: FileVerbs, stored: StoredTakes
    ) -> None:
        self._files = files
        self._stored = stored
        self._document = document
        self._status = status
        self._leave = leave

    def save_copy(self, path: Path | str) -> None:
        """Write the song to another file; its own file and what is unsaved stay as they are."""
        from musegen_app import formats

        path = Path(path) if has_ending(Path(path)) else with_ending(Path(path), PROJECT_SUFFIX)
        formats.write_any(self._document.score, path, json_of(self._stored.kept))
        self._status.say("info", f"A copy was saved as {path.name}")

    def versions(self) -> tuple[Version, ...]:
        """Earlier versions of the song's file, newest first."""
        path = self._document.path
        if path is None:
            return ()
        found = [_version(p) for p in reversed(backup_versions(path, backups_dir()))]
        return tuple(v for v in found if v is not None)

    def open_version(self, version: Version, take: Take | None = None) -> None:
        """Open an earlier version as a song of its own, without a file: the file that is there now stays. A large one
        comes later, see `FileVerbs.begin_reading`."""
        name = self._document.title
        self._files.begin_reading(version.file, name, self._show_version, take)

    def _show_version(self, opened: Opened) -> None:
        self._leave()
        self._document.replace(opened.score, None, label="Open earlier version", saved=False)
        self._stored.bring(opened, saved=False)

    def templates(self) -> tuple[Template, ...]:
        """Those of the program, then the user's own."""
        return (*shipped_templates(), *own_templates())

    def new_from(self, template: Template) -> None:
        score = template.song()
        self._leave()
        self._document.replace(score, None, label="New")

    def save_template(self, path: Path | str) -> None:
        """Keep the song as it is as something to begin with; `path` lies in `templates_dir()` to be in the menu."""
        from musegen_app.formats.project import write_project

        path = with_ending(Path(path), SUFFIX)
        write_project(self._document.score, path)
        self._status.say("info", f"“{path.stem}” is a template now")

    def templates_folder(self) -> Path:
        """Where the user's templates lie; made if it was missing."""
        try:
            return existing(templates_dir())
        except OSError as error:
            raise FileFormatError(f"The folder for templates, {templates_dir()}, cannot be made.") from error

    def add_from(self, paths: Sequence[Path]) -> int:
        """Put the tracks of these files beside those of the song, as one undo step. Returns how many came. Files that
        cannot be read are named, the others count. Raises FileFormatError when none can be read."""
        from musegen_app import formats

        score = before = self._document.score
        read: list[str] = []
        problems: list[FileFormatError] = []
        for path in paths:
            try:
                score = add_tracks_of(score, formats.read_any(path))
                read.append(path.name)
            except FileFormatError as problem:
                problems.append(problem)
        if not read and problems:
            raise problems[0]
        came = len(score.tracks) - len(before.tracks)
        self._document.edit("Add tracks from a file" if len(read) == 1 else "Add tracks from files", score)
        words = [f"{_count(came)} added from {', '.join(read)}", *(str(p).rstrip(".") for p in problems)]
        self._status.say("warn" if problems or not came else "info", ". ".join(words))
        return came


def _count(tracks: int) -> str:
    return "1 track" if tracks == 1 else f"{tracks or 'No'} tracks"


def _version(file: Path) -> Version | None:
    try:
        return Version(file, file.stat().st_mtime)
    except OSError:
        return None
