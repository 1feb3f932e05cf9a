"""One recording, whatever is played into it: every stroke that counts becomes one note."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from musegen_app.engine.messages import PlayedEvent
from musegen_app.score.model import ControlEvent, ControlKind, Note, Score, Track
from musegen_app.score.time import MeterMap
from musegen_app.session.played import is_stroke
from musegen_app.session.recording import Loop, Plan, Recording
from musegen_app.session.written import RecordMode, heard, takes_of, written

LOOP = (0, 7680)
NS_PER_TICK = 520_833


def event(status: int, data1: int, data2: int, tick: int, *, lap: int = 0, rolling: bool = True) -> PlayedEvent:
    at_ns = (tick + lap * LOOP[1] + 100_000) * NS_PER_TICK
    return PlayedEvent(at_ns, "Piano", status, data1, data2, tick, rolling, lap)


def recording(**changes: object) -> Recording:
    plan = {"track_id": 1, "from_tick": 0, "from_ns": 0, "meter": MeterMap()} | changes
    return Recording(Plan(**plan))  # type: ignore[arg-type]


@st.composite
def performances(draw: st.DrawFn) -> list[PlayedEvent]:
    """Keys and pedals over some laps, releases missing and strokes twice."""
    tick, lap, found = 0, 0, []
    for _ in range(draw(st.integers(0, 40))):
        tick += draw(st.integers(0, 1500))
        if tick >= LOOP[1]:
            tick, lap = tick - LOOP[1], lap + 1
        status = draw(st.sampled_from([0x90, 0x90, 0x80, 0xB0, 0xE0]))
        data1 = 64 if status == 0xB0 else draw(st.integers(60, 64))
        found.append(event(status, data1, draw(st.sampled_from([0, 64, 127])), tick, lap=lap))
    return found


def play(into: Recording, events: list[PlayedEvent], loop: Loop | None = LOOP) -> list[Note]:
    for e in events:
        into.hear(e, loop)
        into.went_to(e.tick, loop)
    into.close(events[-1].tick + 10 if events else 10, loop)
    return [n for lap in into.laps for n in into.notes_of(lap)]


@given(events=performances())
def test_every_stroke_is_one_note_of_its_lap(events: list[PlayedEvent]) -> None:
    into = recording()
    notes = play(into, events)
    strokes = [e for e in events if is_stroke(e)]
    assert sorted((n.pitch, n.velocity) for n in notes) == sorted((e.data1, e.data2) for e in strokes)
    moved = {n.start_tick for n in notes} - {e.tick for e in strokes}
    assert moved <= {LOOP[0]}  # struck just before the loop began anew
    assert all(n.duration_ticks >= 1 for n in notes)
    for lap in into.laps:
        pedals = [c.value for c in lap.all_controls if c.kind is ControlKind.CONTROL]
        assert not pedals or pedals[-1] < 64
        assert all(c.tick >= 0 for c in lap.all_controls)


@given(events=performances(), low=st.integers(0, 6000), length=st.integers(1, 4000))
def test_a_punch_lets_nothing_out(events: list[PlayedEvent], low: int, length: int) -> None:
    into = recording(low=low, high=low + length)
    for note in play(into, events):
        assert low <= note.start_tick < note.end_tick <= low + length
    for lap in into.laps:
        assert all(low <= c.tick <= low + length for c in lap.all_controls)
    inside = [e for e in events if is_stroke(e) and low <= e.tick < low + length]
    assert sum(len(into.notes_of(lap)) for lap in into.laps) >= len(inside) - _carried(events, low)


def _carried(events: list[PlayedEvent], low: int) -> int:
    """Strokes just before the loop's end may go to its beginning, which the punch may leave out."""
    return sum(is_stroke(e) and LOOP[1] - e.tick <= 120 for e in events) if low > 0 else 0


@given(events=performances(), mode=st.sampled_from(list(RecordMode)))
def test_locked_notes_and_other_tracks_are_left_alone(events: list[PlayedEvent], mode: RecordMode) -> None:
    locked = tuple(Note(i * 960, 960, 60, locked=True) for i in range(8))
    old = tuple(Note(i * 960, 960, 72) for i in range(8))
    other = Track("Other", notes=old)
    score = Score(tracks=(Track("Melody", id=-1).with_notes([*locked, *old]), other))
    into = recording(track_id=-1)
    notes = play(into, events)
    for result in (written(score, into, mode), heard(score, into, mode)):
        assert set(locked) <= set(result.track(-1).notes)
        assert result.track(other.id) == other
    takes = takes_of(into)
    assert sorted(n.id for t in takes for n in t.notes) == sorted(n.id for n in notes)
    for take in takes:
        assert all(take.start_tick <= n.start_tick < take.end_tick for n in take.notes)
    if mode is RecordMode.OVERDUB:
        assert set(old) <= set(written(score, into, mode).track(-1).notes)


def test_a_straggler_from_before_a_jump_does_not_stretch_what_is_replaced() -> None:
    score = Score(tracks=(Track(id=-1).with_notes([Note(i * 960, 960, 72) for i in range(40)]),))
    into = recording(track_id=-1, from_tick=28_800)
    into.hear(event(0x90, 60, 80, 28_810), None)
    into.hear(event(0x80, 60, 0, 29_000), None)
    into.jumped(0)
    into.hear(event(0xB0, 1, 5, 29_010), None)
    into.went_to(1000, None)
    into.close(1000, None)
    starts = [n.start_tick for n in written(score, into, RecordMode.REPLACE).track(-1).notes]
    assert starts == [i * 960 for i in range(2, 30)] + [28_810] + [i * 960 for i in range(31, 40)]


@given(events=performances(), start=st.integers(0, 5000))
def test_a_count_in_loses_nothing_that_comes_after_it(events: list[PlayedEvent], start: int) -> None:
    into = recording(from_tick=start, counts_in=True)
    notes = play(into, events, None)
    begun = next((i for i, e in enumerate(events) if e.tick >= start), len(events))
    after = [e for e in events[begun:] if is_stroke(e)]
    assert len(notes) >= len(after)
    assert len(notes) <= sum(is_stroke(e) for e in events)
    early = [n for n in notes if n.start_tick == start]
    assert len(notes) - len(after) <= len(early)  # what was struck in the count-in begins at the start


def test_a_pedal_that_a_replaced_bar_lifted_or_pressed_stays_right_around_it() -> None:
    old = tuple(
        ControlEvent(tick, ControlKind.CONTROL, value, 64)
        for tick, value in ((0, 127), (1_500, 0), (1_800, 127), (3_000, 0))
    )
    score = Score(tracks=(Track(id=-1, controls=old),))
    into = recording(track_id=-1, low=1_000, high=2_000)
    play(into, [event(0x90, 60, 80, 1_200), event(0xB0, 64, 100, 1_400), event(0x80, 60, 0, 2_400)], None)
    pedal = [(c.tick, c.value) for c in written(score, into, RecordMode.REPLACE).track(-1).controls]
    assert pedal == [(0, 127), (999, 0), (1_400, 100), (2_000, 0), (2_000, 127), (3_000, 0)]


def test_quantising_leaves_neither_the_loop_nor_the_punch() -> None:
    short = [event(0x90, 60, 80, 7_300), event(0x80, 60, 0, 7_400)]  # a drum pad, a little before the downbeat
    assert [n.start_tick for n in play(recording(grid=960), short)] == [LOOP[0]]
    assert [n.start_tick for n in play(recording(grid=960), short, None)] == [7_680]
    assert [n.start_tick for n in play(recording(grid=960, high=7_680), short, None)] == [7_300]
    late = [event(0x90, 60, 80, 1_100), event(0x80, 60, 0, 1_200)]
    assert [n.start_tick for n in play(recording(grid=960, low=1_000), late, None)] == [1_100]
