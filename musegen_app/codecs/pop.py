"""The `pop` codec: lead, bridge and accompaniment over chord symbols, as one stream of events in time order.

Time runs on a grid of sixteenths, cut into half bars. An event is a row of fields, drawn in this order:

    onset  NEXT → chord                                   the next half bar begins, with this chord symbol
    onset  0…7  → part → pitch → duration → velocity      a note so many sixteenths after the event before
    onset  END                                            the piece is over

Every half bar begins with NEXT, so an onset never crosses one. Notes at one moment come part by part (lead, bridge,
accompaniment) and from low to high: each piece on the grid is written in exactly one way. Pitches are relative to
the *anchor*, the tonic nearest middle C (C4 without a key), chord roots to its pitch class.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from enum import IntEnum

from musegen_app.codecs.lead import Field, anchor_of
from musegen_app.score.harmony import Chord, Quality
from musegen_app.score.keys import Key

GRID_PER_QUARTER = 4
TICKS_PER_GRID = 240  # 960 / 4
LONGEST_HALF = 8  # sixteenths of a half bar in 4/4
NEXT, END = LONGEST_HALF, LONGEST_HALF + 1  # values of the field `onset` that are no note

QUALITIES = tuple(Quality)
CHORDS = 1 + 12 * len(QUALITIES)  # none, then root × quality
DURATIONS = (*range(1, 17), 20, 24, 28, 32)  # sixteenths; others become the nearest
PITCH_LOW, PITCH_SIZE = -36, 84  # semitones of pitch value 0 above the anchor; range of values
VELOCITY_EDGES = (52, 64, 74, 84, 94, 104, 114)  # MIDI velocities at which the next of eight levels begins
VELOCITIES = (44, 58, 69, 79, 89, 99, 109, 119)  # what a level sounds like

FIELDS = (
    Field("onset", LONGEST_HALF + 2),
    Field("chord", CHORDS),
    Field("part", 3),
    Field("pitch", PITCH_SIZE),
    Field("duration", len(DURATIONS)),
    Field("velocity", len(VELOCITIES)),
)
ONSET, CHORD, PART, PITCH, DURATION, VELOCITY = range(len(FIELDS))  # indices into FIELDS and into a row of values
NOTE_FIELDS = (ONSET, PART, PITCH, DURATION, VELOCITY)
NO_VALUE = -1

PopEvent = tuple[int, int, int, int, int, int]  # a value of each field, NO_VALUE where the event has none


class Part(IntEnum):
    """Who plays a note; the value is the value of the field `part`."""

    LEAD = 0
    BRIDGE = 1
    ACCOMPANIMENT = 2


@dataclass(frozen=True, slots=True)
class PopNote:
    """A note on the grid: `start` and `duration` in sixteenths from the first bar line, MIDI pitch and velocity."""

    start: int
    part: int
    pitch: int
    duration: int
    velocity: int = 89


@dataclass(frozen=True, slots=True)
class PopPiece:
    """A piece, or a stretch of one, in a steady metre: `half` sixteenths in half a bar, one chord symbol for each.

    Used by the importer, by training and for a seed. `chords` are None where no chord stands.
    """

    title: str
    source: str
    key: Key | None
    chords: tuple[Chord | None, ...]
    notes: tuple[PopNote, ...]
    half: int = LONGEST_HALF

    @property
    def length(self) -> int:
        """Sixteenths."""
        return len(self.chords) * self.half

    @property
    def anchor(self) -> int:
        return anchor_of(self.key)


def fields_of(onset: int) -> tuple[int, ...]:
    """Indices of the fields that an event with this `onset` draws, in drawing order."""
    return (ONSET,) if onset == END else (ONSET, CHORD) if onset == NEXT else NOTE_FIELDS


def next_half(chord: int) -> PopEvent:
    """The event that begins a half bar."""
    return (NEXT, chord, NO_VALUE, NO_VALUE, NO_VALUE, NO_VALUE)


THE_END: PopEvent = (END, NO_VALUE, NO_VALUE, NO_VALUE, NO_VALUE, NO_VALUE)


def chord_value(chord: Chord | None, anchor: int) -> int:
    """The chord value of a chord symbol; its bass is not told."""
    return 0 if chord is None else 1 + (chord.root - anchor) % 12 * len(QUALITIES) + QUALITIES.index(chord.quality)


def chord_of(value: int, anchor: int) -> Chord | None:
    """The inverse of `chord_value`, bass aside."""
    if value <= 0:
        return None
    root, quality = divmod(value - 1, len(QUALITIES))
    return Chord((root + anchor) % 12, QUALITIES[quality])


def pitch_value(pitch: int, anchor: int) -> int:
    """The pitch value of a MIDI pitch, moved by octaves into the alphabet where it lies outside."""
    value = pitch - anchor - PITCH_LOW
    if value < 0:
        return value % 12
    return value if value < PITCH_SIZE else PITCH_SIZE - 12 + (value - PITCH_SIZE) % 12


def midi_pitch(value: int, anchor: int) -> int:
    return value + PITCH_LOW + anchor


def duration_value(grid: int) -> int:
    """The value of the length nearest to `grid` sixteenths."""
    after = bisect_left(DURATIONS, grid)
    if after == len(DURATIONS):
        return after - 1
    return (
        after - 1
        if after and grid - DURATIONS[after - 1] <= DURATIONS[after] - grid and grid != DURATIONS[after]
        else after
    )


def velocity_value(velocity: int) -> int:
    return sum(edge <= velocity for edge in VELOCITY_EDGES)


def note_value(note: PopNote, anchor: int) -> tuple[int, int, int, int, int]:
    """(start, part, pitch value, duration value, velocity value) of a note."""
    pitch, duration = pitch_value(note.pitch, anchor), duration_value(note.duration)
    return note.start, int(note.part), pitch, duration, velocity_value(note.velocity)


def in_order(notes: tuple[PopNote, ...], length: int) -> list[PopNote]:
    """The notes that can be written, in the order of their events: on [0, length), no key struck twice at once by one
    part, and of the lead only the highest note of a moment."""
    written: dict[tuple[int, int, int], PopNote] = {}
    for note in sorted(notes, key=lambda n: (n.start, n.part, n.pitch, n.duration)):
        if 0 <= note.start < length and note.duration > 0:
            same = (note.start, note.part, 0 if note.part == Part.LEAD else note.pitch)
            written[same] = note
    return sorted(written.values(), key=lambda n: (n.start, n.part, n.pitch))


def encode(piece: PopPiece, end: bool = True) -> list[PopEvent]:
    """The events of a piece; with `end` a final END."""
    events: list[PopEvent] = []
    values = sorted(
        {v[:3]: v for v in (note_value(n, piece.anchor) for n in in_order(piece.notes, piece.length))}.items()
    )
    i = 0
    for number, chord in enumerate(piece.chords):
        events.append(next_half(chord_value(chord, piece.anchor)))
        position, line = number * piece.half, (number + 1) * piece.half
        while i < len(values) and values[i][1][0] < line:
            start, part, pitch, duration, velocity = values[i][1]
            events.append((start - position, NO_VALUE, part, pitch, duration, velocity))
            position, i = start, i + 1
    return [*events, THE_END] if end else events


def decode(events: list[PopEvent], anchor: int, half: int = LONGEST_HALF) -> PopPiece:
    """The piece that `events` write, beginning at a bar line."""
    notes: list[PopNote] = []
    chords: list[Chord | None] = []
    position = 0
    for onset, chord, part, pitch, duration, velocity in events:
        if onset == END:
            break
        if onset == NEXT:
            position = len(chords) * half
            chords.append(chord_of(chord, anchor))
            continue
        position += onset
        key = midi_pitch(pitch, anchor)
        notes.append(PopNote(position, part, key, DURATIONS[duration], VELOCITIES[velocity]))
    return PopPiece("", "", None, tuple(chords), tuple(notes), half)
