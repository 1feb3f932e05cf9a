"""Reads POP909: a MIDI file of three tracks beside tables of beats, chords and keys, all in seconds.

Only stretches in 4/4 are used. Times become sixteenths between the beats that the set's authors marked, so that a
song that was played freely stands on its own beats.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs.pop import LONGEST_HALF, Part, PopNote, PopPiece
from musegen_app.score.harmony import Chord, Quality
from musegen_app.score.keys import Key, Mode
from musegen_app.training.corpus.prepare import FileReport

SOURCE = "pop909"
VERSION = "2"
SHORTEST = 8  # bars of a stretch that is used
BEATS = 4
_PARTS = {"MELODY": Part.LEAD, "BRIDGE": Part.BRIDGE, "PIANO": Part.ACCOMPANIMENT}
_ROOTS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_QUALITIES = {
    "maj": Quality.MAJOR,
    "maj6": Quality.MAJOR,
    "maj7": Quality.MAJOR_SEVENTH,
    "min": Quality.MINOR,
    "min6": Quality.MINOR,
    "minmaj7": Quality.MINOR,
    "min7": Quality.MINOR_SEVENTH,
    "7": Quality.SEVENTH,
    "dim": Quality.DIMINISHED,
    "dim7": Quality.DIMINISHED,
    "hdim7": Quality.DIMINISHED,
    "aug": Quality.AUGMENTED,
    "sus2": Quality.SUSPENDED,
    "sus4": Quality.SUSPENDED,
    "sus4(b7)": Quality.SUSPENDED,
}
_LABEL = re.compile(r"([A-G])([#b]*):([^/]+)")

_NOT_STEADY = "not in 4/4, or a stretch of less than 8 bars"

Floats = NDArray[np.float64]


def read(path: Path) -> FileReport:
    """The stretches of one song, beat, chord and key tables lying beside its MIDI file."""
    beats = np.loadtxt(path.with_name("beat_midi.txt"), ndmin=2)
    lines = np.flatnonzero(beats[:, 2] > 0)
    stretches = _stretches(lines)
    used = sum(bars for _, bars in stretches)
    if not stretches:
        return FileReport(SOURCE, path.stem, "", refused=((_NOT_STEADY, len(lines)),))
    notes, loose = _notes(path, beats[:, 0])
    chords, key = _chords(path, beats[:, 0]), _key(path)
    pieces = [_piece(path.stem, notes, chords, key, first, bars) for first, bars in stretches]
    kept = tuple(piece_value(p, loose / len(notes)) for p in pieces if p.notes)
    left_out = ((_NOT_STEADY, len(lines) - used),) if len(lines) > used else ()
    return FileReport(SOURCE, path.stem, "", kept, used, left_out)


def piece_value(piece: PopPiece, loose: float = 0.0) -> dict[str, Any]:
    """A piece as JSON; `loose`: the share of the song's notes that stand off the grid."""
    chords = [None if c is None else [c.root, c.quality.value] for c in piece.chords]
    key = None if piece.key is None else [piece.key.tonic, piece.key.mode.value]
    notes = [list(asdict(n).values()) for n in piece.notes]
    return {"chords": chords, "key": key, "half": piece.half, "notes": notes, "loose": loose}


def piece_of(value: dict[str, Any], title: str, source: str = SOURCE) -> PopPiece:
    """The inverse of `piece_value`."""
    chords = tuple(None if c is None else Chord(c[0], Quality(c[1])) for c in value["chords"])
    key = None if value["key"] is None else Key(value["key"][0], Mode(value["key"][1]))
    return PopPiece(title, source, key, chords, tuple(PopNote(*n) for n in value["notes"]), value["half"])


def _stretches(lines: NDArray[np.int64]) -> list[tuple[int, int]]:
    """(first beat, bars) of every run of bars of four beats."""
    found: list[tuple[int, int]] = []
    first, bars = 0, 0
    for here, after in zip([*lines], [*lines[1:], -1], strict=True):
        first = here if bars == 0 else first
        if after - here == BEATS:
            bars += 1
            continue
        if bars >= SHORTEST:
            found.append((int(first), bars))
        bars = 0
    return found


def _notes(path: Path, times: Floats) -> tuple[list[PopNote], int]:
    """All notes in sixteenths from the first beat, and how many lie more than a 16th of a beat off the grid."""
    from symusic import Score

    notes: list[PopNote] = []
    loose = 0
    score: Any = Score(str(path))
    for track in score.to("second").tracks:
        if track.name not in _PARTS:
            continue
        table = track.notes.numpy()
        starts = 4 * _beats(table["time"], times)
        ends = 4 * _beats(table["time"] + table["duration"], times)
        loose += int((abs(starts - np.rint(starts)) > 0.25).sum())
        lengths = np.maximum(1, np.rint(ends - starts))
        columns = np.rint(starts), lengths, table["pitch"], table["velocity"]
        rows = np.stack(columns, axis=1).astype(int).tolist()
        notes += [PopNote(start, _PARTS[track.name], pitch, length, loud) for start, length, pitch, loud in rows]
    return notes, loose


def _beats(seconds: Floats, times: Floats) -> Floats:
    """Beats from the first one, going on evenly outside the table."""
    i = np.clip(np.searchsorted(times, seconds + 1e-4) - 1, 0, len(times) - 2)
    return np.asarray(i + (seconds - times[i]) / (times[i + 1] - times[i]))


def _chords(path: Path, times: Floats) -> list[tuple[float, float, Chord | None]]:
    """(begin, end, chord) in beats."""
    lines = (line.split() for line in path.with_name("chord_midi.txt").read_text("utf-8").splitlines())
    rows = [row for row in lines if len(row) == 3]
    places = _beats(np.array([[float(r[0]), float(r[1])] for r in rows]).reshape(-1, 2), times).tolist()
    return [(begin, end, chord_of_label(r[2])) for (begin, end), r in zip(places, rows, strict=True)]


def chord_of_label(label: str) -> Chord | None:
    """A chord of the set's notation such as `Ab:min7/b7`; its bass is left out."""
    found = _LABEL.match(label)
    if found is None:
        return None
    root = _ROOTS[found[1]] + found[2].count("#") - found[2].count("b")
    quality = _QUALITIES.get(found[3])
    return None if quality is None else Chord(root % 12, quality)


def _key(path: Path) -> Key | None:
    """The key that the song is in for the longest time."""
    seconds: Counter[str] = Counter()
    for row in (line.split() for line in path.with_name("key_audio.txt").read_text("utf-8").splitlines()):
        if len(row) == 3:
            seconds[row[2]] += round(1000 * (float(row[1]) - float(row[0])))
    if not seconds:
        return None
    chord = chord_of_label(seconds.most_common(1)[0][0])
    return None if chord is None else Key(chord.root, Mode.MINOR if chord.quality is Quality.MINOR else Mode.MAJOR)


def _piece(
    title: str,
    notes: list[PopNote],
    chords: list[tuple[float, float, Chord | None]],
    key: Key | None,
    first: int,
    bars: int,
) -> PopPiece:
    """A stretch without the silent bars around it."""
    bar = 2 * LONGEST_HALF
    inside = [n for n in notes if 4 * first <= n.start < 4 * first + bars * bar]
    if inside:
        skipped = (min(n.start for n in inside) - 4 * first) // bar
        bars = (max(n.start for n in inside) - 4 * first) // bar - skipped + 1
        first += skipped * BEATS
    moved = tuple(PopNote(n.start - 4 * first, n.part, n.pitch, n.duration, n.velocity) for n in inside)
    halves = [first + h * BEATS / 2 for h in range(2 * bars)]
    return PopPiece(title, SOURCE, key, tuple(_longest(chords, at, at + BEATS / 2) for at in halves), moved)


def _longest(chords: list[tuple[float, float, Chord | None]], begin: float, end: float) -> Chord | None:
    """The chord that stands longest between two beats; of equals the first."""
    shares = [(min(end, b) - max(begin, a), chord) for a, b, chord in chords if b > begin and a < end]
    return max(shares, key=lambda s: s[0])[1] if shares else None
