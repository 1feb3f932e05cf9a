"""Piano pieces for the tests of the `perf` codec."""

from __future__ import annotations

from hypothesis import strategies as st

from musegen_app.codecs.perf import HIGHEST, LOWEST, Pedal, PerfNote
from musegen_app.codecs.perf_clock import PerfBar

BARS = tuple(PerfBar(i * 96, 96, 4, 4, 100.0) for i in range(64))


@st.composite
def piano_notes(draw: st.DrawFn, most: int = 40) -> list[PerfNote]:
    """Chords and runs, with long rests between them now and then."""
    start, notes = draw(st.integers(0, 30)), []
    for _ in range(draw(st.integers(0, most))):
        start += draw(st.one_of(st.just(0), st.integers(0, 30), st.integers(90, 700)))
        velocity = draw(st.integers(1, 127))
        timing = draw(st.floats(-0.3, 0.3))
        notes.append(PerfNote(start, draw(st.integers(1, 300)), draw(st.integers(LOWEST, HIGHEST)), velocity, timing))
    return notes


@st.composite
def pedal_changes(draw: st.DrawFn) -> list[Pedal]:
    """Down and up by turns, never both in one grid unit but up before down."""
    starts = sorted(draw(st.sets(st.integers(0, 3000), max_size=12)))
    return [Pedal(start, i % 2 == 0) for i, start in enumerate(starts)]


def alberti(bars: int = 8, velocity: int = 70) -> list[PerfNote]:
    """Broken chords of the left hand below a long note of the right one, the same in every other bar."""
    notes = []
    for bar in range(bars):
        figure = (48, 55, 52, 55) if bar % 2 == 0 else (47, 55, 50, 55)
        for i in range(8):
            notes.append(PerfNote(bar * 96 + i * 12, 12, figure[i % 4], velocity + 8 * (i % 4 == 0)))
        notes.append(PerfNote(bar * 96, 90, 72 - bar % 2, velocity + 20))
    return notes
