"""Melodies from files of somebody's own: which track is the tune, in what key, from which bar line on."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path

from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.score.estimate import UNSURE, Triple, estimate_key, estimate_pickup, mode_of_signature, triples
from musegen_app.score.keys import Key, Mode
from musegen_app.score.model import Score, Track
from musegen_app.training.corpus.cache import sheet_of, sheet_row
from musegen_app.training.corpus.prepare import FileReport, prepare
from musegen_app.training.corpus.raw import RawTune
from musegen_app.training.corpus.sheets import lead_sheets
from musegen_app.training.corpus.songs import VERSION, Song, bars_of, music_files, songs

_TUNE = re.compile(r"melod|lead|vocal|voice|tune|solo|sing", re.IGNORECASE)
_MODES = (Mode.MAJOR, Mode.MIXOLYDIAN, Mode.DORIAN, Mode.MINOR)
_OVERLAPS = 0.05  # share of the notes of a single line that may begin before the one before has ended
_SLACK = 60  # ticks: played legato is no chord
_DRUMS = "drums only, and no melody"
_PIANO = "several notes at once in every track: the recipe piano-lstm is for such music"


def own_sheets(folder: Path, cache: Path, workers: int) -> tuple[list[LeadSheet], list[FileReport]]:
    """The melodies in all music files below `folder`, without families, and what became of each file."""
    read = functools.partial(read_lead, source=folder.resolve().name)
    reports = prepare(music_files(folder), read, cache, workers, VERSION)
    return [sheet_of(row) for report in reports for row in report.pieces], reports


def read_lead(path: Path, source: str) -> FileReport:
    """The melodies of a file as rows of lead sheets."""
    sheets: list[LeadSheet] = []
    refused: list[tuple[str, int]] = []
    used, found = 0, list(songs(path))
    for song in found:
        if isinstance(song, str):
            refused.append((song, 0))
            continue
        track = melody_of(song.score)
        if isinstance(track, str):
            refused.append((track, bars_of(song.score)))
            continue
        some, report = lead_sheets(raw_tune(song, track, source))
        sheets, used = sheets + some, used + report.bars_used
        if report.why:
            refused.append(("; ".join(report.why), report.bars_refused))
    names = [s for s in found if isinstance(s, Song)] or [Song(Score(), path.stem)]
    rows = tuple(sheet_row(s) for s in sheets)
    return FileReport(source, names[0].title, names[0].composer, rows, used, tuple(refused), path.name)


def melody_of(score: Score) -> Track | str:
    """The track with the tune, or why there is none: one called so, else the first that is a single line."""
    tracks = [t for t in score.tracks if t.notes]
    pitched = [t for t in tracks if not t.is_drums]
    if not tracks:
        return "no notes"
    if not pitched:
        return _DRUMS
    lines = [t for t in pitched if is_single_line(t)]
    if not lines:
        return _PIANO
    return next((t for t in lines if _TUNE.search(t.name)), lines[0])


def is_single_line(track: Track) -> bool:
    """Hardly any note begins while another one still sounds."""
    end, over = 0, 0
    for note in track.notes:
        over += note.start_tick < end - _SLACK
        end = max(end, note.end_tick)
    return over <= _OVERLAPS * len(track.notes)


def raw_tune(song: Song, track: Track, source: str) -> RawTune:
    """The tune before it is cut: bar lines from the file, a pickup guessed where the file knows of none."""
    score, line = song.score, triples(track.notes)
    end = track.end_tick
    bar_lines = [b for b in score.meter.bar_lines(0, end + 1) if b > 0]
    first = score.meter.changes[0]
    keys = _keys(score, line)
    pickup = score.meter.pickup_ticks
    if not pickup and len(score.meter.changes) == 1 and line[0][0] < first.bar_ticks:
        pickup = _guessed_pickup(line, (first.numerator, first.denominator), keys[0][1])
        bar_lines = list(range(pickup or first.bar_ticks, end + first.bar_ticks, first.bar_ticks))
    return RawTune(
        source=source,
        name=song.title,
        title=song.title,
        composer=song.composer,
        meters=[(c.tick, c.numerator, c.denominator) for c in score.meter.changes],
        keys=keys,
        bars=bar_lines,
        notes=line,
        chords=[(s.tick, s.chord) for s in score.chords.symbols],
        passes=[(s.start_tick, ord(s.label[:1] or "?"), s.label[:1]) for s in score.sections],
        end=_whole_bars(end, pickup, first.bar_ticks) if len(score.meter.changes) == 1 else end,
    )


def _guessed_pickup(line: Sequence[Triple], meter: tuple[int, int], key: Key | None) -> int:
    """Only where the music begins at once: a rest before the first note says where the bar line is."""
    if line[0][0] > 0:
        return 0
    pickup, sure = estimate_pickup(line, *meter, key)
    return pickup if sure >= UNSURE else 0


def _whole_bars(end: int, pickup: int, bar: int) -> int:
    return pickup + -(-(end - pickup) // bar) * bar


def _keys(score: Score, line: Sequence[Triple]) -> list[tuple[int, Key | None]]:
    """The signatures with the mode that the notes suggest. No sharps and no flats is what many programs write without
    being asked: then the notes alone tell."""
    written = score.keys
    if not written or (len(written) == 1 and written[0].key.relative_major == 0):
        key, sure = estimate_key(line, finished=True)
        return [(0, key if sure >= UNSURE else None)]
    ends = [*(k.tick for k in written[1:]), score.end_tick + 1]
    found: list[tuple[int, Key | None]] = []
    for change, end in zip(written, ends, strict=True):
        inside = [n for n in line if change.tick <= n[0] < end]
        found.append((change.tick, mode_of_signature(change.key.relative_major, inside, _MODES)))
    return found if found[0][0] == 0 else [(0, None), *found]
