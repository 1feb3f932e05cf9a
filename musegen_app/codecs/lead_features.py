"""The inputs of the lead net at one event: a row of small integers, one per column; 0 always means "unknown".

A column belongs to a *group*; training hides whole groups at random, which is what a request looks like that has no
preference there. Columns of sort PITCH hold 1 + a pitch value and CHORD columns a chord index, so that a
transposition can be applied to finished rows.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from musegen_app.codecs.lead import FIELDS, PITCH_SIZE, Kind
from musegen_app.codecs.lead_sheet import TuneType
from musegen_app.score.harmony import Chord, Quality
from musegen_app.score.keys import Mode

METRES = ((4, 4), (3, 4), (2, 4), (6, 8), (9, 8), (12, 8), (2, 2), (3, 2), (6, 4), (3, 8), (5, 4), (7, 8))
MODES = tuple(Mode)
TUNE_TYPES = tuple(TuneType)
QUALITIES = tuple(Quality)
LETTERS = "ABCDEFGH"
LOOK_BACK_BARS = (1, 2, 4, 8)
LOOK_BACKS = (*LOOK_BACK_BARS, 0)  # 0: the first time this section was heard
PLACES = 96  # grid places of a bar that are told apart
CHORDS = 2 + 12 * len(QUALITIES)  # unknown, none, root × quality
COUNT_BINS = (0, 1, 2, 3, 5, 9, 17)  # "copying so far", in events
DISTANCES = (0, 1, 2, 3, 4, 6, 8, 9, 12, 18, 24, 36, 48, 72, 96, 144, 192, 288, 384)  # grid units, rounded down
NO_CHORD = 1


class Group(StrEnum):
    """Inputs that are known or unknown together."""

    METRE = "metre"
    PAST = "past"
    KEY = "key"
    TUNE_TYPE = "tune type"
    LENGTH = "length"
    SECTION = "section"
    CHORD = "chord"
    NEXT_CHORD = "next chord"
    DENSITY = "density"
    REGISTER = "register"
    LEAP = "leap"
    LANE = "lane"
    BACK_1 = "1 bar back"
    BACK_2 = "2 bars back"
    BACK_4 = "4 bars back"
    BACK_8 = "8 bars back"
    BACK_SECTION = "section before"


BACK_GROUPS = (Group.BACK_1, Group.BACK_2, Group.BACK_4, Group.BACK_8, Group.BACK_SECTION)


class Sort(StrEnum):
    """What transposing a tune does to a column."""

    PLAIN = "plain"
    PITCH = "pitch"
    CHORD = "chord"


@dataclass(frozen=True, slots=True)
class Column:
    """One input; values 0…size-1."""

    name: str
    size: int
    group: Group
    sort: Sort = Sort.PLAIN


KIND_SIZE, DURATION_SIZE, PITCHES = FIELDS[0].size + 1, FIELDS[1].size + 1, PITCH_SIZE + 1
BACK_NOT_YET = 1  # look-back kinds: 0 unknown, 1 nothing there yet, 2… an event of that kind begins, then goes on
BACK_BEGINS = 2
BACK_GOES_ON = BACK_BEGINS + len(Kind)
BACK_KINDS = BACK_GOES_ON + len(Kind)


def _look_back(bars: int, group: Group) -> tuple[Column, ...]:
    """What stood `bars` ago at this place, how long, how high, as a sequence on the last note, and the copy counts."""
    name = f"back_{bars or 'section'}"
    return (
        Column(f"{name}_kind", BACK_KINDS, group),
        Column(f"{name}_duration", DURATION_SIZE, group),
        Column(f"{name}_pitch", PITCHES, group, Sort.PITCH),
        Column(f"{name}_sequence", PITCHES, group, Sort.PITCH),
        Column(f"{name}_copied", 1 + len(COUNT_BINS), group),
        Column(f"{name}_rhythm_copied", 1 + len(COUNT_BINS), group),
    )


BACK_WIDTH = 6
COLUMNS: tuple[Column, ...] = (
    Column("metre", 1 + len(METRES), Group.METRE),
    Column("place", 1 + PLACES, Group.METRE),
    Column("to_bar_end", 1 + PLACES, Group.METRE),
    Column("place_in_pulse", 1 + 37, Group.METRE),
    Column("weight", 7, Group.METRE),
    Column("bar_of_8", 9, Group.METRE),
    Column("last_kind", KIND_SIZE, Group.PAST),
    Column("last_duration", DURATION_SIZE, Group.PAST),
    Column("last_pitch", PITCHES, Group.PAST, Sort.PITCH),
    Column("pitch_before", PITCHES, Group.PAST, Sort.PITCH),
    Column("tonic", 13, Group.KEY),
    Column("mode", 1 + len(MODES), Group.KEY),
    Column("tune_type", len(TUNE_TYPES), Group.TUNE_TYPE),
    Column("bars_to_end", 36, Group.LENGTH),
    Column("letter", 2 + len(LETTERS), Group.SECTION),
    Column("repeat", 5, Group.SECTION),
    Column("section_bar", 18, Group.SECTION),
    Column("bars_to_section_end", 18, Group.SECTION),
    Column("chord", CHORDS, Group.CHORD, Sort.CHORD),
    Column("next_chord", CHORDS, Group.NEXT_CHORD, Sort.CHORD),
    Column("to_next_chord", 1 + len(DISTANCES), Group.NEXT_CHORD),
    Column("density", 8, Group.DENSITY),
    Column("register", 11, Group.REGISTER),
    Column("leap", 8, Group.LEAP),
    *(c for bars, group in zip(LOOK_BACKS, BACK_GROUPS, strict=True) for c in _look_back(bars, group)),
    Column("known_kind", 5, Group.LANE),
    Column("known_distance", 1 + len(DISTANCES), Group.LANE),
    Column("known_duration", 2 + len(DISTANCES), Group.LANE),
    Column("known_pitch", PITCHES, Group.LANE, Sort.PITCH),
)
WIDTH = len(COLUMNS)
INDEX = {c.name: i for i, c in enumerate(COLUMNS)}
BACK_START = INDEX["back_1_kind"]
LANE_START = INDEX["known_kind"]
LANE_WIDTH = WIDTH - LANE_START
COPY_PITCH = tuple(INDEX[f"back_{b or 'section'}_{c}"] for c in ("pitch", "sequence") for b in LOOK_BACKS)
COPY_DURATION = tuple(INDEX[f"back_{b or 'section'}_duration"] for b in LOOK_BACKS)


def columns_of(group: Group) -> tuple[int, ...]:
    return tuple(i for i, c in enumerate(COLUMNS) if c.group is group)


def sorted_as(sort: Sort) -> tuple[int, ...]:
    return tuple(i for i, c in enumerate(COLUMNS) if c.sort is sort)


def chord_index(chord: Chord | None, anchor: int) -> int:
    """The index of a chord relative to the anchor; `NO_CHORD` for none."""
    if chord is None:
        return NO_CHORD
    return 2 + (chord.root - anchor) % 12 * len(QUALITIES) + QUALITIES.index(chord.quality)


def chord_at(index: int, anchor: int) -> Chord | None:
    """The chord of an index ≥ 1, None for `NO_CHORD`. The inverse of `chord_index`, bass aside."""
    if index <= NO_CHORD:
        return None
    root, quality = divmod(index - 2, len(QUALITIES))
    return Chord((root + anchor) % 12, QUALITIES[quality])


def capped(value: int, size: int) -> int:
    """1 + value for a column of `size`, the last value standing for all above it."""
    return min(1 + max(value, 0), size - 1)


def signature() -> str:
    """A short digest of the whole alphabet: a net speaks this codec only if it was trained with the same one."""
    fields = [(f.name, f.size) for f in FIELDS]
    columns = [(c.name, c.size) for c in COLUMNS]
    return hashlib.sha256(repr((fields, columns)).encode()).hexdigest()[:16]
