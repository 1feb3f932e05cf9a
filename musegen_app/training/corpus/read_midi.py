"""MIDI files of a corpus, read with symusic (only ever in a worker process: a malformed file may crash it)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from musegen_app.formats.guard import MAX_EVENTS, Refusal, read_limited
from musegen_app.score.keys import Key, KeyChange, Mode
from musegen_app.score.model import IMPORTED, Note, Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER, MeterChange, MeterMap

_DRUMS = 9
_LATEST = 1 << 30  # ticks; beyond it symusic's times have wrapped


def read_midi(path: Path) -> Score:
    """Notes, metre and key signatures. Raises Refusal, and whatever symusic raises for a damaged file."""
    from symusic import Score as Midi

    midi: Any = Midi.from_midi(read_limited(path))
    if midi.note_num() > MAX_EVENTS:
        raise Refusal(f"it has more than {MAX_EVENTS:,} notes")
    scale = TICKS_PER_QUARTER / midi.ticks_per_quarter
    tracks = tuple(_track(t, scale, i) for i, t in enumerate(midi.tracks))
    return Score(path.stem, tracks, meter=_meters(midi, scale), keys=_keys(midi, scale))


def _track(track: Any, scale: float, index: int) -> Track:
    table = track.notes.numpy()
    rows = zip(*(table[name].tolist() for name in ("time", "duration", "pitch", "velocity")), strict=True)
    notes = [
        Note(round(start * scale), max(1, round(length * scale)), pitch, max(1, velocity), origin=IMPORTED)
        for start, length, pitch, velocity in rows
    ]
    if any(not 0 <= n.start_tick <= _LATEST or n.duration_ticks > _LATEST for n in notes):
        raise Refusal("its times make no sense")
    channel = _DRUMS if track.is_drum else index % 15 + (index % 15 >= _DRUMS)
    return Track(track.name, channel, track.program).with_notes(notes)


def _meters(midi: Any, scale: float) -> MeterMap:
    changes = {0: MeterChange(0)}
    for sign in midi.time_signatures:
        tick = round(sign.time * scale)
        changes[tick] = MeterChange(tick, sign.numerator, sign.denominator)
    return MeterMap(tuple(changes[tick] for tick in sorted(changes)))


def _keys(midi: Any, scale: float) -> tuple[KeyChange, ...]:
    changes: dict[int, KeyChange] = {}
    for sign in midi.key_signatures:
        minor = bool(sign.tonality)
        tonic = (sign.key * 7 + (9 if minor else 0)) % 12
        tick = round(sign.time * scale)
        changes[tick] = KeyChange(tick, Key(tonic, Mode.MINOR if minor else Mode.MAJOR))
    return tuple(changes[tick] for tick in sorted(changes))
