"""What the piano net is told: step by step, as a whole, and after going back."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from musegen_app.codecs.perf import FIRST_KEY, GAP, LOWEST, VALUE, Pedal, PerfEvent, PerfNote, encode, key_value
from musegen_app.codecs.perf_features import COLUMNS, COPY_COLUMNS, DENSE, INDEX, KEYS, STYLE, STYLES, moved
from musegen_app.codecs.perf_lane import Lane
from musegen_app.codecs.perf_sheet import KeyFrom
from musegen_app.codecs.perf_tracker import PerfContext, PerfTracker
from musegen_app.score.keys import Key
from tests.codecs.pieces import BARS, alberti, pedal_changes, piano_notes


def inputs(context: PerfContext, events: list[PerfEvent]) -> tuple[np.ndarray, np.ndarray]:
    tracker = PerfTracker(context)
    rows, dense = [], []
    for event in events:
        rows.append(tracker.features())
        dense.append(tracker.dense())
        tracker.push(event)
    return np.array(rows), np.array(dense)


def context(**changes: object) -> PerfContext:
    style = (1.0,) + (0.0,) * (STYLES - 1)
    values: dict[str, object] = {"bars": BARS, "length": 96 * 8, "keys": (KeyFrom(0, Key(0)),), "style": style}
    return PerfContext(**{**values, "pedalled": True, "density": 3, "register": 2, **changes})  # type: ignore[arg-type]


@given(notes=piano_notes(most=25), pedals=pedal_changes(), cut=st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_going_back_and_on_again_is_as_if_nothing_had_been(
    notes: list[PerfNote], pedals: list[Pedal], cut: int
) -> None:
    events = encode(notes, pedals)
    cut = min(cut, len(events))
    whole_rows, whole_dense = inputs(context(lane=Lane.of(notes[::3])), events)
    tracker = PerfTracker(context(lane=Lane.of(notes[::3])))
    for event in events:
        tracker.push(event)
    tracker.back_to(cut)
    for i in range(cut, len(events)):
        np.testing.assert_array_equal(tracker.features(), whole_rows[i])
        np.testing.assert_array_equal(tracker.dense(), whole_dense[i])
        tracker.push(events[i])


@given(notes=piano_notes(), pedals=pedal_changes())
@settings(max_examples=60, deadline=None)
def test_every_input_is_in_its_alphabet(notes: list[PerfNote], pedals: list[Pedal]) -> None:
    rows, dense = inputs(context(lane=Lane.of(notes)), encode(notes, pedals))
    if len(rows):
        assert (rows >= 0).all()
        assert (rows < np.array([c.size for c in COLUMNS])).all()
        assert (dense >= 0).all()
        assert (dense <= 1).all()
        assert dense.shape[1] == DENSE


def test_a_figure_that_comes_again_is_offered_for_copying() -> None:
    events = encode(alberti())
    rows, _ = inputs(context(), events)
    later = range(20, len(events))  # the third bar on: two bars back is the same
    back = [COPY_COLUMNS[field][3] for field in (GAP, VALUE)]  # one pulse, two pulses, one bar, two bars
    hits = [(rows[i, back[0]], rows[i, back[1]]) == (1 + events[i].gap, 1 + events[i].value) for i in later]
    assert np.mean(hits) == 1.0
    assert rows[later[-1], INDEX["back_3_copied"]] > 5


def test_sounding_keys_and_style_are_numbers() -> None:
    rows, dense = inputs(context(), encode(alberti()))
    assert dense[1, 72 - LOWEST] == 0  # the chord's low note came first
    assert dense[1, 48 - LOWEST] == 1
    assert dense[2, 72 - LOWEST] == 1
    assert dense[2, KEYS] > 0  # pitch class C
    assert dense[0, STYLE].tolist() == [1.0] + [0.0] * (STYLES - 1)
    assert rows[2, INDEX["sounding"]] == 3


def test_a_transposition_moves_keys_only() -> None:
    assert moved(1 + key_value(60), 7) == 1 + key_value(67)
    assert moved(1 + key_value(108), 1) == 0
    assert moved(1 + key_value(LOWEST), -1) == 0
    assert [moved(v, 5) for v in (0, 1, 2)] == [0, 1, 2]
    assert moved(1 + FIRST_KEY + KEYS, 5) == 1 + FIRST_KEY + KEYS  # WAIT


def test_the_next_fixed_note_is_told_with_its_distance() -> None:
    lane = Lane.of([PerfNote(24, 24, 60), PerfNote(24, 12, 64)])
    tracker = PerfTracker(context(lane=lane))
    assert tracker.lane_index == 0
    assert tracker.features()[INDEX["known"]] == 1 + key_value(60)
    tracker.push(PerfEvent(24, key_value(60), 5, 8, 4))
    assert tracker.lane_index == 1
    assert tracker.features()[INDEX["known_kind"]] == 1
    tracker.push(PerfEvent(0, key_value(64), 5, 8, 4))
    assert tracker.lane_index == lane.size
    assert tracker.features()[INDEX["known_kind"]] == 0
