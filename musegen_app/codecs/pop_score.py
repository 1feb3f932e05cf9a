"""A song as the pop codec sees it: who leads and who accompanies, bars cut into halves, chords, sixteenths.

This is a *view*: the user's notes are never altered by it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from musegen_app.codecs.pop import LONGEST_HALF, TICKS_PER_GRID, Part, PopNote, PopPiece
from musegen_app.score.chord_detection import Unit, detect_chords
from musegen_app.score.harmony import Chord, ChordSymbol
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Score, Track

LOOSE_TICKS = 60  # a note further off the grid than this is heard at another time than it has
_NAMES = (
    (Part.BRIDGE, re.compile(r"bridge|counter|second|fill|\bii\b")),
    (Part.LEAD, re.compile(r"melod|lead|vocal|voice|sing|solo|tune")),
    (Part.ACCOMPANIMENT, re.compile(r"piano|accomp|chord|bass|guitar|pad|arp|harmon|strings|left|comp")),
)
BASSES = range(32, 40)  # GM programs
_CHORDAL = 0.25  # a track with a larger share of notes that begin together is an accompaniment
_HIGH = 60  # mean pitch from which a single line is a second melody and not a bass


def half_of(bar_ticks: int) -> int:
    """Sixteenths of what the net hears as half a bar: the net's bars are whole bars, or a bar's simple parts."""
    bar = max(1, round(bar_ticks / TICKS_PER_GRID))
    if 2 * LONGEST_HALF % bar == 0:
        return LONGEST_HALF
    if bar % 6 == 0:
        return 6
    return bar // 2 if bar % 2 == 0 and bar // 2 <= LONGEST_HALF else LONGEST_HALF


def roles_of(tracks: Sequence[Track], lead_id: int = 0) -> dict[int, Part]:
    """Track id → part, for tracks with notes that are no drums: by name, else by how they sound. `lead_id` leads."""
    sounding = [t for t in tracks if t.notes and not t.is_drums]
    roles = {t.id: part for t in sounding if (part := _named(t)) is not None}
    if lead_id in {t.id for t in sounding}:
        roles = {i: Part.BRIDGE if part is Part.LEAD else part for i, part in roles.items()} | {lead_id: Part.LEAD}
    rest = sorted((t for t in sounding if t.id not in roles), key=_mean_pitch, reverse=True)
    for track in rest:
        if track.program in BASSES or _together(track) > _CHORDAL:
            roles[track.id] = Part.ACCOMPANIMENT
        elif Part.LEAD not in roles.values():
            roles[track.id] = Part.LEAD
        else:
            roles[track.id] = Part.BRIDGE if _mean_pitch(track) >= _HIGH else Part.ACCOMPANIMENT
    return roles


def _named(track: Track) -> Part | None:
    name = track.name.lower()
    return next((part for part, words in _NAMES if words.search(name)), None)


def _mean_pitch(track: Track) -> float:
    return sum(n.pitch for n in track.notes) / len(track.notes)


def _together(track: Track) -> float:
    """The share of notes that begin with another one."""
    starts = [n.start_tick for n in track.notes]
    return 1 - len(set(starts)) / len(starts)


def grid_note(note: Note, part: int, origin_tick: int) -> PopNote:
    """A note on the nearest sixteenth from `origin_tick`."""
    start = round((note.start_tick - origin_tick) / TICKS_PER_GRID)
    length = max(1, round(note.duration_ticks / TICKS_PER_GRID))
    return PopNote(start, part, note.pitch, length, note.velocity)


def grid_notes(tracks: Sequence[Track], roles: Mapping[int, Part], origin_tick: int) -> list[PopNote]:
    """The notes that sound of all tracks that have a role."""
    return [grid_note(n, roles[t.id], origin_tick) for t in tracks if t.id in roles for n in t.notes if not n.muted]


def chords_of(score: Score, origin_tick: int, half: int, count: int) -> tuple[Chord | None, ...]:
    """The chord of each of `count` half bars from `origin_tick`: as written, else as detected."""
    symbols = score.chords.symbols or detect_chords(
        score, max(0, origin_tick), origin_tick + count * half * TICKS_PER_GRID, Unit.HALF_BAR
    )
    return tuple(chord_at(symbols, origin_tick + h * half * TICKS_PER_GRID) for h in range(count))


def chord_at(symbols: Sequence[ChordSymbol], tick: int) -> Chord | None:
    """The chord that stands at `tick`; of a symbol a little late that it begins with."""
    i = bisect_right([s.tick for s in symbols], tick + TICKS_PER_GRID) - 1
    return symbols[i].chord if i >= 0 else None


def piece_of_score(score: Score, key: Key | None = None) -> PopPiece:
    """A whole song from its first full bar on, in the metre that it begins with."""
    roles = roles_of(score.tracks)
    change = score.meter.at(0)
    half, bar_ticks = half_of(change.bar_ticks), change.bar_ticks
    origin = score.meter.pickup_ticks - (bar_ticks if score.meter.pickup_ticks else 0)
    notes = grid_notes(score.tracks, roles, origin)
    last = max((n.start for n in notes), default=0)
    halves = 2 * (last // (2 * half) + 1)
    written = score.keys[0].key if score.keys else None
    return PopPiece(score.title, "", key or written, chords_of(score, origin, half, halves), tuple(notes), half)
