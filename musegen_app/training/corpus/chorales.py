"""Chorales as frames: `jsb_chorales` (the published split) and `js_fake_chorales` (families).

The first says of a repeated note only that it sounds on (`merged`), and nothing of bars; the second are machine-made,
in 4/4 from their first step.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import symusic

from musegen_app.codecs.satb16 import LOW, PITCHES, SILENCE, STEPS_PER_QUARTER, VOICES, Frames, Ints, SatbContext
from musegen_app.training.families import FamilyKey, run_hashes, split_of

JSB, JS_FAKE = "jsb_chorales", "js_fake_chorales"
_LONG = 7  # steps that everybody sounds on, at the end of a phrase
_FOUR, _THREE = 16, 12
_SURE_METRE = 0.15


@dataclass(frozen=True)
class Chorale:
    """One piece; `merged`: whether a voice sounds on or repeats its pitch is not known."""

    source: str
    title: str
    split: str
    frames: Frames
    context: SatbContext
    merged: bool


def jsb(folder: Path) -> list[Chorale]:
    """All pieces of Jsb16thSeparated.json."""
    table = json.loads(next(folder.rglob("Jsb16thSeparated.json")).read_text("utf-8"))
    out = []
    for split in ("train", "valid", "test"):
        for i, rows in enumerate(table[split]):
            pitches = np.maximum(np.array(rows, np.int64), SILENCE)
            changed = np.ones_like(pitches, bool)
            changed[1:] = pitches[1:] != pitches[:-1]
            frames = Frames(pitches, changed)
            out.append(Chorale(JSB, f"{split} {i + 1}", split, frames, context_of(frames, *metre_of(frames)), True))
    return out


def js_fake(folder: Path) -> list[Chorale]:
    """All MIDI files with four voices in range."""
    pieces = []
    for path in sorted(folder.rglob("*.mid")):
        frames = _read(path)
        if frames is not None:
            title = f"{path.parent.name}/{path.stem}"
            pieces.append(Chorale(JS_FAKE, title, "train", frames, context_of(frames, _FOUR, 0), False))
    keys = [FamilyKey(JS_FAKE, p.title, "", run_hashes(_melody(p.frames))) for p in pieces]
    return [replace(p, split=split) for p, (_, split) in zip(pieces, split_of(keys), strict=True)]


def _read(path: Path) -> Frames | None:
    song: Any = symusic.Score(str(path))
    step = song.ticks_per_quarter // STEPS_PER_QUARTER
    if len(song.tracks) != VOICES:
        return None
    length = round(max(n.end for t in song.tracks for n in t.notes) / step)
    pitches, onsets = np.zeros((length, VOICES), np.int64), np.zeros((length, VOICES), bool)
    for voice, track in enumerate(song.tracks):
        for note in track.notes:
            a, b = round(note.start / step), round(note.end / step)
            pitches[a:b, voice] = note.pitch
            onsets[a, voice] = True
            onsets[b : b + 1, voice] = True  # a rest begins, if nothing else does
    onsets[0] = True
    onsets[1:] &= ~((pitches[1:] == SILENCE) & (pitches[:-1] == SILENCE))
    heard = np.where(pitches > SILENCE, pitches, LOW)
    return None if ((heard < LOW) | (heard >= LOW + PITCHES)).any() else Frames(pitches, onsets)


def _melody(frames: Frames) -> list[tuple[int, int]]:
    return [(int(t), int(frames.pitches[t, 0])) for t in np.flatnonzero(frames.onsets[:, 0]) if frames.pitches[t, 0]]


def context_of(frames: Frames, bar: int, pickup: int) -> SatbContext:
    """All that can be told of a whole piece."""
    tonic, minor = key_of(frames)
    return SatbContext(bar, pickup, tonic, minor, frames.steps, phrase_ends(frames))


def key_of(frames: Frames) -> tuple[int | None, bool]:
    """The last bass note, and whether its minor third is heard more often than the major one."""
    bass = frames.pitches[:, -1][frames.pitches[:, -1] > SILENCE]
    if not len(bass):
        return None, False
    tonic = int(bass[-1]) % 12
    above = (frames.pitches[frames.pitches > SILENCE] - tonic) % 12
    return tonic, bool((above == 3).sum() > (above == 4).sum())


def phrase_ends(frames: Frames) -> tuple[int, ...]:
    """Where chords begin that all voices sound for nearly two quarters or until the end."""
    moves = [int(t) for t in np.flatnonzero(frames.onsets.any(axis=1))]
    ends = [a for a, b in zip(moves, [*moves[1:], frames.steps], strict=True) if b - a >= _LONG or b == frames.steps]
    return tuple(ends)


def metre_of(frames: Frames) -> tuple[int, int]:
    """(bar, pickup) in steps, by where the voices move together and sound long; (0, 0) if it is not clear."""
    weights = _weights(frames)
    found = sorted((_contrast(weights, bar, at), bar, at) for bar in (_FOUR, _THREE) for at in range(0, bar, 4))[::-1]
    best = found[0]
    return (0, best[2] % STEPS_PER_QUARTER) if best[0] < _SURE_METRE else (best[1], best[2])


def _weights(frames: Frames) -> Ints:
    """How weighty each quarter is: lengths of the notes that begin with it."""
    quarters = range(0, frames.steps, STEPS_PER_QUARTER)
    lengths = [sum(min(_length(frames, t, v), 12) for v in range(VOICES) if frames.onsets[t, v]) for t in quarters]
    return np.array(lengths)


def _length(frames: Frames, step: int, voice: int) -> int:
    after = np.flatnonzero(frames.onsets[step + 1 :, voice])
    return int(after[0]) + 1 if len(after) else frames.steps - step


def _contrast(weights: Ints, bar: int, pickup: int) -> float:
    strong = np.zeros(len(weights), bool)
    strong[pickup // STEPS_PER_QUARTER :: bar // STEPS_PER_QUARTER] = True
    return float(weights[strong].mean() / max(weights[~strong].mean(), 1e-9) - 1)
