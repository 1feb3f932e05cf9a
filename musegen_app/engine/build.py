"""A score (and perhaps a take) as a playlist. Any thread; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import numpy as np

from musegen_app.engine.builder import Sounding, with_others
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
    joined,
    note_events,
    rows_of,
)
from musegen_app.engine.route import FIRST_ROUTE, Route
from musegen_app.engine.voices import Part, Voice
from musegen_app.score import edits
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import ControlEvent, ControlKind, Score, Track
from musegen_app.score.take_edits import TakenPart

CHORD_VELOCITY = 70
CHORD_TRACK = 0  # `track` of chord lane events; ids of real tracks start at 1


class Ghost(Protocol):
    """Notes that are heard but not yet in the document; `sampling.take.Take` fits."""

    @property
    def start_tick(self) -> int: ...
    @property
    def until_tick(self) -> int: ...
    @property
    def taken(self) -> tuple[TakenPart, ...]: ...
    @property
    def chords(self) -> tuple[ChordSymbol, ...]: ...


def playlist_of(score: Score, *, extra: Ghost | None = None) -> Playlist:
    """Everything that sounds in `score`, with the ghost notes and chords of `extra` laid over it.

    While a ghost is there, unlocked notes of its tracks that begin in [start_tick, until_tick) are silent, as they
    would be after accepting. Each track has its own synth channel, see `channels.py`, and sounds on its MIDI output
    beside or instead of it; the chord lane plays on channel 15. Mute and solo are honoured, and muted
    notes are silent. The playlist ends with the bar in which the last note ends.
    """
    return PlaylistBuilder().playlist_of(score, extra=extra)


class PlaylistBuilder:
    """Makes the playlists of a song that is being edited, each out of the one before; the same as `playlist_of` makes.
    One thread at a time; another one may prepare a builder for a song that is about to be opened."""

    def __init__(self) -> None:
        self._sounding = Sounding()

    def playlist_of(self, score: Score, *, extra: Ghost | None = None) -> Playlist:
        """See `playlist_of` above."""
        if extra is not None:
            score = with_ghost(score, extra)
        routes = routes_of(score.tracks)
        sharing = _by_channel(_heard(score), assigned_channels(score.tracks), routes)
        others = [*_initial_events(sharing), *_control_events(sharing)]
        end_tick = max(score.end_tick, extra.until_tick if extra is not None else 0)
        if _chords_sound(score):
            end_tick = max(end_tick, _bar_end(score, score.chords.symbols[-1].tick + 1))
            others.extend(_chord_events(score, end_tick))
        self._sounding = self._sounding.of(_voices(sharing))
        events = with_others(self._sounding.events, self._sounding.keys, joined(others))
        return Playlist(events, score.tempo, score.meter, _bar_end(score, end_tick), routes)


def with_ghost(score: Score, ghost: Ghost) -> Score:
    """The score as accepting the ghost would make it; a part whose track is gone is not heard."""
    return edits.insert_parts(score, ghost.taken, ghost.chords, ghost.start_tick, ghost.until_tick)


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


def _control_events(shared: _Sharing) -> Iterator[Events]:
    for channel, sharing in shared.items():
        yield rows_of(_control_row(e, channel, t.id) for t in sharing for e in t.controls)


def _voices(shared: _Sharing) -> tuple[Voice, ...]:
    """What plays notes on each channel; the first of the tracks that share it sets the volume."""
    return tuple(
        Voice(channel, tuple(Part(t.id, t.notes, t.volume, sharing[0].volume) for t in sharing if t.notes))
        for channel, sharing in shared.items()
        if any(t.notes for t in sharing)
    )


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
