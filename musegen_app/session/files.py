"""Verbs of files: new, open, save, export. GUI thread; large files are read and saved beside the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from musegen_app.base.errors import FileFormatError, MuseGenError
from musegen_app.base.event import Event
from musegen_app.document.document import Document
from musegen_app.document.recent import RecentFiles
from musegen_app.document.stamp import Stamp, stamp_of
from musegen_app.score.model import Score, Track
from musegen_app.session.exports import WavOptions, write_wav
from musegen_app.session.jobs import Job, Jobs
from musegen_app.session.opening import Opening, is_large_file
from musegen_app.session.outside import not_in_file
from musegen_app.session.saving import Saved, Saver, is_large
from musegen_app.session.status import Status
from musegen_app.session.stored_takes import StoredTakes, json_of
from musegen_app.session.takes import Kept

if TYPE_CHECKING:
    from musegen_app.engine.build import PlaylistBuilder
    from musegen_app.formats.opened import Opened
    from musegen_app.session.opening import Ready

Take = Callable[[Callable[[], None]], object]
SLOW_SECONDS = 1.5  # opening that takes longer can be stopped in a line of its own
PROJECT_SUFFIX = ".musegen"
SAVING = "saving"  # slot of the status line


class ChangedOutside(FileFormatError):
    """The song's file is another one than the song was read from: saving would destroy what is in it."""


class FileVerbs:
    """Nothing the user had is lost: a failing open leaves the open song alone, a failing save the old file."""

    def __init__(
        self, document: Document, status: Status, jobs: Jobs, forget: Callable[[], None], stored: StoredTakes
    ) -> None:
        self._document = document
        self._status = status
        self._jobs = jobs
        self._forget = forget
        self._stored = stored
        self._recent = RecentFiles()
        self._opening: Opening | None = None
        self._take: Take = _at_once
        self._show: Callable[[Opened], None] = lambda opened: None
        self._slow = False
        self.slow_opening: Event[Opening | None] = Event()  # it takes long enough to be stopped; None: it is over
        self.prepare: Callable[[Score], None] = lambda score: None  # set by the window, called by the reading thread
        self.prepared: Callable[[PlaylistBuilder], None] = lambda builder: None  # set by the session
        self._stamps: dict[Path, Stamp | None] = {}  # how each file was when it was read or written last
        self._saver = Saver()
        self._saving: Path | None = None  # the file that the song is being saved to beside the window
        self._cancelled: list[Opening] = []  # may still be stopping
        self.refused: Event[MuseGenError] = Event()  # a save that went on beside the window came to nothing
        self.remarks: tuple[str, ...] = ()  # what the last file read or written could not show or hold

    def new(self) -> None:
        """An empty song with one track."""
        self._forget()
        self._document.replace(Score(tracks=(Track(name="Melody"),)), None, label="New")

    def open(self, path: Path | str) -> None:
        """Open any file a format of the catalog reads. Raises FileFormatError and changes nothing."""
        from musegen_app import formats

        path = Path(path)
        stamp = stamp_of(path)
        self._show_opened(path, stamp, formats.open_any(path))

    def begin_open(self, path: Path | str, take: Take | None = None) -> None:
        """The same for the window, see `begin_reading`."""
        path = Path(path)
        stamp = stamp_of(path)
        self.begin_reading(path, path.name, lambda opened: self._show_opened(path, stamp, opened), take)

    def begin_reading(self, path: Path, name: str, show: Callable[[Opened], None], take: Take | None = None) -> None:
        """Hand the song of a file, called `name`, to `show`. A large file is read by a thread while one works on, and
        the status line says how far it is. `take` is handed what reads and shows it, at once or, with a large file,
        when it is ready; it may raise FileFormatError. Only the last file that was asked for comes."""
        from musegen_app import formats

        take = take or _at_once
        self.cancel_opening()
        if not is_large_file(path):
            take(lambda: show(formats.open_any(path)))
            return
        self._take, self._show = take, show
        self._opening = Opening(path, name, self.prepare)
        self._slow = False
        self._follow_opening()

    @property
    def is_opening(self) -> bool:
        """Is a large file on its way in?"""
        return self._opening is not None

    def cancel_opening(self) -> None:
        """The file that is on its way in is not wanted any more."""
        opening, self._opening = self._opening, None
        if opening is not None:
            opening.cancel()
            self._cancelled = [o for o in (*self._cancelled, opening) if o.running]
            self._status.clear("opening")
            self.slow_opening.emit(None)

    def poll(self) -> None:
        """Take in what was read and what was saved beside the window."""
        self._follow_opening()
        self._take_saved()

    def _follow_opening(self) -> None:
        """Say how far a large file is, and show it when it is there."""
        opening = self._opening
        if opening is None:
            return
        if opening.running:
            self._status.set("opening", "busy", f"Opening {opening.name}: {opening.progress:.0%}")
            if opening.seconds >= SLOW_SECONDS and not self._slow:
                self._slow = True
                self.slow_opening.emit(opening)
            return
        self.cancel_opening()
        try:
            self._take(lambda: self._show_prepared(opening.result()))
        except FileFormatError as error:
            self._status.say("error", str(error))

    @property
    def path(self) -> Path | None:
        """The song's file, or the one that it is being saved to: what "Save" writes. None for a new song."""
        return self._saving or self._document.path

    @property
    def dirty(self) -> bool:
        """Would saving keep something that the song's file does not have: the song, or takes that were played, rated or
        put together? Only a project holds takes."""
        holds_takes = self.path is None or self.path.suffix.lower() == PROJECT_SUFFIX
        return self._document.dirty or (holds_takes and self._stored.takes.dirty)

    def stamp(self) -> Stamp | None:
        """How the song's file was when it was read or written last; None without a file."""
        return None if self._document.path is None else self._stamps.get(self._document.path)

    def know(self, path: Path, stamp: Stamp | None) -> None:
        """`path` was like this when the song that is open now was read from it."""
        self._stamps[path] = stamp

    def save(self, *, replace_changed: bool = False, wait: bool = True) -> None:
        """Write the song to its file, in that file's format. Raises FileFormatError; a new song has no file yet.

        `wait` False: a large song is saved beside the window, see `save_as`. Raises ChangedOutside when another
        program has changed the file since, unless `replace_changed`.
        """
        path = self.path
        if path is None:
            raise FileFormatError("This song has no file yet: save it under a name first.")
        if self._saving is None and not replace_changed:  # else it is we who are changing it
            before, now = self.stamp(), stamp_of(path)
            if before is not None and now is not None and before != now:
                raise ChangedOutside(f"“{path.name}” was changed by another program.")
        self.save_as(path, wait=wait)

    def save_as(self, path: Path | str, *, wait: bool = True) -> None:
        """Write the song to `path` (a project unless the suffix says MIDI or ABC): from now on the song's file.

        With `wait` False a large song is written beside the window: it counts as saved when a later `poll` finds it
        done; what is refused is then told by `refused`.
        """
        path = Path(path) if has_ending(Path(path)) else with_ending(Path(path), PROJECT_SUFFIX)
        if wait or not is_large(self._document.score):
            self.finish_saving()
            kept = self._stored.kept
            remarks = self._write(path, kept)
            self._have_saved(Saved(path, self._document.score, remarks, stamp_of(path), kept=kept))
            return
        self._saving = path
        self._status.set(SAVING, "busy", f"Saving {path.name}")
        self._saver.save(self._document.score, path, self._stored.kept)

    def _take_saved(self) -> None:
        over = not self._saver.busy  # asked first: then nothing comes after what is taken here
        while (saved := self._saver.take()) is not None:
            if saved.problem is None:
                self._have_saved(saved)
            else:
                self.refused.emit(saved.problem)
        if over and self._saving is not None:
            self._saving = None
            self._status.clear(SAVING)

    def finish_saving(self) -> None:
        """Wait for what is being saved beside the window. Raises FileFormatError when the disk does not answer."""
        over = self._saver.finish()
        self._take_saved()
        if not over and self._saving is not None:
            raise FileFormatError(f"“{self._saving.name}” is still being saved: try again when the disk answers.")

    def close(self) -> None:
        """Finish what is being saved and read no more; the program ends."""
        self.cancel_opening()
        for opening in self._cancelled:
            opening.join()
        self._saver.close()
        self._take_saved()

    def _have_saved(self, saved: Saved) -> None:
        self._stamps[saved.path] = saved.stamp
        if saved.path.suffix.lower() == PROJECT_SUFFIX:
            self._stored.takes.mark_saved(saved.kept)
        self._document.mark_saved(saved.path, saved.score)
        self._recent.add(saved.path)
        self._say(f"Saved {saved.path.name}", saved.remarks)

    def export_midi(self, path: Path | str) -> None:
        """Write a MIDI file beside the song's own file; chords that sound here are a track of it, so that they sound
        everywhere."""
        from musegen_app.formats.midi import MidiOptions, write_midi

        path = Path(path)
        path = path if path.suffix.lower() in {".mid", ".midi"} else with_ending(path, ".mid")
        score = self._document.score
        remarks = write_midi(score, path, MidiOptions(chord_track=not score.chords.mute))
        self._say(f"Exported {path.name}", remarks)

    def export_wav(self, path: Path | str, options: WavOptions | None = None) -> Job:
        """Render the song as sound in a job process; the job shows its progress and can be cancelled."""
        path = Path(path)
        target = with_ending(path, ".wav")
        score = self._document.score
        job = self._jobs.start(f"Export of {target.name}", write_wav, score, target, options or WavOptions())
        job.changed.subscribe(lambda j: self._show_job(j, target.name, not_in_file(score)))
        self._show_job(job, target.name)
        return job

    def recent(self) -> tuple[Path, ...]:
        """Recently opened or saved files that still exist, newest first."""
        return self._recent.paths()

    def recent_entries(self) -> tuple[Path, ...]:
        """The same with those that have gone (a disk that is not plugged in)."""
        return self._recent.entries()

    def _show_prepared(self, ready: Ready) -> None:
        self.prepared(ready.builder)
        self._show(ready.opened)

    def _show_opened(self, path: Path, stamp: Stamp | None, opened: Opened) -> None:
        self._forget()
        self._stamps[path] = stamp
        self._document.replace(opened.score, path)
        self._recent.add(path)
        self._say(f"Opened {path.name}", (*opened.remarks, *self._stored.bring(opened)))

    def _write(self, path: Path, kept: Kept) -> tuple[str, ...]:
        """Sentences about what the format could not hold."""
        from musegen_app import formats

        return formats.write_any(self._document.score, path, json_of(kept))

    def _say(self, done: str, remarks: tuple[str, ...]) -> None:
        self.remarks = remarks
        self._status.say("warn" if remarks else "info", ". ".join([done, *(r.rstrip(".") for r in remarks)]))

    def _show_job(self, job: Job, name: str, left_out: str = "") -> None:
        if job.running:
            self._status.set("export", "busy", f"Exporting {name}: {job.progress:.0%}")
            return
        self._status.clear("export")
        if job.state == "done":
            self._status.say("warn" if left_out else "info", f"Exported {name}" + (f". {left_out}" if left_out else ""))
        elif job.state == "cancelled":
            self._status.say("info", f"Export of {name} cancelled")
        else:
            self._status.say("error", job.problem)


def _at_once(bring: Callable[[], None]) -> None:
    bring()


def has_ending(path: Path) -> bool:
    """Does the name end like a kind of file? ".mid" does; what follows the dot in "Op. 28" or "Waltz v1.2" does not."""
    return path.suffix[1:].isalnum() and path.suffix[1].isalpha()


def with_ending(path: Path, suffix: str) -> Path:
    """The path with the ending `suffix`, in place of another one if it has any."""
    if path.suffix.lower() == suffix:
        return path
    return path.with_suffix(suffix) if has_ending(path) else path.with_name(path.name + suffix)
