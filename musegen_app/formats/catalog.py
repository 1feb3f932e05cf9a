"""The file formats: one line each. Menus, dialogs and the command line read this list.

A format is imported when a file of its kind is read or written: the window starts with the one song it shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from musegen_app.base.errors import FileFormatError
from musegen_app.formats.guard import MAX_FILE_BYTES, MAX_TEXT_BYTES, Refusal, guarded
from musegen_app.formats.opened import Opened
from musegen_app.score.model import Score

Takes = dict[str, object] | None  # what waits beside a song, see `session.takes_json`


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """A kind of file. `suffixes` in lower case with the dot, the usual one first; `magic` are beginnings that only
    this kind has. `read` takes a file's bytes (at most `limit`); `write` returns sentences about what was lost."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes], Opened] | None = None
    write: Callable[[Score, Path, Takes], tuple[str, ...]] | None = None
    magic: tuple[bytes, ...] = ()
    limit: int = MAX_FILE_BYTES

    @property
    def can_read(self) -> bool:
        return self.read is not None

    @property
    def can_write(self) -> bool:
        return self.write is not None


def _read_project(data: bytes) -> Opened:
    from musegen_app.formats.project import parse_project

    return parse_project(data)


def _write_project(score: Score, path: Path, takes: Takes) -> tuple[str, ...]:
    from musegen_app.formats.project import write_project

    return write_project(score, path, takes)


def _read_midi(data: bytes) -> Opened:
    from musegen_app.formats.midi import parse_midi

    return parse_midi(data)


def _write_midi(score: Score, path: Path, takes: Takes) -> tuple[str, ...]:
    from musegen_app.formats.midi import write_midi

    return (*write_midi(score, path), *_without(takes))


def _read_abc(data: bytes) -> Opened:
    from musegen_app.formats.abc import parse_abc

    return parse_abc(data)


def _write_abc(score: Score, path: Path, takes: Takes) -> tuple[str, ...]:
    from musegen_app.formats.abc import write_abc

    return (*write_abc(score, path), *_without(takes))


PROJECT = FormatInfo("MuseGen project", (".musegen",), _read_project, _write_project, (b"PK\x03\x04", b"PK\x05\x06"))
FORMATS: tuple[FormatInfo, ...] = (
    PROJECT,
    FormatInfo("MIDI", (".mid", ".midi", ".smf", ".kar", ".rmi"), _read_midi, _write_midi, (b"MThd", b"RIFF")),
    FormatInfo("ABC", (".abc",), _read_abc, _write_abc, (b"X:", b"%abc"), MAX_TEXT_BYTES),
)


def format_of(suffix: str) -> FormatInfo | None:
    """The format that uses `suffix` (any case)."""
    return next((f for f in FORMATS if suffix.lower() in f.suffixes), None)


def open_any(path: Path | str) -> Opened:
    """A song from any readable file, by what is in it, else by its name. Raises FileFormatError with one sentence."""
    path = Path(path)

    def parse(data: bytes) -> Opened:
        chosen = _recognised(data) or format_of(path.suffix)
        if chosen is None or chosen.read is None:
            known = ", ".join(f.suffixes[0] for f in FORMATS if f.can_read)
            raise Refusal(f"it is not a kind of music file that MuseGen knows ({known})")
        if len(data) > chosen.limit:
            raise Refusal(f"it is larger than {chosen.limit // (1024 * 1024)} MB, too large for a {chosen.name} file")
        return chosen.read(data)

    return guarded(path, parse)


def read_any(path: Path | str) -> Score:
    """The song of `open_any`."""
    return open_any(path).score


def write_any(score: Score, path: Path | str, takes: Takes = None) -> tuple[str, ...]:
    """Save in the format that the suffix names; returns sentences about what that format could not hold. `takes` are
    for a project only.

    Raises FileFormatError with one sentence; then the old file is as it was.
    """
    path = Path(path)
    chosen = format_of(path.suffix)
    if chosen is None or chosen.write is None:
        known = ", ".join(f.suffixes[0] for f in FORMATS if f.can_write)
        raise FileFormatError(f"“{path.name}” was not saved: give it one of these endings: {known}.")
    return chosen.write(score, path, takes)


def _without(takes: Takes) -> tuple[str, ...]:
    return ("Takes that are not kept yet are in projects only",) if takes else ()


def _recognised(data: bytes) -> FormatInfo | None:
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((f for f in FORMATS if start.startswith(f.magic) and f.magic), None)
