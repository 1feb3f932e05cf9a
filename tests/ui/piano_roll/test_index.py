"""Which notes lie where."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from musegen_app.score.model import Note, Track
from musegen_app.ui.piano_roll.index import Indexes, NoteIndex

NOTES = st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 500), st.integers(0, 127)), max_size=40)


@given(rows=NOTES, first=st.integers(0, 2500), width=st.integers(1, 800))
def test_between_finds_what_a_slow_search_finds(rows: list[tuple[int, int, int]], first: int, width: int) -> None:
    track = Track().with_notes([Note(a, b, p) for a, b, p in rows])
    slow = [n for n in track.notes if n.start_tick < first + width and n.end_tick > first]
    assert list(NoteIndex(track.notes).between(first, first + width)) == slow


def test_the_note_on_top_is_found() -> None:
    under, above = Note(0, 1000, 60), Note(500, 1000, 60)
    index = NoteIndex((under, above))
    assert index.at(600, 60) is above
    assert index.at(100, 60) is under
    assert index.at(100, 61) is None


def test_a_few_pixels_behind_the_end_still_count() -> None:
    note = Note(0, 100, 60)
    assert NoteIndex((note,)).at(103, 60) is None
    assert NoteIndex((note,)).at(103, 60, slack=5) is note


def test_an_index_is_kept_until_the_notes_change() -> None:
    indexes, track = Indexes(), Track().with_notes([Note(0, 10, 60)])
    assert indexes.of(track) is indexes.of(track)
    assert indexes.of(track.with_notes([])) is not None
