from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.codecs.lead import (
    DURATION,
    KIND,
    PITCH,
    PITCH_LOW,
    PITCH_SIZE,
    Kind,
    LeadEvent,
    decode,
    encode,
    fields_of,
    one_voice,
)
from musegen_app.codecs.lead_context import KnownNote, LeadContext, bare, context_of, lane_of
from musegen_app.codecs.lead_features import COLUMNS, INDEX, LANE_START, WIDTH
from musegen_app.codecs.lead_sheet import LeadNote, LeadSection, LeadSheet
from musegen_app.codecs.lead_tracker import LeadTracker
from musegen_app.score.keys import Key
from tests.codecs.melodies import melodies


def rows_of(context: LeadContext, events: list[LeadEvent]) -> list[np.ndarray]:
    tracker = LeadTracker(context)
    rows = []
    for event in events:
        rows.append(tracker.features())
        tracker.push(event)
    return rows


def events_of(sheet: LeadSheet, context: LeadContext) -> list[LeadEvent]:
    return encode(sheet.notes, sheet.length, context.metre, context.anchor)


@given(melodies())
def test_every_input_is_inside_its_column(sheet: LeadSheet) -> None:
    context = context_of(sheet)
    rows = np.stack(rows_of(context, events_of(sheet, context)))
    assert rows.shape[1] == WIDTH
    assert (rows >= 0).all()
    assert (rows < np.array([c.size for c in COLUMNS])).all()


@given(melodies(), st.data())
def test_incremental_is_whole_also_after_wandering_off(sheet: LeadSheet, data: st.DataObject) -> None:
    """A tracker that went elsewhere and came back says what one says that only ever heard the whole."""
    context = context_of(sheet)
    events = events_of(sheet, context)
    straight = rows_of(context, events)
    tracker = LeadTracker(context)
    for event, row in zip(events, straight, strict=True):
        if data.draw(st.booleans()):
            mark = tracker.snapshot()
            for astray in data.draw(st.lists(st.sampled_from(events[:-1] or [LeadEvent(Kind.REST, 0)]), max_size=4)):
                tracker.push(astray)
                tracker.features()
            tracker.restore(mark)
        assert (tracker.features() == row).all()
        tracker.push(event)
    assert tracker.done
    assert tracker.notes() == list(sheet.notes)


@given(melodies())
def test_a_tune_is_always_legal_in_its_own_context(sheet: LeadSheet) -> None:
    """With every note fixed, the masks leave exactly the tune."""
    melody = tuple(one_voice(sheet.notes, sheet.length))
    inside = all(0 <= n.pitch - context_of(sheet).anchor - PITCH_LOW < PITCH_SIZE for n in melody)
    context = replace(context_of(sheet), lane=lane_of(melody, sheet.length))
    tracker = LeadTracker(context)
    for event in events_of(sheet, context):
        for field in fields_of(event.kind):
            legal = tracker.legal(field)
            assert legal[event.fields[field]]
            assert legal.sum() == 1
        tracker.push(event)
    assert tracker.notes() == list(melody) or not inside


@given(melodies(), st.data())
def test_anything_drawn_from_the_masks_keeps_fixed_notes_and_length(sheet: LeadSheet, data: st.DataObject) -> None:
    melody = tuple(one_voice(sheet.notes, sheet.length))
    cells = lane_of(melody, sheet.length)
    known = tuple(c for c in cells if data.draw(st.booleans()))
    context = replace(context_of(sheet), lane=known)
    tracker = LeadTracker(context)
    rng = np.random.default_rng(data.draw(st.integers(0, 9)))
    while not tracker.done:
        fields = [-1, -1, -1]
        fields[KIND] = int(rng.choice(np.flatnonzero(tracker.legal(KIND))))
        for field in fields_of(fields[KIND])[1:]:
            fields[field] = int(rng.choice(np.flatnonzero(tracker.legal(field))))
        tracker.push(LeadEvent(Kind(fields[KIND]), fields[DURATION], fields[PITCH]))
    assert tracker.position == sheet.length
    written = {(n.start, n.duration): n.pitch for n in tracker.notes()}
    for cell in known:
        if cell.rest:
            assert not any(
                n.start < cell.start + cell.duration and n.start + n.duration > cell.start for n in tracker.notes()
            )
        else:
            assert (written[cell.start, cell.duration] - (cell.pitch or 0)) % 12 == 0


@given(melodies())
def test_what_is_not_told_reads_as_zero(sheet: LeadSheet) -> None:
    """Hiding a group in training and leaving it out of a request are the same thing."""
    told, untold = context_of(sheet), bare(context_of(sheet))
    events = events_of(sheet, told)
    hidden = ("bars_to_end", "letter", "chord", "next_chord", "tune_type", "density", "back_section_kind")
    same = [i for i, c in enumerate(COLUMNS) if c.group in {COLUMNS[0].group, COLUMNS[INDEX["last_kind"]].group}]
    for a, b in zip(rows_of(told, events), rows_of(untold, events), strict=True):
        assert all(b[INDEX[name]] == 0 for name in hidden)
        assert (a[same] == b[same]).all()


def test_what_stood_a_bar_ago_is_seen() -> None:
    context = LeadContext(length=192, key=Key(0))
    bar = (LeadNote(0, 24, 60), LeadNote(24, 24, 64))
    tracker = LeadTracker(context)
    for event in encode(bar, 48, context.metre, context.anchor, end=False):
        tracker.push(event)
    row = tracker.features()
    assert row[INDEX["back_1_pitch"]] == 1 + 60 - context.anchor - PITCH_LOW
    assert row[INDEX["back_2_kind"]] == 1
    tracker.push(tracker.events[0])
    row = tracker.features()
    assert row[INDEX["back_1_pitch"]] == 1 + 64 - context.anchor - PITCH_LOW
    assert row[INDEX["back_1_copied"]] == 2


def test_a_section_heard_again_sees_its_first_time_through_the_pickup() -> None:
    """The tune's pickup stands before bar 0, the repeat's at the end of the section before it."""
    sections = (LeadSection(0, "A", 0), LeadSection(12 + 96, "A", 1))
    context = LeadContext(pickup=12, length=12 + 192, key=Key(0), sections=sections)
    notes = tuple(LeadNote(i * 12, 12, 60 + i) for i in range(9))
    tracker = LeadTracker(context)
    for event in encode(notes, 108, context.metre, context.anchor, end=False):
        tracker.push(event)
    assert tracker.features()[INDEX["back_section_pitch"]] == 1 + 61 - context.anchor - PITCH_LOW


def test_look_back_can_be_switched_off() -> None:
    context = LeadContext(length=192, key=Key(0), look_back=False)
    row = rows_of(context, encode((LeadNote(0, 24, 60),), 96, context.metre, context.anchor))[-1]
    assert not any(row[i] for i, c in enumerate(COLUMNS) if c.name.startswith("back_"))


def test_the_next_fixed_cell_is_told_with_its_distance() -> None:
    context = LeadContext(length=96, lane=(KnownNote(48, 12, 64),))
    first = LeadTracker(context).features()[LANE_START:]
    assert first.tolist() == [2, 13, 9, 1 + 64 - 60 - PITCH_LOW]


@pytest.mark.parametrize("length", [None, 96])
def test_a_piece_ends_where_its_length_says(length: int | None) -> None:
    tracker = LeadTracker(LeadContext(length=length))
    assert not tracker.legal(KIND)[Kind.END]
    tracker.push(LeadEvent(Kind.NOTE, 26, 24))
    assert tracker.legal(KIND)[Kind.END] == (length is None)
    tracker.push(LeadEvent(Kind.NOTE, 26, 24))
    assert tracker.legal(KIND)[Kind.END]
    assert tracker.legal(KIND)[Kind.NOTE] == (length is None)


def test_decode_from_mid_piece() -> None:
    context = LeadContext(key=Key(2))
    events = [LeadEvent(Kind.NOTE, 11, 24), LeadEvent(Kind.END)]
    assert decode(events, context.metre, context.anchor, start=24) == [LeadNote(24, 12, 62)]
