"""Files of music in any format that a corpus may have: which there are in a folder, and the songs in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from musegen_app.base.errors import MuseGenError
from musegen_app.formats.abc import abc_text
from musegen_app.formats.abc_body import parse_tune
from musegen_app.formats.abc_read import score_of, split_tunes
from musegen_app.formats.guard import MAX_TEXT_BYTES, read_limited
from musegen_app.score.model import Score
from musegen_app.training.corpus.prepare import FileReport
from musegen_app.training.corpus.read_midi import read_midi
from musegen_app.training.corpus.read_notation import read_notation

MIDI = (".mid", ".midi")
NOTATION = (".xml", ".musicxml", ".mxl", ".krn")
ABC = (".abc",)
VERSION = "2"  # of all readers of this file: another one, and everything is read again


@dataclass(frozen=True, slots=True)
class Song:
    """A score with what tells its family."""

    score: Score
    title: str
    composer: str = ""


def music_files(folder: Path) -> list[Path]:
    """Every file below `folder` that looks like music, sorted."""
    kinds = {*MIDI, *NOTATION, *ABC}
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in kinds and p.is_file())


def songs(path: Path) -> Iterator[Song | str]:
    """The songs of a file: one, or all tunes of an ABC book; a sentence instead of a tune that cannot be read.
    Raises whatever the readers raise."""
    suffix = path.suffix.lower()
    if suffix in MIDI:
        yield Song(read_midi(path), path.stem)
    elif suffix in NOTATION:
        score, composer = read_notation(path)
        yield Song(score, score.title, composer)
    else:
        yield from _tunes(path)


def _tunes(path: Path) -> Iterator[Song | str]:
    for text in split_tunes(abc_text(read_limited(path, MAX_TEXT_BYTES))):
        try:
            tune = parse_tune(text)
            yield Song(score_of(tune), tune.first("T"), tune.first("C"))
        except MuseGenError as problem:
            yield str(problem)


def song_report(path: Path, source: str = "") -> FileReport:
    """A file as note tables, one piece a song; see `note_table`."""
    found = list(songs(path))
    good = [s for s in found if isinstance(s, Song) and s.score.end_tick]
    refused = [(s if isinstance(s, str) else "no notes", 0) for s in found if s not in good]
    tables = tuple(note_table(s) for s in good)
    title = good[0].title if good else path.stem
    composer = good[0].composer if good else ""
    bars = sum(bars_of(s.score) for s in good)
    return FileReport(source or path.parent.name, title, composer, tables, bars, tuple(refused), path.name)


def note_table(song: Song) -> dict[str, Any]:
    """A song as JSON: tracks of (start, duration, pitch, velocity) rows in ticks, 960 a quarter; metres and keys."""
    score = song.score
    return {
        "title": song.title,
        "composer": song.composer,
        "pickup": score.meter.pickup_ticks,
        "meters": [[c.tick, c.numerator, c.denominator] for c in score.meter.changes],
        "keys": [[k.tick, k.key.tonic, k.key.mode.value] for k in score.keys],
        "tracks": [
            {
                "name": t.name,
                "program": t.program,
                "drums": t.is_drums,
                "notes": [[n.start_tick, n.duration_ticks, n.pitch, n.velocity] for n in t.notes],
            }
            for t in score.tracks
            if t.notes
        ],
    }


def bars_of(score: Score) -> int:
    """Bars up to the last note."""
    return score.meter.position(max(0, score.end_tick - 1)).bar + 1 if score.end_tick else 0
