"""Piano music to events and back."""

from __future__ import annotations

from hypothesis import given, settings

from musegen_app.codecs.perf import (
    DURATIONS,
    END,
    GAPS,
    TIMINGS,
    VELOCITY_STEP,
    Decoder,
    Pedal,
    PerfNote,
    decode,
    duration_value,
    encode,
    is_key,
    one_hand_each_key,
    timing_value,
)
from musegen_app.codecs.perf_clock import BarClock
from musegen_app.codecs.perf_sheet import PerfSheet, pedals_of, piece_of
from musegen_app.score.model import ControlEvent, ControlKind, Note, Score, Track
from musegen_app.score.time import MeterChange, MeterMap, TempoChange, TempoMap
from tests.codecs.pieces import pedal_changes, piano_notes


@given(notes=piano_notes(), pedals=pedal_changes())
@settings(max_examples=120, deadline=None)
def test_onsets_keys_and_pedals_come_back_and_the_rest_is_near(notes: list[PerfNote], pedals: list[Pedal]) -> None:
    end = max([n.start for n in notes] + [p.start for p in pedals], default=0) + 200
    events = encode(notes, pedals, end=end)
    again, pedalled = decode(events)
    played = one_hand_each_key(notes)
    assert [(n.start, n.pitch) for n in again] == [(n.start, n.pitch) for n in played]
    assert pedalled == pedals
    assert events[-1].value == END
    for new, old in zip(again, played, strict=True):
        assert abs(new.velocity - old.velocity) <= VELOCITY_STEP // 2
        assert abs(new.timing - old.timing) <= min(abs(t - old.timing) for t in TIMINGS) + 1e-9
        assert new.duration in DURATIONS


@given(notes=piano_notes(), pedals=pedal_changes())
@settings(max_examples=60, deadline=None)
def test_what_was_decoded_is_written_the_same_way(notes: list[PerfNote], pedals: list[Pedal]) -> None:
    again, pedalled = decode(encode(notes, pedals))
    assert decode(encode(again, pedalled)) == (again, pedalled)


@given(notes=piano_notes())
@settings(max_examples=60, deadline=None)
def test_no_key_is_struck_while_it_is_held(notes: list[PerfNote]) -> None:
    again, _ = decode(encode(notes))
    held: dict[int, int] = {}
    for note in again:
        assert held.get(note.pitch, -1) <= note.start
        held[note.pitch] = note.start + note.duration


@given(notes=piano_notes(most=15))
@settings(max_examples=40, deadline=None)
def test_values_ascend_within_an_onset_and_a_decoder_can_be_read_at_any_time(notes: list[PerfNote]) -> None:
    events = encode(notes)
    decoder = Decoder()
    for i, event in enumerate(events):
        if i and GAPS[event.gap] == 0 and is_key(events[i - 1].value):
            assert event.value > events[i - 1].value
        decoder.push(event)
        assert decoder.notes == decode(events[: i + 1])[0]


def test_durations_are_rounded_by_ratio_and_never_beyond_their_room() -> None:
    assert [DURATIONS[duration_value(g)] for g in (1, 13, 26, 1000)] == [1, 14, 28, 288]
    assert DURATIONS[duration_value(13, 13)] == 12


def test_timing_has_its_middle_on_the_grid() -> None:
    assert [TIMINGS[timing_value(t)] for t in (0.0, 0.004, -0.03, 0.5, -9.0)] == [0.0, 0.0, -0.04, 0.16, -0.16]


def test_a_slower_second_half_of_a_bar_is_timing() -> None:
    tempo = TempoMap((TempoChange(0, 500_000), TempoChange(1920, 1_000_000), TempoChange(3840, 500_000)))
    clock = BarClock(MeterMap(), tempo, 8000)
    grid, timing = clock.place(1920)
    assert grid == 48
    assert abs(timing - (4 * 1 / 3 - 2)) < 1e-6  # a third of the bar's time has gone by where half of it is written
    assert clock.place(3840) == (96, 0.0)
    assert [clock.tick(*clock.place(t)) for t in (0, 960, 1920, 2880, 3840, 4000)] == [0, 960, 1920, 2880, 3840, 4000]
    assert clock.bars[0].bpm == 80.0
    assert clock.bars[1].bpm == 120.0


def test_bars_know_pickups_and_changes_of_metre() -> None:
    meter = MeterMap((MeterChange(0, 3, 4), MeterChange(960 + 2880, 6, 8)), pickup_ticks=960)
    clock = BarClock(meter, TempoMap(), 9000)
    assert [(b.start, b.length, b.pulse) for b in clock.bars[:4]] == [
        (-48, 72, 24),
        (24, 72, 24),
        (96, 72, 36),
        (168, 72, 36),
    ]


def test_the_pedal_goes_up_and_down_once_a_change() -> None:
    values = ((0, 127), (100, 90), (1000, 0), (1001, 127), (2000, 20), (2000, 60))
    track = Track(controls=tuple(ControlEvent(t, ControlKind.CONTROL, v, 64) for t, v in values))
    assert pedals_of([track], 0, 9999) == (Pedal(0, True), Pedal(25, False), Pedal(25, True), Pedal(50, False))


def test_a_flat_score_tells_neither_touch_nor_time() -> None:
    def piece(velocities: list[int], late: int) -> PerfSheet:
        notes = tuple(Note(i * 480 + late * (i % 2), 400, 60 + i, v) for i, v in enumerate(velocities))
        return piece_of(Score(tracks=(Track(notes=notes),)))[0]

    played = piece([60 + 7 * i % 50 for i in range(16)], 9)
    assert played.expressive
    assert abs(played.notes[1].timing - 9 / 960) < 1e-9
    assert played.length == 96 * 2
    flat = piece([90] * 16, 9)
    on_the_grid = piece([60 + 7 * i % 50 for i in range(16)], 0)
    marked = piece([50 + 10 * (i // 4) for i in range(40)], 9)
    for sheet in (flat, on_the_grid, marked):
        assert not sheet.expressive
        assert {(n.velocity, n.timing) for n in sheet.notes} == {(0, 0.0)}
