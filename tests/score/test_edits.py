"""What holds for every edit of notes, whatever the score, the selection and the numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.score import edits
from musegen_app.score.keys import Key, Mode
from musegen_app.score.model import Score, Track
from tests.score.scores import notes, scores

Ids = set[int]
NoteEdit = Callable[[Score, int, Ids, int, int], Score]

# Each takes score, track, ids and two numbers.
EDITS: dict[str, NoteEdit] = {
    "remove": lambda s, t, ids, a, b: edits.remove_notes(s, t, ids),
    "move": lambda s, t, ids, a, b: edits.move_notes(s, t, ids, a, b),
    "transpose": lambda s, t, ids, a, b: edits.transpose_notes(s, t, ids, b),
    "in scale": lambda s, t, ids, a, b: edits.transpose_notes_in_scale(s, t, ids, b, Key(2, Mode.DORIAN)),
    "resize": lambda s, t, ids, a, b: edits.resize_notes(s, t, ids, a),
    "resize start": lambda s, t, ids, a, b: edits.resize_notes_start(s, t, ids, a),
    "stretch": lambda s, t, ids, a, b: edits.stretch_notes(s, t, ids, abs(a) % 9, abs(b) % 9),
    "velocity": lambda s, t, ids, a, b: edits.set_velocity(s, t, ids, a),
    "velocities": lambda s, t, ids, a, b: edits.set_velocities(s, t, dict.fromkeys(ids, a)),
    "louder": lambda s, t, ids, a, b: edits.add_velocity(s, t, ids, b),
    "scale velocity": lambda s, t, ids, a, b: edits.scale_velocity(s, t, ids, b / 10),
    "ramp": lambda s, t, ids, a, b: edits.ramp_velocity(s, t, ids, a, b),
    "quantise": lambda s, t, ids, a, b: edits.quantise_notes(s, t, ids, a, b / 100),
    "quantise ends": lambda s, t, ids, a, b: edits.quantise_notes(s, t, ids, abs(a) + 1, 1.0, ends=True),
    "duplicate": lambda s, t, ids, a, b: edits.duplicate_notes(s, t, ids),
    "paste": lambda s, t, ids, a, b: edits.paste_notes(s, t, edits.copy_notes(s, t, ids), a),
    "add again": lambda s, t, ids, a, b: edits.add_notes(s, t, [n for n in s.track(t).notes if n.id in ids]),
    "split": lambda s, t, ids, a, b: edits.split_notes(s, t, ids, a),
    "join": lambda s, t, ids, a, b: edits.join_notes(s, t, ids),
    "legato": lambda s, t, ids, a, b: edits.legato_notes(s, t, ids),
    "overlaps": lambda s, t, ids, a, b: edits.trim_overlaps(s, t, ids),
    "reverse": lambda s, t, ids, a, b: edits.reverse_notes(s, t, ids),
    "invert": lambda s, t, ids, a, b: edits.invert_notes(s, t, ids),
    "take": lambda s, t, ids, a, b: edits.insert_take(s, t, edits.copy_notes(s, t, ids), (), a, a + 2000),
}


@pytest.mark.parametrize("name", EDITS)
@given(data=st.data())
def test_every_edit_keeps_the_rules(name: str, data: st.DataObject) -> None:
    score = data.draw(scores())
    track = Track(name="edited").with_notes(data.draw(st.lists(notes(), max_size=8)))
    score = edits.add_track(score, track)
    ids = data.draw(st.sets(st.sampled_from([*(n.id for n in track.notes), -7]), max_size=8))
    numbers = st.integers(-3, 3) | st.integers(-5000, 5000) | st.integers(-(2**31), 2**31)
    after = EDITS[name](score, track.id, ids, data.draw(numbers), data.draw(numbers))
    _check_values(after)
    changed = after.track(track.id)
    assert {n for n in track.notes if n.locked} <= set(changed.notes), "locked notes stay as they are"
    assert [t for t in after.tracks if t.id != track.id] == [t for t in score.tracks if t.id != track.id]
    assert replace(after, tracks=()) == replace(score, tracks=())
    origins = {n.id: n.origin for n in track.notes}
    assert all(n.origin == origins.get(n.id, n.origin) for n in changed.notes), "changed notes keep their origin"
    if name != "take":
        untouched = {n for n in track.notes if n.id not in ids}
        assert untouched <= set(changed.notes), "what is not selected stays as it is"


def _check_values(score: Score) -> None:
    every = [n for t in score.tracks for n in t.notes]
    assert len({n.id for n in every}) == len(every), "ids are unique"
    for track in score.tracks:
        assert list(track.notes) == sorted(track.notes, key=lambda n: n.order), "notes are sorted"
    for n in every:
        assert 0 <= n.start_tick < n.end_tick < 2**31
        assert 0 <= n.pitch <= 127
        assert 1 <= n.velocity <= 127


@pytest.mark.parametrize("name", sorted(set(EDITS) - {"take"}))
def test_nothing_selected_changes_nothing(name: str) -> None:
    score = edits.add_track(Score(), Track().with_notes([]))
    track_id = score.tracks[0].id
    assert EDITS[name](score, track_id, set(), 100, 5) == score
    assert EDITS[name](score, track_id, {-1}, 100, 5) == score


@pytest.mark.parametrize("name", EDITS)
def test_a_track_that_is_not_there_is_an_error(name: str) -> None:
    with pytest.raises(KeyError):
        EDITS[name](Score(), -5, set(), 100, 5)


def test_the_list_of_edits_is_whole() -> None:
    assert all(callable(getattr(edits, name)) for name in edits.__all__)
    assert edits.__all__ == sorted(edits.__all__)
