"""Passages of several takes as one: where the seams lie, and what stays of each."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.base.errors import MuseGenError
from musegen_app.sampling.messages import Operation, OperationKind, Part
from musegen_app.sampling.take import Take
from musegen_app.score.harmony import Chord, ChordSymbol
from musegen_app.score.model import ControlEvent, ControlKind, Note
from musegen_app.session.comping import seam, with_passage

Q = 960
BAR = 4 * Q
HALF = BAR // 2
LENGTHS = (Q // 2, Q, 3 * Q // 2, 2 * Q)


def line(name: str, pitch: int, lengths: list[int], bars: int = 4, **fields: object) -> Take:
    """One note after the other of these lengths, again and again, for some bars."""
    notes, tick, place = [], 0, 0
    while tick < bars * BAR:
        length = min(lengths[place % len(lengths)], bars * BAR - tick)
        notes.append(Note(tick, length, pitch))
        tick, place = tick + length, place + 1
    logp = (-float(pitch),) * len(notes)
    return Take(name, 1, 1, 0, bars * BAR, bars * BAR, tuple(notes), logp, done=True, **fields)  # type: ignore[arg-type]


def test_a_seam_goes_to_where_no_note_is_cut() -> None:
    before = line("a", 60, [3 * Q // 2, 5 * Q // 2]).notes  # edges at 1½, 4, 5½ … beats
    after = line("b", 70, [Q]).notes
    assert seam(BAR, before, after, HALF) == BAR
    assert seam(BAR + Q, before, after, HALF) == BAR
    assert seam(BAR + Q, before, after, 0) == BAR + Q


def test_where_there_is_no_such_place_the_note_ends_at_the_seam() -> None:
    long = line("a", 60, [4 * BAR])
    made = with_passage(long, line("b", 70, [Q]), BAR, 2 * BAR, HALF)
    assert next((n.start_tick, n.end_tick, n.pitch) for n in made.notes) == (0, BAR, 60)
    assert [n.pitch for n in made.notes] == [60, 70, 70, 70, 70]  # the long note does not begin anew


@given(
    st.lists(st.sampled_from(LENGTHS), min_size=1, max_size=5),
    st.lists(st.sampled_from(LENGTHS), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 15), st.integers(1, 8), st.booleans()), min_size=1, max_size=4),
)
def test_all_of_it_is_from_somewhere_and_no_note_crosses_a_seam(
    a: list[int], b: list[int], steps: list[tuple[int, int, bool]]
) -> None:
    takes = {"a": line("a", 60, a), "b": line("b", 70, b)}
    made = takes["a"]
    for beat, length, of_a in steps:
        low, high = beat * Q, min(16, beat + length) * Q
        made = with_passage(made, takes["a" if of_a else "b"], low, high, HALF)
    assert made.pieces[0][0] == 0
    assert made.pieces[-1][1] == 4 * BAR
    assert all(first[1] == second[0] and first[2] != second[2] for first, second in pairwise(made.pieces))
    for low, high, name in made.pieces:
        inside = [n for n in made.notes if low <= n.start_tick < high]
        starts = {n.start_tick for n in takes[name].notes}
        assert {n.pitch for n in inside} <= {takes[name].notes[0].pitch}
        assert all(n.start_tick in starts and n.end_tick <= high for n in inside)
    assert [n.start_tick for n in made.notes] == sorted(n.start_tick for n in made.notes)
    assert [round(-likely) for likely in made.logp] == [n.pitch for n in made.notes]
    assert len({n.id for n in made.notes}) == len(made.notes)


def test_parts_meet_on_their_tracks_and_a_new_track_is_made_once() -> None:
    bass, drums = Part("Bass", 0, 33), Part("Drums", 0, 0, is_drums=True)
    melody = Part("Melody", 1)
    a = line("a", 60, [Q], parts=(melody, bass), track_ids=(1, 50), part_of=(0, 1) * 8)
    b = line("b", 70, [Q], parts=(bass, drums), track_ids=(60, 61), part_of=(0, 1) * 8)
    made = with_passage(a, b, BAR, 2 * BAR, 0)
    assert made.parts == (melody, bass, drums)
    assert made.track_ids == (1, 50, 61)
    on = {part.track_id: [n.pitch for n in part.notes] for part in made.taken}
    assert on[1] == [60] * 6
    assert on[50] == [60] * 2 + [70] * 2 + [60] * 4
    assert on[61] == [70] * 2


def test_chord_symbols_and_pedals_come_along() -> None:
    c, g = ChordSymbol(0, Chord(0), "C"), ChordSymbol(0, Chord(7), "G")
    pedal = ControlEvent(BAR + Q, ControlKind.CONTROL, 127, 64)
    a = line("a", 60, [Q], chords=(c,))
    b = line("b", 70, [Q], chords=(g,), controls_of=((0, pedal),))
    made = with_passage(a, b, BAR, 2 * BAR, 0)
    assert [(s.tick, s.chord) for s in made.chords] == [(0, c.chord), (BAR, g.chord), (2 * BAR, c.chord)]
    assert made.controls_of == ((0, pedal),)


def test_a_recorded_take_can_be_one_of_them() -> None:
    played = line("b", 70, [Q], controls=(ControlEvent(BAR, ControlKind.BEND, 100),))
    made = with_passage(line("a", 60, [Q]), played, BAR, 2 * BAR, 0)
    assert not made.recorded
    assert [(c.tick, c.value) for _, c in made.controls_of] == [(BAR, 100)]
    assert [part.track_id for part in made.taken] == [1]


def test_what_cannot_be_joined_is_said() -> None:
    a, b = line("a", 60, [Q]), line("b", 70, [Q], replaces=True)
    with pytest.raises(MuseGenError, match="stands in place"):
        with_passage(a, b, 0, BAR, 0)
    with pytest.raises(MuseGenError, match="no notes in these bars"):
        with_passage(a, a, 9 * BAR, 10 * BAR, 0)


def test_bars_that_no_take_has_written_are_not_taken_in() -> None:
    """Accepting clears the whole span of a take: a gap inside it would cost the song the notes that stand there."""
    first, second = line("a", 60, [Q], bars=2), line("b", 70, [Q], bars=6)
    with pytest.raises(MuseGenError, match="no take has written"):
        with_passage(first, second, 4 * BAR, 5 * BAR, 0)
    assert with_passage(first, second, 2 * BAR, 5 * BAR, 0).end_tick == 5 * BAR


@pytest.mark.parametrize(
    "other",
    [
        {"operation": Operation(OperationKind.INFILL, 4 * BAR, note_ids=(5, 6))},
        {"parts": (Part("Melody", 1), Part("Bass", 2)), "track_ids": (1, 2), "part_of": (0, 1) * 8},
    ],
)
def test_takes_that_spare_different_notes_are_not_joined(other: dict[str, object]) -> None:
    """The take that comes of it can say only once what it may replace."""
    whole = line("a", 60, [Q], replaces=True)
    some = line("b", 70, [Q], replaces=True, **other)
    for one, two in ((whole, some), (some, whole)):
        with pytest.raises(MuseGenError, match="different notes"):
            with_passage(one, two, BAR, 2 * BAR, 0)
    assert with_passage(some, replace(some, id="c"), BAR, 2 * BAR, 0).taken[0].only == some.taken[0].only
