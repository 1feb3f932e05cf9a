"""MusicXML (.xml, .musicxml, .mxl) and Humdrum kern files of a corpus, read with music21 (only in a worker process).

Repeats are not unfolded: the music is learned from as it is written. Grace notes are left out. music21 is given text,
never a file: of files it keeps a parsed copy as pickle.
"""

from __future__ import annotations

import contextlib
import io
import warnings
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from musegen_app.base.errors import SettingsError
from musegen_app.formats.guard import Refusal, read_limited
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.keys import Key, KeyChange, Mode
from musegen_app.score.model import IMPORTED, ChordLane, Note, Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER, MeterChange, MeterMap

LARGEST = 64 << 20  # bytes of an unpacked sheet
_CHANNELS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15)


def read_notation(path: Path) -> tuple[Score, str]:
    """The score as written, and its composer. Raises Refusal, and whatever music21 raises."""
    sheet = _parsed(_text(path), "humdrum" if path.suffix.lower() == ".krn" else "musicxml")
    parts = list(sheet.parts)
    if not parts:
        raise Refusal("it has no parts")
    flat = [part.stripTies().flatten() for part in parts]
    tracks = tuple(_track(part, lines, i) for i, (part, lines) in enumerate(zip(parts, flat, strict=True)))
    title = (sheet.metadata.title if sheet.metadata else "") or path.stem
    composer = (sheet.metadata.composer if sheet.metadata else "") or ""
    chords = ChordLane(tuple(_symbols(flat[0])))
    return Score(title, tracks, meter=_meters(parts[0], flat[0]), keys=_keys(flat[0]), chords=chords), composer


def _parsed(text: str, kind: str) -> Any:
    """music21's stream. What it murmurs about (slurs without an end, words that it does not know) is no music."""
    from music21 import converter

    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        return converter.parseData(text, format=kind)


def _text(path: Path) -> str:
    data = read_limited(path)
    if path.suffix.lower() == ".mxl":
        data = _unpacked(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1")


def _unpacked(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        inside = [i for i in archive.infolist() if i.filename.endswith((".xml", ".musicxml"))]
        sheet = next((i for i in inside if not i.filename.startswith("META-INF")), None)
        if sheet is None:
            raise Refusal("there is no sheet in it")
        if sheet.file_size > LARGEST:
            raise Refusal("it is too large when unpacked")
        return archive.read(sheet)


def _track(part: Any, lines: Any, index: int) -> Track:
    notes = [
        Note(_ticks(place), max(1, _ticks(sound.quarterLength)), pitch.midi, origin=IMPORTED)
        for place, sound in _sounds(lines)
        for pitch in sound.pitches
        if 0 <= pitch.midi <= 127
    ]
    return Track(str(part.partName or ""), _CHANNELS[index % len(_CHANNELS)]).with_notes(notes)


def _sounds(lines: Any) -> Iterator[tuple[Any, Any]]:
    """(offset, note or chord) that takes time; a chord symbol is no chord that sounds."""
    for sound in lines.notes:
        if sound.quarterLength > 0 and "ChordSymbol" not in sound.classes and "Unpitched" not in sound.classes:
            yield sound.offset, sound


def _ticks(quarters: float | Fraction) -> int:
    return round(quarters * TICKS_PER_QUARTER)


def _symbols(lines: Any) -> Iterator[ChordSymbol]:
    for symbol in lines.getElementsByClass("ChordSymbol"):
        text = str(symbol.figure).replace("-", "b")
        try:
            yield ChordSymbol(_ticks(symbol.offset), parse_chord(text), text)
        except SettingsError:
            continue  # a figure that our chords do not know


def _meters(part: Any, lines: Any) -> MeterMap:
    """The written metres; a first measure that is too short is a pickup."""
    found = {_ticks(s.offset): (s.numerator, s.denominator) for s in lines.getElementsByClass("TimeSignature")}
    first = found.pop(0, (4, 4))
    changes = (MeterChange(0, *first), *(MeterChange(tick, *found[tick]) for tick in sorted(found)))
    starts = sorted({_ticks(m.offset) for m in part.getElementsByClass("Measure")})
    pickup = starts[1] if len(starts) > 1 and 0 < starts[1] < changes[0].bar_ticks else 0
    return MeterMap(changes, pickup if all(c.tick > pickup for c in changes[1:]) else 0)


def _keys(lines: Any) -> tuple[KeyChange, ...]:
    changes: dict[int, KeyChange] = {}
    for sign in lines.getElementsByClass("KeySignature"):
        minor = getattr(sign, "mode", "major") == "minor"
        tonic = (sign.sharps * 7 + (9 if minor else 0)) % 12
        changes[_ticks(sign.offset)] = KeyChange(_ticks(sign.offset), Key(tonic, Mode.MINOR if minor else Mode.MAJOR))
    return tuple(changes[tick] for tick in sorted(changes))
