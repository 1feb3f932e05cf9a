"""MIDI files: `parse_midi` for bytes under guard, `write_midi` to save."""

from __future__ import annotations

from pathlib import Path

from musegen_app.base.atomic import write_bytes
from musegen_app.base.paths import backups_dir
from musegen_app.formats.guard import guarded
from musegen_app.formats.midi_read import parse_midi
from musegen_app.formats.midi_write import MidiOptions, midi_bytes
from musegen_app.formats.opened import Opened
from musegen_app.score.model import Score

__all__ = ["MidiOptions", "midi_bytes", "open_midi", "parse_midi", "write_midi"]

_NO_MUTED = "Muted notes were not written: a file of type 1 keeps them."


def open_midi(path: Path) -> Opened:
    """The song and what was changed on the way in. Raises FileFormatError with one sentence."""
    return guarded(path, parse_midi)


def write_midi(score: Score, path: Path, options: MidiOptions | None = None) -> tuple[str, ...]:
    """Save the song; a file of type 1 says all of it, one of type 0 not, which is remarked. Raises FileFormatError."""
    write_bytes(path, midi_bytes(score, options), verify=_check, backups=backups_dir())
    muted = any(n.muted for t in score.tracks for n in t.notes)
    return (_NO_MUTED,) if muted and options is not None and options.file_type == 0 else ()


def _check(path: Path) -> None:
    """What was written opens again. Raises FileFormatError."""
    open_midi(path)
