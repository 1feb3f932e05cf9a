"""A score (and perhaps a take) as a playlist. Any thread; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import numpy as np
import numpy.typing as npt

from musegen_app.engine.channels import CHORD_CHANNEL, assigned_channels, route_of, routes_of
from musegen_app.engine.playlist import (
    BEND,
    CONTROL,
    POLY_PRESSURE,
    PRESSURE,
    PROGRAM,
    Events,
    Playlist,
    Row,
    note_events,
    ordered,
    rows_of,
)
from musegen_app.engine.route import FIRST_ROUTE, Route
from musegen_app.score import edits
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import ControlEvent, ControlKind, Note, Score, Track

CHORD_VELOCITY = 70
_CACHED_TRACKS = 64
CHORD_TRACK = 0  # `track` of chord lane events; ids of real tracks start at 1


class Ghost(Protocol):
    """Notes that are heard but not yet in the document; `sampling.take.Take` fits."""

    @property
    def track_id(self) -> int: ...
    @property
    def start_tick(self) -> int: ...
    @property
    def until_tick(self) -> int: ...
    @property
    def notes(self) -> tuple[Note, ...]: ...
    @property
    def chords(self) -> tuple[ChordSymbol, ...]: ...
    @property
    def controls(self) -> tuple[ControlEvent, ...] | None: ...


def playlist_of(score: Score, *, extra: Ghost | None = None) -> Playlist:
    """Everything that sounds in `score`, with the ghost notes and chords of `extra` laid over it.

    While a ghost is there, unlocked notes of its track that begin in [start_tick, until_tick) are silent, as they
    would be after accepting. Each track has its own synth channel, see `channels.py`, and sounds on its MIDI output
    beside or instead of it; the chord lane plays on channel 15. Mute and solo are honoured. The playlist ends with
    the bar in which the last note ends.
    """
    if extra is not None:
        score = with_ghost(score, extra)
    routes = routes_of(score.tracks)
    sharing = _by_channel(_heard(score), assigned_channels(score.tracks), routes)
    parts = [*_initial_events(sharing), *_played_events(sharing)]
    end_tick = max(score.end_tick, extra.until_tick if extra is not None else 0)
    if _chords_sound(score):
        end_tick = max(end_tick, _bar_end(score, score.chords.symbols[-1].tick + 1))
        parts.extend(_chord_events(score, end_tick))
    return Playlist(ordered(parts), score.tempo, score.meter, _bar_end(score, end_tick), routes)


def with_ghost(score: Score, ghost: Ghost) -> Score:
    """The score as accepting the ghost would make it; unchanged when its track is gone."""
    if all(t.id != ghost.track_id for t in score.tracks):
        return score
    low, high = ghost.start_tick, ghost.until_tick
    return edits.insert_take(score, ghost.track_id, ghost.notes, ghost.chords, low, high, ghost.controls)


def _heard(score: Score) -> list[Track]:
    """The tracks that are neither muted nor outshone by a solo."""
    soloed = any(t.solo for t in score.tracks)
    return [t for t in score.tracks if not t.mute and (t.solo or not soloed)]


def _chords_sound(score: Score) -> bool:
    lane = score.chords
    return bool(lane.symbols) and not lane.mute and not any(t.solo for t in score.tracks)


def _bar_end(score: Score, tick: int) -> int:
    """`tick` rounded up to a bar line; 0 stays 0."""
    if tick <= 0:
        return 0
    return score.meter.bar_start(score.meter.position(tick - 1).bar + 1)


# --- tracks ------------------------------------------------------------------------------------------------
_Sharing = dict[int, list[Track]]


def _by_channel(tracks: list[Track], channels: dict[int, int], routes: tuple[Route, ...]) -> _Sharing:
    """The tracks that sound on each channel, of the synth or of a MIDI output."""
    shared: _Sharing = {}
    lanes = {route: FIRST_ROUTE + i for i, route in enumerate(routes)}
    for track in tracks:
        for channel in (channels.get(track.id), lanes.get(route) if (route := route_of(track)) else None):
            if channel is not None:
                shared.setdefault(channel, []).append(track)
    return shared


def _initial_events(shared: _Sharing) -> Iterator[Events]:
    """Bank, program and mix at tick 0; of tracks that share a channel the first one decides."""
    for channel, sharing in shared.items():
        yield rows_of(_set_up(channel, sharing[0]))


def _set_up(channel: int, track: Track) -> Iterator[Row]:
    # Files and fonts disagree on which half of the bank number counts; FluidSynth and GS look at controller 0.
    msb, lsb = (track.bank, 0) if track.bank < 128 else (track.bank >> 7 & 127, track.bank & 127)
    yield (0, CONTROL, channel, 0, msb, track.id)
    yield (0, CONTROL, channel, 32, lsb, track.id)
    yield (0, PROGRAM, channel, track.program, 0, track.id)
    yield (0, CONTROL, channel, 7, track.volume, track.id)
    yield (0, CONTROL, channel, 10, track.pan, track.id)
    yield (0, CONTROL, channel, 91, track.reverb, track.id)
    yield (0, CONTROL, channel, 93, track.chorus, track.id)


def _played_events(shared: _Sharing) -> Iterator[Events]:
    for channel, sharing in shared.items():
        yield rows_of(_control_row(e, channel, t.id) for t in sharing for e in t.controls)
        notes = [_note_rows(t, sharing[0].volume) for t in sharing if t.notes]
        if notes:
            yield note_events(np.concatenate(notes), channel)


def _note_rows(track: Track, channel_volume: int) -> npt.NDArray[np.int64]:
    rows = np.column_stack([_packed(track.notes), np.full(len(track.notes), track.id)])
    if track.volume != channel_volume:  # a guest on another track's channel: its volume goes into the velocities
        rows[:, 3] = np.clip(rows[:, 3] * track.volume // max(1, channel_volume), 1, 127)
    return rows


_cache: dict[int, tuple[tuple[Note, ...], npt.NDArray[np.int64]]] = {}


def _packed(notes: tuple[Note, ...]) -> npt.NDArray[np.int64]:
    """Start, end, pitch, velocity. An edit changes one track: the others are remembered by the identity of their notes
    (kept alive here, so that no identity comes twice)."""
    known = _cache.get(id(notes))
    if known is None:
        rows = np.array([(n.start_tick, n.end_tick, n.pitch, n.velocity) for n in notes], np.int64)
        known = _cache[id(notes)] = (notes, rows)
        for oldest in list(_cache)[:-_CACHED_TRACKS]:
            _cache.pop(oldest, None)
    return known[1]


def _control_row(event: ControlEvent, channel: int, track: int) -> Row:
    value = event.value & 127
    match event.kind:
        case ControlKind.CONTROL:
            return (event.tick, CONTROL, channel, event.number & 127, value, track)
        case ControlKind.PROGRAM:
            return (event.tick, PROGRAM, channel, value, 0, track)
        case ControlKind.PRESSURE:
            return (event.tick, PRESSURE, channel, value, 0, track)
        case ControlKind.POLY_PRESSURE:
            return (event.tick, POLY_PRESSURE, channel, event.number & 127, value, track)
        case ControlKind.BEND:
            wheel = max(0, min(16383, event.value + 8192))
            return (event.tick, BEND, channel, wheel & 127, wheel >> 7, track)


# --- chord lane --------------------------------------------------------------------------------------------
def _chord_events(score: Score, end_tick: int) -> Iterable[Events]:
    """Every symbol struck anew and held until the next one (or the end)."""
    lane = score.chords
    sound = Track(program=lane.program, volume=lane.volume, id=CHORD_TRACK)
    yield rows_of(_set_up(CHORD_CHANNEL, sound))
    rows = [
        (symbol.tick, next_tick, pitch, CHORD_VELOCITY, CHORD_TRACK)
        for symbol, next_tick in zip(lane.symbols, _ends(lane.symbols, end_tick), strict=True)
        if symbol.chord is not None and next_tick > symbol.tick
        for pitch in symbol.chord.voicing()
    ]
    if rows:
        yield note_events(np.array(rows, np.int64), CHORD_CHANNEL)


def _ends(symbols: tuple[ChordSymbol, ...], end_tick: int) -> list[int]:
    return [*(s.tick for s in symbols[1:]), end_tick]
