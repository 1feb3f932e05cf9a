"""Random scores: every field that a file can hold takes part, on and off the grid, overlaps included."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from musegen_app.score.harmony import Chord, ChordSymbol, Quality
from musegen_app.score.keys import Key, KeyChange, Mode
from musegen_app.score.model import (
    IMPORTED,
    ChordLane,
    ControlEvent,
    ControlKind,
    Note,
    Origin,
    OriginKind,
    Output,
    Score,
    Section,
    TextEvent,
    Track,
)
from musegen_app.score.steering_lane import SteeringLane
from musegen_app.score.steering_points import tidy
from musegen_app.score.time import MeterChange, MeterMap, TempoChange, TempoMap

WORDS = st.text(string.ascii_letters + string.digits + " äé♭—😀'", max_size=12)
TICKS = st.integers(0, 40_000)
ORIGINS = st.sampled_from(
    (
        IMPORTED,
        Origin(),
        Origin(OriginKind.PLAYED),
        Origin(OriginKind.GENERATED, "folk-lstm", 2**40 + 7, "take 3"),
        Origin(OriginKind.GENERATED, "folk-lstm", 7, "take 4", "pitch 1.1, rhythm 0.8"),
    )
)
KEYS = st.builds(Key, st.integers(0, 11), st.sampled_from(list(Mode)))
QUALITIES = st.sampled_from(list(Quality))
METRES = st.sampled_from(((4, 4), (3, 4), (6, 8), (2, 2), (5, 4), (7, 8), (12, 8), (1, 4)))


@st.composite
def notes(draw: st.DrawFn, grid: int = 1) -> Note:
    """One note; its start and length are multiples of `grid`."""
    return Note(
        draw(st.integers(0, 20_000 // grid)) * grid,
        draw(st.integers(1, 4_000 // grid)) * grid,
        draw(st.integers(48, 60) | st.integers(0, 127)),
        draw(st.integers(1, 127)),
        origin=draw(ORIGINS),
        locked=draw(st.booleans()),
        release_velocity=draw(st.integers(0, 127)),
        muted=draw(st.booleans()),
    )


def _control(draw: st.DrawFn) -> ControlEvent:
    kind = draw(st.sampled_from(list(ControlKind)))
    low, high = (-8192, 8191) if kind is ControlKind.BEND else (0, 127)
    numbers = st.sampled_from((7, 10, 91, 93)) | st.integers(0, 127)
    numbered = kind in (ControlKind.CONTROL, ControlKind.POLY_PRESSURE)
    return ControlEvent(draw(TICKS), kind, draw(st.integers(low, high)), draw(numbers) if numbered else 0)


@st.composite
def controls(draw: st.DrawFn) -> tuple[ControlEvent, ...]:
    found = [_control(draw) for _ in range(draw(st.integers(0, 5)))]
    return tuple(sorted(found, key=lambda c: c.tick))


@st.composite
def texts(draw: st.DrawFn) -> tuple[TextEvent, ...]:
    kinds = st.sampled_from(("text", "lyrics", "marker", "cue_marker", "copyright", "instrument_name", "device_name"))
    found = [TextEvent(draw(TICKS), draw(kinds), draw(WORDS)) for _ in range(draw(st.integers(0, 3)))]
    found += [TextEvent(draw(TICKS), "sysex", draw(st.binary(max_size=6)).hex())] if draw(st.booleans()) else []
    return tuple(sorted(found, key=lambda t: t.tick))


@st.composite
def tracks(draw: st.DrawFn, grid: int = 1) -> Track:
    return Track(
        name=draw(WORDS),
        channel=draw(st.integers(0, 15)),
        program=draw(st.integers(0, 127)),
        bank=draw(st.integers(0, 127)),
        volume=draw(st.integers(0, 127)),
        pan=draw(st.integers(0, 127)),
        reverb=draw(st.just(40) | st.integers(0, 127)),
        chorus=draw(st.just(0) | st.integers(0, 127)),
        output=draw(st.just(Output()) | st.builds(Output, st.booleans(), WORDS, st.integers(0, 15))),
        mute=draw(st.booleans()),
        solo=draw(st.booleans()),
        controls=draw(controls()),
        texts=draw(texts()),
        colour=draw(st.just(-1) | st.integers(0, 11)),
    ).with_notes(draw(st.lists(notes(grid), max_size=12)))


@st.composite
def tempo_maps(draw: st.DrawFn) -> TempoMap:
    ticks = {0} | draw(st.sets(st.integers(1, 60_000), max_size=4))
    return TempoMap(tuple(TempoChange(t, draw(st.integers(60_000, 15_000_000))) for t in sorted(ticks)))


@st.composite
def meter_maps(draw: st.DrawFn, grid: int = 1) -> MeterMap:
    """Changes on bar lines mostly, in mid-bar now and then, with or without a pickup."""
    first = MeterChange(0, *draw(METRES))
    pickup = draw(st.just(0) | st.integers(0, (first.bar_ticks - 1) // grid)) * (grid if grid > 1 else 1)
    changes, at = [first], pickup
    for _ in range(draw(st.integers(0, 3))):
        at += changes[-1].bar_ticks * draw(st.integers(1, 3)) + (draw(st.sampled_from((0, 0, 480))) if grid == 1 else 0)
        changes.append(MeterChange(at, *draw(METRES)))
    return MeterMap(tuple(changes), pickup)


@st.composite
def symbols(draw: st.DrawFn, grid: int = 1) -> ChordSymbol:
    chord = draw(st.none() | st.builds(Chord, st.integers(0, 11), QUALITIES))
    return ChordSymbol(draw(st.integers(0, 20_000 // grid)) * grid, chord, chord.text() if chord else "N.C.")


@st.composite
def lanes(draw: st.DrawFn) -> ChordLane:
    found = draw(st.lists(symbols(), max_size=5, unique_by=lambda s: s.tick))
    ordered = tuple(sorted(found, key=lambda s: s.tick))
    return ChordLane(ordered, draw(st.integers(0, 127)), draw(st.integers(0, 127)), draw(st.booleans()))


@st.composite
def steering_lanes(draw: st.DrawFn) -> tuple[SteeringLane, ...]:
    """With steps, and one of a control that nobody knows."""
    points = st.lists(st.tuples(TICKS, st.floats(-1, 1)), min_size=1, max_size=5)
    names = draw(st.lists(st.sampled_from(("density", "top_p", "unheard_of")), max_size=2, unique=True))
    return tuple(SteeringLane(name, tidy(draw(points))) for name in names)


@st.composite
def scores(draw: st.DrawFn, steered: bool = False) -> Score:
    """A whole song; `steered`: with lanes that only a project file keeps."""
    key_ticks = sorted(draw(st.sets(TICKS, max_size=3)))
    section_ticks = sorted(draw(st.sets(TICKS, max_size=3)))
    return Score(
        title=draw(WORDS),
        tracks=tuple(draw(st.lists(tracks(), max_size=3))),
        tempo=draw(tempo_maps()),
        meter=draw(meter_maps()),
        keys=tuple(KeyChange(t, draw(KEYS)) for t in key_ticks),
        chords=draw(lanes()),
        sections=tuple(Section(t, draw(st.sampled_from(("A", "B", "A'", "Verse 2")))) for t in section_ticks),
        texts=draw(texts()),
        steering=draw(steering_lanes()) if steered else (),
    )


def without_ids(score: Score) -> Score:
    """The same score with running numbers for ids, to compare what came through a file that has no ids."""
    from dataclasses import replace

    numbered = (
        replace(t, id=-i, notes=tuple(replace(n, id=k) for k, n in enumerate(t.notes)))
        for i, t in enumerate(score.tracks)
    )
    return replace(score, tracks=tuple(numbered))
