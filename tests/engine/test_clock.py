from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from musegen_app.engine.clock import UNITS_PER_FRAME, Timeline
from musegen_app.score.time import TempoChange, TempoMap

rates = st.sampled_from([44_100, 48_000, 22_050, 96_000])


@st.composite
def tempo_maps(draw: st.DrawFn) -> TempoMap:
    ticks = sorted({0, *draw(st.lists(st.integers(1, 20_000), max_size=4))})
    return TempoMap(tuple(TempoChange(t, draw(st.integers(60_000, 15_000_000))) for t in ticks))


def exact_frames(tempo: TempoMap, tick: int, rate: int) -> Fraction:
    total = Fraction(0)
    for t in range(len(tempo.changes)):
        change = tempo.changes[t]
        end = tempo.changes[t + 1].tick if t + 1 < len(tempo.changes) else tick
        total += max(0, min(tick, end) - change.tick) * Fraction(change.us_per_quarter, 960_000_000)
    return total * rate


@given(tempo_maps(), st.integers(0, 40_000), rates)
def test_units_are_exact(tempo: TempoMap, tick: int, rate: int) -> None:
    line = Timeline(tempo, rate)
    assert Fraction(line.units(tick), UNITS_PER_FRAME) == exact_frames(tempo, tick, rate)
    assert line.tick_at(line.units(tick)) == tick
    assert tick == 0 or line.tick_at(line.units(tick) - 1) == tick - 1


@given(tempo_maps(), st.integers(0, 40_000), st.integers(0, 10**12), rates)
def test_frames_to_a_tick_is_the_first_frame_not_before_it(tempo: TempoMap, tick: int, units: int, rate: int) -> None:
    line = Timeline(tempo, rate)
    frame = line.frames_to(units, tick)
    assert units + frame * UNITS_PER_FRAME >= line.units(tick) > units + (frame - 1) * UNITS_PER_FRAME


@given(tempo_maps(), tempo_maps(), st.integers(0, 10**13), rates)
def test_a_new_tempo_keeps_the_tick(old: TempoMap, new: TempoMap, units: int, rate: int) -> None:
    before, after = Timeline(old, rate), Timeline(new, rate)
    assert after.tick_at(before.moved(units, after)) == before.tick_at(units)
