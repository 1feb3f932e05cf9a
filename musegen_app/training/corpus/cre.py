"""The CRE set: Irish dance tunes as MIDI, the tune type in the title or the file name.

The files begin at tick 1 and every note is one tick short; modes are written as major or minor
signatures and pickups are not marked, so tonic and pickup are found from the notes.
"""

from __future__ import annotations

import re
from pathlib import Path

import mido

from musegen_app.codecs.lead_sheet import TuneType
from musegen_app.score.estimate import estimate_pickup, mode_of_signature
from musegen_app.score.keys import Key, Mode
from musegen_app.score.time import TICKS_PER_QUARTER, MeterChange
from musegen_app.training.corpus.raw import RawTune

SOURCE = "cre_irish_dance"
_WORDS = {
    "slipjig": TuneType.SLIP_JIG,
    "hornpipe": TuneType.HORNPIPE,
    "hpipe": TuneType.HORNPIPE,
    "polka": TuneType.POLKA,
    "slide": TuneType.SLIDE,
    "march": TuneType.MARCH,
    "reel": TuneType.REEL,
    "jig": TuneType.JIG,
}


def read_file(path: Path) -> RawTune:
    """One tune. Raises whatever mido raises for a damaged file; the loader reports it."""
    midi = mido.MidiFile(path)
    scale = TICKS_PER_QUARTER / midi.ticks_per_beat
    meters = [(round(t * scale), m.numerator, m.denominator) for t, m in _metas(midi, "time_signature")]
    numerator, denominator = meters[0][1:] if meters else (4, 4)
    notes = _notes(midi, scale)
    title = next((m.name for _, m in _metas(midi, "track_name")), path.stem).strip()
    end = max((s + d for s, d, _ in notes), default=0)
    bar = MeterChange(0, numerator, denominator).bar_ticks
    keys = _keys(midi, scale, notes, end)
    pickup, _ = estimate_pickup(notes, numerator, denominator, keys[0][1])
    return RawTune(
        source=SOURCE,
        name=path.stem,
        title=re.sub(r"\s*\(.*?\)|\*", "", title).strip(),
        tune_type=_tune_type(title, path.stem, (numerator, denominator)),
        meters=[(0, numerator, denominator)],
        keys=keys,
        bars=list(range(pickup, end + bar, bar)),
        notes=notes,
        end=pickup + -(-(end - pickup) // bar) * bar,
        remarks=["more than one metre"] if len(meters) > 1 else [],
    )


def _metas(midi: mido.MidiFile, kind: str) -> list[tuple[int, mido.MetaMessage]]:
    found: list[tuple[int, mido.MetaMessage]] = []
    for track in midi.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == kind:
                found.append((tick, message))
    return found


def _notes(midi: mido.MidiFile, scale: float) -> list[tuple[int, int, int]]:
    """The notes of the first track that has any, starts and ends put back on the grid."""
    for track in midi.tracks:
        notes: list[tuple[int, int, int]] = []
        sounding: dict[int, int] = {}
        tick = 0
        for message in track:
            tick += message.time
            if message.type not in {"note_on", "note_off"}:
                continue
            if message.type == "note_on" and message.velocity > 0:
                sounding[message.note] = tick - 1
            elif message.note in sounding:
                start = max(0, sounding.pop(message.note))
                notes.append((round(start * scale), round((tick - start) * scale), message.note))
        if notes:
            return sorted(notes)
    return []


def _keys(
    midi: mido.MidiFile, scale: float, notes: list[tuple[int, int, int]], end: int
) -> list[tuple[int, Key | None]]:
    """The written signatures with the tonic and mode that the notes of their stretch suggest."""
    written = {round(t * scale): m.key for t, m in _metas(midi, "key_signature")}
    starts = sorted(written)
    keys: list[tuple[int, Key | None]] = []
    for start, until in zip(starts, [*starts[1:], end], strict=True):
        inside = [n for n in notes if start <= n[0] < until]
        keys.append((start, mode_of_signature(_signature(written[start]).relative_major, inside)))
    return keys or [(0, None)]


def _signature(name: str) -> Key:
    pitch = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}[name[0]]
    pitch += {"#": 1, "b": -1}.get(name[1:2], 0)
    return Key(pitch % 12, Mode.MINOR if name.endswith("m") else Mode.MAJOR)


def _tune_type(title: str, stem: str, meter: tuple[int, int]) -> TuneType:
    """The type word in brackets, else one in the file name, else what the metre says about a dance tune."""
    bracket = re.search(r"\(([^)]*)\)", title)
    for text in (bracket[1] if bracket else "", stem):
        plain = re.sub(r"[^a-z]", "", text.lower())
        for word, kind in _WORDS.items():
            if word in plain:
                return TuneType.SLIP_JIG if kind is TuneType.JIG and meter == (9, 8) else kind
    return {(6, 8): TuneType.JIG, (9, 8): TuneType.SLIP_JIG}.get(meter, TuneType.UNKNOWN)
