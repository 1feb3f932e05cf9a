"""The inputs of the piano net at one event: a row of small integers (0: unknown) and a row of numbers in 0…1.

A column belongs to a *group*; training hides whole groups at random, which is what a request looks like that has no
preference there. VALUE columns hold 1 + a value, so that a transposition can be applied to finished rows; so can it to
the numbers: which keys sound (88), how often each pitch class came lately (12), and the style's weights (STYLES).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from musegen_app.codecs.perf import DURATIONS, END, FIELDS, FIRST_KEY, GAPS, HIGHEST, LOWEST, TIMINGS, VELOCITIES

METRES = ((4, 4), (3, 4), (2, 4), (6, 8), (2, 2), (3, 8), (12, 8), (9, 8), (6, 4), (3, 2), (4, 8), (5, 4), (6, 16))
PLACES = 192  # grid places of a bar that are told apart
TEMPO_EDGES = (40, 52, 62, 72, 84, 96, 108, 122, 138, 156, 178, 205)  # quarters a minute
DENSITY_EDGES = (1.5, 2.2, 3.0, 3.8, 4.8, 6.0, 8.0)  # notes a quarter
REGISTER_EDGES = (55, 58, 61, 63, 65, 68, 72)  # mean MIDI pitch
COUNT_BINS = (0, 1, 2, 4, 8, 16, 32, 64)  # "copying so far", in events
DISTANCES = (0, 1, 2, 3, 4, 6, 8, 9, 12, 18, 24, 36, 48, 72, 96, 144, 192, 288, 384)  # grid units, rounded down
BARS_LEFT = 33  # the last one stands for all above
LOOK_BACK_PULSES = (1, 2)
LOOK_BACK_BARS = (1, 2, 4, 8)
LOOK_BACKS = len(LOOK_BACK_PULSES) + len(LOOK_BACK_BARS)
KEYS = HIGHEST - LOWEST + 1
STYLES = 32  # places for names of composers and periods
DENSE = KEYS + 12 + STYLES
SOUNDING, RECENT, STYLE = slice(0, KEYS), slice(KEYS, KEYS + 12), slice(KEYS + 12, DENSE)
RECENT_NOTES = 24  # that the pitch classes are counted over


class Group(StrEnum):
    """Inputs that are known or unknown together."""

    METRE = "metre"
    TEMPO = "tempo"
    KEY = "key"
    LENGTH = "length"
    DENSITY = "density"
    REGISTER = "register"
    PEDAL = "pedal"
    PAST = "past"
    TOUCH = "touch"
    BACK = "look back"
    LANE = "lane"


@dataclass(frozen=True, slots=True)
class Column:
    """One input; values 0…size-1. `moves`: it holds 1 + a value, which a transposition moves."""

    name: str
    size: int
    group: Group
    moves: bool = False


_VALUE, _GAP, _DURATION = END + 2, len(GAPS) + 1, len(DURATIONS) + 1


def _value(name: str, group: Group = Group.PAST) -> Column:
    return Column(name, _VALUE, group, moves=True)


def _look_back(i: int) -> tuple[Column, ...]:
    """What came next at this place some pulses or bars ago, and how long it has been repeated."""
    return (
        Column(f"back_{i}_gap", _GAP, Group.BACK),
        _value(f"back_{i}_value", Group.BACK),
        Column(f"back_{i}_duration", _DURATION, Group.BACK),
        Column(f"back_{i}_velocity", VELOCITIES + 1, Group.BACK),
        Column(f"back_{i}_copied", 1 + len(COUNT_BINS), Group.BACK),
    )


BACK_WIDTH = 5
COLUMNS: tuple[Column, ...] = (
    Column("metre", 2 + len(METRES), Group.METRE),
    Column("place", 1 + PLACES, Group.METRE),
    Column("place_in_pulse", 1 + 96, Group.METRE),
    Column("tempo", 2 + len(TEMPO_EDGES), Group.TEMPO),
    Column("tonic", 13, Group.KEY),
    Column("minor", 3, Group.KEY),
    Column("bars_to_end", 1 + BARS_LEFT, Group.LENGTH),
    Column("density", 2 + len(DENSITY_EDGES), Group.DENSITY),
    Column("register", 2 + len(REGISTER_EDGES), Group.REGISTER),
    Column("pedalled", 3, Group.PEDAL),
    Column("pedal", 3, Group.PAST),
    Column("at_onset", 10, Group.PAST),
    Column("sounding", 12, Group.PAST),
    Column("last_gap", _GAP, Group.PAST),
    Column("last_duration", _DURATION, Group.PAST),
    Column("onset_gap", _GAP, Group.PAST),
    _value("last"),
    _value("second_last"),
    _value("third_last"),
    _value("onset_low"),
    _value("before_low"),
    _value("before_high"),
    _value("sounding_low"),
    _value("sounding_high"),
    Column("last_velocity", VELOCITIES + 1, Group.TOUCH),
    Column("second_last_velocity", VELOCITIES + 1, Group.TOUCH),
    Column("last_timing", len(TIMINGS) + 1, Group.TOUCH),
    *(c for i in range(LOOK_BACKS) for c in _look_back(i)),
    Column("known_kind", 3, Group.LANE),
    Column("known_distance", 1 + len(DISTANCES), Group.LANE),
    _value("known", Group.LANE),
    Column("known_duration", _DURATION, Group.LANE),
)
WIDTH = len(COLUMNS)
INDEX = {c.name: i for i, c in enumerate(COLUMNS)}
BACK_START, LANE_START = INDEX["back_0_gap"], INDEX["known_kind"]
LANE_WIDTH = WIDTH - LANE_START
_BACKS = tuple(BACK_START + BACK_WIDTH * i for i in range(LOOK_BACKS))
COPY_COLUMNS = (
    _BACKS,
    tuple(b + 1 for b in _BACKS),
    tuple(b + 2 for b in _BACKS),
    tuple(b + 3 for b in _BACKS),
    (),
)  # for each field the columns that hold 1 + a candidate for it
MOVING = tuple(i for i, c in enumerate(COLUMNS) if c.moves)


def columns_of(group: Group) -> tuple[int, ...]:
    return tuple(i for i, c in enumerate(COLUMNS) if c.group is group)


def bin_of(value: float, edges: tuple[float, ...]) -> int:
    """1 + the bin of `value`."""
    return 1 + bisect_right(edges, value)


def metre_index(numerator: int, denominator: int) -> int:
    """1 + its place in METRES, the last for all others."""
    metre = (numerator, denominator)
    return 1 + (METRES.index(metre) if metre in METRES else len(METRES))


def moved(value: int, semitones: int) -> int:
    """A column's 1 + value after a transposition; 0 where it leaves the piano. The pedal, WAIT and END stay."""
    if not 1 + FIRST_KEY <= value < END:
        return value
    there = value + semitones
    return there if 1 + FIRST_KEY <= there < END else 0


def signature() -> str:
    """A short digest of the whole alphabet: a net speaks this codec only if it was trained with the same one."""
    fields = [(f.name, f.size) for f in FIELDS]
    columns = [(c.name, c.size) for c in COLUMNS]
    alphabet = (fields, columns, DENSE, GAPS, DURATIONS, TIMINGS)
    return hashlib.sha256(repr(alphabet).encode()).hexdigest()[:16]
