"""The inputs of the pop net at one event: a row of small integers, one per column; 0 always means "unknown".

A column belongs to a *group*; training hides whole groups at random, which is what a request looks like that has no
preference there. PITCH columns hold 1 + a pitch value and CHORD columns 1 + a chord value, so that a transposition can
be applied to finished rows.

The look-backs are *pointers*: after the last note at this place, what came next 1, 2, 4, 8 bars ago? Their columns
name the value that each field would have if that were played again, and are candidates for copying (`nets/heads.py`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from musegen_app.codecs.pop import CHORDS, DURATIONS, FIELDS, PITCH_SIZE, VELOCITIES, Part
from musegen_app.score.keys import Mode

MODES = tuple(Mode)
PARTS = tuple(Part)
LOOK_BACK_BARS = (1, 2, 4, 8)
PLACES = 16
STEPS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 64)  # distances in sixteenths, rounded down
COUNT_BINS = (0, 1, 2, 3, 5, 9, 17, 33, 65)  # "copying so far", in events
BARS_TO_END = 34
DENSITY_EDGES = ((0.5, 0.9, 1.3, 1.7, 2.2), (0.2, 0.5, 0.9, 1.4, 2.0), (1.5, 2.3, 3.0, 3.8, 4.8))  # notes a quarter
REGISTER_EDGES = ((66, 69, 72, 75, 79), (64, 68, 72, 76, 80), (53, 56, 58, 60, 63))  # mean MIDI pitch


class Group(StrEnum):
    """Inputs that are known or unknown together."""

    METRE = "metre"
    PAST = "past"
    KEY = "key"
    LENGTH = "length"
    DENSITY = "density"
    REGISTER = "register"
    BACK_1 = "1 bar back"
    BACK_2 = "2 bars back"
    BACK_4 = "4 bars back"
    BACK_8 = "8 bars back"
    LANE = "lane"


BACK_GROUPS = (Group.BACK_1, Group.BACK_2, Group.BACK_4, Group.BACK_8)
HIDEABLE = (Group.LENGTH, Group.DENSITY, Group.REGISTER)


class Sort(StrEnum):
    """What transposing a piece does to a column."""

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


def _pitch(name: str, group: Group) -> Column:
    return Column(name, 1 + PITCH_SIZE, group, Sort.PITCH)


def _chord(name: str, group: Group) -> Column:
    return Column(name, 1 + CHORDS, group, Sort.CHORD)


def _past_of(part: Part) -> tuple[Column, ...]:
    """What a part played last: two pitches, how long ago, how long it is held, how loud."""
    name = part.name.lower()
    return (
        _pitch(f"{name}_pitch", Group.PAST),
        _pitch(f"{name}_pitch_before", Group.PAST),
        Column(f"{name}_since", 2 + len(STEPS), Group.PAST),
        Column(f"{name}_duration", 1 + len(DURATIONS), Group.PAST),
        Column(f"{name}_velocity", 1 + len(VELOCITIES), Group.PAST),
    )


def _look_back(bars: int, group: Group) -> tuple[Column, ...]:
    """What came next `bars` ago, and how many events have been played like that."""
    name = f"back_{bars}"
    return (
        Column(f"{name}_onset", 1 + FIELDS[0].size, group),
        _chord(f"{name}_chord", group),
        Column(f"{name}_part", 1 + len(PARTS), group),
        _pitch(f"{name}_pitch", group),
        _pitch(f"{name}_moved", group),  # that pitch, moved as the chord's root has moved
        Column(f"{name}_duration", 1 + len(DURATIONS), group),
        Column(f"{name}_copied", 2 + len(COUNT_BINS), group),
    )


def _lane_of(part: Part) -> tuple[Column, ...]:
    """Is this part all given here (1 open, 2 closed), how far is its next given note, how high?"""
    name = part.name.lower()
    return (
        Column(f"{name}_closed", 3, Group.LANE),
        Column(f"{name}_distance", 2 + len(STEPS), Group.LANE),
        _pitch(f"{name}_given", Group.LANE),
    )


BACK_WIDTH = 7
COLUMNS: tuple[Column, ...] = (
    Column("place", 1 + PLACES, Group.METRE),
    Column("to_half_end", 2 + 8, Group.METRE),
    Column("bar_of_8", 9, Group.METRE),
    Column("last_event", 6, Group.PAST),  # 1 nothing yet, 2 a half bar began, 3… a note of that part
    Column("together", 10, Group.PAST),  # notes that began at this moment so far
    *(c for part in PARTS for c in _past_of(part)),
    _pitch("accompaniment_third", Group.PAST),
    _pitch("accompaniment_fourth", Group.PAST),
    _pitch("bass", Group.PAST),  # the lowest note of the accompaniment's last moment
    _chord("chord", Group.PAST),
    _chord("chord_before", Group.PAST),
    Column("tonic", 13, Group.KEY),
    Column("mode", 1 + len(MODES), Group.KEY),
    Column("bars_to_end", 1 + BARS_TO_END, Group.LENGTH),
    *(Column(f"{p.name.lower()}_density", 7, Group.DENSITY) for p in PARTS),
    *(Column(f"{p.name.lower()}_register", 7, Group.REGISTER) for p in PARTS),
    *(c for bars, group in zip(LOOK_BACK_BARS, BACK_GROUPS, strict=True) for c in _look_back(bars, group)),
    *(c for part in PARTS for c in _lane_of(part)),
    Column("chords_closed", 3, Group.LANE),
    _chord("known_chord", Group.LANE),  # of the half bar that comes next
    _chord("known_chord_after", Group.LANE),  # of the one after it
    Column("known_onset", 1 + FIELDS[0].size, Group.LANE),  # of the next given event, if it must come in this half bar
    Column("known_part", 1 + len(PARTS), Group.LANE),
    _pitch("known_pitch", Group.LANE),
    Column("known_duration", 1 + len(DURATIONS), Group.LANE),
    Column("known_velocity", 1 + len(VELOCITIES), Group.LANE),
)
WIDTH = len(COLUMNS)
INDEX = {c.name: i for i, c in enumerate(COLUMNS)}
BACK_START = INDEX["back_1_onset"]
LANE_START = INDEX["lead_closed"]
LANE_WIDTH = WIDTH - LANE_START


def _candidates(*names: str) -> tuple[int, ...]:
    backs = [f"back_{bars}_{name}" for name in names for bars in LOOK_BACK_BARS]
    return tuple(INDEX[name] for name in (*backs, f"known_{names[0]}") if name in INDEX)


COPY_COLUMNS: tuple[tuple[int, ...], ...] = (
    _candidates("onset"),
    (*_candidates("chord"), INDEX["chord"]),
    _candidates("part"),
    _candidates("pitch", "moved"),
    _candidates("duration"),
    (*(INDEX[f"{p.name.lower()}_velocity"] for p in PARTS), INDEX["known_velocity"]),
)


def columns_of(group: Group) -> tuple[int, ...]:
    return tuple(i for i, c in enumerate(COLUMNS) if c.group is group)


def sorted_as(sort: Sort) -> tuple[int, ...]:
    return tuple(i for i, c in enumerate(COLUMNS) if c.sort is sort)


def bin_of(value: float, edges: tuple[float, ...]) -> int:
    """1 + the number of edges at or below `value`."""
    return 1 + sum(edge <= value for edge in edges)


def signature() -> str:
    """A short digest of the whole alphabet: a net speaks this codec only if it was trained with the same one."""
    fields = [(f.name, f.size) for f in FIELDS]
    columns = [(c.name, c.size) for c in COLUMNS]
    return hashlib.sha256(repr((fields, columns, DURATIONS, VELOCITIES)).encode()).hexdigest()[:16]
