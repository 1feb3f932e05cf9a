"""The score as a value."""

from __future__ import annotations

import threading
from dataclasses import FrozenInstanceError

import pytest

from musegen_app.score.model import Note, Score, Track, new_id, reserve_ids
from tests.waiting import joined


def test_notes_know_their_end_and_order() -> None:
    note = Note(960, 480, 60)
    assert note.end_tick == 1440
    assert note.order == (960, 60, note.id)


def test_values_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Note(0, 1, 60).pitch = 61  # type: ignore[misc]


def test_a_track_sorts_its_notes() -> None:
    low, high, early = Note(960, 1, 50), Note(960, 1, 60), Note(0, 5000, 70)
    track = Track().with_notes([high, low, early])
    assert track.notes == (early, low, high)
    assert track.end_tick == 5000
    assert Track().end_tick == 0


def test_a_score_finds_and_replaces_its_tracks() -> None:
    first, second = Track(name="a"), Track(name="b", channel=9)
    score = Score(tracks=(first, second))
    assert score.track(second.id) is second
    assert second.is_drums
    assert not first.is_drums
    filled = second.with_notes([Note(0, 100, 60)])
    assert score.with_track(filled).tracks == (first, filled)
    assert score.with_track(filled).end_tick == 100
    assert score.end_tick == 0
    for missing in (lambda: score.track(-1), lambda: score.with_track(Track())):
        with pytest.raises(KeyError):
            missing()


def test_reserved_ids_are_never_given_out() -> None:
    highest = new_id() + 1000
    reserve_ids(highest)
    assert new_id() > highest
    reserve_ids(5)  # what lies behind does not come back
    assert new_id() > highest


def test_ids_are_given_once_whatever_is_read_meanwhile() -> None:
    reading = threading.Thread(target=lambda: [reserve_ids(0) for _ in range(5_000)], daemon=True)
    reading.start()
    given = [new_id() for _ in range(20_000)]
    joined(reading)
    assert len(set(given)) == len(given)
