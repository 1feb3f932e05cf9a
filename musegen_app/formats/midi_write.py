"""Score -> MIDI bytes, 960 ticks to the quarter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from musegen_app.formats.midi_meta import (
    DEVICE_NAME,
    KEY_SIGNATURE,
    TEMPO,
    TIME_SIGNATURE,
    TRACK_NAME,
    meta_bytes,
    number_bytes,
    own_text,
    text_bytes,
)
from musegen_app.formats.midi_notes import own_notes
from musegen_app.formats.midi_song import key_events, meter_events, own_song
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import ControlEvent, ControlKind, Note, Output, Score, TextEvent, Track
from musegen_app.score.time import TICKS_PER_QUARTER
from musegen_app.score.track_edits import DRUM_CHANNEL

# (tick, rank, bytes). On one tick: what is written about it, ends of notes, sound settings, beginnings.
Timed = tuple[int, int, bytes]
_TEXT, _OFF, _CONTROL, _ON = range(4)
_CHORD_VELOCITY = 70
_BANK, _VOLUME, _PAN, _REVERB, _CHORUS = 0, 7, 10, 91, 93


@dataclass(frozen=True, slots=True)
class MidiOptions:
    """How a song is written. `file_type` 0 puts all into one track chunk (track names, muted notes and who wrote
    what do not fit there); `chord_track` adds the chord symbols as a track that sounds everywhere; MuseGen skips it
    on opening.
    """

    file_type: int = 1
    chord_track: bool = False


def midi_bytes(score: Score, options: MidiOptions | None = None) -> bytes:
    """The whole file."""
    options = options or MidiOptions()
    parts = _on_own_channels(score.tracks)
    settings = _needed_settings(score.tracks)
    chunks = [_conductor(score)]
    chunks.extend(_track(part, track, settings) for part, track in zip(parts, score.tracks, strict=True))
    if options.chord_track and score.chords.symbols:
        chunks.append(_chord_track(score, parts))
    if options.file_type == 0:
        sounding = [e for chunk in chunks[1:] for e in chunk if e[1] != _TEXT]
        chunks = [[*chunks[0], *sounding]]
    numbers = (options.file_type, len(chunks), TICKS_PER_QUARTER)
    header = b"MThd\0\0\0\6" + b"".join(n.to_bytes(2, "big") for n in numbers)
    return header + b"".join(_chunk(events) for events in chunks)


def _chunk(events: list[Timed]) -> bytes:
    parts: list[bytes] = []
    now = 0
    for tick, _, data in sorted(events, key=lambda e: e[:2]):
        parts.append(number_bytes(tick - now) + data)
        now = tick
    body = b"".join(parts) + b"\0\xff\x2f\0"
    return b"MTrk" + len(body).to_bytes(4, "big") + body


def _conductor(score: Score) -> list[Timed]:
    """The first chunk: the song's name, texts, tempo, metre and key, and our own marks."""
    own = [own_text(0, "song", own_song(score))]
    own.extend(own_text(s.tick, "netchord" if s.generated else "chord", _chord_text(s)) for s in score.chords.symbols)
    own.extend(own_text(s.start_tick, "section", s.label) for s in score.sections)
    own.extend(TextEvent(s.start_tick, "marker", s.label) for s in score.sections)  # what other programs show
    events = [_name(score.title), *_texts([*own, *score.texts])]
    for change in score.tempo.changes:
        events.append((change.tick, _TEXT, meta_bytes(TEMPO, change.us_per_quarter.to_bytes(3, "big"))))
    for tick, (numerator, denominator) in meter_events(score.meter).items():
        # A click a written beat, eight 32nds to the quarter.
        data = bytes([numerator & 0xFF, denominator.bit_length() - 1, max(1, 96 // denominator), 8])
        events.append((tick, _TEXT, meta_bytes(TIME_SIGNATURE, data)))
    for tick, (fifths, minor) in key_events(score.keys).items():
        events.append((tick, _TEXT, meta_bytes(KEY_SIGNATURE, bytes([fifths & 0xFF, minor]))))
    return events


def _chord_text(symbol: ChordSymbol) -> str:
    return symbol.text or (symbol.chord.text() if symbol.chord else "N.C.")


def _needed_settings(tracks: Iterable[Track]) -> dict[int, Callable[[Track], int]]:
    """The controllers that every track begins with. Those that nobody uses are left out, for other programs have
    their own idea of how much reverb is usual."""
    tracks = tuple(tracks)
    moved = {c.number for t in tracks for c in t.controls if c.kind is ControlKind.CONTROL}
    settings = dict(_SETTINGS)
    for number, usual in ((_BANK, 0), (_REVERB, 40), (_CHORUS, 0)):
        if (number == _BANK or number not in moved) and all(settings[number](t) == usual for t in tracks):
            del settings[number]
    return settings


_SETTINGS: dict[int, Callable[[Track], int]] = {
    _BANK: lambda t: t.bank & 0x7F,
    _VOLUME: lambda t: t.volume,
    _PAN: lambda t: t.pan,
    _REVERB: lambda t: t.reverb,
    _CHORUS: lambda t: t.chorus,
}


def _track(part: Track, track: Track, settings: dict[int, Callable[[Track], int]]) -> list[Timed]:
    """One track chunk; `part` is the track on the channel where it is written."""
    own = [own_text(0, "notes", value) for value in own_notes(track.notes)]
    state: dict[str, object] = {"mute": True} if track.mute else {}
    state |= {"solo": True} if track.solo else {}
    state |= {"channel": track.channel} if part.channel != track.channel else {}
    state |= {"output": _output(track.output)} if track.output != Output() else {}
    state |= {"colour": track.colour} if track.colour >= 0 else {}
    if state:
        own.insert(0, own_text(0, "track", state))
    events = [_name(track.name), *_texts([*own, *track.texts]), *_settings(part, settings)]
    if track.output.port:
        events.insert(1, (0, _TEXT, meta_bytes(DEVICE_NAME, track.output.port.encode("utf-8", "replace"))))
    events.extend((c.tick, _CONTROL, _control(c, part.channel)) for c in track.controls)
    events.extend(_notes((n for n in track.notes if not n.muted), part.channel))
    return events


def _output(output: Output) -> list[object]:
    """The name of the port is a meta event of its own."""
    return [output.synth, output.channel, *(["port"] if output.port else [])]


def _name(text: str) -> Timed:
    return (0, _TEXT, meta_bytes(TRACK_NAME, text.encode("utf-8", "replace")))


def _texts(texts: Iterable[TextEvent]) -> Iterator[Timed]:
    return ((t.tick, _TEXT, text_bytes(t)) for t in texts)


def _settings(track: Track, settings: dict[int, Callable[[Track], int]]) -> Iterator[Timed]:
    """The track's fields as events at the very start: the bank goes before its program."""
    status = 0xB0 | track.channel
    bank = [_BANK] if _BANK in settings else []
    yield from ((0, _CONTROL, bytes([status, n, settings[n](track)])) for n in bank)
    yield (0, _CONTROL, bytes([0xC0 | track.channel, track.program]))
    yield from ((0, _CONTROL, bytes([status, n, of(track)])) for n, of in settings.items() if n != _BANK)


def _control(control: ControlEvent, channel: int) -> bytes:
    value = control.value
    if control.kind is ControlKind.CONTROL:
        return bytes([0xB0 | channel, control.number, value])
    if control.kind is ControlKind.POLY_PRESSURE:
        return bytes([0xA0 | channel, control.number, value])
    if control.kind is ControlKind.BEND:
        return bytes([0xE0 | channel, value + 8192 & 0x7F, value + 8192 >> 7])
    return bytes([(0xC0 if control.kind is ControlKind.PROGRAM else 0xD0) | channel, value])


def _notes(notes: Iterable[Note], channel: int) -> Iterator[Timed]:
    on, off = 0x90 | channel, 0x80 | channel
    for n in notes:
        yield (n.start_tick, _ON, bytes((on, n.pitch, n.velocity)))
        yield (n.end_tick, _OFF, bytes((off, n.pitch, n.release_velocity)))


def _chord_track(score: Score, parts: list[Track]) -> list[Timed]:
    """The chord lane as notes, marked so that MuseGen does not open it as a track."""
    lane, end = score.chords, max(score.end_tick, score.chords.symbols[-1].tick + TICKS_PER_QUARTER)
    track = Track(name="Chords", channel=_free_channel(parts), program=lane.program, volume=lane.volume)
    ends = [*(s.tick for s in lane.symbols[1:]), end]
    notes = [
        Note(symbol.tick, until - symbol.tick, pitch, _CHORD_VELOCITY)
        for symbol, until in zip(lane.symbols, ends, strict=True)
        if symbol.chord is not None and until > symbol.tick
        for pitch in symbol.chord.voicing()
    ]
    own = own_text(0, "track", {"role": "chords"})
    return [
        _name(track.name),
        *_texts([own]),
        *_settings(track, _needed_settings([track])),
        *_notes(notes, track.channel),
    ]


def _on_own_channels(tracks: tuple[Track, ...]) -> list[Track]:
    """Tracks that share a channel but not its sound move to a free channel, as long as there are any."""
    sounds: dict[int, tuple[int, ...]] = {}
    placed: list[Track] = []
    taken = {t.channel for t in tracks}
    for track in tracks:
        sound = (track.program, track.bank, track.volume, track.pan, track.reverb, track.chorus)
        if sounds.setdefault(track.channel, sound) != sound:
            free = [c for c in range(16) if c not in taken and c != DRUM_CHANNEL]
            track = replace(track, channel=free[0]) if free and not track.is_drums else track
            sounds[track.channel] = sound
            taken.add(track.channel)
        placed.append(track)
    return placed


def _free_channel(parts: list[Track]) -> int:
    """A channel without a track; the last one if all have one."""
    taken = {p.channel for p in parts}
    return next((c for c in range(16) if c not in taken and c != DRUM_CHANNEL), 15)
