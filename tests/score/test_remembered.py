"""What is remembered of tuples of notes: by identity, the latest, and never too much of it."""

from __future__ import annotations

import pytest

from musegen_app.score import remembered
from musegen_app.score.model import Note
from musegen_app.score.remembered import EDITS, Remembered


def notes(count: int) -> tuple[Note, ...]:
    return tuple(Note(i, 1, 60, id=i + 1) for i in range(count))


def test_it_is_found_by_which_tuple_it_was_not_by_what_is_in_it() -> None:
    kept, first, second = Remembered[str](), notes(3), notes(3)
    assert first == second
    assert kept.put(first, "first") == "first"
    assert (kept.get(first), kept.get(second)) == ("first", None)
    kept.put(first, "again")
    assert kept.get(first) == "again"


def test_what_was_not_asked_for_for_the_longest_time_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 500)
    kept, tuples = Remembered[int](), [notes(50) for _ in range(8)]
    for number, some in enumerate(tuples):
        kept.put(some, number)
        kept.get(tuples[0])
    assert [kept.get(some) for some in tuples] == [0, None, None, 3, 4, 5, 6, 7]


def test_many_small_ones_are_too_much_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 1_000)
    kept, tuples = Remembered[int](), [notes(1) for _ in range(100)]
    for number, some in enumerate(tuples):
        kept.put(some, number)
        kept.put(some, number)  # once more costs nothing
    found = [kept.get(some) for some in tuples]
    assert 20 < len(found) - found.count(None) < 40
    assert found[-1] == 99


def test_a_few_large_ones_stay_whatever_they_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 10)
    kept, tuples = Remembered[int](), [notes(50) for _ in range(6)]
    for number, some in enumerate(tuples):
        kept.put(some, number)
    assert [kept.get(some) for some in tuples] == [None, None, 2, 3, 4, 5]


@pytest.mark.parametrize("tracks", [1, 40])
def test_small_tuples_are_forgotten_too_as_many_as_the_song_has_tracks_stay(
    monkeypatch: pytest.MonkeyPatch, tracks: int
) -> None:
    monkeypatch.setattr(remembered, "_tracks", 16)
    remembered.expect_tracks(tracks)
    most = EDITS + 2 * tracks
    kept: Remembered[int] = Remembered()
    tuples = [(Note(i, 1, 60),) for i in range(most + 10)]
    for i, notes in enumerate(tuples):
        kept.put(notes, i)
    assert [kept.get(notes) for notes in tuples[:10]] == [None] * 10
    assert [kept.get(notes) for notes in tuples[10:]] == list(range(10, most + 10))
