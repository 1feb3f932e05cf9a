"""The pop codec: every piece on the grid round trips, the tracker goes back exactly, and given notes stand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musegen_app.codecs.pop import (
    CHORD,
    DURATIONS,
    END,
    FIELDS,
    NEXT,
    NO_VALUE,
    ONSET,
    PITCH,
    VELOCITIES,
    Part,
    PopEvent,
    PopNote,
    PopPiece,
    chord_of,
    chord_value,
    decode,
    duration_value,
    encode,
    fields_of,
    in_order,
    velocity_value,
)
from musegen_app.codecs.pop_context import CHORD_ROW, Closed, PopContext, context_of
from musegen_app.codecs.pop_features import COLUMNS, COPY_COLUMNS, INDEX, LANE_START
from musegen_app.codecs.pop_lane import CELL_SIZES
from musegen_app.codecs.pop_legal import legal
from musegen_app.codecs.pop_tracker import PopTracker
from musegen_app.score.harmony import Chord, Quality
from musegen_app.score.keys import Key
from tests.codecs.pop_songs import random_song, song

notes = st.builds(
    PopNote,
    st.integers(0, 47),
    st.integers(0, 2),
    st.integers(40, 100),
    st.sampled_from(DURATIONS),
    st.sampled_from(VELOCITIES),
)
chords = st.none() | st.builds(Chord, st.integers(0, 11), st.sampled_from(list(Quality)))
pieces = st.builds(
    lambda key, half, chords, notes: PopPiece("", "", key, tuple(chords), tuple(notes), half),
    st.none() | st.builds(Key, st.integers(0, 11)),
    st.sampled_from((8, 6, 4)),
    st.lists(chords, min_size=1, max_size=6),
    st.lists(notes, max_size=30),
)


@given(pieces)
@settings(max_examples=150, deadline=None)
def test_what_the_alphabet_has_round_trips(piece: PopPiece) -> None:
    heard = decode(encode(piece), piece.anchor, piece.half)
    assert heard.chords == piece.chords
    assert list(heard.notes) == in_order(piece.notes, piece.length)


@given(pieces)
@settings(max_examples=60, deadline=None)
def test_a_piece_is_written_in_one_way(piece: PopPiece) -> None:
    events = encode(piece)
    again = replace(decode(events, piece.anchor, piece.half), key=piece.key)
    assert encode(again) == events
    assert events[-1][ONSET] == END
    assert sum(e[ONSET] == NEXT for e in events) == len(piece.chords)


def test_lengths_and_loudness_become_the_nearest() -> None:
    assert [DURATIONS[duration_value(n)] for n in (1, 16, 17, 19, 26, 90)] == [1, 16, 16, 20, 24, 32]
    assert [velocity_value(v) for v in (1, 51, 52, 127)] == [0, 0, 1, 7]
    assert all(velocity_value(v) == i for i, v in enumerate(VELOCITIES))


def test_every_chord_has_a_value() -> None:
    values = [chord_value(Chord(root, quality), 7) for root in range(12) for quality in Quality]
    assert sorted([0, *values]) == list(range(FIELDS[CHORD].size))
    assert chord_of(chord_value(Chord(3, Quality.SEVENTH), 65), 65) == Chord(3, Quality.SEVENTH)


def test_the_same_song_in_two_keys_is_the_same_events() -> None:
    moved = song(key=2, seed=4)
    up = PopPiece(
        "",
        "",
        Key(4),
        tuple(Chord((c.root + 2) % 12, c.quality) for c in moved.chords if c),
        tuple(replace(n, pitch=n.pitch + 2) for n in moved.notes),
    )
    assert encode(moved) == encode(up)


def followed(piece: PopPiece, context: PopContext) -> tuple[list[np.ndarray], PopTracker]:
    tracker = PopTracker(context)
    rows = []
    for event in encode(piece):
        rows.append(tracker.features())
        tracker.push(event)
    return rows, tracker


@pytest.mark.parametrize("seed", range(4))
def test_features_fit_their_columns(seed: int) -> None:
    piece = random_song(seed, halves=24)
    rows, tracker = followed(piece, everything_given(piece))
    sizes = np.array([c.size for c in COLUMNS])
    assert ((np.stack(rows) >= 0) & (np.stack(rows) < sizes)).all()
    assert ((tracker.cells >= 0) & (tracker.cells < np.array(CELL_SIZES))).all()


def test_copy_columns_hold_values_of_their_field() -> None:
    for field, columns in zip(FIELDS, COPY_COLUMNS, strict=True):
        assert columns
        assert all(COLUMNS[c].size == field.size + 1 for c in columns)


def test_going_back_leaves_no_trace() -> None:
    piece = song(12)
    events = encode(piece)
    straight, _ = followed(piece, context_of(piece))
    tracker = PopTracker(context_of(piece))
    for event in events[:40]:
        tracker.push(event)
    mark = tracker.snapshot()
    for event in encode(random_song(1))[1:30]:
        tracker.push(event)
    tracker.restore(mark)
    for row, event in zip(straight[40:], events[40:], strict=True):
        assert (tracker.features() == row).all()
        tracker.push(event)


def test_a_loop_is_foretold_by_what_came_next_four_bars_ago() -> None:
    piece = song(8)
    looped = replace(
        piece, notes=(*piece.notes, *(replace(n, start=n.start + 128) for n in piece.notes)), chords=piece.chords * 2
    )
    rows, tracker = followed(looped, context_of(looped))
    events = tracker.events
    second = [i for i, e in enumerate(events) if i > len(encode(piece)) and e[ONSET] != END]
    for field, name in ((ONSET, "onset"), (PITCH, "pitch"), (CHORD, "chord")):
        told = [int(rows[i][INDEX[f"back_8_{name}"]]) - 1 for i in second]
        assert told == [events[i][field] for i in second]
    assert rows[second[-1]][INDEX["back_8_copied"]] == len(COLUMNS) * 0 + 10


def everything_given(piece: PopPiece) -> PopContext:
    closed = tuple(Closed(row, 0, piece.length) for row in range(CHORD_ROW + 1))
    values = tuple((h, chord_value(c, piece.anchor)) for h, c in enumerate(piece.chords))
    return replace(context_of(piece), notes=tuple(in_order(piece.notes, piece.length)), chords=values, closed=closed)


def drawn(tracker: PopTracker, rng: np.random.Generator) -> PopEvent:
    """Any legal event."""
    chosen = [NO_VALUE] * len(FIELDS)
    for field in range(len(FIELDS)):
        if field and field not in fields_of(chosen[ONSET]):
            continue
        allowed = np.flatnonzero(legal(tracker, field, chosen))
        assert len(allowed)
        chosen[field] = int(rng.choice(allowed))
    return chosen[0], chosen[1], chosen[2], chosen[3], chosen[4], chosen[5]


def written(context: PopContext, seed: int) -> PopPiece:
    tracker, rng = PopTracker(context), np.random.default_rng(seed)
    while not tracker.done:
        tracker.push(drawn(tracker, rng))
    return decode(tracker.events, context.anchor, context.half)


@pytest.mark.parametrize("seed", range(6))
def test_where_all_is_given_only_that_can_be_drawn(seed: int) -> None:
    piece = random_song(seed)
    heard = written(everything_given(piece), seed)
    assert encode(replace(heard, key=piece.key)) == encode(piece)


@pytest.mark.parametrize("seed", range(6))
def test_a_given_lead_stands_and_gets_no_company(seed: int) -> None:
    piece = random_song(seed)
    lead = tuple(n for n in in_order(piece.notes, piece.length) if n.part == Part.LEAD)
    context = replace(context_of(piece), notes=lead, closed=(Closed(Part.LEAD, 0, piece.length),))
    heard = written(context, seed)
    assert [(n.start, n.pitch) for n in heard.notes if n.part == Part.LEAD] == [(n.start, n.pitch) for n in lead]
    assert any(n.part != Part.LEAD for n in heard.notes)


@pytest.mark.parametrize("seed", range(6))
def test_locked_notes_stand_among_free_ones(seed: int) -> None:
    piece = random_song(seed)
    some = tuple(in_order(piece.notes, piece.length)[::5])
    heard = written(replace(context_of(piece), notes=some), seed)
    assert {(n.start, n.part, n.pitch) for n in some} <= {(n.start, n.part, n.pitch) for n in heard.notes}


@given(pieces)
@settings(max_examples=40, deadline=None)
def test_every_event_of_a_piece_is_legal(piece: PopPiece) -> None:
    tracker = PopTracker(context_of(piece))
    for event in encode(piece):
        for field in fields_of(event[ONSET]):
            assert legal(tracker, field, event)[event[field]]
        tracker.push(event)


def test_nothing_given_leaves_the_lane_unknown() -> None:
    rows, _ = followed(song(), context_of(song()))
    assert not np.stack(rows)[:, LANE_START:].any()
