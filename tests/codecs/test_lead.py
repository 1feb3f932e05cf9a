from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.codecs.lead import (
    DURATIONS,
    PITCH_SIZE,
    TO_BAR_END,
    Kind,
    LeadEvent,
    Metre,
    anchor_of,
    decode,
    duration_of,
    encode,
    fields_of,
    grid_of,
    one_voice,
    pitch_value,
)
from musegen_app.codecs.lead_context import context_of
from musegen_app.codecs.lead_sheet import LeadNote, LeadSheet
from musegen_app.score.keys import Key
from tests.codecs.melodies import melodies


@given(melodies())
def test_a_melody_comes_back_as_it_was(sheet: LeadSheet) -> None:
    context = context_of(sheet)
    events = encode(sheet.notes, sheet.length, context.metre, context.anchor)
    assert decode(events, context.metre, context.anchor) == list(sheet.notes)
    assert events[-1] == LeadEvent(Kind.END)


@given(melodies())
def test_events_fill_the_piece_without_gap(sheet: LeadSheet) -> None:
    metre = Metre(sheet.bar, sheet.pickup)
    position = 0
    for event in encode(sheet.notes, sheet.length, metre, 60, end=False):
        position += grid_of(event.duration, metre.to_bar_end(position))
    assert position == sheet.length


@given(st.integers(1, 400), st.integers(1, 96))
def test_a_duration_value_never_writes_more_than_there_is(grid: int, to_bar_end: int) -> None:
    assert 1 <= grid_of(duration_of(grid, to_bar_end), to_bar_end) <= grid


def test_a_whole_bar_outside_the_alphabet_is_one_value() -> None:
    assert duration_of(72, 72) == TO_BAR_END
    assert grid_of(TO_BAR_END, 72) == 72
    assert duration_of(48, 48) == DURATIONS.index(48)


def test_a_long_note_is_held() -> None:
    events = encode((LeadNote(0, 40, 62),), 40, Metre(48), 62, end=False)
    assert [e.kind for e in events] == [Kind.NOTE, Kind.HOLD]
    assert [DURATIONS[e.duration] for e in events] == [36, 4]


def test_of_a_chord_the_highest_note_counts_and_overlaps_are_cut() -> None:
    notes = (LeadNote(0, 12, 60), LeadNote(0, 12, 67), LeadNote(6, 60, 64))
    assert one_voice(notes, 24) == [LeadNote(0, 6, 67), LeadNote(6, 18, 64)]


@pytest.mark.parametrize(("tonic", "anchor"), [(0, 60), (2, 62), (6, 66), (7, 55), (11, 59)])
def test_the_anchor_is_the_tonic_nearest_middle_c(tonic: int, anchor: int) -> None:
    assert anchor_of(Key(tonic)) == anchor


@given(melodies(), st.integers(-5, 6))
def test_the_same_tune_in_another_key_is_the_same_events(sheet: LeadSheet, semitones: int) -> None:
    metre = Metre(sheet.bar, sheet.pickup)
    moved = tuple(LeadNote(n.start, n.duration, n.pitch + semitones) for n in sheet.notes)
    assert encode(moved, sheet.length, metre, 60 + semitones) == encode(sheet.notes, sheet.length, metre, 60)


@given(st.integers(0, 127), st.integers(55, 66))
def test_every_pitch_has_a_value_in_its_own_pitch_class(pitch: int, anchor: int) -> None:
    value = pitch_value(pitch, anchor)
    assert 0 <= value < PITCH_SIZE
    assert (value + anchor - pitch) % 12 == 0


def test_fields_are_drawn_rhythm_first() -> None:
    assert fields_of(Kind.NOTE) == (0, 1, 2)
    assert fields_of(Kind.HOLD) == fields_of(Kind.REST) == (0, 1)
    assert fields_of(Kind.END) == (0,)
