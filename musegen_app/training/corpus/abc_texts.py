"""Tunes of ABC books as plain text, for nets that read and write characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from musegen_app.base.errors import MuseGenError
from musegen_app.codecs.abc_text import LONGEST, plain_text
from musegen_app.formats.abc import abc_text
from musegen_app.formats.abc_body import parse_tune
from musegen_app.formats.abc_read import split_tunes, time_tune


@dataclass(frozen=True, slots=True)
class AbcTune:
    """One tune: its plain text, and its first voice as heard (tick, pitch) for finding its family."""

    name: str  # book and number
    title: str
    text: str
    notes: tuple[tuple[int, int], ...]
    bars: int = 0


def tunes_of(path: Path) -> Iterator[AbcTune | str]:
    """The tunes of one book in order; a sentence instead of one that cannot be read."""
    for abc in split_tunes(abc_text(path.read_bytes())):
        try:
            yield _tune(abc, path.stem)
        except MuseGenError as problem:
            yield str(problem)


def _tune(abc: str, book: str) -> AbcTune:
    tune = parse_tune(abc)
    voice = time_tune(tune)[0]
    text = plain_text(abc)
    if len(text) > LONGEST:
        raise MuseGenError(f"It has {len(text)} characters, more than {LONGEST}.")
    notes = tuple((start, pitch) for start, _, pitch in sorted(voice.notes))
    return AbcTune(f"{book}{tune.first('X').strip()}", tune.first("T"), text, notes, len(voice.bars))


def books(folders: Sequence[Path]) -> list[Path]:
    """All ABC books below the folders, in order."""
    return sorted((p for folder in folders for p in folder.rglob("*.abc")), key=lambda p: (p.name, str(p)))
