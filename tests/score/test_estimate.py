"""What the estimators say about tunes that leave no doubt, and about hardly any notes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.score.estimate import (
    UNSURE,
    Triple,
    estimate_key,
    estimate_meter,
    estimate_pickup,
    estimate_tune_type,
    mode_of_signature,
    triples,
)
from musegen_app.score.keys import Key, Mode
from musegen_app.score.model import Note

# "Lillibullero"-like jig rhythm and a plain march, written for this test.
JIG = ([480] * 12 + [960, 480] * 2 + [2880]) * 2
JIG_PITCHES = [67, 71, 74, 79, 74, 71, 72, 71, 69, 66, 69, 71, 74, 71, 72, 69, 67] * 2
MARCH = [960, 480, 480, 960, 960, 960, 960, 1920] * 4
MARCH_PITCHES = [62, 66, 69, 74, 69, 66, 64, 62] * 4


def line(durations: list[int], pitches: list[int], up: int = 0) -> list[Triple]:
    notes: list[Triple] = []
    tick = 0
    for duration, pitch in zip(durations, pitches, strict=True):
        notes.append((tick, duration, pitch + up))
        tick += duration
    return notes


@pytest.mark.parametrize("up", [-5, 0, 3])
def test_the_key_moves_with_the_tune(up: int) -> None:
    key, sure = estimate_key(line(JIG, JIG_PITCHES, up))
    assert key == Key((7 + up) % 12, Mode.MAJOR)
    assert sure > UNSURE


def test_a_minor_tune() -> None:
    notes = line([480] * 16, [69, 71, 72, 74, 76, 74, 72, 71, 69, 68, 69, 71, 72, 71, 69, 69])
    assert estimate_key(notes)[0] == Key(9, Mode.MINOR)


def test_the_modes_of_one_signature_are_told_apart_by_where_the_tune_rests() -> None:
    notes = line([480] * 8 + [1920], [74, 76, 77, 79, 81, 77, 76, 72, 74])
    assert mode_of_signature(0, notes) == Key(2, Mode.DORIAN)
    assert mode_of_signature(0, []) is None


def test_metres() -> None:
    assert estimate_meter(line(JIG, JIG_PITCHES))[:3] == (6, 8, 0)
    numerator, denominator, pickup, _ = estimate_meter(line(MARCH, MARCH_PITCHES))
    assert (numerator, denominator, pickup) in {(4, 4, 0), (2, 4, 0)}


def test_a_pickup_is_found() -> None:
    notes = [(0, 480, 62), *((tick + 480, d, p) for tick, d, p in line(JIG, JIG_PITCHES))]
    assert estimate_pickup(notes, 6, 8)[0] == 480
    assert estimate_meter(notes)[:3] == (6, 8, 480)


def test_where_the_notes_begin_in_the_song_does_not_matter() -> None:
    later = [(tick + 12345, d, p) for tick, d, p in line(JIG, JIG_PITCHES)]
    assert estimate_meter(later) == estimate_meter(line(JIG, JIG_PITCHES))


@pytest.mark.parametrize(
    ("meter", "gap", "kind"),
    [((6, 8), 480, "jig"), ((9, 8), 480, "slip jig"), ((3, 4), 960, "waltz"), ((2, 4), 480, "polka"),
     ((4, 4), 480, "reel"), ((4, 4), 640, "hornpipe"), ((5, 4), 480, "unknown")],
)  # fmt: skip
def test_tune_types(meter: tuple[int, int], gap: int, kind: str) -> None:
    assert estimate_tune_type(line([gap] * 32, [60, 64] * 16), *meter)[0] == kind


def test_hardly_any_notes_are_unknown() -> None:
    assert estimate_key([]) == (None, 0.0)
    assert estimate_key(line([480] * 2, [60, 62])) == (None, 0.0)
    assert estimate_meter(line([480] * 3, [60, 62, 64])) == (4, 4, 0, 0.0)
    assert estimate_pickup([], 4, 4) == (0, 0.0)
    assert estimate_pickup(line(JIG, JIG_PITCHES), 7, 8) == (0, 0.0)
    assert estimate_tune_type([], 4, 4) == ("unknown", 0.0)


def test_the_top_line_of_notes() -> None:
    notes = [Note(960, 480, 60), Note(0, 480, 60), Note(0, 960, 67)]
    assert triples(notes) == [(0, 960, 67), (960, 480, 60)]


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 8000), st.integers(0, 127)), max_size=40))
def test_any_notes_get_an_answer_between_nought_and_one(rows: list[Triple]) -> None:
    notes = sorted(rows)
    assert 0 <= estimate_key(notes)[1] <= 1.000001
    numerator, denominator, pickup, sure = estimate_meter(notes)
    assert 0 <= sure <= 1.000001
    assert 0 <= pickup < 3840 * numerator // denominator
    assert 0 <= estimate_pickup(notes, 4, 4)[1] <= 1.000001
