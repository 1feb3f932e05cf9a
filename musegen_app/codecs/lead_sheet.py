"""The `lead` view of music: one melody line with chords and form on a grid of 1/12 quarter notes.

This is what the corpus importer hands to training and what a seed becomes before it is encoded. It is a
*view*: the user's notes are never altered by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from musegen_app.score.harmony import Chord
from musegen_app.score.keys import Key

GRID_PER_QUARTER = 12
TICKS_PER_GRID = 80  # 960 / 12


class TuneType(StrEnum):
    """Dance or song types of the training sets; UNKNOWN = no preference."""

    UNKNOWN = "unknown"
    REEL = "reel"
    JIG = "jig"
    SLIP_JIG = "slip jig"
    HORNPIPE = "hornpipe"
    POLKA = "polka"
    SLIDE = "slide"
    MARCH = "march"
    WALTZ = "waltz"
    SONG = "song"
    AIR = "air"


@dataclass(frozen=True, slots=True)
class LeadNote:
    """A melody note on the grid: `start` and `duration` in 1/12 quarters from the first bar line's pickup."""

    start: int
    duration: int
    pitch: int


@dataclass(frozen=True, slots=True)
class LeadChord:
    """From grid position `start` the harmony is `chord` (None: no chord)."""

    start: int
    chord: Chord | None


@dataclass(frozen=True, slots=True)
class LeadSection:
    """From grid position `start`: section `letter` ("A", "B" … or "" unknown), heard the `repeat`-th time (0, 1 …)."""

    start: int
    letter: str
    repeat: int


@dataclass(frozen=True, slots=True)
class LeadSheet:
    """One tune as heard, repeats unfolded. Grid 0 is the start of the music; with a pickup of `pickup` grid
    units the first full bar starts at grid `pickup`. `length` is the end of the last bar. `chords` empty and
    `key` None mean unknown. One metre throughout (`numerator`/`denominator`)."""

    title: str
    source: str  # data set name, "" for a seed
    family: str  # id of the tune family (filled by the splitter), "" unknown
    tune_type: TuneType
    numerator: int
    denominator: int
    pickup: int
    length: int
    key: Key | None
    notes: tuple[LeadNote, ...]
    chords: tuple[LeadChord, ...] = ()
    sections: tuple[LeadSection, ...] = ()
    split: str = ""  # "train", "valid" or "test" (filled by the splitter), "" unknown

    @property
    def bar(self) -> int:
        """Grid units of a full bar."""
        return GRID_PER_QUARTER * 4 * self.numerator // self.denominator
