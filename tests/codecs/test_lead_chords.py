from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from musegen_app.codecs.lead_chords import (
    CHORD_COLUMN_SIZES,
    CHORD_VALUES,
    ChordTracker,
    chord_step,
    chord_values,
)
from musegen_app.codecs.lead_context import LeadContext, context_of
from musegen_app.codecs.lead_sheet import LeadChord, LeadNote, LeadSheet
from musegen_app.score.harmony import Chord, Quality
from musegen_app.score.keys import Key
from tests.codecs.melodies import melodies


@pytest.mark.parametrize(
    ("metre", "step"), [((4, 4), 24), ((3, 4), 12), ((6, 8), 18), ((9, 8), 18), ((12, 8), 36), ((2, 4), 12)]
)
def test_a_step_is_half_a_bar_or_a_pulse(metre: tuple[int, int], step: int) -> None:
    assert chord_step(*metre) == step


@given(melodies())
def test_every_input_is_inside_its_column(sheet: LeadSheet) -> None:
    context = context_of(sheet)
    tracker = ChordTracker(context, sheet.notes, sheet.length)
    for value in chord_values(context, sheet.chords, sheet.length):
        row = tracker.features()
        assert ((row >= 0) & (row < np.array(CHORD_COLUMN_SIZES))).all()
        assert 0 <= value < CHORD_VALUES
        tracker.push(value)


def test_chords_come_back_where_they_stood() -> None:
    chords = (LeadChord(0, Chord(2)), LeadChord(48, Chord(9, Quality.SEVENTH)), LeadChord(120, None))
    context = LeadContext(length=192, key=Key(2), chords=chords)
    tracker = ChordTracker(context)
    for value in chord_values(context, chords, 192):
        tracker.push(value)
    assert tracker.chords() == chords


def test_with_a_pickup_the_steps_fall_on_bar_lines() -> None:
    tracker = ChordTracker(LeadContext(pickup=12, length=108))
    starts = []
    for _ in range(5):
        starts.append(tracker.position)
        tracker.push(0)
    assert starts == [-12, 12, 36, 60, 84]


def test_only_the_known_part_of_the_melody_is_heard() -> None:
    context = LeadContext(length=192, key=Key(0))
    notes = (LeadNote(0, 192, 60),)
    heard, deaf = ChordTracker(context, notes, 24), ChordTracker(context)
    assert (heard.features() != deaf.features()).any()
    heard.push(0)
    deaf.push(0)
    assert (heard.features() == deaf.features()).all()
