"""MIDI bytes -> Score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from musegen_app.base.errors import SettingsError
from musegen_app.formats.midi_events import META, Event, MidiEvents, walk
from musegen_app.formats.midi_meta import TRACK_NAME, Own, decoded, own_values, parse_own, text_event
from musegen_app.formats.midi_notes import with_own_notes
from musegen_app.formats.midi_parts import ChannelState, Part, part_name, parts_of, track_of
from musegen_app.formats.midi_song import SongEvents, key_changes, meter_map, own_lane, tempo_map
from musegen_app.formats.opened import Opened
from musegen_app.formats.progress import stretch
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.model import Output, Score, Section, TextEvent, Track
from musegen_app.score.time import TICKS_PER_QUARTER
from musegen_app.score.track_edits import MAX_COLOUR

_WALKED, _SORTED = 0.4, 0.7  # how much of the work is done when the bytes are read, and the notes paired
_MARKS = {"marker", "cue_marker", "copyright"}


@dataclass
class _Chunk:
    """One track chunk, sorted out."""

    name: str = ""
    parts: list[Part] = field(default_factory=list)
    texts: list[TextEvent] = field(default_factory=list)
    own: list[Own] = field(default_factory=list)

    @property
    def is_chords(self) -> bool:
        """Is this our own chord lane as it sounds? It is in the song already."""
        return any(value.get("role") == "chords" for value in own_values(self.own, "track"))


def parse_midi(data: bytes) -> Opened:
    """The song in a type 0 or type 1 file. Raises guard.Refusal."""
    with stretch(0, _WALKED):
        found = walk(data)
    song = SongEvents()
    place = _placing(found.division)
    chunks: list[_Chunk] = []
    for events, end in zip(found.tracks, found.end_ticks, strict=True):
        with stretch(*_share(_WALKED, _SORTED, len(chunks), len(found.tracks))):
            chunks.append(_chunk(events, end, place, song))
    remarks = [*found.remarks, *sorted(song.remarks), *_exactness(found)]
    return Opened(_score(chunks, song, found.file_type), tuple(remarks))


def _share(low: float, high: float, place: int, count: int) -> tuple[float, float]:
    """The part of the whole work that one of `count` equal pieces between `low` and `high` is."""
    return low + (high - low) * place / count, low + (high - low) * (place + 1) / count


def _placing(division: int) -> Callable[[int], int]:
    """File ticks to ours, rounded to the nearest."""
    if division == TICKS_PER_QUARTER:
        return lambda tick: tick
    return lambda tick: (tick * TICKS_PER_QUARTER * 2 + division) // (division * 2)


def _exactness(found: MidiEvents) -> list[str]:
    if TICKS_PER_QUARTER % found.division == 0:
        return []
    if all(e.tick * TICKS_PER_QUARTER % found.division == 0 for events in found.tracks for e in events):
        return []
    return [f"The file counts {found.division} ticks to the quarter; times were rounded to 1/{TICKS_PER_QUARTER}."]


def _chunk(events: list[Event], end_tick: int, place: Callable[[int], int], song: SongEvents) -> _Chunk:
    chunk = _Chunk(parts=parts_of(events, end_tick, place))
    named = False
    for event in events:
        if event.status < 0xF0:
            continue
        tick = place(event.tick)
        if song.take(event, tick):
            continue
        if event.status == META and event.data1 == TRACK_NAME and not named:
            chunk.name, named = decoded(event.data), True
            continue
        text = text_event(event, tick)
        own = parse_own(text)
        if own is None:
            chunk.texts.append(text)
        else:
            chunk.own.append(own)
    return chunk


def _score(chunks: list[_Chunk], song: SongEvents, file_type: int) -> Score:
    sounding = [c for c in chunks if not c.is_chords]
    state = ChannelState([p for c in sounding for p in c.parts])
    first = chunks[0]
    leads = file_type == 0 or not first.parts  # does the first chunk speak for the song?
    values = next(own_values(first.own, "song"), {})
    ours = bool(values)
    songs_own = first if leads else None
    with_tracks = [c for c in sounding if c is not songs_own or c.parts]
    tracks: list[Track] = []
    for i, c in enumerate(with_tracks):
        with stretch(*_share(_SORTED, 1, i, len(with_tracks))):
            tracks.extend(_tracks(c, state, ours, c is not songs_own))
    score = Score(
        title=first.name if leads else "",
        tracks=tuple(replace(t, texts=()) if leads and i == 0 and first.parts else t for i, t in enumerate(tracks)),
        tempo=tempo_map(song.tempi),
        meter=meter_map(song.meters, values),
        keys=key_changes(song.keys, values),
        chords=own_lane(values),
        texts=tuple(first.texts if leads else (t for t in first.texts if t.kind in _MARKS)),
    )
    return _with_own_marks(score, first.own)


def _tracks(chunk: _Chunk, state: ChannelState, ours: bool, its_own: bool) -> list[Track]:
    """The tracks of a chunk; its texts go to the first one. `its_own`: they do not speak for the song."""
    alone = len(chunk.parts) == 1
    tracks = [track_of(p, part_name(chunk.name, p, state, alone), state, ours=ours) for p in chunk.parts]
    tracks = tracks or [Track(name=chunk.name)]
    notes = with_own_notes(list(tracks[0].notes), own_values(chunk.own, "notes"))
    tracks[0] = replace(tracks[0], texts=tuple(chunk.texts), notes=tuple(notes))
    for value in own_values(chunk.own, "track"):
        channel = value.get("channel", tracks[0].channel)
        tracks[0] = replace(
            tracks[0],
            mute=value.get("mute") is True,
            solo=value.get("solo") is True,
            channel=channel if isinstance(channel, int) and 0 <= channel < 16 else tracks[0].channel,
            colour=_colour(value.get("colour")),
        )
    return [_with_output(tracks[0], chunk, ours), *tracks[1:]] if its_own and len(tracks) == 1 else tracks


def _colour(told: object) -> int:
    return told if type(told) is int and 0 <= told <= MAX_COLOUR else -1


def _with_output(track: Track, chunk: _Chunk, ours: bool) -> Track:
    """The track on the MIDI output that the file names, beside the synth unless our own text says otherwise."""
    told = next((v["output"] for v in own_values(chunk.own, "track") if "output" in v), None)
    name = next((t for t in track.texts if t.kind == "device_name" and t.text), None)
    if told is None and (ours or name is None):
        return track
    synth, channel, *port = told if isinstance(told, list) and len(told) > 1 else (True, track.channel, "port")
    name = name if port else None
    output = Output(synth is not False, name.text if name else "", channel if channel in range(16) else 0)
    return replace(track, output=output, texts=tuple(t for t in track.texts if t is not name))


def _with_own_marks(score: Score, own: list[Own]) -> Score:
    """Chord symbols and sections from our texts; what is no chord stays a text. A section stands in the file as a
    marker, too, which other programs show: that one is no marker of the song."""
    symbols: dict[int, ChordSymbol] = {}
    texts = list(score.texts)
    for mark in own:
        if mark.word in ("chord", "netchord"):
            text = str(mark.value)
            try:
                symbols[mark.tick] = ChordSymbol(mark.tick, parse_chord(text), text, mark.word == "netchord")
            except SettingsError:
                texts.append(TextEvent(mark.tick, "text", text))
    sections = {m.tick: Section(m.tick, str(m.value)) for m in own if m.word == "section"}
    for section in sections.values():
        twin = TextEvent(section.start_tick, "marker", section.label)
        if twin in texts:
            texts.remove(twin)
    return replace(
        score,
        chords=replace(score.chords, symbols=tuple(symbols[t] for t in sorted(symbols))),
        sections=tuple(sections[t] for t in sorted(sections)),
        texts=tuple(sorted(texts, key=lambda t: t.tick)),
    )
