"""ABC files: `parse_abc` for bytes under guard, `write_abc` to save."""

from __future__ import annotations

from pathlib import Path

from musegen_app.base.atomic import write_bytes
from musegen_app.base.paths import backups_dir
from musegen_app.formats.abc_read import read_abc, split_tunes
from musegen_app.formats.abc_sound import with_sound
from musegen_app.formats.guard import MAX_TEXT_BYTES, guarded
from musegen_app.formats.opened import Opened
from musegen_app.score.model import Score


def parse_abc(data: bytes) -> Opened:
    """The first tune of the book. Raises FileFormatError."""
    text = abc_text(data)
    tunes = split_tunes(text)
    remarks = (f"The file holds {len(tunes)} tunes; this is the first one.",) if len(tunes) > 1 else ()
    score = read_abc(text)
    return Opened(with_sound(score, tunes[0]), remarks)


def abc_text(data: bytes) -> str:
    """UTF-8 with or without a mark, or Latin-1 where it is not."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def open_abc(path: Path) -> Opened:
    """Raises FileFormatError with one sentence."""
    return guarded(path, parse_abc, MAX_TEXT_BYTES)


def write_abc(score: Score, path: Path) -> tuple[str, ...]:
    """Save the song; returns sentences about what ABC could not say. Raises FileFormatError."""
    from musegen_app.formats.abc_write import abc_of

    written = abc_of(score)
    write_bytes(path, written.text.encode("utf-8"), backups=backups_dir())
    return written.remarks
