"""Music as values: frozen dataclasses, integer ticks, sorted tuples.

An edit returns a new `Score`; any thread may hold one without a lock. Time is in ticks, 960 to the
quarter note; pitches and velocities are MIDI numbers. Nothing here knows numpy, Qt or devices.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.keys import KeyChange
from musegen_app.score.note_exchange import exchanged, rearranged
from musegen_app.score.note_table import table_of
from musegen_app.score.steering_lane import SteeringLane
from musegen_app.score.time import MeterMap, TempoMap

_ids = itertools.count(1)
_ids_lock = threading.Lock()  # a file may be read in one thread while another one draws notes


def new_id() -> int:
    """The next id of this process. Ids only have to be unique within one score; see `track_edits.with_fresh_ids`.

    Any thread.
    """
    with _ids_lock:
        return next(_ids)


def new_ids(count: int) -> range:
    """The next `count` ids at once. Any thread."""
    global _ids
    with _ids_lock:
        first = next(_ids)
        _ids = itertools.count(first + max(1, count))
    return range(first, first + count)


def reserve_ids(highest: int) -> None:
    """Make `new_id` return only ids above `highest` (called after reading a project file). Any thread."""
    global _ids
    with _ids_lock:
        _ids = itertools.count(max(highest + 1, next(_ids)))


class OriginKind(StrEnum):
    """Who wrote a note."""

    DRAWN = "drawn"
    PLAYED = "played"
    IMPORTED = "imported"
    GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a note comes from; the other fields are set for generated notes only. `settings` says in words how the
    net was steered, such as "pitch 1.1, rhythm 0.8, top-p 0.95"."""

    kind: OriginKind = OriginKind.DRAWN
    bundle: str = ""
    rng_seed: int = 0
    take: str = ""
    settings: str = ""


DRAWN = Origin(OriginKind.DRAWN)
IMPORTED = Origin(OriginKind.IMPORTED)


@dataclass(frozen=True, slots=True)
class Note:
    """One note. `duration_ticks` >= 1, `pitch` and `velocity` 0..127 (velocity >= 1)."""

    start_tick: int
    duration_ticks: int
    pitch: int
    velocity: int = 80
    id: int = field(default_factory=new_id)
    origin: Origin = DRAWN
    locked: bool = False
    release_velocity: int = 64
    muted: bool = False  # stays written, is not heard

    @property
    def end_tick(self) -> int:
        return self.start_tick + self.duration_ticks

    @property
    def order(self) -> tuple[int, int, int]:
        """Sort key of a track's notes."""
        return (self.start_tick, self.pitch, self.id)

    def moved(self, d_tick: int, d_pitch: int) -> Note:
        """The same note later and higher by so much; `dataclasses.replace` takes twice as long."""
        return Note(
            self.start_tick + d_tick,
            self.duration_ticks,
            self.pitch + d_pitch,
            self.velocity,
            self.id,
            self.origin,
            self.locked,
            self.release_velocity,
            self.muted,
        )


class ControlKind(StrEnum):
    """Channel messages other than notes."""

    CONTROL = "control"  # number = controller, value 0..127
    BEND = "bend"  # value -8192..8191
    PRESSURE = "pressure"  # channel pressure, value 0..127
    POLY_PRESSURE = "poly_pressure"  # number = key, value 0..127
    PROGRAM = "program"  # value 0..127; a change in mid-track


@dataclass(frozen=True, slots=True)
class ControlEvent:
    """One channel message of a track that is not a note."""

    tick: int
    kind: ControlKind
    value: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class TextEvent:
    """A text, lyric, marker, cue or sysex event kept for the round trip; `kind` is mido's meta type name."""

    tick: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Output:
    """Where a track sounds: the synth, channel `channel` (0..15) of the MIDI port `port` ("" = none), or both."""

    synth: bool = True
    port: str = ""
    channel: int = 0


@dataclass(frozen=True, slots=True)
class Track:
    """One part: notes of one MIDI channel with an instrument. `channel` 0..15, 9 is drums.

    `volume`, `pan`, `reverb` and `chorus` are the controllers 7, 10, 91 and 93 that the track begins with. `colour` is
    a place in the theme's row of track colours, -1 = by the place in the list.
    """

    name: str = ""
    channel: int = 0
    program: int = 0
    bank: int = 0
    volume: int = 100
    pan: int = 64
    reverb: int = 40
    chorus: int = 0
    output: Output = Output()
    mute: bool = False
    solo: bool = False
    notes: tuple[Note, ...] = ()
    controls: tuple[ControlEvent, ...] = ()
    texts: tuple[TextEvent, ...] = ()
    id: int = field(default_factory=new_id)
    colour: int = -1

    @property
    def end_tick(self) -> int:
        """End of the last sounding note, 0 for an empty track."""
        return table_of(self.notes).end_tick

    @property
    def is_drums(self) -> bool:
        return self.channel == 9

    def with_notes(self, notes: tuple[Note, ...] | list[Note]) -> Track:
        """The same track with `notes`, sorted."""
        return replace(self, notes=rearranged(self.notes, notes))

    def exchanged(self, removed: Sequence[Note], added: Iterable[Note], *, ordered: bool = False) -> Track:
        """The same track without `removed`, which are some of its notes in order, and with `added`. Of many notes it
        touches few: what every edit of notes ends with. `ordered`: `added` is in order already."""
        notes = exchanged(self.notes, removed, added, ordered=ordered)
        return self if notes is self.notes else replace(self, notes=notes)


@dataclass(frozen=True, slots=True)
class ChordLane:
    """The written chord symbols and how they sound (a mutable track of its own)."""

    symbols: tuple[ChordSymbol, ...] = ()
    program: int = 24
    volume: int = 70
    mute: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A formal part: from `start_tick` to the next section (or the end). `label` such as A, A', B."""

    start_tick: int
    label: str


@dataclass(frozen=True, slots=True)
class Score:
    """A whole song."""

    title: str = ""
    tracks: tuple[Track, ...] = ()
    tempo: TempoMap = field(default_factory=TempoMap)
    meter: MeterMap = field(default_factory=MeterMap)
    keys: tuple[KeyChange, ...] = ()
    chords: ChordLane = field(default_factory=ChordLane)
    sections: tuple[Section, ...] = ()
    texts: tuple[TextEvent, ...] = ()  # song-level texts, markers, copyright
    soundfont: str = ""  # the file that this song wants to be heard with; "" = the user's usual one
    steering: tuple[SteeringLane, ...] = ()  # how the nets are steered over time; one a control, none without points

    @property
    def end_tick(self) -> int:
        """End of the last note of any track."""
        return max((t.end_tick for t in self.tracks), default=0)

    def track(self, track_id: int) -> Track:
        """The track with that id. Raises KeyError."""
        for t in self.tracks:
            if t.id == track_id:
                return t
        raise KeyError(track_id)

    def with_track(self, track: Track) -> Score:
        """The score with `track` in place of the one with the same id. Raises KeyError."""
        self.track(track.id)
        return replace(self, tracks=tuple(track if t.id == track.id else t for t in self.tracks))
