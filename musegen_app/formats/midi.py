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


def open_midi(path: Path) -> Opened:
    """The song and what was changed on the way in. Raises FileFormatError with one sentence."""
    return guarded(path, parse_midi)


def write_midi(score: Score, path: Path, options: MidiOptions | None = None) -> tuple[str, ...]:
    """Save the song; MIDI can say all of it, so there is nothing to remark. Raises FileFormatError."""
    write_bytes(path, midi_bytes(score, options), verify=_check, backups=backups_dir())
    return ()


def _check(path: Path) -> None:
    """What was written opens again. Raises FileFormatError."""
    open_midi(path)
